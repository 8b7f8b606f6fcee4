"""Answers in the articles' own sentences: stretches, lists, windows of time, texts that are checked, and their citations."""
