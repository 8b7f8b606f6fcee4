"""Everything that can go wrong in words a person can act on.

    TanyaError
    ├── SettingsError        a setting has a value that can't work
    ├── QuestionError        there is nothing to answer, or nothing to answer it from
    ├── ModelError           the embedding model can't be loaded
    ├── LanguageModelError   the language model's endpoint can't be reached, refuses, is too slow or breaks off
    │   ├── ContextError         the prompt is longer than the model can read
    │   └── BudgetError          the day's tokens are used up
    ├── LedgerError          the ledger can't be opened, read or written
    │   └── IdentityError    what is stored was embedded with another model or cut in another way
    ├── ProjectionError      Chroma can't be opened or reached
    └── SourceError          one file, or one record in it, can't be taken in
        ├── ListPageError        a front page or the page of a section, which lists articles and is none
        ├── EmptySourceError     a folder or dump that was read and holds no article
        │   └── PassedOverError  files of a folder that are no articles, by kind; no fault of anyone
        └── FetchError           an address can't be fetched, now or for good

Each message is one sentence that says what is wrong and what to do. Commands print it and exit; none lets a traceback
reach the person who typed.
"""

from __future__ import annotations

NO_QUESTION = "There is no question: type one, in Indonesian or English."
NO_ARTICLES = "There are no articles to answer from yet: `tanya ingest PATH` takes them in."
"""What a reader is told by a QuestionError."""


class TanyaError(Exception):
    """Base of all errors that are meant for the person using Tanya."""


class SettingsError(TanyaError):
    pass


class QuestionError(TanyaError):
    pass


class ModelError(TanyaError):
    pass


class LanguageModelError(TanyaError):
    """`retryable`: whether the same request may succeed in a moment."""

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable


class ContextError(LanguageModelError):
    pass


class BudgetError(LanguageModelError):
    pass


class LedgerError(TanyaError):
    pass


class IdentityError(LedgerError):
    pass


class ProjectionError(TanyaError):
    pass


class SourceError(TanyaError):
    """`origin` names the file, or file and line, so that the summary can list it."""

    def __init__(self, origin: str, reason: str) -> None:
        super().__init__(f"{origin}: {reason}")
        self.origin = origin
        self.reason = reason


class EmptySourceError(SourceError):
    pass


class PassedOverError(EmptySourceError):
    pass


class ListPageError(SourceError):
    pass


class FetchError(SourceError):
    """`origin` is the address. Where `lasting`, asking again won't help; otherwise it is asked again by a later run."""

    def __init__(
        self,
        origin: str,
        reason: str,
        *,
        lasting: bool = False,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(origin, reason)
        self.lasting = lasting
        self.status = status
        """What the server answered, where it answered at all."""
        self.retry_after = retry_after
        """Seconds that the server asks to be left alone."""


def first_line(error: BaseException) -> str:
    """What a library's error says first, without its full stop, to be put into a sentence; its name where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
