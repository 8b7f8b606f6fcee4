"""The engine: a question goes in, a cited answer comes out. Telegram, the REPL and the command line all ask this one."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property, lru_cache, partial

from index.answer import browsing, listing
from index.answer.checking import Checker, claim_asked, in_the_text, tells_itself
from index.answer.extractive import SentenceSelector
from index.answer.timely import Timely, known_by
from index.conversation.acts import LIKELY, Act, about_the_last, acts, asks_whether_true
from index.conversation.dialogue import NO_CONTEXT, Ask, Context, Dialogue, spoken_of
from index.embedding import models, tokens
from index.embedding.embedder import Embedder, give_memory_back
from index.errors import NO_ARTICLES, NO_QUESTION, QuestionError, TanyaError
from index.generation.language_model import LanguageModel, Meter
from index.generation.llm import OpenAIEndpoint
from index.generation.rewriting import rewritten
from index.generation.streaming import Stream
from index.generation.synthesizer import Synthesizer
from index.language.informal import mended, plain
from index.language.text import language_of
from index.question.when import When, when, with_days
from index.reader import findings
from index.reader.confidence import Calibration
from index.reader.reader import Reader
from index.retrieval.retriever import Retriever
from index.settings import Settings
from index.storage.store import Store, identity_of
from index.types import Answer, Article, Delta, Filters, Language, Passage, Turn
from index.verification import entailment
from index.verification.entailment import Entailment

_ACTS_KNOWN = 256
"""Turns whose acts are remembered: those of a conversation are asked for again and again."""
_TIDIED = 16
"""Answers after which memory is given back."""
_log = logging.getLogger(__name__)


class Engine:
    """Making one costs nothing: the ledger is opened and the model loaded when the first question needs them.

    Raises TanyaError in words for the person who asked: no model, another model than the articles'.
    """

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder | None = None,
        model: LanguageModel | None = None,
        *,
        remembers: bool = True,
        brief: bool = False,
    ) -> None:
        """`model` writes the answers; without it the endpoint of the settings does, where they name one.

        `remembers`: whether the ledger keeps what answers rest on, as it should for all that a person asks. `brief`: for one
        question, which isn't worth opening Chroma for.
        """
        self._settings = settings
        self.embedder: Embedder = embedder or models.embedder(settings)
        self._model = model
        self._remembers = remembers
        self._brief = brief
        self.now = settings.asked_at
        """When questions are asked; None where the clock says."""
        self._loading = threading.Lock()
        self._answered = 0
        self._preparing: list[threading.Thread] = []

    def prepare(self, *, reads: bool = True) -> None:
        """Begin to load the models, beside whatever is done meanwhile; what fails is said when they are needed.

        `reads`: whether the reader is needed too, or vectors alone.
        """

        def load(use: Callable[[], object]) -> None:
            with suppress(TanyaError):
                use()

        def tokenizer() -> object:
            return tokens.bundled(self._settings.cache_dir)

        for use in (tokenizer, lambda: self.embedder.queries(["halo"]), *([lambda: self.reader] if reads else [])):
            self._preparing.append(threading.Thread(target=load, args=(use,)))
            self._preparing[-1].start()

    def ask(
        self,
        question: str,
        *,
        filters: Filters = Filters(),
        top_k: int | None = None,
        history: Sequence[Turn] = (),
        shown: str | None = None,
    ) -> Answer:
        """Answer a question, or the follow-up to `history`, from the articles that `filters` let through.

        `shown`: a text that the question is about, and that is kept nowhere.
        """
        if not self.writes:
            return self.extract(question, filters=filters, top_k=top_k, history=history, shown=shown)
        with self.stream(question, filters=filters, top_k=top_k, history=history, shown=shown) as events:
            answers = [event for event in events if isinstance(event, Answer)]
        return answers[-1]

    def extract(
        self,
        question: str,
        *,
        filters: Filters = Filters(),
        top_k: int | None = None,
        history: Sequence[Turn] = (),
        shown: str | None = None,
    ) -> Answer:
        """The answer in the articles' own sentences, whoever else might write it."""
        self._check(question)
        if shown:
            answer = self._about(question, shown, filters, top_k)
        elif history and not self._wants_list(question):
            answer = self._told_last(question, history) or self._following(question, filters, top_k, history)
        else:
            answer = self._extractive(question, filters, top_k, self._plain(question))
        if answer.abstained and not shown and (claim := claim_asked(plain(question))):
            checked = self._checker.check(question, claim, answer.language, filters, top_k or self._settings.top_k)
            answer = answer if checked.abstained else checked
        self._remember(answer)
        return answer

    def foresee(self, question: str) -> Answer:
        """What the answer would be to a question that nobody has asked; the ledger keeps nothing of it."""
        self._check(question)
        return self._extractive(question, Filters(), None, self._plain(question))

    def stream(
        self,
        question: str,
        *,
        filters: Filters = Filters(),
        top_k: int | None = None,
        history: Sequence[Turn] = (),
        shown: str | None = None,
    ) -> Stream[Delta | Answer]:
        """What `astream` yields, for those who don't work asynchronously. Close it to give it up."""
        return Stream(lambda: self.astream(question, filters=filters, top_k=top_k, history=history, shown=shown))

    async def astream(
        self,
        question: str,
        *,
        filters: Filters = Filters(),
        top_k: int | None = None,
        history: Sequence[Turn] = (),
        shown: str | None = None,
    ) -> AsyncGenerator[Delta | Answer]:
        """Deltas, as a language model writes them and nothing checked, then the Answer; without one the Answer alone.

        Closing the iterator, or cancelling the task, ends the model's work too.
        """
        began = time.perf_counter()
        await asyncio.to_thread(self._check, question)
        meter = Meter(
            self.model.name if self.model else "", (self._settings.llm_price_in, self._settings.llm_price_out)
        )
        if self.model is None or shown:
            yield await asyncio.to_thread(
                partial(self.extract, question, filters=filters, top_k=top_k, history=history, shown=shown)
            )
            return
        if self._wants_list(question):
            history = ()
        if history and (told := await asyncio.to_thread(self._told_last, question, history)):
            await asyncio.to_thread(self._remember, told)
            yield told
            return
        completed = await rewritten(self.model, question, history, meter) if history else self._plain(question)
        near = Context(spoken_of(history))
        base = await asyncio.to_thread(partial(self._extractive, question, filters, top_k, completed, context=near))
        asked = time.perf_counter()
        writer = Synthesizer(self.model, self._settings, self.entailment)
        async with aclosing(
            writer.answer(with_days(completed or question, base.inferred_filters, base.language), base, meter)
        ) as events:
            async for event in events:
                if isinstance(event, Answer):
                    await asyncio.to_thread(self._remember, event)
                    now = time.perf_counter()
                    timings = {**base.timings_ms, "write": 1000 * (now - asked), "total": 1000 * (now - began)}
                    event = replace(event, question=question, standalone_question=completed, timings_ms=timings)
                yield event

    def _check(self, question: str) -> None:
        if not question.strip():
            raise QuestionError(NO_QUESTION)
        if not self.store.ledger.count()[0]:
            raise QuestionError(NO_ARTICLES)
        self.store.check_identity()

    def _plain(self, question: str) -> str | None:
        """The question in plain spelling; None where it was typed so."""
        asked = plain(question)
        return None if asked.split() == question.split() else asked

    def _wants_list(self, question: str) -> bool:
        """Whether articles are asked for, which needs nothing of the turns before."""
        asked = plain(question)
        timed = self._when(asked)
        return browsing.request(asked) is not None or (
            timed is not None and browsing.timed_request(timed.bare) is not None
        )

    def _told_last(self, question: str, history: Sequence[Turn]) -> Answer | None:
        """The answer to what asks about the last answer itself; None for other questions."""
        began = time.perf_counter()
        turn = plain(question)
        answer = self._dialogue.about_the_last(turn, self._acts(turn), history, self._spoken(question, history))
        return answer and replace(answer, question=question, timings_ms={"total": 1000 * (time.perf_counter() - began)})

    def _following(self, question: str, filters: Filters, top_k: int | None, history: Sequence[Turn]) -> Answer:
        """The answer to a question in a conversation, in the reading that the articles answer."""
        turn = plain(question)
        matters = [
            t for t in history if not (self._wants_list(t.question) or about_the_last(self._acts(plain(t.question))))
        ]
        history = matters or history  # neither a list nor the sources of an answer have a matter of their own

        told = self._dialogue.follow(turn, self._acts(turn), history, self._asking(question, filters, top_k))
        understood = told.understood or (None if turn.split() == question.split() else turn)
        return replace(told.answer, question=question, standalone_question=understood)

    def _about(self, question: str, shown: str, filters: Filters, top_k: int | None) -> Answer:
        """The answer to a question about a text that somebody was shown; what was shown isn't in it."""
        began = time.perf_counter()
        turn, k = plain(question), top_k or self._settings.top_k
        odds = self._acts(turn)
        language = language_of(question, default=language_of(shown))
        if asks_whether_true(turn, odds["check"]):
            answer = self._checker.check(question, shown, language, filters, k)
        else:
            own = in_the_text(turn, shown, self._answerer, self.min_confidence, language)
            if own and tells_itself(shown):
                return replace(own, question=question)
            leaning = {**odds, "alone": min(odds["alone"], LIKELY)}
            history = [self._checker.turn(shown, filters, k)]
            answer = self._dialogue.follow(turn, leaning, history, self._asking(question, filters, top_k)).answer
            if answer.abstained:
                answer = own or answer
        timings = {"total": 1000 * (time.perf_counter() - began)}
        return replace(answer, question=question, standalone_question=None, other_reading=None, timings_ms=timings)

    def _asking(self, question: str, filters: Filters, top_k: int | None) -> Ask:
        """What answers the readings of a question."""

        def ask(reading: str, context: Context) -> Answer:
            return self._extractive(question, filters, top_k, reading, context=context)

        return ask

    @cached_property
    def _acts(self) -> Callable[[str], Mapping[Act, float]]:
        """What a turn does, told by the bundled model: the weights are fitted to its vectors."""
        return lru_cache(_ACTS_KNOWN)(partial(acts, embedder=models.bundled_beside(self._settings, self.embedder)))

    def _today(self) -> date:
        return (self.now or datetime.now(self._settings.zone)).date()

    def _when(self, asked: str) -> When | None:
        """What a question says about time. A date without its year that all articles are older than is of the newest one's:
        in an archive that ended in 2019, "in April" is April 2019."""
        timed = when(asked, self._today())
        if timed is None or timed.inferred.since is None or timed.asked == timed.bare:
            return timed
        _, last = self.store.ledger.articles.days()
        newest = last and date.fromisoformat(last)
        return when(asked, newest) if newest and timed.inferred.since > newest else timed

    def _spelled(self, asked: str, language: Language) -> str:
        """The question as the collection spells its words; of English ones it has too few to tell."""
        return (
            asked if language == "en" else mended(asked, lambda words: self.store.ledger.chunks.frequencies(words)[0])
        )

    def _spoken(self, question: str, history: Sequence[Turn]) -> Language:
        return language_of(question, default=history[-1].answer.language)

    def _extractive(
        self,
        question: str,
        filters: Filters,
        top_k: int | None,
        understood: str | None,
        *,
        context: Context = NO_CONTEXT,
    ) -> Answer:
        """`understood`: the question as it stands alone, where it was typed otherwise."""
        began = time.perf_counter()
        asked = understood or question
        language = language_of(question, default=language_of(asked))
        if self.now:
            filters = replace(filters, until=min(filter(None, (filters.until, self.now.date()))))
        timed = self._when(asked) if filters.reads_time else None
        if timed and context.read_as and not self._when(plain(question)):
            timed = None  # the time of an earlier turn: what was said is read along anyway
        if timed:
            answer, timings = self._timed(timed, question, language, filters, top_k, context.read_as)
            timings = {**timings, "total": 1000 * (time.perf_counter() - began)}
            return replace(
                answer,
                question=question,
                standalone_question=understood,
                inferred_filters=timed.inferred,
                timings_ms=timings,
            )
        wanted = browsing.request(asked)
        if wanted and wanted.kind != "summary":
            answer = browsing.answered(wanted, question, language, self.store.ledger, filters)
            return replace(answer, standalone_question=understood)
        spelled = self._spelled(asked, language)
        found = self.retriever.retrieve(
            asked,
            top_k=top_k or self._settings.top_k,
            filters=filters,
            spelled=spelled,
            near=context.near,
            also=context.also,
        )
        retrieved = time.perf_counter()
        self._answered += 1
        if not self._answered % _TIDIED:
            give_memory_back()
        passages = known_by(self.now, found.passages)
        listed = browsing.answered(wanted, question, language, self.store.ledger, filters) if wanted else None
        if listed and not listed.abstained:
            answer = replace(listed, passages=passages)  # from which a language model may write the summary
        else:
            needed = context.ease * self.min_confidence
            answer = self._answerer.answer(
                asked, passages, min_confidence=needed, hint=question, read_as=context.read_as
            )
        done = time.perf_counter()
        timings = {**found.timings_ms, "answer": 1000 * (done - retrieved), "total": 1000 * (done - began)}
        return replace(answer, question=question, standalone_question=understood, timings_ms=timings)

    def _timed(
        self,
        timed: When,
        question: str,
        language: Language,
        filters: Filters,
        top_k: int | None,
        read_as: str | None,
    ) -> tuple[Answer, Mapping[str, float]]:
        """The answer to a question that says something about time."""
        if wanted := browsing.timed_request(timed.bare):
            language = browsing.spoken(question, language)
            answer = listing.answered(
                wanted, timed, question, language, self.retriever, self.store.ledger, filters, self.now
            )
            if wanted.kind != "event" or not answer.abstained:
                return answer, {}
        return Timely(self.retriever, self.reader).answer(
            timed, filters=filters, top_k=top_k or self._settings.top_k, spelled=self._spelled(timed.asked, language),
            needed=self.min_confidence, hint=question, now=self.now, read_as=read_as,
        )  # fmt: skip

    def _remember(self, answer: Answer) -> None:
        if self._remembers:
            self.store.ledger.cited.remember(answer.citations)

    def search(self, question: str, *, filters: Filters = Filters(), top_k: int | None = None) -> tuple[Passage, ...]:
        """What is retrieved for a question, best first, without an answer."""
        self.store.check_identity()
        return self.retriever.retrieve(question, top_k=top_k or self._settings.top_k, filters=filters).passages

    def warm_up(self) -> None:
        """Load the models and open the index, so that the first question is as quick as the next."""
        self.prepare()
        self.store.check_identity()
        found = self.retriever.retrieve("apa kabar hari ini?", top_k=1)
        self._answerer.answer("apa kabar hari ini?", found.passages, min_confidence=1.0)

    @property
    def notice(self) -> str | None:
        """What is amiss meanwhile although questions are answered, in a sentence; mostly nothing."""
        return self.store.away

    def sources(self) -> list[str]:
        """Names of the outlets, the one with most articles first."""
        return [name for name, _ in self.store.ledger.articles.outlets() if name]

    def article(self, article_id: str) -> Article | None:
        return self.store.ledger.articles.get(article_id)

    def close(self) -> None:
        for thread in self._preparing:  # no library's code may outlive Python's
            thread.join()
        if "store" in self.__dict__:
            self.store.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def store(self) -> Store:
        return Store(self._settings, identity_of(self.embedder), brief=self._brief)

    @cached_property
    def retriever(self) -> Retriever:
        return Retriever(self.store.ledger, self.embedder, self.store)

    @property
    def writes(self) -> bool:
        """Whether a language model writes the answers, so that there is something to stream."""
        return self.model is not None

    @cached_property
    def model(self) -> LanguageModel | None:
        """What writes the answers; None where they are put together from the articles' own sentences."""
        return self._model or (OpenAIEndpoint(self._settings) if self._settings.has_llm else None)

    @cached_property
    def entailment(self) -> Entailment:
        """The verifier's network. Raises ModelError where its weights are absent or broken."""
        return entailment.load(self._settings, self.embedder)

    @cached_property
    def min_confidence(self) -> float:
        """The confidence from which an answer is given, so that of those given few enough are wrong."""
        return self.reader.calibration.threshold(self._settings.max_error)

    @cached_property
    def _checker(self) -> Checker:
        return Checker(self.retriever, self.reader)

    @cached_property
    def _dialogue(self) -> Dialogue:
        return Dialogue(self.store.ledger, self._answerer)

    @cached_property
    def _answerer(self) -> SentenceSelector:
        return SentenceSelector(self.reader)

    @property
    def reader(self) -> Reader:
        with self._loading:
            return self._reader

    @cached_property
    def _reader(self) -> Reader:
        reader = Reader(findings.load(self._settings, self.embedder), Calibration.load(self._settings.data_dir))
        give_memory_back()  # loading takes more than what is loaded
        return reader
