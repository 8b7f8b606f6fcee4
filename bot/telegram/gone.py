"""Answers that cite a sentence which is gone: said to who comes back to one, and once to each chat that was given one.

An answer is looked at again when the ledger says that an article it cites has changed, whoever changed it, and once after
it was given, for the article may have changed while it was being made. Both are remembered in one step with what was
found, so that a bot that is killed in between tells nobody twice.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from contextlib import suppress
from functools import partial

from bot.telegram.access import Access
from bot.telegram.citing import Looked
from bot.telegram.collection import Articles
from bot.telegram.markup import unformatted
from bot.telegram.memory import Memory, Place, Question
from bot.telegram.messages import lost_sentence
from bot.telegram.metrics import Metrics
from bot.telegram.sending import Sender, UncertainError, UndeliverableError
from bot.telegram.storage import OneThread
from bot.telegram.stored import Lost
from index.errors import TanyaError
from index.types import Answer

_log = logging.getLogger(__name__)

LOOK_EVERY = 900.0
"""Seconds after which it is looked unasked: another process may have changed articles."""
MOST = 3
"""Messages that one chat or topic gets after a look. An outlet that words all its articles anew shall bury nobody."""


class Gone:
    def __init__(
        self,
        access: Access,
        memory: Memory,
        in_thread: OneThread,
        articles: Articles,
        with_articles: OneThread,
        sender: Sender,
        metrics: Metrics,
    ) -> None:
        self._access = access
        self._memory = memory
        self._in_thread = in_thread
        self._articles = articles
        self._with_articles = with_articles
        self._sender = sender
        self._metrics = metrics
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Articles may have changed: look now."""
        self._woken.set()

    async def run(self) -> None:
        """Look and tell until cancelled."""
        while True:
            self._woken.clear()
            try:
                await self._look()
                await self._tell()
            except TanyaError as error:
                _log.error("chats could not be told which cited sentences are gone: %s", error)
            except Exception:
                _log.exception("chats could not be told which cited sentences are gone")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), LOOK_EVERY)

    async def lost(self, question: Question) -> Lost:
        """What the answer to a question cited and can no longer be read. Whoever asks says it: no message comes of it."""
        lost = await self._lost(question)
        if lost:
            await self._in_thread(lambda: self._memory.citations.told(question.id, time.time()))
        return lost

    async def above(self, question: Question, answer: Answer) -> str | None:
        """What to say above an answer if the earlier one that the question comes back to has lost a sentence.

        That is the one replied to, the last one for a follow-up, or the one that the same words got before.
        """
        try:
            earlier = await self._in_thread(lambda: self._earlier(question, answer))
            lost = await self.lost(earlier) if earlier else None
        except TanyaError as error:
            _log.warning("whether an earlier answer still stands was not looked up: %s", error)
            return None
        return lost_sentence(lost, question.language, earlier=True) if lost else None

    def _earlier(self, question: Question, answer: Answer) -> Question | None:
        if question.about:
            return self._memory.questions.get(question.about)
        follows = answer.standalone_question not in (None, question.text)
        return self._memory.questions.answered_before(question, time.time(), same=not follows)

    async def _lost(self, question: Question) -> Lost:
        cited = question.stored.answer.citations if question.stored else ()
        return await self._with_articles(lambda: self._articles.lost(cited)) if cited else Lost()

    async def _look(self) -> None:
        """Note the answers that have lost a sentence since the last look."""
        last = await self._in_thread(self._memory.citations.looked)
        changed, seq = await self._with_articles(lambda: self._articles.changed_since(last.seq))
        citing, key = await self._in_thread(lambda: self._memory.citations.citing(changed, last.key))
        if (now := Looked(seq, key)) == last:
            return
        gone = [question for question in citing if await self._has_lost(question)]
        if (await self._with_articles(lambda: self._articles.changed_since(seq)))[1] != seq:
            # Articles changed between one answer and the next: two of one sentence must be found in one look, not in two.
            self.wake()
            return
        await self._in_thread(lambda: self._memory.citations.note_gone(gone, now))
        if gone:
            _log.info("answers cite sentences that are gone", extra={"answers": len(gone)})

    async def _has_lost(self, question_id: str) -> bool:
        question = await self._in_thread(lambda: self._memory.questions.get(question_id))
        return question is not None and bool(await self._lost(question))

    async def _tell(self) -> None:
        """Tell each chat of each sentence or article that is gone, in reply to the latest answer that cites it."""
        told: set[tuple[Place, str, str]] = set()
        messages: Counter[Place] = Counter()
        for question_id in await self._in_thread(self._memory.citations.to_be_told):
            question = await self._in_thread(partial(self._memory.questions.get, question_id))
            if question is None:
                continue
            lost = await self._lost(question)
            if not lost:
                await self._in_thread(partial(self._memory.citations.stands_again, question_id))
                continue
            if not await self._in_thread(partial(self._memory.citations.begin_telling, question_id, time.time())):
                continue
            place = question.place
            sentences = {(place, c.article_id, c.quote) for c in lost.dropped}
            sentences |= {(place, c.article_id, "") for c in lost.removed}
            if sentences <= told or messages[place] >= MOST or not self._access.may_ask(question.user, place.chat):
                continue
            told |= sentences
            messages[place] += 1
            await self._send(question, lost)

    async def _send(self, question: Question, lost: Lost) -> None:
        """At most once. A reply to this message is a reply to the answer."""
        answer = await self._in_thread(lambda: self._memory.questions.messages(question.id))
        if not answer:
            return  # its group was moved: nothing is left to reply to

        async def note(number: int) -> None:
            await self._in_thread(lambda: self._memory.questions.sent(question, number, None))

        part = unformatted(lost_sentence(lost, question.language))
        place = question.place
        try:
            await self._sender.deliver(place.chat, part, reply_to=answer[0], thread=place.thread, sent=note, once=True)
            self._metrics.add("told_gone")
        except UndeliverableError:
            self._metrics.add("undeliverable")
        except UncertainError:
            _log.warning("whether a chat was told is not known; it isn't told again", extra={"question": question.id})
