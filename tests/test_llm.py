"""An OpenAI-compatible endpoint as a language model: what it writes, and all the ways in which it doesn't."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from conftest import settings_in
from scripted_endpoint import Endpoint, Reply

from index.errors import BudgetError, ContextError, LanguageModelError, SettingsError
from index.generation.breaker import FAILURES, PAUSE_S, Breaker
from index.generation.budget import Budget
from index.generation.language_model import Message, Meter, Spent
from index.generation.llm import OpenAIEndpoint
from index.settings import Settings

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
ASKED = [Message("system", "Jawab singkat."), Message("user", "Apa kabar?")]
LIMIT_S = 25


def model_at(endpoint: Endpoint | str, folder: Path, **values: object) -> OpenAIEndpoint:
    url = endpoint if isinstance(endpoint, str) else endpoint.url
    settings = settings_in(folder).model_copy(update={"llm_base_url": url, "llm_model": "scripted", **values})
    return OpenAIEndpoint(settings)


def heard(model: OpenAIEndpoint) -> list[str | Spent]:
    async def listen() -> list[str | Spent]:
        async with asyncio.timeout(LIMIT_S):
            return [piece async for piece in model.stream(ASKED, max_tokens=50)]

    return asyncio.run(listen())


def text_of(pieces: list[str | Spent]) -> str:
    return "".join(p for p in pieces if isinstance(p, str))


def test_words_come_one_by_one_and_the_cost_last(tmp_path: Path) -> None:
    with Endpoint(Reply("Kabar baik hari ini.")) as endpoint:
        pieces = heard(model_at(endpoint, tmp_path))
    assert pieces[:2] == ["Kabar", " baik"]
    assert pieces[-1] == Spent(4, 4)
    assert text_of(pieces) == "Kabar baik hari ini."


def test_the_model_key_and_limit_are_sent_as_they_are_set(tmp_path: Path) -> None:
    from pydantic import SecretStr

    with Endpoint(Reply("Baik.")) as endpoint:
        heard(model_at(endpoint, tmp_path, llm_api_key=SecretStr("rahasia")))
    [body], [headers] = endpoint.requests, endpoint.headers
    assert (body["model"], body["max_tokens"], body["temperature"], body["stream"]) == ("scripted", 50, 0, True)
    assert headers["Authorization"] == "Bearer rahasia"
    assert [m["role"] for m in body["messages"]] == ["system", "user"]


def test_a_key_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANYA_LLM_API_KEY", "rahasia-sekali")
    assert "rahasia" not in repr(Settings(_env_file=None)) + str(Settings(_env_file=None).model_dump())


def test_tokens_are_counted_here_where_the_endpoint_does_not_say(tmp_path: Path) -> None:
    with Endpoint(Reply("Kabar baik.", usage=False)) as endpoint:
        *_, spent = heard(model_at(endpoint, tmp_path))
    assert isinstance(spent, Spent)
    assert spent.estimated
    assert spent.prompt > spent.completion > 0


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_endpoint_that_is_busy_for_a_moment_is_asked_again(status: int, tmp_path: Path) -> None:
    with Endpoint(Reply(status=status), Reply("Baik.")) as endpoint:
        assert text_of(heard(model_at(endpoint, tmp_path))) == "Baik."
    assert len(endpoint.requests) == 2


def test_a_storm_of_429_ends_after_a_few_attempts_and_then_leaves_the_endpoint_alone(tmp_path: Path) -> None:
    with Endpoint(Reply(status=429, headers={"retry-after": "0.01"})) as endpoint:
        model = model_at(endpoint, tmp_path)
        for _ in range(FAILURES):
            with pytest.raises(LanguageModelError, match="429"):
                heard(model)
        asked = len(endpoint.requests)
        with pytest.raises(LanguageModelError, match="left alone"):
            heard(model)
    assert asked == len(endpoint.requests) == 3 * FAILURES


def test_a_wait_longer_than_the_first_word_may_take_is_not_waited(tmp_path: Path) -> None:
    storm = Reply(status=429, headers={"retry-after": "3600"})
    with Endpoint(storm) as endpoint, pytest.raises(LanguageModelError, match="429"):
        heard(model_at(endpoint, tmp_path))
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    ("status", "advice"), [(401, "TANYA_LLM_API_KEY"), (404, "TANYA_LLM_BASE_URL"), (400, "TANYA_LLM_MODEL")]
)
def test_what_asking_again_cannot_mend_is_said_at_once_with_what_to_do(
    status: int, advice: str, tmp_path: Path
) -> None:
    with Endpoint(Reply(status=status)) as endpoint, pytest.raises(LanguageModelError, match=advice):
        heard(model_at(endpoint, tmp_path))
    assert len(endpoint.requests) == 1


def test_a_prompt_too_long_for_the_model_is_an_error_of_its_own(tmp_path: Path) -> None:
    told = "This model's maximum context length is 2048 tokens."
    with (
        Endpoint(Reply(status=400, error=told)) as endpoint,
        pytest.raises(ContextError, match="TANYA_LLM_CONTEXT_TOKENS"),
    ):
        heard(model_at(endpoint, tmp_path))


def test_nobody_at_the_address_is_said_in_one_sentence(tmp_path: Path) -> None:
    with Endpoint() as endpoint:
        url = endpoint.url
    with pytest.raises(LanguageModelError, match="can't be reached"):
        heard(model_at(url, tmp_path, llm_first_token_s=2.0))


def test_a_first_word_that_never_comes_is_given_up_and_the_line_closed(tmp_path: Path) -> None:
    with Endpoint(Reply(first="never")) as endpoint:
        with pytest.raises(LanguageModelError, match="too slow"):
            heard(model_at(endpoint, tmp_path, llm_first_token_s=0.4))
        assert endpoint.gone.wait(LIMIT_S)
    assert len(endpoint.requests) == 1


def test_half_a_stream_and_then_silence_is_given_up(tmp_path: Path) -> None:
    with Endpoint(Reply("Kabar baik", then="silence")) as endpoint:
        with pytest.raises(LanguageModelError, match="too slow"):
            heard(model_at(endpoint, tmp_path, llm_stall_s=0.4))
        assert endpoint.gone.wait(LIMIT_S)


def test_a_line_that_breaks_in_the_middle_is_not_dialled_again(tmp_path: Path) -> None:
    broken = Reply("Kabar baik", then="die")
    with Endpoint(broken) as endpoint, pytest.raises(LanguageModelError, match="broke off"):
        heard(model_at(endpoint, tmp_path))
    assert len(endpoint.requests) == 1


def test_broken_utf8_does_not_end_the_stream(tmp_path: Path) -> None:
    with Endpoint(Reply(b"Kabar \xff\xfe baik")) as endpoint:
        assert text_of(heard(model_at(endpoint, tmp_path))) == "Kabar �� baik"


def test_an_endpoint_that_writes_nothing_is_an_error(tmp_path: Path) -> None:
    with Endpoint(Reply("")) as endpoint, pytest.raises(LanguageModelError, match="wrote nothing"):
        heard(model_at(endpoint, tmp_path))


def test_giving_up_reaches_the_server(tmp_path: Path) -> None:
    async def first_word_only(words: AsyncGenerator[str | Spent]) -> None:
        async for _ in words:
            break
        await words.aclose()

    with Endpoint(Reply("Kabar baik", then="silence")) as endpoint:
        asyncio.run(first_word_only(model_at(endpoint, tmp_path).stream(ASKED, max_tokens=50)))
        assert endpoint.gone.wait(LIMIT_S)


def test_cancelling_the_task_reaches_the_server(tmp_path: Path) -> None:
    async def cancelled() -> None:
        begun = asyncio.Event()

        async def listen() -> None:
            async for _ in model_at(endpoint, tmp_path).stream(ASKED, max_tokens=50):
                begun.set()

        task = asyncio.create_task(listen())
        async with asyncio.timeout(LIMIT_S):
            await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with Endpoint(Reply("Kabar baik", then="silence")) as endpoint:
        asyncio.run(cancelled())
        assert endpoint.gone.wait(LIMIT_S)


def test_several_requests_at_once_do_not_mix(tmp_path: Path) -> None:
    def echo(body: dict[str, object]) -> Reply:
        return Reply(str(body["messages"][-1]["content"]))  # type: ignore[index]

    async def all_of() -> list[str]:
        model = model_at(endpoint, tmp_path)

        async def one(n: int) -> str:
            pieces = [p async for p in model.stream([Message("user", f"nomor {n} saja")], max_tokens=9)]
            return text_of(pieces)

        async with asyncio.timeout(LIMIT_S):
            return await asyncio.gather(*map(one, range(12)))

    with Endpoint(echo) as endpoint:
        assert asyncio.run(all_of()) == [f"nomor {n} saja" for n in range(12)]


def test_a_model_without_an_address_names_the_setting_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TANYA_LLM_BASE_URL"):
        OpenAIEndpoint(settings_in(tmp_path).model_copy(update={"llm_model": "scripted"}))


# ── What it may cost ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_tokens_of_a_day_are_counted_across_processes_and_end(tmp_path: Path) -> None:
    with Endpoint(Reply("Kabar baik.")) as endpoint:
        heard(model_at(endpoint, tmp_path, llm_daily_tokens=5))  # 4 read, 2 written
        with pytest.raises(BudgetError, match="TANYA_LLM_DAILY_TOKENS"):
            heard(model_at(endpoint, tmp_path, llm_daily_tokens=5))
        heard(model_at(endpoint, tmp_path, llm_daily_tokens=500))
    assert len(endpoint.requests) == 2


def test_the_tokens_of_yesterday_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "llm_usage.json").write_text('{"day": "2020-01-01", "tokens": 1000000}')
    Budget(tmp_path, 5, settings_in(tmp_path).zone).check()


def test_a_usage_file_that_is_broken_counts_from_nothing(tmp_path: Path) -> None:
    (tmp_path / "llm_usage.json").write_text("{")
    budget = Budget(tmp_path, 5, settings_in(tmp_path).zone)
    budget.check()
    budget.spend(9)
    with pytest.raises(BudgetError):
        budget.check()


def test_cost_is_reckoned_from_the_prices_of_a_million_tokens() -> None:
    meter = Meter("m", (2.0, 10.0), [Spent(1000, 100), Spent(500, 50, estimated=True)])
    usage = meter.usage()
    assert usage is not None
    assert (usage.calls, usage.prompt_tokens, usage.completion_tokens, usage.estimated) == (2, 1500, 150, True)
    assert usage.cost == pytest.approx(0.0045)
    assert Meter("m").usage() is None


# ── The circuit breaker ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_breaker_opens_after_failures_in_a_row_and_lets_one_request_through_after_the_pause() -> None:
    now = 0.0
    breaker = Breaker(lambda: now)
    for _ in range(FAILURES):
        assert breaker.admits()
        breaker.failed()
    assert not breaker.admits()
    now = PAUSE_S + 1
    assert breaker.admits()
    assert not breaker.admits()
    breaker.failed()
    assert not breaker.admits()
    now = 2 * PAUSE_S + 2
    assert breaker.admits()
    breaker.succeeded()
    assert breaker.admits()
    assert breaker.admits()


def test_a_success_in_between_begins_the_count_anew() -> None:
    breaker = Breaker()
    for _ in range(3 * FAILURES):
        breaker.failed()
        breaker.succeeded()
    assert breaker.admits()


def test_one_who_went_away_leaves_the_probe_to_the_next() -> None:
    now = 0.0
    breaker = Breaker(lambda: now)
    for _ in range(FAILURES):
        breaker.failed()
    now = PAUSE_S + 1
    assert breaker.admits()
    breaker.gave_up()
    assert breaker.admits()
