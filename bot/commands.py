"""What a REPL understands besides questions, and what it remembers of the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Protocol

from bot.live import Draft, Events, last_of
from bot.render import one_line, render_answer, render_article, render_sources, render_timings, render_why
from index.errors import TanyaError
from index.types import Answer, Article, Filters, Turn
from ingest.dates import period
from ingest.outlets import named_outlet, there_are

TURNS_KEPT = 10


class Asked(Protocol):
    """What a conversation needs of the engine."""

    def stream(
        self, question: str, *, filters: Filters = ..., top_k: int | None = None, history: Sequence[Turn] = ()
    ) -> Events: ...

    def warm_up(self) -> None: ...

    def sources(self) -> list[str]: ...

    def article(self, article_id: str) -> Article | None: ...


class CommandError(TanyaError):
    """A command that can't be carried out as it was typed."""


@dataclass(slots=True)
class Conversation:
    """The turns so far and the filters in force. `outlets` is who can be filtered by, as last seen."""

    engine: Asked
    filters: Filters = field(default_factory=Filters)
    top_k: int | None = None
    turns: list[Turn] = field(default_factory=list)
    shows_timings: bool = False
    outlets: list[str] = field(default_factory=list)
    under_way: Events | None = None

    def ask(self, question: str, draft: Draft) -> Answer:
        """The engine's answer in the light of the turns before. Nothing is remembered until `remember` is called."""
        self.under_way = self.engine.stream(question, filters=self.filters, top_k=self.top_k, history=tuple(self.turns))
        answer = last_of(self.under_way, draft)
        self.outlets = self.engine.sources()
        return answer

    def give_up(self) -> None:
        """End the answer that is under way, down to the language model's endpoint."""
        if self.under_way:
            self.under_way.close()

    def remember(self, answer: Answer) -> str:
        """Take the answer into the conversation and return it as it is to be shown."""
        turn = Turn(answer.standalone_question or answer.question, answer)
        self.turns[:] = [*self.turns, turn][-TURNS_KEPT:]
        shown = render_answer(answer)
        return f"{shown}\n\n{render_timings(answer)}" if self.shows_timings else shown

    @property
    def last(self) -> Answer:
        """The last answer. Raises CommandError before the first."""
        if not self.turns:
            raise CommandError("There is no answer yet: ask a question first.")
        return self.turns[-1].answer


@dataclass(frozen=True, slots=True)
class Command:
    """`run` takes the conversation and what was typed after the name; it returns what to print, or None to leave."""

    name: str
    usage: str
    help: str
    run: Callable[[Conversation, str], str | None]
    asks_engine: bool = False
    """Whether it has to wait its turn behind an answer that was given up and is still being made."""


def find_command(line: str) -> tuple[Command, str]:
    """The command a line calls, and what stands after its name. Raises CommandError that names the nearest."""
    name, _, rest = line.strip().partition(" ")
    for command in COMMANDS:
        if command.name == name.lower():
            return command, rest.strip()
    near = get_close_matches(name.lower(), [c.name for c in COMMANDS], n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else "/help lists what there is."
    raise CommandError(f"There is no command {name}: {hint}")


def parse_filters(text: str, current: Filters, outlets: Sequence[str]) -> Filters:
    """`current` changed by "source=Harian Nusa since=2025-06-01 until=2025-06-30"; an empty value clears its part.

    An outlet is matched without regard to case, and by any part of its name that only one of `outlets` has. Raises
    CommandError that names the part that can't be understood.
    """
    if text.lower() == "off":
        return Filters()
    parts = re.split(r"(?:^|\s)([a-zA-Z_]+)=", f" {text}")
    if parts[0].strip() or len(parts) < 3:
        raise CommandError(
            "A filter looks like this: /filter source=Harian Nusa since=2025-06-01 until=2025-06-30, or /filter off."
        )
    for key, value in zip(parts[1::2], (v.strip(" \"'“”,") for v in parts[2::2]), strict=True):
        match key.lower():
            case "source":
                current = replace(current, source=_outlet(value, outlets) if value else None)
            case "since":
                current = replace(current, since=_date(key, value) if value else None)
            case "until":
                current = replace(current, until=_date(key, value) if value else None)
            case "time":
                if value.lower() not in ("", "on", "off"):
                    raise CommandError("time=off ignores the time that questions name, time=on heeds it again.")
                current = replace(current, reads_time=value.lower() != "off")
            case _:
                raise CommandError(f"A filter has source, since and until, but no {key}.")
    if current.since and current.until and current.since > current.until:
        raise CommandError(f"since={current.since} is after until={current.until}: nothing could be found.")
    return current


def filters_in_words(filters: Filters) -> str:
    """The filters as /filter takes them: "source=Harian Nusa since=2025-06-01"; empty where there are none."""
    values = (("source", filters.source), ("since", filters.since), ("until", filters.until))
    words = [f"{name}={value}" for name, value in values if value]
    return " ".join([*words, *([] if filters.reads_time else ["time=off"])])


def _outlet(name: str, outlets: Sequence[str]) -> str:
    found = named_outlet(name, outlets)
    if isinstance(found, str):
        return found
    raise CommandError(f"No outlet is called {name}: {there_are(found)}.")


def _date(key: str, value: str) -> date:
    found = period(value, datetime.now().astimezone())
    if found is None:
        raise CommandError(f"{key}={value} is no date: write it as 2025-06-01, 2025-06, 2025 or kemarin.")
    return found[key.lower() == "until"]


def _help(talk: Conversation, _: str) -> str:
    del talk
    width = max(len(c.usage) for c in COMMANDS)
    lines = [f"{c.usage:<{width}}  {c.help}" for c in COMMANDS]
    keys = "Alt-Enter or \\ at the end of a line begins a new one; Ctrl-C cancels an answer; Ctrl-D leaves."
    return "\n".join(
        ["Ask in Indonesian or English; a follow-up is understood from the question before.", *lines, keys]
    )


def _sources(talk: Conversation, _: str) -> str:
    answer = talk.last
    lost: dict[int, str] = {}
    for citation in answer.citations:
        article = talk.engine.article(citation.article_id)
        if article is None or citation.quote not in article.body:
            lost[citation.number] = "removed" if article is None else "gone"
    return render_sources(answer, lost=lost)


def _show(talk: Conversation, rest: str) -> str:
    answer = talk.last
    ids = {c.number: c.article_id for c in answer.citations} or {n: a.id for n, a in enumerate(answer.nearest, 1)}
    if not ids:
        raise CommandError("The last answer has no sources to show.")
    if not rest and len(ids) == 1:
        rest = str(next(iter(ids)))
    number = rest.strip("[]")
    if not number.isdecimal() or int(number) not in ids:
        raise CommandError(f"/show takes the number of a source of the last answer: {', '.join(map(str, ids))}.")
    article = talk.engine.article(ids[int(number)])
    if article is None:
        raise CommandError("That article has been removed since it was cited.")
    marks = []
    for citation in answer.citations:
        if citation.article_id == article.id:
            # The article may have been replaced since; then its words are looked for, and not marked if gone.
            intact = article.body[citation.start : citation.end] == citation.quote
            start = citation.start if intact else article.body.find(citation.quote)
            if start >= 0:
                marks.append((start, start + len(citation.quote)))
    return render_article(article, marks, answer.language)


def _filter(talk: Conversation, rest: str) -> str:
    if rest:
        if "source=" in rest.lower():
            talk.outlets = talk.engine.sources()
        talk.filters = parse_filters(rest, talk.filters, talk.outlets)
    words = filters_in_words(talk.filters)
    lines = [f"Filter: {words}" if words else "No filter: all articles are searched."]
    inferred = talk.turns[-1].answer.inferred_filters if talk.turns else None
    if inferred and inferred.is_window and talk.filters.reads_time and not rest:
        days = filters_in_words(Filters(since=inferred.since, until=inferred.until))
        lines.append(f'The last question says "{one_line(inferred.words)}": {days}. /filter time=off takes that away.')
    return "\n".join(lines)


def _why(talk: Conversation, _: str) -> str:
    return render_why(talk.last)


def _time(talk: Conversation, _: str) -> str:
    talk.shows_timings = not talk.shows_timings
    lines = [render_timings(talk.last)] if talk.turns else []
    after = "Timings are shown after each answer from now on." if talk.shows_timings else "Timings are no longer shown."
    return "\n".join([*lines, after])


def _new(talk: Conversation, _: str) -> str:
    talk.turns.clear()
    return "A new conversation: the questions before are forgotten."


def _quit(talk: Conversation, _: str) -> None:
    del talk


COMMANDS = (
    Command(
        "/sources", "/sources", "the sources of the last answer again, and which of their sentences are gone", _sources
    ),
    Command("/show", "/show N", "the whole article of source N, the quoted sentence marked", _show, asks_engine=True),
    Command(
        "/filter",
        "/filter …",
        "narrow the search: source=Harian Nusa since=2025-06-01 until=2025-06-30 time=off; off",
        _filter,
    ),
    Command("/why", "/why", "what was retrieved for the last answer, with its scores", _why),
    Command("/time", "/time", "the timings of the last answer; shows or hides them after each", _time),
    Command("/new", "/new", "begin a new conversation", _new),
    Command("/help", "/help", "this list", _help),
    Command("/quit", "/quit", "leave", _quit),
)
