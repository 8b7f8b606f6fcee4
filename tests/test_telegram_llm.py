"""What a language model writes on its way into a chat: shown unchecked while it comes, checked and cited at the end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from conftest import SAMPLES, settings_in
from scripted_endpoint import Endpoint, Reply, Script
from telegram_bot import RunningBot, settings_for
from telegram_people import Chat, Person
from telegram_server import TelegramServer
from word_embedder import WordEmbedder

from index.engine import Engine
from index.storage.store import Store, identity_of
from ingest.pipeline import Run

QUESTION = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
TRUE = "Tanggul Sungai Cilaras jebol sepanjang 35 meter."
INVENTED = "80 meter tanggul Sungai Cilaras jebol."
"""The figure comes first: a draft shows what has come when its turn comes, and the end may overtake the last of them."""
Starter = Callable[[Endpoint], RunningBot]


@pytest.fixture(scope="module")
def _ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("state")
    settings = settings_in(made)
    with Store(settings, identity_of(WordEmbedder())) as store:
        assert not Run(store, WordEmbedder(), settings).ingest([SAMPLES]).failed
    return settings.data_dir


@pytest.fixture
def folder(_ingested: Path, tmp_path: Path) -> Path:
    """This test's own: a bot remembers which messages it has seen."""
    return Path(shutil.copytree(_ingested, tmp_path / "data"))


@pytest.fixture
def sari(telegram: TelegramServer) -> Person:
    return Person(telegram, 7)


@pytest.fixture
def chat(sari: Person) -> Chat:
    return sari.private()


def written(sentence: str, *, then: Literal["end", "silence", "die"] = "end") -> Script:
    """A reply that says the sentence and cites whichever sentence of the prompt has the 35 metres."""

    def reply(body: dict[str, object]) -> Reply:
        prompt = json.dumps(body["messages"], ensure_ascii=False).replace("\\n", "\n")
        line = next((line for line in prompt.splitlines() if "sepanjang 35 meter" in line), "[0.0]")
        return Reply(f"{sentence} {line.split(']')[0]}]", then=then)

    return reply


@pytest.fixture
def bot_with(telegram: TelegramServer, folder: Path) -> Iterator[Starter]:
    """Starts a bot whose model is at the endpoint it is given."""
    running: list[tuple[RunningBot, Engine]] = []

    def start(endpoint: Endpoint) -> RunningBot:
        settings = settings_for(
            telegram, folder, max_error=1.0, llm_base_url=endpoint.url, llm_model="scripted",
            llm_stall_s=0.5, llm_unproven="drop",
        )  # fmt: skip
        engine = Engine(settings, WordEmbedder())
        bot = RunningBot(engine, settings)
        bot.__enter__()
        running.append((bot, engine))
        return bot

    yield start
    for bot, engine in running:
        bot.stop()
        engine.close()


def test_a_checked_sentence_arrives_with_its_citation(bot_with: Starter, sari: Person, chat: Chat) -> None:
    with Endpoint(written(TRUE)) as endpoint:
        bot_with(endpoint)
        sari.say(chat, QUESTION)
        answer = chat.wait_for(f"{TRUE} [1]")
    assert len(chat.of_bot) == 1
    assert any(e["type"] == "text_link" for e in answer["entities"])


def test_an_invented_figure_never_stays_in_the_chat(
    bot_with: Starter, telegram: TelegramServer, sari: Person, chat: Chat
) -> None:
    with Endpoint(written(INVENTED)) as endpoint:
        bot_with(endpoint)
        sari.say(chat, QUESTION)
        answer = chat.wait(lambda m: "[1]" in m["text"], "a cited answer")
    assert "80 meter" not in answer["text"]
    assert len(chat.of_bot) == 1
    frames = [c["params"]["text"] for c in telegram.calls if c["params"].get("text", "").endswith("▌")]
    assert any("80" in frame for frame in frames)
    assert not [frame for frame in frames if "[" in frame]


def test_a_line_that_goes_dead_ends_in_the_articles_own_sentence(bot_with: Starter, sari: Person, chat: Chat) -> None:
    with Endpoint(written(INVENTED, then="silence")) as endpoint:
        bot_with(endpoint)
        sari.say(chat, QUESTION)
        answer = chat.wait(lambda m: "[1]" in m["text"], "a cited answer")
        assert endpoint.gone.wait(10)
    assert "80 meter" not in answer["text"]


def test_an_inline_query_never_goes_to_the_model(bot_with: Starter, sari: Person) -> None:
    with Endpoint(written(TRUE)) as endpoint:
        bot_with(endpoint)
        found = sari.offered(sari.query(QUESTION))
        assert "[1]" in found["results"][0]["input_message_content"]["message_text"]
        assert not endpoint.requests
