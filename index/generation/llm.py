"""Any OpenAI-compatible endpoint as a LanguageModel, through LlamaIndex's LLM interface.

LlamaIndex and the OpenAI client beneath it know the models' peculiarities. What they leave open is done here: their one
time-out becomes three (connect, first word, pause), retries stop when the first word is due, a stream of broken UTF-8 goes
on, and each request has a connection of its own, so that giving it up closes the line and the server stops writing.
"""

from __future__ import annotations

import asyncio
import codecs
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from index.errors import ContextError, LanguageModelError, SettingsError
from index.generation.breaker import Breaker
from index.generation.budget import Budget
from index.generation.language_model import Message, Spent
from index.settings import Settings

if TYPE_CHECKING:
    import httpx
    from llama_index.core.base.llms.types import ChatResponse

CONNECT_S = 2.0
ATTEMPTS = 3
_BACK_OFF_S = 0.4
"""Before the second attempt; doubled before each further one, with up to a quarter taken off by chance."""
_MARGIN = 1.15
"""Tokens are counted with OpenAI's tokenizer; other models cut Indonesian into up to so many times as many."""
_TOO_LONG = ("context length", "context size", "context window", "maximum context", "too long", "exceed_context")


class OpenAIEndpoint:
    """A LanguageModel. Nothing is imported and nobody called before the first request."""

    def __init__(self, settings: Settings, breaker: Breaker | None = None) -> None:
        if not settings.llm_base_url or not settings.llm_model:
            missing = "TANYA_LLM_MODEL" if settings.llm_base_url else "TANYA_LLM_BASE_URL"
            raise SettingsError(
                f"{missing} is not set: an endpoint and the name of its model are both needed for answers by a language model."
            )
        self.name = settings.llm_model
        self.context_tokens = settings.llm_context_tokens
        self._url = settings.llm_base_url
        self._settings = settings
        self._breaker = breaker or Breaker()
        self._budget = Budget(settings.data_dir, settings.llm_daily_tokens, settings.zone)

    def count(self, text: str) -> int:
        return int(_MARGIN * len(self._tokens(text))) + 1

    @cached_property
    def _tokens(self) -> Callable[[str], Sequence[Any]]:
        from llama_index.core.utils import get_tokenizer  # its vocabulary comes with the package

        return get_tokenizer()

    async def stream(self, messages: Sequence[Message], *, max_tokens: int) -> AsyncGenerator[str | Spent]:
        self._budget.check()
        if not self._breaker.admits():
            raise LanguageModelError(
                f"The language model at {self._url} failed several times in a row and is left alone for half a minute."
            )
        outcome = self._breaker.gave_up
        pieces: list[str] = []
        spent: Spent | None = None
        try:
            async with aclosing(self._attempts(messages, max_tokens)) as responses:
                async for response in responses:
                    if response.delta:
                        pieces.append(response.delta)
                        yield response.delta
                    spent = _spent(response) or spent
            outcome = self._breaker.succeeded
        except LanguageModelError as error:
            # A prompt that is refused says nothing against the endpoint.
            outcome = self._breaker.failed if error.retryable else self._breaker.succeeded
            raise
        finally:
            outcome()
            if spent is None and pieces:
                prompt = sum(self.count(m.content) for m in messages)
                spent = Spent(prompt, self.count("".join(pieces)), estimated=True)
            if spent:
                self._budget.spend(spent.prompt + spent.completion)
        if not pieces:
            raise LanguageModelError(
                f"The language model {self.name!r} wrote nothing: if it thinks first, raise TANYA_LLM_ANSWER_TOKENS."
            )
        yield spent or Spent(0, 0, estimated=True)

    async def _attempts(self, messages: Sequence[Message], max_tokens: int) -> AsyncGenerator[ChatResponse]:
        """One stream: of the first attempt that begins to write. All of them share the time of the first word."""
        import openai

        due = time.monotonic() + self._settings.llm_first_token_s
        for attempt in range(1, ATTEMPTS + 1):
            begun = False
            try:
                async with aclosing(self._responses(messages, max_tokens, due)) as responses:
                    async for response in responses:
                        begun = True
                        yield response
                return
            except Exception as error:  # openai, httpx, json and unicode errors
                told = self._told(error)
                wait = _retry_after(error) or _BACK_OFF_S * 2 ** (attempt - 1) * random.uniform(0.75, 1)
                last = attempt == ATTEMPTS or time.monotonic() + wait >= due
                waited = isinstance(error, (TimeoutError, openai.APITimeoutError))
                if begun or last or waited or not told.retryable:
                    raise told from None
            await asyncio.sleep(wait)

    async def _responses(
        self, messages: Sequence[Message], max_tokens: int, due: float
    ) -> AsyncGenerator[ChatResponse]:
        """One request. The first response is awaited until `due`, each further one for as long as a pause may last."""
        import httpx
        from llama_index.core.base.llms.types import ChatMessage, MessageRole
        from llama_index.llms.openai_like import OpenAILike

        key = self._settings.llm_api_key
        async with httpx.AsyncClient(
            transport=_mending_transport(), follow_redirects=True, headers={"Accept-Encoding": "identity"}
        ) as client:
            llm = OpenAILike(
                model=self.name, api_base=self._url, api_key=key.get_secret_value() if key else "none", is_chat_model=True,
                context_window=self.context_tokens, max_tokens=max_tokens, temperature=0, max_retries=0,
                async_http_client=client, additional_kwargs={"stream_options": {"include_usage": True}},
            )  # fmt: skip
            asked = [ChatMessage(role=MessageRole(m.role), content=m.content) for m in messages]
            responses = await llm.astream_chat(asked, timeout=httpx.Timeout(None, connect=CONNECT_S))
            limit = max(0.0, due - time.monotonic())
            try:
                while True:
                    try:
                        async with asyncio.timeout(limit):
                            response = await anext(responses)
                    except StopAsyncIteration:
                        return
                    if response.delta or response.additional_kwargs.get("thinking_delta"):
                        limit = self._settings.llm_stall_s
                    yield response
            finally:
                with suppress(Exception):
                    await responses.aclose()

    def _told(self, error: Exception) -> LanguageModelError:
        """The error in one sentence for the person who asked."""
        import httpx
        import openai

        who = f"The language model {self.name!r} at {self._url}"
        if isinstance(error, LanguageModelError):
            return error
        if isinstance(error, TimeoutError):
            return LanguageModelError(
                f"{who} is too slow: raise TANYA_LLM_FIRST_TOKEN_S or TANYA_LLM_STALL_S, or choose a smaller model.",
                retryable=True,
            )
        reason = _reason(error)
        if isinstance(error, openai.APIStatusError):
            status = error.status_code
            if status in (400, 413, 422, 500) and any(words in reason.lower() for words in _TOO_LONG):
                return ContextError(
                    f"{who} can't read that much ({reason}): set TANYA_LLM_CONTEXT_TOKENS to the model's window."
                )
            advice = {
                401: "check TANYA_LLM_API_KEY", 403: "check TANYA_LLM_API_KEY", 429: "it has too much to do, or the account's limit is reached",
                404: "check TANYA_LLM_BASE_URL, which mostly ends with /v1, and TANYA_LLM_MODEL",
            }.get(status, "try again later" if status >= 500 else "check TANYA_LLM_MODEL")  # fmt: skip
            return LanguageModelError(
                f"{who} refused with status {status} ({reason}): {advice}.",
                retryable=status in (408, 409, 429) or status >= 500,
            )
        if isinstance(error, openai.APIConnectionError | httpx.TransportError):
            cause = _reason(error.__cause__) if error.__cause__ else reason
            return LanguageModelError(
                f"{who} can't be reached or broke off ({cause}): check that it runs and that TANYA_LLM_BASE_URL is right.",
                retryable=True,
            )
        return LanguageModelError(f"{who} sent what can't be read ({type(error).__name__}: {reason}).", retryable=True)


def _reason(error: BaseException) -> str:
    """The first line of what a library says, without what it would add of its own, 200 characters at most."""
    body = getattr(error, "body", None)
    inner = body.get("message") if isinstance(body, dict) else None
    lines = str(inner or error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(".")[:200]


def _retry_after(error: Exception) -> float | None:
    """Seconds that the server asks to be left alone; None where it doesn't say."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None


def _spent(response: ChatResponse) -> Spent | None:
    usage = getattr(response.raw, "usage", None)
    if usage is None or usage.prompt_tokens is None:
        return None
    return Spent(int(usage.prompt_tokens), int(usage.completion_tokens or 0))


def _mending_transport() -> httpx.AsyncBaseTransport:
    """A transport that puts "\\N{REPLACEMENT CHARACTER}" where a stream is no UTF-8: the client would break off."""
    import httpx

    class Mended(httpx.AsyncByteStream):
        def __init__(self, stream: httpx.AsyncByteStream) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            decoder = codecs.getincrementaldecoder("utf-8")("replace")
            async for chunk in self._stream:
                if text := decoder.decode(chunk):
                    yield text.encode()

        async def aclose(self) -> None:
            await self._stream.aclose()

    class Transport(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            response = await super().handle_async_request(request)
            if "content-encoding" not in response.headers and isinstance(response.stream, httpx.AsyncByteStream):
                response.stream = Mended(response.stream)
            return response

    return Transport()
