"""Turns of conversations by what they do, written by hand; `python -m training.acts` fits `index.conversation.acts` on them."""
