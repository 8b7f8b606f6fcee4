"""Answers by a language model: the endpoint, the prompt, what was written, judged sentence by sentence."""
