"""Question sets as articles to ask and questions for `tanya eval`: `python -m benchmarks.question_sets DATA_FOLDER OUT_FOLDER`.

    TANYA_DATA_DIR=OUT/facqa/state tanya ingest OUT/facqa/articles.jsonl
    TANYA_DATA_DIR=OUT/facqa/state tanya eval OUT/facqa/questions.jsonl

Each context is an article of its own. A set has its development questions, and the passages of its training questions
besides, where there are enough for these to be a haystack. In `facqa_long` each passage stands amid news until it is as
long as a chunk of an article is, among chunks of news alone.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import english_questions, records
from index.embedding.chunking import TARGET
from training import questions
from training.questions import Asked

SETS = {
    "facqa": ("facqa-valid", "facqa-train"),
    "tydiqa": ("tydiqa_id-valid", "tydiqa_id-train"),
    "idk_mrc": ("idk_mrc-valid",),
}
"""By name: the set whose questions are asked, then those whose passages stand beside."""
LENGTHENED = "facqa"
NEWS_CHUNKS = 2000
HAYSTACK = 750
"""Articles amid which the news questions are asked."""


def write(data: Path, out: Path) -> None:
    """`articles.jsonl`, `questions.jsonl`, and where there are English questions `questions_en.jsonl`, in a folder a set."""
    english = english_questions()
    for name, (asked, *others) in SETS.items():
        rows = list(records(data, asked))
        contexts = [r["context"] for r in rows] + [r["context"] for other in others for r in records(data, other)]
        ids = {context: f"p{n}" for n, context in enumerate(dict.fromkeys(contexts))}
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        _lines(folder / "articles.jsonl", ({"id": id, "text": context} for context, id in ids.items()))
        if name == LENGTHENED:
            _lengthened(data, out / f"{name}_long", ids)
        questions = [_question(r, r["question"], ids) for r in rows]
        _lines(folder / "questions.jsonl", questions)
        if name == LENGTHENED:
            _lines(out / f"{name}_long" / "questions.jsonl", questions)
        translated = [_question(r, english[r["id"]], ids) for r in rows if r["id"] in english]
        if translated:
            _lines(folder / "questions_en.jsonl", translated)
    _news(data, out / "news")


def _news(data: Path, folder: Path) -> None:
    """The news questions that no training has seen, amid HAYSTACK articles: `calibration.jsonl`, `development.jsonl` …"""
    rows = {r["id"]: r for r in records(data, "news_clickid")}
    bodies = {id: r["body"] for id, r in rows.items()}
    asked = {split: questions.load(split, bodies) for split in questions.SPLITS}
    about = dict.fromkeys(q.article_id for split in questions.SPLITS[1:] for q in asked[split])
    known = {q.article_id for q in asked["train"]}
    others = random.Random(0).sample([id for id in rows if id not in about and id not in known], HAYSTACK - len(about))
    folder.mkdir(parents=True, exist_ok=True)
    kept = ("id", "title", "url", "source", "date", "body")
    _lines(folder / "articles.jsonl", ({name: rows[id][name] for name in kept} for id in (*about, *others)))
    for split in questions.SPLITS[1:]:
        _lines(folder / f"{split}.jsonl", (_asked(q, bodies[q.article_id]) for q in asked[split]))


def _asked(q: Asked, body: str) -> dict[str, Any]:
    line = {"id": q.id, "question": q.question, "kind": q.kind, "language": q.lang, "style": q.style}
    if not q.answerable:
        return {**line, "answerable": False}
    answers = [body[a:b] for a, b in q.answers] if q.yes is None else ["ya" if q.yes else "tidak"]
    return {**line, "article_ids": [q.article_id], "answers": answers, "evidence": [body[a:b] for a, b in q.evidence]}


def _lengthened(data: Path, folder: Path, ids: Mapping[str, str]) -> None:
    dice = random.Random(0)
    bodies = [r["body"] for r in records(data, "news_clickid") if len(r["body"]) > 2 * TARGET]
    folder.mkdir(parents=True, exist_ok=True)

    def news(length: int) -> str:
        body = dice.choice(bodies)
        start = body.find(". ", dice.randrange(len(body) - TARGET)) + 2
        cut = body[start : start + length]
        return cut[: cut.rfind(". ") + 1]

    def amid(context: str) -> str:
        before = dice.randrange(max(1, TARGET - len(context)))
        return " ".join(filter(None, [news(before), context, news(TARGET - len(context) - before)]))

    passages = [{"id": id, "text": amid(context)} for context, id in ids.items()]
    alone = [{"id": f"n{n}", "text": text} for n in range(NEWS_CHUNKS) if (text := news(TARGET))]
    _lines(folder / "articles.jsonl", passages + alone)


def _question(r: Mapping[str, Any], question: str, ids: Mapping[str, str]) -> dict[str, Any]:
    if not r["answerable"]:
        return {"id": r["id"], "question": question, "answerable": False}
    return {"id": r["id"], "question": question, "article_ids": [ids[r["context"]]], "answers": r["answers"]}


def _lines(file: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.question_sets", description=__doc__)
    parser.add_argument("data", type=Path, help="holds the data sets as <name>.jsonl.gz")
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    write(args.data, args.out)


if __name__ == "__main__":
    main()
