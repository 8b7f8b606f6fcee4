"""What the reader's network says: its outputs and the kinds of answer.

Of each token: whether an answer begins or ends there, whether it is part of a list, whether its sentence is evidence. Of the
first token, which stands for the whole: whether the passage answers, with yes or no, and what kind of answer is wanted.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal["fact", "reason", "says", "how", "list", "yesno"]
KINDS: tuple[Kind, ...] = ("fact", "reason", "says", "how", "list", "yesno")
"""What kind of answer a question wants: a stretch, a reason, somebody's words, whole sentences, several stretches, yes or no."""
START, END, OUTSIDE, BEGINS, GOES_ON, EVIDENCE, TOLD, YES = range(8)
KIND = slice(8, 8 + len(KINDS))
OUTPUTS = 8 + len(KINDS)
"""Rows of the head. OUTSIDE, BEGINS and GOES_ON tell the parts of a list, the last three are read at the first token alone."""
