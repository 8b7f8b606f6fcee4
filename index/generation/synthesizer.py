"""The answer by a language model: it writes, every sentence is verified, what stands is put together with its citations.

    passages → packed → written → claims → verified (→ repaired) → Answer

The extractive answer is made before anyone is asked; it is what a person gets when the model can't be had, or when nothing
it wrote stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TypeVar

from index.answer.extractive import flat, refusal
from index.answer.phrases import UNVERIFIED
from index.errors import ContextError, LanguageModelError
from index.generation import prompts
from index.generation.claims import claims, is_refusal, without_thoughts
from index.generation.context import Packed, pack, shown
from index.generation.language_model import LanguageModel, Message, Meter, Spent, written
from index.language.text import stem, words
from index.settings import Settings
from index.types import Answer, Check, CheckedSentence, Citation, Delta, Language, SentenceStatus
from index.verification.cited import Numbered
from index.verification.entailment import Entailment
from index.verification.verify import Claim, holds, verify

T = TypeVar("T")

_SLACK = 64
"""Tokens left over for what a server's chat template puts around the messages."""
_SMALLEST = 128
"""Tokens of articles below which there is nothing to answer from."""
_REPAIRS = 3
"""Sentences of one answer that are repaired at most, all at the same time."""
_NEAR = 3
"""Sentences that a claim without citations is given as evidence to be repaired from."""


@dataclass(frozen=True, slots=True)
class Judged:
    claim: Claim
    checks: tuple[Check, ...]
    status: SentenceStatus


class Synthesizer:
    """Writes with `model`; `entailment` judges what it wrote."""

    def __init__(self, model: LanguageModel, settings: Settings, entailment: Entailment) -> None:
        self._model = model
        self._settings = settings
        self._entailment = entailment

    async def answer(self, question: str, base: Answer, meter: Meter) -> AsyncGenerator[Delta | Answer]:
        """Deltas while the model writes, then the Answer. `base` is the extractive answer, with the passages.

        Whatever goes wrong with the model ends in `base`, with the reason in `fallback`.
        """
        if not base.passages:
            yield base
            return
        language = base.language
        due = asyncio.get_running_loop().time() + self._settings.llm_total_s
        try:
            packed, messages = self._prompt(question, base, language)
            pieces: list[str] = []
            async with aclosing(self._written(messages, packed, question, base, language, meter)) as stream:
                # Never around a `yield`: there the time-out would strike whoever iterates.
                while item := await _next(stream, due):
                    if isinstance(item, Packed):
                        packed = item
                    else:
                        pieces.append(item)
                        yield Delta(item)
            async with asyncio.timeout_at(due):
                final = await self._judged("".join(pieces), packed, base, language, meter)
        except TimeoutError:
            reason = f"The language model {self._model.name!r} took longer than TANYA_LLM_TOTAL_S allows."
            final = replace(base, fallback=reason)
        except LanguageModelError as error:
            final = replace(base, fallback=str(error))
        yield replace(final, usage=meter.usage())

    async def _written(
        self, messages: Sequence[Message], packed: Packed, question: str, base: Answer, language: Language, meter: Meter
    ) -> AsyncGenerator[str | Packed]:
        """What the model writes; first, where the prompt was too long for it after all, what a smaller one holds."""
        for last in (False, True):
            try:
                async with aclosing(
                    self._model.stream(messages, max_tokens=self._settings.llm_answer_tokens)
                ) as stream:
                    async for item in stream:
                        if isinstance(item, Spent):
                            meter.requests.append(item)
                        else:
                            yield item
                return
            except ContextError:
                if last:
                    raise
                packed, messages = self._prompt(question, base, language, self._model.count(packed.text) // 2)
            yield packed

    def _prompt(
        self, question: str, base: Answer, language: Language, most: int | None = None
    ) -> tuple[Packed, list[Message]]:
        """Articles as the window has room for them, `most` tokens if given. Raises ContextError where none fits."""
        empty = prompts.messages("answer", language, question=question, articles="")
        around = sum(self._model.count(m.content) for m in empty) + self._settings.llm_answer_tokens + _SLACK
        room = min(self._model.context_tokens - around, most or self._model.context_tokens)
        packed = pack(base.passages, self._model.count, room, language) if room >= _SMALLEST else None
        if packed is None or not packed.sentences:
            raise ContextError(
                f"A window of {self._model.context_tokens} tokens is too small for an article: set TANYA_LLM_CONTEXT_TOKENS "
                "higher, if the model can read more, or TANYA_LLM_ANSWER_TOKENS lower."
            )
        return packed, prompts.messages("answer", language, question=question, articles=packed.text)

    async def _judged(self, text: str, packed: Packed, base: Answer, language: Language, meter: Meter) -> Answer:
        if is_refusal(without_thoughts(text)):
            return replace(refusal(base.question, language, base.passages), mode="llm", timings_ms=base.timings_ms)
        found = [c for c in claims(text, packed.sentences) if not is_refusal(c.text)]
        checks = await asyncio.to_thread(self._verified, found)
        judged = [
            Judged(claim, c, "verified" if holds(c) else "unverified") for claim, c in zip(found, checks, strict=True)
        ]
        judged = await self._mended(judged, packed, language, meter)
        if not any(j.status != "dropped" for j in judged):
            gone = tuple(CheckedSentence(j.claim.text, (), "dropped", j.checks) for j in judged)
            return replace(
                base, sentences=gone, fallback="Nothing the language model wrote is borne out by the articles."
            )
        return _composed(judged, base, language)

    def _verified(self, found: Sequence[Claim]) -> list[tuple[Check, ...]]:
        return verify(found, self._entailment, self._settings.llm_max_lost)

    async def _mended(self, judged: list[Judged], packed: Packed, language: Language, meter: Meter) -> list[Judged]:
        """The sentences with those that failed repaired, dropped or marked, as the setting says."""
        failed = [j for j in judged if j.status == "unverified"]
        choice = self._settings.llm_unproven
        if choice == "mark":
            # What cites nothing, or something else than a fact, is not even shown with a mark.
            return [
                replace_status(j, "dropped") if j.status == "unverified" and not _showable(j) else j for j in judged
            ]
        mended: dict[int, Judged] = {}
        if choice == "repair" and failed:
            tried = failed[:_REPAIRS]
            results = await asyncio.gather(
                *(self._repaired(j, packed, language, meter) for j in tried), return_exceptions=True
            )
            mended = {id(j): r for j, r in zip(tried, results, strict=True) if isinstance(r, Judged)}
        return [mended.get(id(j), replace_status(j, "dropped")) if j.status == "unverified" else j for j in judged]

    async def _repaired(self, judged: Judged, packed: Packed, language: Language, meter: Meter) -> Judged:
        evidence = judged.claim.cited or _nearest(judged.claim.text, packed)
        reasons = "; ".join(f"{c.name}: {c.detail}" for c in judged.checks if not c.passed)
        asked = prompts.messages(
            "repair", language, articles=shown(evidence), sentence=judged.claim.text, reasons=reasons
        )
        text = await written(self._model, asked, meter, max_tokens=self._settings.llm_answer_tokens)
        found = claims(text, {s.id: s for s in evidence})
        if len(found) == 1 and not is_refusal(found[0].text):
            [checks] = await asyncio.to_thread(self._verified, found)
            if holds(checks):
                return Judged(found[0], checks, "repaired")
        return replace_status(judged, "dropped")


async def _next(stream: AsyncIterator[T], due: float) -> T | None:
    async with asyncio.timeout_at(due):
        return await anext(stream, None)


def replace_status(judged: Judged, status: SentenceStatus) -> Judged:
    return replace(judged, status=status)


def _showable(judged: Judged) -> bool:
    never = {"citations", "injection", "links", "quotes"}
    return not any(not c.passed and c.name in never for c in judged.checks)


def _nearest(text: str, packed: Packed) -> tuple[Numbered, ...]:
    said = set(map(stem, words(text)))
    ranked = sorted(packed.sentences.values(), key=lambda s: -len(said & set(map(stem, words(s.text)))))
    return tuple(ranked[:_NEAR])


def _composed(judged: Sequence[Judged], base: Answer, language: Language) -> Answer:
    """The sentences that are shown, each with the numbers of its citations, which count from 1 in the order of the text."""
    cited: dict[tuple[str, int, int], Citation] = {}
    sentences: list[CheckedSentence] = []
    lines: list[str] = []
    for j in judged:
        if j.status == "dropped":
            sentences.append(CheckedSentence(j.claim.text, (), "dropped", j.checks))
            continue
        numbers: list[int] = []
        for s in j.claim.cited:
            citation = _cite(s, len(cited) + 1)
            citation = cited.setdefault((citation.article_id, citation.start, citation.end), citation)
            if citation.number not in numbers:
                numbers.append(citation.number)
        sentences.append(CheckedSentence(j.claim.text, tuple(numbers), j.status, j.checks))
        mark = f" {UNVERIFIED[language]}" if j.status == "unverified" else ""
        lines.append(f"{flat(j.claim.text)}{mark} {''.join(f'[{n}]' for n in numbers)}")
    text = " ".join(lines)
    span = base.answer_span if base.answer_span and base.answer_span in text else None
    return replace(
        base, text=text, answer_span=span, abstained=False, citations=tuple(cited.values()), nearest=(), mode="llm",
        sentences=tuple(sentences),
    )  # fmt: skip


def _cite(s: Numbered, number: int) -> Citation:
    return Citation.of(s.article, number, *s.evidence)
