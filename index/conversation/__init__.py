"""Turns that lean on the turns before: what a turn does, and what it asks."""
