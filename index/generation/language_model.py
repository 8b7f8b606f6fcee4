"""What Tanya asks of a language model: words in, words out as they come, and what they cost. The endpoint is in `index.generation.llm`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from index.types import Usage


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens of one request. `estimated` where the endpoint did not say."""

    prompt: int
    completion: int
    estimated: bool = False


class LanguageModel(Protocol):
    """What can write."""

    @property
    def name(self) -> str: ...

    @property
    def context_tokens(self) -> int:
        """How many tokens it reads and writes at most."""
        ...

    def count(self, text: str) -> int:
        """How many tokens a text has at most, by an estimate that rather counts too many."""
        ...

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> AsyncGenerator[str | Spent]:
        """What it writes, piece by piece, `Spent` last. Closing the iterator ends the request at the server.

        Raises LanguageModelError, ContextError where the prompt is too long.
        """
        ...


@dataclass(slots=True)
class Meter:
    """Adds up what the requests of one answer cost. `prices`: for a million tokens, read and written."""

    model: str
    prices: tuple[float | None, float | None] = (None, None)
    requests: list[Spent] = field(default_factory=list)

    def usage(self) -> Usage | None:
        if not self.requests:
            return None
        read, written = sum(s.prompt for s in self.requests), sum(s.completion for s in self.requests)
        price_in, price_out = self.prices
        cost = None
        if price_in is not None or price_out is not None:
            cost = (read * (price_in or 0.0) + written * (price_out or 0.0)) / 1e6
        estimated = any(s.estimated for s in self.requests)
        return Usage(self.model, len(self.requests), read, written, cost, estimated)


async def written(model: LanguageModel, messages: Sequence[Message], meter: Meter, *, max_tokens: int) -> str:
    """All that the model writes, at once."""
    pieces: list[str] = []
    async for piece in model.stream(messages, max_tokens=max_tokens):
        if isinstance(piece, Spent):
            meter.requests.append(piece)
        else:
            pieces.append(piece)
    return "".join(pieces)
