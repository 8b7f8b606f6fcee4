"""A follow-up made to stand alone by a language model; by the rules of `index.conversation.followup` where it can't or doesn't.

What the model writes is taken only if it is one question that names nobody and nothing but what the conversation has:
a rewriting that brings in a name of its own would search for something else.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from index.conversation.followup import standalone
from index.errors import LanguageModelError
from index.generation import prompts
from index.generation.claims import without_thoughts
from index.generation.language_model import LanguageModel, Meter, written
from index.language import amounts
from index.language.text import fold, language_of
from index.types import Language, Turn
from index.verification.mentions import known, mentions

HISTORY_TOKENS = 600
WAIT_S = 6.0
"""A rewriting is one line; one that takes longer costs more than it is worth."""
_LONGEST = 300
_WRITTEN_TOKENS = 120
_ANSWER_CHARS = 240


async def rewritten(model: LanguageModel, question: str, history: Sequence[Turn], meter: Meter) -> str | None:
    """The question on its own, or None where it stands alone already."""
    language = language_of(question, default=language_of(history[-1].question))
    told = remembered(history, model, language)
    try:
        async with asyncio.timeout(WAIT_S):
            asked = prompts.messages("rewrite", language, history=told, question=question)
            text = await written(model, asked, meter, max_tokens=_WRITTEN_TOKENS)
    except (TimeoutError, LanguageModelError):
        return standalone(question, history)
    lines = [line.strip(" \"“”'") for line in without_thoughts(text).splitlines() if line.strip()]
    if len(lines) != 1 or not acceptable(lines[0], question, history):
        return standalone(question, history)
    return None if _same(lines[0], question) else lines[0]


def remembered(history: Sequence[Turn], model: LanguageModel, language: Language) -> str:
    """The last turns, oldest first, as many as HISTORY_TOKENS hold; of each answer its beginning."""
    q, a = ("Pertanyaan", "Jawaban") if language == "id" else ("Question", "Answer")
    kept: list[str] = []
    room = HISTORY_TOKENS
    for turn in reversed(history):
        answer = turn.answer.answer_span or re.sub(r"\s*\[\d+\]", "", turn.answer.text)
        told = f"{q}: {turn.question}\n{a}: {' '.join(answer.split())[:_ANSWER_CHARS]}"
        room -= model.count(told)
        if room < 0:
            break
        kept.append(told)
    return "\n".join(reversed(kept))


def acceptable(text: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether a rewriting is one question with no name and no figure but those of the conversation."""
    if not text or len(text) > _LONGEST or "[" in text or "http" in text:
        return False
    told = [question, *(t.question for t in history), *(t.answer.text for t in history)]
    names = known(told, told, [], respelt=True)
    for mention in mentions(text):
        if any(not (names.may_be_plain(w) and not mention.sure) for w in names.missing(mention)):
            return False
    figures = {v for t in told for a in amounts.amounts(t) for v in a.values}
    return all(a.values & figures or a.values == {1.0} for a in amounts.amounts(text))


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", " ", fold(one)).strip() == re.sub(r"\W+", " ", fold(other)).strip()
