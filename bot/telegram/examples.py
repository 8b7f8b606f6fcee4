"""Questions to begin with, made from articles that are there, each of which the engine has answered from its article.

What a title and the names in an article suggest is asked, and kept only where the answer cites that very article. It is done in
the background, and what came of it is kept until the articles have changed. Until then, and where too few are found in a
person's language, requests for news stand in, which the articles can't but answer.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import secrets
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot.telegram.asking import Asking, StalledError
from bot.telegram.collection import Articles
from bot.telegram.storage import BotDatabase, OneThread
from index.errors import TanyaError
from index.language.names import TITLES, names
from index.language.text import STOP_WORDS, fold, stem
from index.types import Answer, Article, Filters, Language

_log = logging.getLogger(__name__)

SHOWN = 3
"""Examples that are offered at once."""
KEPT = 6
"""Examples that are looked for in each language, so that some are left when an article goes."""
LOOK_EVERY = 3600.0
"""Seconds between looks whether the articles have changed."""
_ARTICLES, _TRIES = 24, 30
"""The newest articles that are gone through, and questions that are tried on them in each language."""
_BUTTONS_WORK = 90 * 86_400.0
"""Seconds for which an example that is offered no more can still be pressed."""
_SURE, _SURER = 0.6, 0.8
"""The confidence that an answer must have, and one of which it isn't known what must be in it."""
_LANGUAGES: tuple[Language, ...] = ("id", "en")
_CLAUSE_ENDS = re.compile(r"[:;–—|?!“”\"…]|,(?!\d)|\s-\s")
_WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")
_SPEAKERS = re.compile(
    r"\b(?:kata|ujar|tutur|ucap|jelas|tegas|menurut|ungkap|said|says|according to)\s+((?:[A-Z][\w'’]+\s?){1,6})"
)
_ROLE = re.compile(r"([A-Z]\w+(?: (?:[A-Z][\w.]+|dan|di|of|and)){1,8}),? $")
""" "Kepala Pos Pengamatan Gunung Sangkala", before a name."""
_ALONE = r"(?:, |\b(?:kata|ujar|tutur|ucap|jelas|menurut) )(?={}\b)"
"""A name that isn't the end of a longer one."""
_TELLS_WHEN = re.compile(
    r"Rp|\b(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|besok|kemarin|hari|pekan|bulan)\b",
    re.IGNORECASE,
)
_ALONE_ENOUGH = frozenset(("bupati", "gubernur", "presiden", "pelatih"))
_IN_ENGLISH = ((re.compile(r"^Bupati (\w+)$"), r"regent of \1"), (re.compile(r"^Gubernur (.+)$"), r"governor of \1"),
               (re.compile(r"^Wali Kota (.+)$"), r"mayor of \1"))  # fmt: skip
_DATED = re.compile(r"\d{1,2}[/-]\d{1,2}|\b(?:19|20)\d\d\b|\b\d{1,2} [A-Z][a-z]+\b")


_REQUESTS: dict[Language, tuple[str, str]] = {
    "id": ("Apa berita terbaru?", "Ada berita apa tentang {}?"),
    "en": ("What is the latest news?", "Any news about {}?"),
}
_TOPICS = frozenset(("place", "thing", "organisation", "full"))
"""Sorts of names that news are asked about; a person's stands with a title."""


@dataclass(frozen=True, slots=True)
class Example:
    id: str
    text: str
    article: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that an article may answer. `has` is what the sentences that answer it must have in them."""

    text: str
    language: Language
    has: re.Pattern[str] | None = None


class KeptExamples:
    def __init__(self, database: BotDatabase) -> None:
        self._database = database

    def offered(self, language: Language) -> list[Example]:
        sql = "SELECT id, text, article FROM bot_examples WHERE language = ? AND offered ORDER BY n"
        return [Example(*row) for row in self._database.rows(sql, language)]

    def text_of(self, example_id: str) -> str | None:
        """The question behind a button, also where it is offered no more."""
        row = self._database.row("SELECT text FROM bot_examples WHERE id = ?", example_id)
        return row[0] if row else None

    def keep_requests(self, texts: Sequence[str], language: Language, article: str, now: float) -> list[Example]:
        """Requests as examples, under the same ids each time; they count for nothing in what was found."""
        requests = [Example(_id_of(text), text, article) for text in texts]
        with self._database.transaction() as db:
            db.executemany(
                """INSERT INTO bot_examples (id, text, language, article, seq, made_at, offered) VALUES (?, ?, ?, ?, 0, ?, 0)
                   ON CONFLICT (id) DO UPDATE SET made_at = excluded.made_at""",
                [(e.id, e.text, language, e.article, now) for e in requests],
            )
        return requests

    def made_at(self) -> int | None:
        """The ledger's newest operation when the examples were made."""
        row = self._database.row("SELECT max(seq) FROM bot_examples WHERE offered")
        return row[0] if row else None

    def keep(self, found: Sequence[tuple[str, Language, str]], seq: int, now: float) -> None:
        """(question, language, article) each; those before are offered no more."""
        with self._database.transaction() as db:
            db.execute("UPDATE bot_examples SET offered = 0")
            db.execute("DELETE FROM bot_examples WHERE made_at < ?", (now - _BUTTONS_WORK,))
            db.executemany(
                "INSERT INTO bot_examples (id, text, language, article, seq, made_at, offered) VALUES (?, ?, ?, ?, ?, ?, 1)",
                [(secrets.token_urlsafe(6), *example, seq, now) for example in found],
            )


class Examples:
    def __init__(
        self, asking: Asking, kept: KeptExamples, in_thread: OneThread, articles: Articles, with_articles: OneThread
    ) -> None:
        self._asking = asking
        self._kept = kept
        self._in_thread = in_thread
        self._articles = articles
        self._with_articles = with_articles

    async def run(self) -> None:
        """Look for examples now, and again when the articles have changed, until cancelled."""
        await self._asking.until_ready()
        while True:
            try:
                await self.look()
            except (TanyaError, StalledError) as error:
                _log.warning("no example questions were found: %s", error or type(error).__name__)
            except Exception:
                _log.exception("no example questions were found")
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        seq = await self._with_articles(self._articles.newest_operation)
        if seq == await self._in_thread(self._kept.made_at):
            return
        newest = await self._with_articles(lambda: self._articles.newest(Filters(), _ARTICLES))
        found: dict[Language, list[tuple[str, Language, str]]] = {language: [] for language in _LANGUAGES}
        for language in _LANGUAGES:
            tries, asked = 0, set[str]()
            for article in newest:
                for candidate in _turned(candidates(article), len(found[language])):
                    if candidate.language != language or candidate.text in asked or tries >= _TRIES:
                        continue
                    tries += 1
                    asked.add(candidate.text)
                    if answers(await self._asking.foresee(candidate.text), candidate, article):
                        found[language].append((candidate.text, language, article.id))
                        break
                if len(found[language]) >= KEPT:
                    break
        kept = [example for some in found.values() for example in some]
        await self._in_thread(lambda: self._kept.keep(kept, seq, time.time()))

    async def offered(self, language: Language) -> list[Example]:
        """Three in this language: those found whose articles are still there, then requests for the newest news; none where
        there are no articles."""
        known = await self._in_thread(partial(self._kept.offered, language))
        gone = await self._with_articles(partial(self._articles.gone, {e.article for e in known})) if known else set()
        there = {example.article: example for example in reversed(known) if example.article not in gone}
        found = _varied([example for example in known if there.get(example.article) is example])[:SHOWN]
        return [*found, *(await self._requests(language, SHOWN - len(found)))]

    async def _requests(self, language: Language, wanted: int) -> list[Example]:
        if not wanted or not (newest := await self._with_articles(lambda: self._articles.newest(Filters(), _ARTICLES))):
            return []
        texts, article = requests(newest, language)[:wanted], newest[0].id
        return await self._in_thread(lambda: self._kept.keep_requests(texts, language, article, time.time()))


def requests(newest: Sequence[Article], language: Language) -> list[str]:
    """The newest news, and those about what the newest articles name: in their titles first, one of each, then anywhere."""
    latest, about = _REQUESTS[language]
    titled, others = [], []
    for article in newest:
        title = set(_WORD.findall(article.title))
        named = [n.text for n in names(article.body) if n.sure and n.sort in _TOPICS and 1 < len(n.text.split()) <= 3]
        titled += [t for t in named if title.issuperset(t.split())][:1]
        others += named
    topics: list[str] = []
    for topic in (*titled, *others):
        if not any(topic in other or other in topic for other in topics):
            topics.append(topic)
    return [latest, *(about.format(topic) for topic in topics)]


def _id_of(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=6, person=b"tanya-request").hexdigest()


def _varied(examples: Sequence[Example]) -> list[Example]:
    """One of each kind of question first, in their order."""
    kinds: Counter[str] = Counter()
    ranks = []
    for n, example in enumerate(examples):
        kind = example.text.split()[0]
        ranks.append((kinds[kind], n))
        kinds[kind] += 1
    return [example for _, example in sorted(zip(ranks, examples, strict=True), key=lambda pair: pair[0])]


def candidates(article: Article) -> Iterator[Candidate]:
    """When, where and why what the title says happened, and who those are that the article lets speak."""
    clause = happening(article)
    people = speakers(article)
    if clause:
        yield Candidate(f"Kapan {clause}?", "id", _DATED)
    for name, role in people:
        if role:
            yield Candidate(f"Siapa {role}?", "id", re.compile(re.escape(name)))
    if clause:
        yield Candidate(f"Mengapa {clause}?", "id")
    for name, role in people:
        for pattern, english in _IN_ENGLISH if role else ():
            if role and pattern.match(role):
                yield Candidate(f"Who is the {pattern.sub(english, role)}?", "en", re.compile(re.escape(name)))
        yield Candidate(f"Who is {name}?", "en", re.compile(re.escape(name)))
    if clause:
        yield Candidate(f"Di mana {clause}?", "id")


def answers(answer: Answer, candidate: Candidate, article: Article) -> bool:
    """Whether an answer is a good one to an example: sure, from its article, with what it must have."""
    if answer.abstained or answer.confidence < (_SURE if candidate.has else _SURER):
        return False
    quotes = [c.quote for c in answer.citations if c.article_id == article.id]
    return any(candidate.has.search(quote) if candidate.has else True for quote in quotes)


def happening(article: Article) -> str | None:
    """What the first part of a title says, written as in a sentence; None where that can't be told for each of its words."""
    clause, *rest = _CLAUSE_ENDS.split(article.title, maxsplit=1)
    words = clause.split()
    if (
        _TELLS_WHEN.search(clause)
        or article.title_derived
        or not 3 <= len(words) <= 9
        or (rest and article.title[len(clause)] in ':?“”"')
    ):
        return None
    body = " ".join(article.body.split())
    there = set(_WORD.findall(body))
    stems = {stem(word) for word in there if word.islower()}
    written = []
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        low = word.lower()
        named = word in there and any(
            pair in body for pair in (f"{before} {word}", f"{word} {after}") if pair.strip() != word
        )
        if not word.isupper() and not named and (low in there or low in STOP_WORDS or stem(low) in stems):
            written.append(low)
        elif word in there:
            written.append(word)
        else:
            return None
    return " ".join(written)


def speakers(article: Article) -> list[tuple[str, str | None]]:
    """People that an article lets speak, by two names, and what they are where it stands before these, in their order."""
    body = " ".join(article.body.split())
    spoke = {word for run in _SPEAKERS.findall(body) for word in run.split()}
    found: dict[str, str | None] = {}
    for name in names(body):
        pair = name.text.split()[-2:]
        if name.sort not in ("person", "full") or not name.sure or len(pair) < 2 or not spoke & set(pair):
            continue
        role = _ROLE.search(body[max(0, name.end - 150) : name.end].removesuffix(" ".join(pair)))
        if role and _tells(role[1]):
            found[" ".join(pair)] = role[1]
        elif re.search(_ALONE.format(re.escape(" ".join(pair))), body):
            found.setdefault(" ".join(pair), None)
    return list(found.items())[:3]


def _tells(role: str) -> bool:
    """Whether a role is one person's: "Bupati Girisunya", "Kepala Dinas Pariwisata Lembayung"; "Kepala Balai" is many."""
    first, *rest = role.split()
    return fold(first) in TITLES and len(rest) >= (1 if fold(first) in _ALONE_ENOUGH else 2)


def _turned(found: Iterator[Candidate], by: int) -> list[Candidate]:
    """Another kind of question first for each example, so that not all of them ask when."""
    some = list(found)
    return some[by % len(some) :] + some[: by % len(some)] if some else []
