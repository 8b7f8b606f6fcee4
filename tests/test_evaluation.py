"""The yardstick: data sets, measures that can be checked by hand, and `tanya eval` on the sample articles."""

from __future__ import annotations

import json
import math
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from conftest import Tanya

from bot.evaluation_page import page
from index.evaluation import metrics
from index.evaluation.dataset import DatasetError, Item, load
from index.evaluation.report import AUC, compare, outcomes_of, report
from index.evaluation.run import Outcome, outcome
from index.storage.ledger import Ledger
from index.types import Answer, Article, Chunk, Citation, Passage

ABOUT = {
    "dataset": "soal.jsonl", "questions": 4, "unanswerable": 2, "articles": 3, "min_confidence": 0.45, "at": "2026-01-01",
}  # fmt: skip


def written(folder: Path, *rows: object) -> Path:
    file = folder / "soal.jsonl"
    file.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows) + "\n", encoding="utf-8")
    return file


# ── Data sets ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_question_needs_only_its_words(tmp_path: Path) -> None:
    file = written(tmp_path, {"question": "Siapa?"}, "", {"id": 7, "question": "Kapan?", "answers": ["Senin", 5]})
    assert load(file) == [Item("1", "Siapa?"), Item("7", "Kapan?", (), ("Senin", "5"))]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "it is not JSON"),
        ("[]", "not an object"),
        ('{"id": 1}', "it has no question"),
        ('{"question": "  "}', "it has no question"),
        ('{"question": "Siapa?", "answers": "Ani"}', "answers is not a list"),
        ('{"question": "Siapa?", "article_ids": [{}]}', "article_ids is not a list"),
        ('{"question": "Siapa?", "answerable": "no"}', "neither true nor false"),
        ('{"question": "Siapa?", "answerable": false, "answers": ["Ani"]}', "answerable is false"),
    ],
)
def test_a_line_that_is_no_question_is_named_with_the_reason(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(DatasetError, match=reason) as error:
        load(written(tmp_path, {"question": "Siapa?"}, line))
    assert ":2:" in str(error.value)


def test_an_id_that_comes_twice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="the id a was there before"):
        load(written(tmp_path, {"id": "a", "question": "Siapa?"}, {"id": "a", "question": "Kapan?"}))


def test_an_empty_or_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="has no questions"):
        load(written(tmp_path, ""))
    with pytest.raises(DatasetError, match="can't be read"):
        load(tmp_path / "none.jsonl")


# ── Measures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_f1_counts_shared_words_and_case_and_marks_are_nothing() -> None:
    assert metrics.exact("“Rabu, 4 Juni”", ["rabu 4 juni"]) == 1
    assert metrics.f1("Rabu 4 Juni", ["5 Juni", "4 Juni 2025"]) == pytest.approx(2 * 2 / 6)
    assert metrics.f1("", ["4 Juni"]) == 0


def test_a_text_holds_an_answer_by_whole_words() -> None:
    assert metrics.holds("Sebanyak 120 warga mengungsi.", ["120 warga"])
    assert not metrics.holds("Sebanyak 1200 warga.", ["120"])
    assert not metrics.holds("Apa pun.", ["", "…"])


def test_a_ranking_of_chunks_becomes_one_of_articles_by_the_best_chunk_of_each() -> None:
    assert metrics.distinct(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]


def test_ranks_count_from_one_and_what_is_missing_has_none() -> None:
    assert metrics.ranks_of({"b"}, ["b", "a"]) == (1,)
    assert metrics.ranks_of({"a", "c"}, ["b", "a", "c"]) == (2, 3)
    assert metrics.ranks_of({"z"}, ["b", "a"]) == ()


@pytest.mark.parametrize(("k", "found"), [(1, 0), (3, 1), (10, 1)])
def test_a_hit_is_one_among_the_first_k(k: int, found: float) -> None:
    assert metrics.hit((3, 12), k) == found
    assert metrics.hit((), k) == 0


def test_a_reciprocal_rank_beyond_k_is_nothing() -> None:
    assert metrics.reciprocal_rank([4, 2]) == 0.5
    assert metrics.reciprocal_rank([11]) == 0
    assert metrics.reciprocal_rank([]) == 0


def test_ndcg_by_hand() -> None:
    assert metrics.ndcg([1, 3], relevant=2) == pytest.approx((1 + 1 / 2) / (1 + 1 / math.log2(3)))
    assert metrics.ndcg([11], relevant=1) == 0


def test_auc_halves_ties() -> None:
    assert metrics.auc(np.array([0.9, 0.5]), np.array([0.5, 0.1])) == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert math.isnan(metrics.auc(np.array([0.9]), np.array([])))


def test_an_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    values = np.array([0.0, 1.0] * 20)
    few = metrics.estimate(lambda at: float(values[:10][at].mean()), 10)
    many = metrics.estimate(lambda at: float(values[at].mean()), 40)
    assert few.low <= few.value <= few.high
    assert many.high - many.low < few.high - few.low
    assert metrics.estimate(lambda _: 0.0, 0).n == 0


def test_risk_falls_to_the_share_wrong_of_those_answered() -> None:
    curve = metrics.risk_coverage(np.array([0.9, 0.8, 0.8, 0.1]), np.array([1.0, 0.0, 1.0, 0.0]))
    assert curve == [(0.9, 0.25, 0.0), (0.8, 0.75, pytest.approx(1 / 3)), (0.1, 1.0, 0.5)]


def test_calibration_error_is_the_distance_between_sure_and_right() -> None:
    bins = metrics.reliability(np.array([0.95, 0.95, 0.15, 1.0]), np.array([1.0, 0.0, 0.0, 1.0]))
    assert [(b.low, b.n) for b in bins] == [(0.1, 1), (0.9, 3)]
    assert metrics.calibration_error(bins) == pytest.approx((0.15 + 3 * abs(2.9 / 3 - 2 / 3)) / 4)


# ── Outcomes and reports ─────────────────────────────────────────────────────────────────────────────────────────────


def answered(quote: str | None, span: str | None, sure: float) -> Answer:
    a, b = (Article(id, id, "Apa saja.", id) for id in ("p1", "p2"))
    passages = [Passage(x, Chunk(x.id, n, 0, 9), 1.0) for x in (a, b) for n in range(2)]
    cited = Citation(1, "p1", "p1", None, None, None, None, quote or "", 0, len(quote or ""))
    return Answer(
        "?", quote or "Tidak ada.", span, quote is None, sure, (cited,) if quote else (), tuple(passages),
        timings_ms={"total": 100 * sure},
    )  # fmt: skip


def sample_outcomes(sure: float = 0.9) -> list[Outcome]:
    good = outcome(
        Item("a", "Berapa?", ("p2",), ("120 warga",)),
        answered("Ada 120 warga.", "120 warga", sure),
        {"dense": ["p3", "p2"]},
    )
    refused = outcome(Item("b", "Siapa?", ("p1",), ("Ani",)), answered(None, None, 0.2), {"dense": ["p3"]})
    false = outcome(Item("c", "Kapan?", answerable=False), answered("Hari Senin.", "Senin", 0.6), {})
    declined = outcome(Item("d", "Mengapa?", answerable=False), answered(None, None, 0.1), {})
    return [good, refused, false, declined]


def test_articles_count_where_their_first_passage_stands() -> None:
    good, refused, *_ = sample_outcomes()
    assert good.ranks == {"dense": (2,), "reranked": (2,)}
    assert refused.ranks == {"dense": (), "reranked": (1,)}
    assert (good.exact, good.f1, good.cited) == (1, 1, 1)
    assert (refused.exact, refused.f1, refused.cited) == (0, 0, 0)


def test_the_figures_of_four_questions_by_hand() -> None:
    found = report(sample_outcomes(), ABOUT)
    figures = {name: e.value for name, e in found.figures.items()}
    assert figures["hit@1 dense"] == 0
    assert figures["hit@5 dense"] == 0.5
    assert figures["hit@1 reranked"] == 0.5
    assert figures["MRR@10 reranked"] == 0.75
    assert figures["exact match"] == figures["F1"] == figures["cited sentence holds the answer"] == 0.5
    assert figures["false answers"] == figures["false refusals"] == 0.5
    assert figures["right of those answered"] == 0.5
    assert figures[AUC] == 0.75
    assert "hit@1 lexical" not in figures


def test_a_report_kept_as_json_can_be_compared_with(tmp_path: Path) -> None:
    earlier = report(sample_outcomes(0.15), ABOUT)
    file = tmp_path / "dulu.json"
    file.write_text(earlier.as_json(), encoding="utf-8")
    kept = outcomes_of(file)
    assert kept == list(earlier.outcomes)
    found = compare(report(sample_outcomes(0.9), ABOUT), kept)
    assert (found["exact match"].here, found["exact match"].there, found["exact match"].p) == (0.5, 0.5, 1)
    assert found[AUC].here == 0.75
    assert found[AUC].there == 0.5


def test_reports_on_other_questions_or_other_files_are_refused(tmp_path: Path) -> None:
    here = report(sample_outcomes(), ABOUT)
    with pytest.raises(DatasetError, match="share no question"):
        compare(here, [])
    for text in ("{", "[]", '{"format": 0}', '{"format": 1, "outcomes": [{"id": "a"}]}'):
        (tmp_path / "x.json").write_text(text)
        with pytest.raises(DatasetError, match="is no report"):
            outcomes_of(tmp_path / "x.json")


def test_the_page_needs_nothing_but_itself_and_trusts_no_text() -> None:
    found = sample_outcomes()
    hostile = outcome(
        Item("e", "<script>alert(1)</script>", answerable=False), answered("<b>x</b>", "<b>x</b>", 0.99), {}
    )
    made = page(report([*found, hostile], ABOUT), compare(report(found, ABOUT), found))
    assert "<script>" not in made
    assert "<b>x</b>" not in made
    assert "http" not in made.replace("http-equiv", "")
    assert made.count("<svg") == 2


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_eval_prints_tables_keeps_figures_and_compares(tanya: Tanya, sample_ledger: Path, tmp_path: Path) -> None:
    listed = json.loads(tanya("list", "--json").stdout.splitlines()[0])
    file = written(
        tmp_path,
        {"id": "1", "question": "Berapa panjang tanggul Sungai Cilaras yang jebol?", "answers": ["35 meter"]},
        {"id": "2", "question": "Siapa pelatih tim nasional Brasil?", "answerable": False},
        {"id": "3", "question": listed["title"], "article_ids": [listed["id"]]},
    )
    first = tanya("eval", file, "--json", "a.json", "--html", "a.html")
    assert first.returncode == 0, first.stderr
    assert "3 questions, 1 of them without an answer" in first.stdout
    assert "cited sentence holds the answer" in first.stdout
    kept = json.loads((tmp_path / "a.json").read_text())
    assert kept["figures"]["hit@1 reranked"]["value"] == 1
    assert kept["figures"]["exact match"]["value"] == 1
    assert (tmp_path / "a.html").read_text().startswith("<!doctype html>")
    second = tanya("eval", file, "--compare", "a.json")
    assert "compared" in second.stdout


def test_what_an_evaluation_asks_is_not_remembered_as_answered(
    tanya: Tanya, sample_ledger: Path, tmp_path: Path
) -> None:
    file = written(tmp_path, {"question": "Berapa panjang tanggul Sungai Cilaras yang jebol?", "answers": ["35 meter"]})
    assert tanya("eval", file, "--json", "a.json").returncode == 0
    figures = json.loads((tmp_path / "a.json").read_text())["figures"]
    assert figures["cited sentence holds the answer"]["value"] == 1
    with closing(Ledger(sample_ledger / "ledger.db")) as ledger:
        ledger.remove([article.id for article in ledger.articles.newest()])
        assert ledger.cited.gone() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.jsonl",), "can't be read"),
        (("soal.jsonl", "--json", "no/such/folder.json"), "there is no folder"),
        (("soal.jsonl", "--compare", "soal.jsonl"), "is no report"),
    ],
)
def test_what_cannot_work_is_said_before_anything_is_asked(
    tanya: Tanya, sample_ledger: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    written(tmp_path, {"question": "Siapa?"})
    done = tanya("eval", *arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_data_set_about_other_articles_is_refused(tanya: Tanya, sample_ledger: Path, tmp_path: Path) -> None:
    done = tanya("eval", written(tmp_path, {"question": "Siapa?", "article_ids": ["no-such"]}))
    assert done.returncode == 1
    assert "None of the 1 articles" in done.stderr
