"""The examples a reader learns from: a question, a passage, what is told there and where; and passages that look right and aren't.

No passage of a development split is ever learned from, whichever set it is met in again.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from index.embedding.chunking import chunk, passage_text
from index.evaluation.metrics import normalised
from index.language.sentences import sentence_spans
from index.question.said import Said, with_what_was_said
from index.types import Article
from training import conversations, questions
from training.conversations import Conversation
from training.questions import Asked, Place

ENGLISH = Path(__file__).parent / "english_questions.jsonl"
NEWS = "news_clickid"
DEVELOPMENT = ("facqa-valid", "tydiqa_id-valid", "idk_mrc-valid")
TRAINING = ("facqa-train", "tydiqa_id-train", "idk_mrc-train", "squad_id_mt", "tydiqa_en_sw-train")
ASKED_IN_ENGLISH, OURS, CONTRASTS, CLAIMS = "english", "news", "contrasts", "indonli-train"
TALK, AFTERWARDS = "conversations", "after others"
"""Turns of conversations; and news questions that others were asked before, of the same matter or another."""
_ASKED = ("apakah benar {}?", "apa benar {}?", "bener ga {}?", "apakah {}?", "emang {} ya?", "{}, benar?", "{}?")
HAYSTACK = 2500
"""Articles, besides those asked about, in which hard negatives are searched."""
NEGATIVES = 5
"""Passages that look right and aren't, beside the one that answers; each pass of a training draws some of them."""
UNTOLD = 2
"""Passages of its article that a question goes with which the article doesn't answer."""
SPOKEN, SAME_MATTER = 0.25, 0.4
"""Of the news questions, how many are learned after others too; and of these how many after others on the same article."""
IN_FULL, MISSED, ANOTHER_BEFORE = 0.4, 0.2, 0.15
"""Of what was said before a turn of a conversation: in full, answered wrongly or not at all, after another matter."""
_WHY = re.compile(r"(?i)\b(?:mengapa|kenapa|bagaimana|why|how (?!many|much|long|old|far|tall|big))")
_OUTLETS = "Harian Nusa|Kabar Timur|Suara Pesisir|Warta Kota Lama|Pelita Sore|Lintas Daerah|nusakini.example".split("|")
_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage. Places are in `text`, whose first `header` characters are title, outlet and date.

    `told` without `answers` is a question that whole sentences answer, `evidence`; `yes` is None but for a yes/no question.
    """

    question: str
    text: str
    header: int = 0
    told: bool = False
    kind: str | None = None
    """One of `index.reader.reader_model.KINDS`; None where nobody said."""
    answers: tuple[Place, ...] = ()
    evidence: tuple[Place, ...] = ()
    yes: bool | None = None


Group = tuple[Example, ...]
"""One question with the passage that answers, first, and passages that don't; or passages none of which does."""


def records(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def groups(folder: Path, seed: int = 0) -> dict[str, list[Group]]:
    """Everything to learn from, by set."""
    draw = random.Random(seed)
    library = Library(folder, draw, ("train", CONTRASTS))
    return _facts(folder, draw) | {
        OURS: list(library.asked_alone("train")),
        CONTRASTS: list(library.asked_alone(CONTRASTS)),
        TALK: [*library.turns(), *library.turns()],
        AFTERWARDS: list(library.asked_afterwards()),
        CLAIMS: list(_claims(folder, draw)),
    }


def held_out(folder: Path, seed: int = 0) -> list[Group]:
    """News questions of the splits that may be looked at, over articles that `groups` has nothing of."""
    splits = ("calibration", "development")
    return list(Library(folder, random.Random(seed), splits).asked_alone(*splits))


def held_out_talk(folder: Path, seed: int = 0) -> list[Group]:
    """Turns of conversations over articles that `groups` has nothing of."""
    return list(Library(folder, random.Random(seed), ("development",)).turns())


def _claims(folder: Path, draw: random.Random) -> Iterator[Group]:
    """IndoNLI's hypotheses asked as yes/no questions: entailed is yes, contradicted no, and what is neither isn't told."""
    for r in records(folder, CLAIMS):
        claim = r["hypothesis"].rstrip(" .")
        question = draw.choice(_ASKED).format(claim[:1].lower() + claim[1:])
        told = r["label"] != "neutral"
        text = r["premise"]
        evidence = tuple(sentence_spans(text)) if told else ()
        yes = r["label"] == "entailment" if told else None
        yield (_headed(Example(question, text, 0, told, "yesno", (), evidence, yes), draw),)


class Pool:
    """Passages to search by BM25."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s

        self._index = bm25s.BM25()
        self._index.index([_words(text) for text in texts], show_progress=False)
        self._size = len(texts)

    def search(self, question: str, k: int) -> list[int]:
        """Places in `texts` of the k best, best first."""
        found, _ = self._index.retrieve([_words(question)], k=min(k, self._size), show_progress=False)
        return [int(i) for i in found[0]]


def _words(text: str) -> list[str]:
    return normalised(text).split()


def _facts(folder: Path, draw: random.Random) -> dict[str, list[Group]]:
    """FacQA, TyDi QA, IDK-MRC and translated SQuAD: questions for facts, most of them about Wikipedia."""
    sets = examples(folder)
    pool_of = list(dict.fromkeys(e.text for name in TRAINING[:3] for _, e in sets[name]))
    pool = Pool(pool_of)
    english = {r["id"]: r["question"] for r in map(json.loads, ENGLISH.read_text("utf-8").splitlines())}
    found: dict[str, list[Group]] = {name: [] for name in (*TRAINING, ASKED_IN_ENGLISH)}
    met: set[tuple[str, str]] = set()
    for name in TRAINING:
        for id, e in sets[name]:
            if (e.question, e.text) in met:
                continue
            met.add((e.question, e.text))
            others: list[str] = []
            if e.told and name in TRAINING[:2]:
                answer = normalised(e.text[slice(*e.answers[0])])
                near = (pool_of[i] for i in pool.search(e.question, 8))
                others = [t for t in near if t != e.text and answer not in normalised(t)][:NEGATIVES]
            for set_name, one in ((name, e), (ASKED_IN_ENGLISH, replace(e, question=english.get(id, "")))):
                if one.question:
                    wrong = [Example(one.question, text, kind=one.kind) for text in others]
                    found[set_name].append(tuple(_headed(x, draw) for x in (one, *wrong)))
    return found


def examples(folder: Path) -> dict[str, list[tuple[str, Example]]]:
    """By set, with ids. A question met before with the same passage, and every passage of DEVELOPMENT, is left out."""
    held_out = {normalised(r["context"]) for name in DEVELOPMENT for r in records(folder, name)}
    seen: set[tuple[str, str]] = set()
    found: dict[str, list[tuple[str, Example]]] = {}
    for name in TRAINING:
        found[name] = []
        for r in records(folder, name):
            key = (normalised(r["question"]), normalised(r["context"]))
            if key in seen or key[1] in held_out:
                continue
            seen.add(key)
            text, kind = r["context"], None if _WHY.search(r["question"]) else "fact"
            if not r.get("answerable", True):
                found[name].append((r["id"], Example(r["question"], text, kind=kind)))
                continue
            start, answer = (r["answer_starts"] or [-1])[0], (r["answers"] or [""])[0]
            if start >= 0 and answer and text[start : start + len(answer)] == answer:
                place = (start, start + len(answer))
                where = tuple((a, b) for a, b in sentence_spans(text) if a < place[1] and place[0] < b)
                found[name].append((r["id"], Example(r["question"], text, 0, True, kind, (place,), where)))
    return found


class Library:
    """What was written by hand about the news articles, with the articles."""

    def __init__(self, folder: Path, draw: random.Random, splits: Sequence[str]) -> None:
        rows = list(records(folder, NEWS))
        bodies = {r["id"]: r["body"] for r in rows}
        self._draw, self._bodies = draw, bodies
        self._of_split = {split: questions.load(split, bodies) for split in splits}
        self._asked = [q for some in self._of_split.values() for q in some]
        talked = [split for split in splits if split in conversations.SPLITS]
        self._talks = [c for split in talked for c in conversations.load(split, bodies)]
        about = {x.article_id for x in (*self._asked, *self._talks)}
        apart = {q.article_id for split in questions.SPLITS for q in questions.load(split, bodies)}
        apart |= {c.article_id for split in conversations.SPLITS for c in conversations.load(split, bodies)}
        others = [r for r in rows if r["id"] not in about | apart]
        self._shelf = Shelf([r for r in rows if r["id"] in about] + draw.sample(others, min(HAYSTACK, len(others))))

    def asked_alone(self, *splits: str) -> Iterator[Group]:
        yield from (group for split in splits for q in self._of_split[split] if (group := self._shelf.group(q)))

    def turns(self) -> Iterator[Group]:
        """Each turn with what was said before it, as it may have been: in full or as typed, answered, refused or answered
        wrongly; and now and then after another matter."""
        for talk in self._talks:
            for n, turn in enumerate(talk.turns):
                group = self._shelf.group(turn.asked)
                before = self._before(talk, n)
                if group and before:
                    yield _after(group, turn.ask, before)

    def asked_afterwards(self) -> Iterator[Group]:
        """News questions, which need nothing of what was said before, after others: on the same article, or of another matter."""
        of: dict[str, list[Asked]] = defaultdict(list)
        for q in self._asked:
            of[q.article_id].append(q)
        for q in self._draw.sample(self._asked, int(SPOKEN * len(self._asked))):
            group = self._shelf.group(q)
            if group and self._draw.random() < SAME_MATTER:
                others = [x for x in of[q.article_id] if x is not q]
                some = self._draw.sample(others, min(len(others), self._draw.randint(1, 3)))
                yield _after(group, q.question, [self._said(x, x.question) for x in some])
            elif group and self._talks:
                yield self._after_another_matter(q, group)

    def _after_another_matter(self, q: Asked, group: Group) -> Group:
        """With a passage beside it that looks right, for it answers what was asked before."""
        talk = self._draw.choice(self._talks)
        n = self._draw.randint(1, len(talk.turns) - 1)
        answers_the_last = self._shelf.group(talk.turns[n - 1].asked)[:1]
        tempting = tuple(Example(q.question, e.text, e.header, kind=head_of(q.kind)) for e in answers_the_last)
        passages = (group[0], *tempting, *group[1:]) if q.answerable else (*tempting, *group)[:UNTOLD]
        return _after(passages, q.question, self._before(talk, n))

    def _before(self, talk: Conversation, n: int) -> list[Said]:
        """What may have been said before turn `n`."""
        draw = self._draw
        before = [self._said(t.asked, t.asked.question if draw.random() < IN_FULL else t.ask) for t in talk.turns[:n]]
        for at, one in enumerate(before):
            if draw.random() < MISSED:
                before[at] = replace(
                    one, answer=draw.choice([None, self._said(draw.choice(talk.turns).asked, "").answer])
                )
        if draw.random() < ANOTHER_BEFORE or not before:
            other = draw.choice(draw.choice(self._talks).turns).asked
            before = [self._said(other, other.question), *before]
        return before

    def _said(self, q: Asked, question: str) -> Said:
        """The turn of a question that was answered as it should be."""
        return Said(question, self._told(q) if q.answerable else None)

    def _told(self, q: Asked) -> str:
        if q.yes is not None:
            return {("id", True): "Ya", ("id", False): "Tidak", ("en", True): "Yes", ("en", False): "No"}[q.lang, q.yes]
        body = self._bodies[q.article_id]
        return ", ".join(body[a:b] for a, b in q.answers or q.evidence)


def _after(group: Group, ask: str, before: Sequence[Said]) -> Group:
    """The same passages, of the question as it was typed after others."""
    asked = with_what_was_said(ask, before)
    return tuple(replace(e, question=asked) for e in group)


class Shelf:
    """Articles cut into passages as an ingest cuts them, and what a question goes with in training."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self.texts: list[str] = []
        self.headers: list[int] = []
        self.places: list[Place] = []
        self._of: dict[str, list[int]] = defaultdict(list)
        for r in rows:
            day = datetime.fromisoformat(f"{r['date']}T09:00:00+07:00")
            article = Article(r["id"], r["title"], r["body"], "", source=r["source"], published_at=day)
            for c in chunk(article):
                text = passage_text(article, c)
                self._of[article.id].append(len(self.texts))
                self.texts.append(text)
                self.headers.append(len(text) - (c.end - c.start))
                self.places.append((c.start, c.end))
        self._pool = Pool(self.texts)

    def group(self, q: Asked) -> Group:
        """Empty where the answer is cut in two."""
        mine = self._of[q.article_id]
        near = self._pool.search(q.question, 30)
        rank = {i: n for n, i in enumerate(near)}
        mine_first = sorted(mine, key=lambda i: rank.get(i, len(near)))
        if not q.answerable:
            return tuple(self._other(q, i) for i in mine_first[:UNTOLD])
        first = (q.answers or q.evidence)[0]
        gold = next((i for i in mine if _inside(first, self.places[i])), None)
        if gold is None:
            return ()
        answers = [normalised(self._body(gold, place)) for place in q.answers]
        holds = [i for i in mine if any(_meets(place, self.places[i]) for place in (*q.answers, *q.evidence))]
        wrong = [
            i
            for i in [*mine_first[:2], *near]
            if i not in holds and not any(a and a in normalised(self.texts[i]) for a in answers)
        ]
        return (self._gold(q, gold), *(self._other(q, i) for i in list(dict.fromkeys(wrong))[:NEGATIVES]))

    def _body(self, i: int, place: Place) -> str:
        start, end = self._moved(i, place)
        return self.texts[i][start:end]

    def _moved(self, i: int, place: Place) -> Place:
        by = self.headers[i] - self.places[i][0]
        return place[0] + by, place[1] + by

    def _gold(self, q: Asked, i: int) -> Example:
        here = [[self._moved(i, p) for p in some if _inside(p, self.places[i])] for some in (q.answers, q.evidence)]
        return Example(
            q.question, self.texts[i], self.headers[i], True, head_of(q.kind), tuple(here[0]), tuple(here[1]), q.yes
        )

    def _other(self, q: Asked, i: int) -> Example:
        return Example(q.question, self.texts[i], self.headers[i], kind=head_of(q.kind))


def head_of(kind: str) -> str:
    """The kind of answer that the network tells apart: comparisons, changes and definitions are answered as facts are."""
    return kind if kind in ("reason", "says", "how", "list", "yesno") else "fact"


def _inside(one: Place, other: Place) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]


def _meets(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _headed(e: Example, draw: random.Random) -> Example:
    """With a title made of the lead, an outlet and a date before it, as chunks of news have them; not always."""
    if draw.random() > 0.35:
        return e
    title = " ".join(e.text.split()[: draw.randint(4, 9)]).rstrip(".,;:")
    facts = [draw.choice(_OUTLETS)] * (draw.random() < 0.6)
    if draw.random() < 0.6:
        facts.append(f"{draw.randint(1, 28)} {draw.choice(_MONTHS)} {draw.randint(2001, 2026)}")
    head = (f"{title} ({', '.join(facts)})" if facts else title) + "\n"
    answers, evidence = (tuple((a + len(head), b + len(head)) for a, b in some) for some in (e.answers, e.evidence))
    return replace(e, text=head + e.text, header=len(head), answers=answers, evidence=evidence)
