"""The outlet a person means, who need not write its name whole."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from ingest.texts import say


def named_outlet(name: str, outlets: Sequence[str]) -> str | list[str]:
    """The outlet that is called so, without regard to case, or the only one with this in its name; else all that come near."""
    wanted = name.casefold()
    found = [o for o in outlets if o.casefold() == wanted][:1] or [o for o in outlets if wanted in o.casefold()]
    if len(found) == 1:
        return found[0]
    return found or get_close_matches(name, outlets, n=3, cutoff=0.4) or list(outlets[:5])


def there_are(outlets: Sequence[str]) -> str:
    """What is said to someone who asked for an outlet that isn't there: those that come near."""
    return say("there_are", outlets=", ".join(outlets)) if outlets else say("no_outlets")
