"""One question, from its turn in the queue to the answer the person sees.

A message that says "looking" is sent first and its number kept; whatever comes after is an edit of it, so that a bot that
was killed at any moment can do the rest again without saying anything twice.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from bot.telegram import delay
from bot.telegram.asking import Asking, StalledError
from bot.telegram.gone import Gone
from bot.telegram.keyboards import under_answer
from bot.telegram.lanes import Ticket
from bot.telegram.languages import in_language
from bot.telegram.live import Live
from bot.telegram.markup import Part, unformatted
from bot.telegram.memory import DAY, Memory, Question
from bot.telegram.messages import answer_parts, window
from bot.telegram.metrics import Metrics, Outcome
from bot.telegram.sending import Sender, UndeliverableError
from bot.telegram.storage import OneThread
from bot.telegram.stored import Stored, stored
from bot.telegram.suggestions import suggestions
from bot.telegram.texts import say
from index.errors import QuestionError, TanyaError
from index.types import Answer, Citation, Delta, Filters, Turn

_log = logging.getLogger(__name__)

ATTEMPTS = 3
"""A question that was in hand this many times when the bot died is not tried again."""
TOO_LATE = DAY
"""Seconds after which a question left behind is apologised for rather than answered."""
_TYPING_LASTS = 4.5


class Answering:
    def __init__(
        self,
        asking: Asking,
        memory: Memory,
        in_thread: OneThread,
        sender: Sender,
        metrics: Metrics,
        gone: Gone,
        *,
        log_texts: bool,
    ) -> None:
        self._asking = asking
        self._memory = memory
        self._in_thread = in_thread
        self._sender = sender
        self._metrics = metrics
        self._gone = gone
        self._log_texts = log_texts

    async def answer(self, ticket: Ticket) -> None:
        """Answer a question, or go on with one whose answer was made and not wholly sent."""
        question = await self._in_thread(lambda: self._memory.questions.begin(ticket.question))
        if question is None:
            return
        began = time.monotonic()
        outcome: Outcome = "failed"
        try:
            if question.stored:
                outcome = await self._finish(question, question.stored)
            elif question.attempts > ATTEMPTS or time.time() - question.asked_at > TOO_LATE:
                await self._end_with(question, say("lost", question.language))
            else:
                outcome = await self._made_and_sent(question)
        except UndeliverableError as error:
            self._metrics.add("undeliverable")
            _log.warning("an answer can't be delivered", extra={"question": question.id, "reason": str(error)})
            await self._in_thread(lambda: self._memory.questions.end(question, "failed"))
        seconds = time.monotonic() - began
        self._metrics.ended(outcome, seconds)
        known = {"question": question.id, "chat": question.place.chat, "user": question.user, "outcome": outcome}
        if self._log_texts:
            known["text"] = question.text
        _log.info("question ended", extra={**known, "seconds": round(seconds, 3)})

    async def took_back(self, ticket: Ticket) -> None:
        """A person cancelled: say so where the answer would have been, unless it was there a moment before."""
        question = await self._in_thread(lambda: self._memory.questions.get(ticket.question))
        if question is None:
            return
        try:
            if question.state in ("answered", "failed"):
                said = unformatted(say("nothing_to_cancel", question.language))
                await self._sender.deliver(question.place.chat, said, thread=question.place.thread)
                return
            await self._in_thread(lambda: self._memory.questions.end(question, "cancelled"))
            self._metrics.ended("cancelled", 0)
            await self._put(question, [unformatted(say("cancelled", question.language))])
        except UndeliverableError:
            self._metrics.add("undeliverable")

    async def will_go_on(self, ticket: Ticket) -> None:
        """The bot is being stopped in the middle of an answer: say that it comes later, if there is time."""
        question = await self._in_thread(lambda: self._memory.questions.get(ticket.question))
        messages = await self._in_thread(lambda: self._memory.questions.messages(ticket.question))
        if question and messages and question.state == "waiting":
            await self._sender.show(question.place.chat, messages[0], say("restarting", question.language))

    async def _made_and_sent(self, question: Question) -> Outcome:
        placing = asyncio.create_task(self._looking(question))
        typing = asyncio.create_task(self._keep_typing(question))
        try:
            answer = await self._make(question, placing)
            if chosen := await self._in_thread(lambda: self._memory.languages.of(question.user)):
                answer = in_language(answer, chosen)
            typing.cancel()
            kept = stored(answer, suggestions(answer))
            await self._in_thread(lambda: self._memory.questions.made(question, kept))
            await placing
            return await self._finish(question, kept)
        except (UndeliverableError, asyncio.CancelledError):
            raise
        except Exception as error:
            typing.cancel()
            await placing
            return await self._apologise(question, error)
        finally:
            typing.cancel()
            placing.cancel()
            await asyncio.gather(placing, typing, return_exceptions=True)

    async def _make(self, question: Question, placing: asyncio.Task[int]) -> Answer:
        """The engine's answer in the light of what the person replied to, or of the conversation."""
        history, narrowed = await self._context(question)
        answer = await self._follow(question, history, narrowed, placing)
        if answer.abstained and narrowed:
            answer = await self._follow(question, history, Filters(), placing)
        return answer

    async def _follow(
        self, question: Question, history: Sequence[Turn], filters: Filters, placing: asyncio.Task[int]
    ) -> Answer:
        """The engine's answer, shown as it is being written where the engine streams."""
        live = Live(self._sender, question.place.chat, placing)
        showing = asyncio.create_task(live.run())
        text = ""
        try:
            async with aclosing(self._asked(question, filters, history)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Answer):
                        return piece
                    text += piece.text
                    live.write(text)
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)
        raise RuntimeError("the engine ended without an answer")

    def _asked(
        self, question: Question, filters: Filters, history: Sequence[Turn]
    ) -> AsyncGenerator[Delta | Answer, None]:
        filters = replace(filters, reads_time=not question.any_time)
        return self._asking.answer(question.text, filters=filters, history=history, shown=question.shown)

    async def _context(self, question: Question) -> tuple[list[Turn], Filters]:
        """The turns that the question follows, and, where it is about one passage, the filter that leads to its article."""
        replied = question.about
        about = await self._in_thread(lambda: self._memory.questions.get(replied)) if replied else None
        if not about or not about.stored:
            kept = await self._in_thread(lambda: self._memory.questions.history(question, question.asked_at))
            return [k.turn for k in kept], Filters()
        picked = _picked(about.stored, question.quote)
        if picked is None:
            return [about.stored.turn], Filters()
        said = Answer(picked.quote, picked.quote, None, False, 1.0, (picked,), language=about.stored.answer.language)
        day = picked.published_at.date() if picked.published_at else None
        narrowed = Filters(picked.source, day, day) if picked.source or day else Filters()
        return [Turn(" ".join(picked.quote.split()), said)], narrowed

    async def _finish(self, question: Question, kept: Stored) -> Outcome:
        asked = question.text if question.message < 0 else None
        lost = None if question.shown else await self._gone.above(question, kept.answer)
        note = (
            "\n\n".join(filter(None, (delay.told(question.asked_at, question.language), lost, window(kept.answer))))
            or None
        )
        await self._put(question, answer_parts(kept.answer, asked=asked, note=note, opener=self._sender.opener), kept)
        await self._in_thread(lambda: self._memory.questions.end(question, "answered"))
        return "abstained" if kept.answer.abstained else "answered"

    async def _apologise(self, question: Question, error: Exception) -> Outcome:
        """One plain sentence with a short code; the log has the rest under the same code."""
        code = secrets.token_hex(3)
        known = {"code": code, "question": question.id}
        if isinstance(error, StalledError):
            _log.error("an answer stalled", extra=known)
            await self._end_with(question, say("stalled", question.language, code=code))
            return "stalled"
        if isinstance(error, QuestionError):
            _log.warning(str(error), extra=known)
            await self._end_with(question, say("no_articles", question.language))
            return "failed"
        _log.error("an answer failed", extra=known, exc_info=None if isinstance(error, TanyaError) else error)
        if isinstance(error, TanyaError):
            _log.error(str(error), extra=known)
        await self._end_with(question, say("broken", question.language, code=code))
        return "failed"

    async def _end_with(self, question: Question, sentence: str) -> None:
        await self._put(question, [unformatted(sentence)])
        await self._in_thread(lambda: self._memory.questions.end(question, "failed"))

    async def _looking(self, question: Question) -> int:
        """The message the answer will be in, sent now if there is none yet. Returns its number."""
        messages = await self._in_thread(lambda: self._memory.questions.messages(question.id))
        if not messages:
            return await self._send(question, 0, say("looking", question.language))
        await self._sender.show(question.place.chat, messages[0], say("again", question.language))
        return messages[0]

    async def _put(self, question: Question, parts: Sequence[Part], kept: Stored | None = None) -> None:
        """Put parts into the messages the question has, sending and deleting as it takes."""
        chat = question.place.chat
        messages = await self._in_thread(lambda: self._memory.questions.messages(question.id))
        ratings = await self._in_thread(lambda: self._memory.people.ratings(question.id))
        for n, part in enumerate(parts):
            edit = messages[n] if n < len(messages) else await self._send(question, n, "…")
            keyboard = under_answer(question.id, kept, ratings) if kept and n == len(parts) - 1 else ()
            await self._sender.deliver(
                chat, part, edit=edit, reply_to=_to_whom(question), thread=question.place.thread, keyboard=keyboard,
                sent=partial(self._sent, question, n),
            )  # fmt: skip
        for extra in messages[len(parts) :]:
            await self._sender.delete(chat, extra)
            await self._in_thread(partial(self._memory.questions.unsent, chat, extra))

    async def _send(self, question: Question, n: int, text: str) -> int:
        return await self._sender.deliver(
            question.place.chat, unformatted(text), reply_to=_to_whom(question), thread=question.place.thread,
            sent=partial(self._sent, question, n),
        )  # fmt: skip

    async def _sent(self, question: Question, n: int, message: int) -> None:
        await self._in_thread(lambda: self._memory.questions.sent(question, message, n))

    async def _keep_typing(self, question: Question) -> None:
        while True:
            await self._sender.typing(question.place.chat, question.place.thread)
            await asyncio.sleep(_TYPING_LASTS)


def _picked(kept: Stored, quote: str | None) -> Citation | None:
    """The citation that a person picked out: the one whose words they quoted, or the only one if they quoted nothing."""
    if not quote:
        return None
    wanted = " ".join(quote.split()).strip(' “”"…').casefold()
    for citation in kept.answer.citations:
        said = " ".join(citation.quote.split()).casefold()
        if wanted and (wanted in said or said in wanted):
            return citation
    return None


def _to_whom(question: Question) -> int | None:
    """The message that asked; none where a button did."""
    return question.message if question.message > 0 else None
