"""Answers that a language model writes: what of them a person gets to see, and what stands in where nothing is left."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from conftest import judge, settings_in
from flood import NUSA, PASSAGES, PESISIR, extractive
from scripted_endpoint import Endpoint, Reply

from index.answer.phrases import NOT_FOUND, UNVERIFIED
from index.generation.language_model import Meter
from index.generation.llm import OpenAIEndpoint
from index.generation.synthesizer import Synthesizer
from index.types import Answer, Delta, Passage

QUESTION = "Apa yang terjadi di Sungai Arga?"
LIMIT_S = 25
TRUE = "Tanggul Sungai Arga jebol sepanjang 35 meter pada Senin malam, 10 Maret 2025. [1.1]"


def events_of(
    endpoint: Endpoint | str,
    folder: Path,
    *,
    passages: tuple[Passage, ...] = PASSAGES,
    language: str = "id",
    **values: object,
) -> list[Delta | Answer]:
    url = endpoint if isinstance(endpoint, str) else endpoint.url
    chosen = {"llm_base_url": url, "llm_model": "scripted", "llm_unproven": "drop", **values}
    settings = settings_in(folder).model_copy(update=chosen)
    base = extractive(QUESTION, passages, language)

    async def listen() -> list[Delta | Answer]:
        writer = Synthesizer(OpenAIEndpoint(settings), settings, judge())
        async with asyncio.timeout(LIMIT_S):
            return [event async for event in writer.answer(QUESTION, base, Meter("scripted"))]

    return asyncio.run(listen())


def answer_of(endpoint: Endpoint | str, folder: Path, **values: object) -> Answer:
    *_, last = events_of(endpoint, folder, **values)  # type: ignore[arg-type]
    assert isinstance(last, Answer)
    return last


def written(text: str | bytes, folder: Path, **values: object) -> Answer:
    with Endpoint(Reply(text)) as endpoint:
        return answer_of(endpoint, folder, **values)


def failed(answer: Answer, n: int = 0) -> set[str]:
    return {c.name for c in answer.sentences[n].checks if c.passed is False}


# ── What stands ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sentences_that_hold_are_shown_with_citations_numbered_in_their_order(tmp_path: Path) -> None:
    answer = written(f"Sebanyak 3.150 warga mengungsi. [2.1] {TRUE} Rumah yang terendam 1.870. [1.2]", tmp_path)
    assert answer.mode == "llm"
    assert answer.text == (
        "Sebanyak 3.150 warga mengungsi. [1] Tanggul Sungai Arga jebol sepanjang 35 meter pada Senin malam, 10 Maret 2025. [2] "
        "Rumah yang terendam 1.870. [3]"
    )
    assert [c.number for c in answer.citations] == [1, 2, 3]
    assert [s.status for s in answer.sentences] == ["verified"] * 3
    for citation in answer.citations:
        article = NUSA if citation.article_id == NUSA.id else PESISIR
        assert article.body[citation.start : citation.end] == citation.quote
        assert citation.url == article.url


def test_words_come_as_they_are_written_and_the_answer_last(tmp_path: Path) -> None:
    with Endpoint(Reply(TRUE)) as endpoint:
        *deltas, answer = events_of(endpoint, tmp_path)
    assert isinstance(answer, Answer)
    assert "".join(d.text for d in deltas if isinstance(d, Delta)) == TRUE
    assert len(deltas) > 5


def test_each_sentence_says_what_was_checked(tmp_path: Path) -> None:
    [sentence] = written(TRUE, tmp_path).sentences
    results = {c.name: c.passed for c in sentence.checks}
    assert set(results.values()) == {True}
    exact = {"citations", "quotes", "numbers", "dates", "links", "injection"}
    assert exact | {"opposites", "negation", "scope", "counts", "words", "entailment"} == results.keys()


def test_json_has_mode_sentences_usage_and_standalone_question(tmp_path: Path) -> None:
    told = json.loads(json.dumps(written(TRUE, tmp_path).as_dict("q1")))
    assert told["mode"] == "llm"
    assert told["usage"]["calls"] == 1
    assert told["usage"]["prompt_tokens"] > 100
    assert told["standalone_question"] is None
    assert told["sentences"][0]["citations"] == [1]
    assert {"name": "numbers", "result": "passed", "detail": ""} in told["sentences"][0]["checks"]


def test_json_of_an_extractive_answer_has_nothing_of_a_language_model() -> None:
    assert not {"sentences", "usage", "fallback", "standalone_question"} & extractive(QUESTION).as_dict().keys()


def test_english_answers_are_checked_against_the_indonesian_articles(tmp_path: Path) -> None:
    answer = written(
        "The Arga river dike broke over 35 metres on 10 March 2025. [1.1] The regent approved Rp4.5 billion. [1.5]",
        tmp_path,
        language="en",
    )
    assert [s.status for s in answer.sentences] == ["verified", "verified"]
    assert answer.language == "en"


def test_what_a_model_thinks_before_it_answers_is_not_part_of_the_answer(tmp_path: Path) -> None:
    answer = written(f"<think>Mungkin 99 orang. [1.1]</think>\n{TRUE}", tmp_path)
    assert "99" not in answer.text
    assert len(answer.sentences) == 1


# ── What doesn't ─────────────────────────────────────────────────────────────────────────────────────────────────────

LIES = [
    ("a fabricated citation", "Tanggul jebol sepanjang 35 meter. [7.3]", "citations"),
    ("no citation at all", "Tanggul Sungai Arga jebol sepanjang 35 meter.", "citations"),
    ("a citation of a passage instead of a sentence", "Tanggul Sungai Arga jebol sepanjang 35 meter. [1]", "citations"),
    ("a wrong number", "Tanggul Sungai Arga jebol sepanjang 53 meter. [1.1]", "numbers"),
    ("a wrong amount", "Ratna Dewanti menyetujui dana darurat Rp4,5 triliun. [1.5]", "numbers"),
    ("a wrong date", "Tanggul Sungai Arga jebol pada 11 Maret 2025. [1.1]", "dates"),
    ("an invented name", "Bupati Budi Santoso menyetujui dana darurat Rp4,5 miliar. [1.5]", "entailment"),
    ("an invented cause", "Tanggul Sungai Arga jebol karena gempa bumi yang kuat. [1.1]", "entailment"),
    ("a reversed negation", "Bupati Ratna Dewanti menaikkan pajak. [1.6]", "negation"),
    ("an added negation", "Bupati Ratna Dewanti tidak menyetujui dana darurat Rp4,5 miliar. [1.5]", "negation"),
    ("the opposite", "Bupati Ratna Dewanti menolak dana darurat Rp4,5 miliar. [1.5]", "opposites"),
    ("an invented quote", "“Tanggul itu memang lapuk,” ujar Yoga. [1.4]", "quotes"),
    ("a link of its own", "Tanggul Sungai Arga jebol, lihat https://jahat.example/x. [1.1]", "links"),
    ("what nothing cited tells", "Presiden berencana mengunjungi lokasi bencana pekan depan. [1.1]", "words"),
]  # fmt: skip


@pytest.mark.xfail(strict=True, reason="parts that are exchanged the network hardly sees (docs/decisions.md)")
def test_a_sentence_whose_parts_are_exchanged_is_dropped(tmp_path: Path) -> None:
    text = "Kepala BBD Ratna Dewanti mengatakan tanggul dihantam kayu hanyut. [1.3][1.5]"
    assert [s.status for s in written(f"{text} {TRUE}", tmp_path).sentences] == ["dropped", "verified"]


@pytest.mark.parametrize(("text", "check"), [(t, c) for _, t, c in LIES], ids=[name for name, _, _ in LIES])
def test_a_sentence_that_is_not_borne_out_is_dropped(text: str, check: str, tmp_path: Path) -> None:
    answer = written(f"{text} {TRUE}", tmp_path)
    assert answer.mode == "llm"
    assert [s.status for s in answer.sentences] == ["dropped", "verified"]
    assert check in failed(answer)
    assert len(answer.citations) == 1
    assert answer.text.startswith("Tanggul Sungai Arga jebol sepanjang 35 meter pada")


def test_a_fabricated_citation_beside_a_true_one_is_removed_alone(tmp_path: Path) -> None:
    answer = written("Tanggul Sungai Arga jebol sepanjang 35 meter. [1.1][9.9]", tmp_path)
    assert answer.text == "Tanggul Sungai Arga jebol sepanjang 35 meter. [1]"


def test_an_answer_with_nothing_left_becomes_the_extractive_one(tmp_path: Path) -> None:
    answer = written("Tanggul jebol sepanjang 99 meter. [1.1]", tmp_path)
    assert (answer.mode, answer.citations[0].article_id) == ("extractive", NUSA.id)
    assert answer.fallback
    assert [s.status for s in answer.sentences] == ["dropped"]


def test_a_refusal_is_taken_as_one_even_with_a_citation(tmp_path: Path) -> None:
    answer = written(f"{NOT_FOUND['id']} [1.1]", tmp_path)
    assert (answer.abstained, answer.text, answer.citations, answer.mode) == (True, NOT_FOUND["id"], (), "llm")
    assert answer.nearest


def test_a_refusal_beside_an_answer_is_left_out(tmp_path: Path) -> None:
    answer = written(f"{TRUE} {NOT_FOUND['id']}", tmp_path)
    assert NOT_FOUND["id"] not in answer.text
    assert not answer.abstained


def test_broken_utf8_spoils_its_own_sentence_at_most(tmp_path: Path) -> None:
    answer = written(b"Rusak \xff\xfe di sini. " + TRUE.encode(), tmp_path)
    assert [s.status for s in answer.sentences] == ["dropped", "verified"]


# ── Repaired, dropped, marked ────────────────────────────────────────────────────────────────────────────────────────


def test_a_failing_sentence_is_repaired_once_from_its_evidence(tmp_path: Path) -> None:
    with Endpoint(
        Reply("Tanggul jebol sepanjang 53 meter. [1.1]"), Reply("Tanggul Sungai Arga jebol 35 meter. [1.1]")
    ) as endpoint:
        answer = answer_of(endpoint, tmp_path, llm_unproven="repair")
    assert [s.status for s in answer.sentences] == ["repaired"]
    assert answer.text == "Tanggul Sungai Arga jebol 35 meter. [1]"
    assert answer.usage is not None
    assert answer.usage.calls == 2
    assert "53 meter" in endpoint.prompts[1]
    assert "jebol sepanjang 35 meter" in endpoint.prompts[1]
    assert PESISIR.title not in endpoint.prompts[1]


def test_a_repair_that_fails_again_is_dropped_and_not_tried_a_third_time(tmp_path: Path) -> None:
    with Endpoint(
        Reply(f"Tanggul jebol sepanjang 53 meter. [1.1] {TRUE}"), Reply("Tanggul jebol 54 meter. [1.1]")
    ) as endpoint:
        answer = answer_of(endpoint, tmp_path, llm_unproven="repair")
    assert [s.status for s in answer.sentences] == ["dropped", "verified"]
    assert len(endpoint.requests) == 2


def test_an_endpoint_that_dies_while_repairing_costs_that_sentence_alone(tmp_path: Path) -> None:
    with Endpoint(Reply(f"Tanggul jebol 53 meter. [1.1] {TRUE}"), Reply("Tang", then="die")) as endpoint:
        answer = answer_of(endpoint, tmp_path, llm_unproven="repair")
    assert [s.status for s in answer.sentences] == ["dropped", "verified"]


def test_a_sentence_may_be_shown_as_unverified_where_the_setting_says_so(tmp_path: Path) -> None:
    answer = written("Tanggul Sungai Arga jebol sepanjang 53 meter. [1.1]", tmp_path, llm_unproven="mark")
    assert [s.status for s in answer.sentences] == ["unverified"]
    assert answer.text == f"Tanggul Sungai Arga jebol sepanjang 53 meter. {UNVERIFIED['id']} [1]"


@pytest.mark.parametrize(
    "text", ["Tanggul jebol.", "“Tanggul lapuk sekali,” ujar Yoga. [1.4]", "Lihat https://jahat.example [1.1]"]
)
def test_what_cites_nothing_misquotes_or_links_elsewhere_is_not_even_shown_as_unverified(
    text: str, tmp_path: Path
) -> None:
    answer = written(f"{text}\n{TRUE}", tmp_path, llm_unproven="mark")
    assert [s.status for s in answer.sentences] == ["dropped", "verified"]


# ── When the model can't be had ──────────────────────────────────────────────────────────────────────────────────────


def is_cited_extractive(answer: Answer) -> bool:
    return answer.mode == "extractive" and bool(answer.citations) and bool(answer.fallback) and not answer.abstained


@pytest.mark.parametrize(
    "reply",
    [
        Reply("Tanggul Sungai", then="die"), Reply("Tanggul Sungai", then="silence"), Reply(first="never"),
        Reply(status=429, headers={"retry-after": "0.01"}), Reply(status=500, headers={"retry-after": "0.01"}), Reply(status=401), Reply(""),
    ],
    ids=["dies in mid-answer", "falls silent", "never begins", "429", "500", "401", "says nothing"],
)  # fmt: skip
def test_a_person_gets_the_cited_extractive_answer_when_the_endpoint(reply: Reply, tmp_path: Path) -> None:
    with Endpoint(reply) as endpoint:
        answer = answer_of(endpoint, tmp_path, llm_stall_s=0.4, llm_first_token_s=0.8)
    assert is_cited_extractive(answer)


def test_a_person_gets_the_cited_extractive_answer_when_nobody_listens(tmp_path: Path) -> None:
    with Endpoint() as endpoint:
        url = endpoint.url
    assert is_cited_extractive(answer_of(url, tmp_path))


def test_writing_that_takes_too_long_ends_in_the_extractive_answer_and_ends_at_the_server(tmp_path: Path) -> None:
    with Endpoint(Reply("Tanggul Sungai", then="silence")) as endpoint:
        answer = answer_of(endpoint, tmp_path, llm_total_s=0.5, llm_stall_s=20)
        assert endpoint.gone.wait(LIMIT_S)
    assert is_cited_extractive(answer)
    assert "TANYA_LLM_TOTAL_S" in str(answer.fallback)


def test_a_day_over_budget_asks_nobody(tmp_path: Path) -> None:
    with Endpoint(Reply(TRUE)) as endpoint:
        assert answer_of(endpoint, tmp_path, llm_daily_tokens=5).mode == "llm"
        assert is_cited_extractive(answer_of(endpoint, tmp_path, llm_daily_tokens=5))
    assert len(endpoint.requests) == 1


def test_nothing_retrieved_means_that_nobody_is_asked(tmp_path: Path) -> None:
    from dataclasses import replace

    refused = replace(extractive(QUESTION), text=NOT_FOUND["id"], abstained=True, citations=(), passages=())
    with Endpoint(Reply(TRUE)) as endpoint:
        settings = settings_in(tmp_path).model_copy(update={"llm_base_url": endpoint.url, "llm_model": "scripted"})

        async def listen() -> list[Delta | Answer]:
            writer = Synthesizer(OpenAIEndpoint(settings), settings, judge())
            return [event async for event in writer.answer(QUESTION, refused, Meter("scripted"))]

        assert asyncio.run(listen()) == [refused]
    assert not endpoint.requests


def test_a_prompt_too_long_after_all_is_sent_again_with_less(tmp_path: Path) -> None:
    many = tuple(passage for _ in range(4) for passage in PASSAGES)
    too_long = Reply(status=400, error="the request exceeds the available context size")
    with Endpoint(too_long, Reply(TRUE)) as endpoint:
        answer = answer_of(endpoint, tmp_path, passages=many, llm_context_tokens=1400, llm_answer_tokens=100)
    assert answer.mode == "llm"
    assert len(endpoint.prompts[1]) < len(endpoint.prompts[0])


def test_a_window_too_small_for_any_article_is_said_and_nobody_asked(tmp_path: Path) -> None:
    with Endpoint(Reply(TRUE)) as endpoint:
        answer = answer_of(endpoint, tmp_path, llm_context_tokens=600, llm_answer_tokens=400)
    assert is_cited_extractive(answer)
    assert "TANYA_LLM_CONTEXT_TOKENS" in str(answer.fallback)
    assert not endpoint.requests
