"""What Indonesian and English text is: words, sentences, names, figures, days, and how people type.

Imports nothing of the other rooms.
"""
