"""Texts as vectors, and the networks that run on the same weights: tokens, packed weights, the engines, chunks."""
