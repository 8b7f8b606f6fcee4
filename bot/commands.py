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
from ingest.texts import say

TURNS_KEPT = 10


class Asked(Protocol):
    """What a conversation needs of the engine."""

    def stream(
        self, question: str, *, filters: Filters = ..., top_k: int | None = None, history: Sequence[Turn] = ()
    ) -> Events: ...

    def warm_up(self) -> None: ...

    @property
    def notice(self) -> str | None: ...

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
    noticed: str | None = None

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

    def news(self) -> str | None:
        """What is amiss with the collection since the last time this was asked; None where it was told already."""
        before, self.noticed = self.noticed, self.engine.notice
        return self.noticed if before is None else None

    @property
    def last(self) -> Answer:
        """The last answer. Raises CommandError before the first."""
        if not self.turns:
            raise CommandError(say("no_answer_yet"))
        return self.turns[-1].answer


@dataclass(frozen=True, slots=True)
class Command:
    """`run` takes the conversation and what was typed after the name; it returns what to print, or None to leave."""

    name: str
    usage: str
    run: Callable[[Conversation, str], str | None]
    asks_engine: bool = False
    """Whether it has to wait its turn behind an answer that was given up and is still being made."""

    @property
    def help(self) -> str:
        return say(self.name)


def find_command(line: str) -> tuple[Command, str]:
    """The command a line calls, and what stands after its name. Raises CommandError that names the nearest."""
    name, _, rest = line.strip().partition(" ")
    for command in COMMANDS:
        if command.name == name.lower():
            return command, rest.strip()
    near = get_close_matches(name.lower(), [c.name for c in COMMANDS], n=1, cutoff=0.4)
    hint = say("did_you_mean", near=near[0]) if near else say("help_lists")
    raise CommandError(say("no_such_command", name=name, hint=hint))


def parse_filters(text: str, current: Filters, outlets: Sequence[str]) -> Filters:
    """`current` changed by "source=Harian Nusa since=2025-06-01 until=2025-06-30"; an empty value clears its part.

    An outlet is matched without regard to case, and by any part of its name that only one of `outlets` has. Raises
    CommandError that names the part that can't be understood.
    """
    if text.lower() == "off":
        return Filters()
    parts = re.split(r"(?:^|\s)([a-zA-Z_]+)=", f" {text}")
    if parts[0].strip() or len(parts) < 3:
        raise CommandError(say("filter_form"))
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
                    raise CommandError(say("filter_time"))
                current = replace(current, reads_time=value.lower() != "off")
            case _:
                raise CommandError(say("filter_has", key=key))
    if current.since and current.until and current.since > current.until:
        raise CommandError(say("filter_after", since=current.since, until=current.until))
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
    raise CommandError(say("filter_outlet", name=name, there=there_are(found)))


def _date(key: str, value: str) -> date:
    found = period(value, datetime.now().astimezone())
    if found is None:
        raise CommandError(say("filter_day", key=key, value=value))
    return found[key.lower() == "until"]


def _help(talk: Conversation, _: str) -> str:
    del talk
    width = max(len(c.usage) for c in COMMANDS)
    lines = [f"{c.usage:<{width}}  {c.help}" for c in COMMANDS]
    return "\n".join([say("help_head"), *lines, say("help_keys")])


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
        raise CommandError(say("nothing_to_show"))
    if not rest and len(ids) == 1:
        rest = str(next(iter(ids)))
    number = rest.strip("[]")
    if not number.isdecimal() or int(number) not in ids:
        raise CommandError(say("show_number", numbers=", ".join(map(str, ids))))
    article = talk.engine.article(ids[int(number)])
    if article is None:
        raise CommandError(say("since_removed"))
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
    lines = [say("filter_is", filters=words) if words else say("no_filter")]
    inferred = talk.turns[-1].answer.inferred_filters if talk.turns else None
    if inferred and inferred.is_window and talk.filters.reads_time and not rest:
        days = filters_in_words(Filters(since=inferred.since, until=inferred.until))
        lines.append(say("filter_read", words=one_line(inferred.words), days=days))
    return "\n".join(lines)


def _why(talk: Conversation, _: str) -> str:
    return render_why(talk.last)


def _time(talk: Conversation, _: str) -> str:
    talk.shows_timings = not talk.shows_timings
    lines = [render_timings(talk.last)] if talk.turns else []
    after = say("timed" if talk.shows_timings else "not_timed")
    return "\n".join([*lines, after])


def _new(talk: Conversation, _: str) -> str:
    talk.turns.clear()
    return say("new")


def _quit(talk: Conversation, _: str) -> None:
    del talk


COMMANDS = (
    Command("/sources", "/sources", _sources),
    Command("/show", "/show N", _show, asks_engine=True),
    Command("/filter", "/filter …", _filter),
    Command("/why", "/why", _why),
    Command("/time", "/time", _time),
    Command("/new", "/new", _new),
    Command("/help", "/help", _help),
    Command("/quit", "/quit", _quit),
)
