"""The engine with a language model at its side: asked at once or as a stream, followed up, given up, done without."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from conftest import ROOT, SAMPLES, Tanya, settings_in
from scripted_endpoint import Endpoint, Reply
from word_embedder import WordEmbedder

from index.engine import Engine
from index.errors import QuestionError
from index.generation.streaming import Stream
from index.settings import Settings
from index.storage.store import Store, identity_of
from index.types import Answer, Delta, Turn
from ingest.pipeline import Run

QUESTION = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
TRUE = "Tanggul Sungai Cilaras jebol sepanjang 35 meter."
LIMIT_S = 25


@pytest.fixture(scope="module")
def _ledger(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = settings_in(tmp_path_factory.mktemp("state")).model_copy(update={"max_error": 1.0})
    with Store(settings, identity_of(WordEmbedder())) as store:
        summary = Run(store, WordEmbedder(), settings).ingest([SAMPLES])
    assert not summary.failed
    return settings


@contextmanager
def engine_at(endpoint: Endpoint | None, ledger: Settings, **values: object) -> Iterator[Engine]:
    chosen = {"llm_base_url": endpoint.url, "llm_model": "scripted", **values} if endpoint else values
    with Engine(ledger.model_copy(update=chosen), WordEmbedder()) as engine:
        yield engine


def citing(body: dict[str, object]) -> Reply:
    """Says the true sentence, citing whichever sentence of the prompt has it."""
    prompt = str(body["messages"][-1]["content"])  # type: ignore[index]
    line = next((line for line in prompt.splitlines() if "sepanjang 35 meter" in line), "[0.0]")
    return Reply(f"{TRUE} {line.split(']')[0]}]")


def test_ask_returns_the_verified_answer_with_usage_and_timings(_ledger: Settings) -> None:
    with Endpoint(citing) as endpoint, engine_at(endpoint, _ledger, llm_price_in=1.0, llm_price_out=2.0) as engine:
        answer = engine.ask(QUESTION)
    assert (answer.mode, answer.text) == ("llm", f"{TRUE} [1]")
    assert "sepanjang 35 meter" in answer.citations[0].quote
    assert answer.usage is not None
    assert answer.usage.cost
    assert {"retrieve", "write", "total"} <= answer.timings_ms.keys()
    assert answer.question == QUESTION


def test_a_stream_yields_words_and_then_the_same_answer(_ledger: Settings) -> None:
    with Endpoint(citing) as endpoint, engine_at(endpoint, _ledger) as engine:
        *deltas, answer = engine.stream(QUESTION)
        assert isinstance(answer, Answer)
        assert answer.text == engine.ask(QUESTION).text
    assert "".join(d.text for d in deltas if isinstance(d, Delta)).startswith(TRUE)


def test_the_first_word_is_heard_before_the_last_is_written(_ledger: Settings) -> None:
    with (
        Endpoint(Reply("Tanggul Sungai", then="silence")) as endpoint,
        engine_at(endpoint, _ledger, llm_stall_s=20) as engine,
        engine.stream(QUESTION) as events,
    ):
        assert next(events) == Delta("Tanggul")
        assert not endpoint.gone.is_set()
        events.close()
        assert endpoint.gone.wait(LIMIT_S)


def test_without_a_model_the_stream_is_the_extractive_answer_alone(_ledger: Settings) -> None:
    with engine_at(None, _ledger) as engine:
        [answer] = engine.stream(QUESTION)
        assert isinstance(answer, Answer)
        assert (answer.mode, answer.fallback) == ("extractive", None)
        assert answer.text == engine.ask(QUESTION).text


@pytest.mark.parametrize("remembers", [True, False])
@pytest.mark.parametrize("writes", [True, False])
def test_the_ledger_keeps_what_an_answer_rests_on_unless_the_engine_is_opened_otherwise(
    settings: Settings, writes: bool, remembers: bool
) -> None:
    chosen = settings.model_copy(update={"max_error": 1.0})
    with Store(chosen, identity_of(WordEmbedder())) as store:
        Run(store, WordEmbedder(), chosen).ingest([SAMPLES / "banjir-tirtamaya-1.md"])
    with Endpoint(citing) as endpoint:
        model = {"llm_base_url": endpoint.url, "llm_model": "scripted"} if writes else {}
        with Engine(chosen.model_copy(update=model), WordEmbedder(), remembers=remembers) as engine:
            answer = engine.ask(QUESTION)
            engine.store.ledger.remove([c.article_id for c in answer.citations])
            gone = {(g.article, g.quote) for g in engine.store.ledger.cited.gone()}
    cited = {(c.article_id, c.quote) for c in answer.citations}
    assert answer.mode == ("llm" if writes else "extractive")
    assert cited
    assert gone == (cited if remembers else set())


def test_an_endpoint_that_dies_in_mid_answer_leaves_a_cited_extractive_answer(
    _ledger: Settings,
) -> None:
    for reply in (Reply("Tanggul Sungai", then="die"), Reply("Tanggul Sungai", then="silence")):
        with Endpoint(reply) as endpoint, engine_at(endpoint, _ledger) as engine:
            engine.warm_up()
            events = engine.stream(QUESTION)
            assert isinstance(next(events), Delta)
            answer = list(events)[-1]
            assert isinstance(answer, Answer)
            assert answer.mode == "extractive"
            assert answer.citations
            assert answer.fallback
    # What is waited for is this pause; the extractive answer was made before.
    assert Settings.model_fields["llm_stall_s"].default < 3


def test_cancelling_an_asynchronous_question_reaches_the_server(_ledger: Settings) -> None:
    async def cancelled(engine: Engine) -> None:
        begun = asyncio.Event()

        async def listen() -> None:
            async for _ in engine.astream(QUESTION):
                begun.set()

        task = asyncio.create_task(listen())
        async with asyncio.timeout(LIMIT_S):
            await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with (
        Endpoint(Reply("Tanggul Sungai", then="silence")) as endpoint,
        engine_at(endpoint, _ledger, llm_stall_s=20) as engine,
    ):
        asyncio.run(cancelled(engine))
        assert endpoint.gone.wait(LIMIT_S)


def test_what_is_wrong_with_a_question_is_said_by_the_stream_too(_ledger: Settings) -> None:
    with Endpoint(citing) as endpoint, engine_at(endpoint, _ledger) as engine, pytest.raises(QuestionError):
        list(engine.stream("   "))
    assert not endpoint.requests


def test_ask_works_where_an_event_loop_runs_already(_ledger: Settings) -> None:
    async def inside(engine: Engine) -> Answer:
        return engine.ask(QUESTION)

    with Endpoint(citing) as endpoint, engine_at(endpoint, _ledger) as engine:
        assert asyncio.run(inside(engine)).mode == "llm"


def test_several_people_may_ask_at_once(_ledger: Settings) -> None:
    with Endpoint(citing) as endpoint, engine_at(endpoint, _ledger) as engine:
        answers: list[Answer] = []
        threads = [threading.Thread(target=lambda: answers.append(engine.ask(QUESTION))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LIMIT_S)
    assert [a.text for a in answers] == [f"{TRUE} [1]"] * 6


# ── Follow-ups ───────────────────────────────────────────────────────────────────────────────────────────────────────


def history(engine: Engine) -> list[Turn]:
    question = "Siapa Kepala BPBD Tirtamaya?"
    return [Turn(question, Answer(question, "Yoga Prasnadi [1]", "Yoga Prasnadi", False, 0.9))]


def test_a_follow_up_is_rewritten_by_the_model_and_searched_for_anew(_ledger: Settings) -> None:
    rewritten = "Apa yang dikatakan Yoga Prasnadi tentang tanggul?"
    with Endpoint(Reply(rewritten), Reply("Tanggul runtuh. [1.1]")) as endpoint, engine_at(endpoint, _ledger) as engine:
        answer = engine.ask("apa katanya tentang tanggul?", history=history(engine))
    assert answer.standalone_question == rewritten
    assert answer.as_dict()["standalone_question"] == rewritten
    assert answer.question == "apa katanya tentang tanggul?"
    assert f"Pertanyaan: {rewritten}" in endpoint.prompts[1]
    assert "Siapa Kepala BPBD" not in endpoint.prompts[1]


@pytest.mark.parametrize(
    "nonsense",
    ["Apa yang dikatakan Budi Santoso tentang tanggul?", "Yoga berkata:\nApa katanya?", "", "Berapa dari 99 rumah? [1]", "x" * 400],
    ids=["another name", "two lines", "nothing", "a figure of its own", "too long"],
)  # fmt: skip
def test_a_rewriting_that_brings_in_something_of_its_own_gives_way_to_the_rules(
    nonsense: str, _ledger: Settings
) -> None:
    from index.conversation.followup import standalone

    asked = "apa katanya tentang tanggul?"
    with Endpoint(Reply(nonsense), Reply("Tanggul runtuh. [1.1]")) as endpoint, engine_at(endpoint, _ledger) as engine:
        turns = history(engine)
        assert engine.ask(asked, history=turns).standalone_question == standalone(asked, turns)


def test_rules_rewrite_where_the_endpoint_is_down(_ledger: Settings) -> None:
    from index.conversation.followup import standalone

    asked = "kapan dia mengatakan itu?"
    with Endpoint(Reply(status=401)) as endpoint, engine_at(endpoint, _ledger) as engine:
        turns = history(engine)
        answer = engine.ask(asked, history=turns)
    assert answer.standalone_question == standalone(asked, turns) is not None
    assert answer.fallback


def test_the_history_that_a_rewriting_is_made_from_is_bounded(_ledger: Settings) -> None:
    from index.generation.llm import OpenAIEndpoint
    from index.generation.rewriting import HISTORY_TOKENS, remembered

    long = [Turn(f"Pertanyaan nomor {n}?", Answer("", "kata " * 4000, None, False, 0.9)) for n in range(50)]
    model = OpenAIEndpoint(_ledger.model_copy(update={"llm_base_url": "http://127.0.0.1:1", "llm_model": "m"}))
    told = remembered(long, model, "id")
    assert model.count(told) <= HISTORY_TOKENS * 1.1
    assert "nomor 49" in told
    assert "nomor 0?" not in told


# ── The bridge from asynchronous to not ──────────────────────────────────────────────────────────────────────────────


def test_a_stream_that_nobody_waits_for_any_more_is_cancelled() -> None:
    ended = threading.Event()

    async def numbers():  # type: ignore[no-untyped-def]
        try:
            yield 1
            await asyncio.sleep(60)
        finally:
            ended.set()

    stream: Stream[int] = Stream(numbers)
    assert next(stream) == 1
    stream.close()
    assert ended.wait(LIMIT_S)
    assert list(stream) == []


def test_a_stream_raises_what_its_source_raises() -> None:
    async def broken():  # type: ignore[no-untyped-def]
        yield 1
        raise QuestionError("so nicht")

    stream: Stream[int] = Stream(broken)
    assert next(stream) == 1
    with pytest.raises(QuestionError, match="so nicht"):
        next(stream)
    assert list(stream) == []


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_model_without_an_endpoint_is_one_sentence(tanya: Tanya) -> None:
    done = tanya("ask", "--model", "qwen3:8b", "Kapan?")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("tanya: TANYA_LLM_BASE_URL is not set")
    assert len(done.stderr.splitlines()) == 1


def test_model_and_no_llm_exclude_each_other(tanya: Tanya) -> None:
    done = tanya("ask", "--model", "m", "--no-llm", "Kapan?")
    assert done.returncode == 2
    assert "exclude each other" in done.stderr


def test_an_address_that_is_none_is_named_with_its_setting(tanya: Tanya) -> None:
    done = tanya("ask", "Kapan?", env={"TANYA_LLM_BASE_URL": "localhost:11434"})
    assert done.returncode == 1
    assert "TANYA_LLM_BASE_URL" in done.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("sample_ledger")
def test_the_command_asks_the_endpoint_and_prints_what_it_is_documented_to_print(tanya: Tanya) -> None:
    with Endpoint(citing) as endpoint:
        env = {"TANYA_LLM_BASE_URL": endpoint.url, "TANYA_LLM_MODEL": "scripted"}
        told = json.loads(tanya("ask", "--json", QUESTION, env=env).stdout)
        piped = tanya("ask", QUESTION, env=env).stdout
        asked = len(endpoint.requests)
        plain = json.loads(tanya("ask", "--json", "--no-llm", QUESTION, env=env).stdout)
        assert len(endpoint.requests) == asked
    assert told["mode"] == "llm"
    assert told["sentences"][0]["status"] == "verified"
    assert piped.startswith(f"{TRUE} [1]")
    assert plain["mode"] == "extractive"
    assert "sentences" not in plain


def test_importing_the_engine_imports_nothing_of_a_language_model() -> None:
    import subprocess
    import sys

    code = "import sys, index.engine, bot.cli; print([m for m in ('openai', 'llama_index', 'httpx', 'torch', 'tiktoken') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"
