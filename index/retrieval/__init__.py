"""Passages for a question: by meaning and by words, near-duplicates folded, and whether they are near at all."""
