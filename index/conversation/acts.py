"""What a turn of a conversation does: asks on its own, follows the last answer, wants its sources, its speaker, more of it, an
item of it, puts right what was understood, or asks whether something is true.

A multinomial logistic regression over the embedding of the turn's words, fitted on turns that people wrote for it, in
Indonesian and English (`training/acts`, `python -m training.acts`). The term is the field's: a dialogue act.
SEE: Stolcke et al. 2000, Dialogue Act Modeling, https://aclanthology.org/J00-3003
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Literal

from index import shipped
from index.embedding.embedder import Embedder
from index.language.text import fold, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Act = Literal["alone", "check", "correction", "follow", "more", "nth", "sources", "speaker"]
ACTS: tuple[Act, ...] = ("alone", "check", "correction", "follow", "more", "nth", "sources", "speaker")
"""In the order of the weights' columns."""


LIKELY = 0.5
"""How probable an act must be to be taken for granted; below, it is one reading among others."""
_ASKING = frozenset(
    """siapa kapan berapa mana dimana kemana kenapa mengapa bagaimana gimana apa who whom whose when where why how what which""".split()
)


def acts(turn: str, embedder: Embedder) -> Mapping[Act, float]:
    """How probable each act is; they sum up to 1. `turn` in plain spelling, `embedder` the bundled one."""
    import numpy as np

    logits = np.append(embedder.queries([wording(turn)])[0], 1.0) @ _weights()
    odds = np.exp(logits - logits.max())
    return dict(zip(ACTS, (odds / odds.sum()).tolist(), strict=True))


def about_the_last(told: Mapping[Act, float]) -> bool:
    """Whether a turn asked for the sources of the answer before it, or for more of it: it has no matter of its own."""
    return any(told[act] >= LIKELY for act in ("sources", "more"))


def asks_whether_true(question: str, check: float) -> bool:
    """Whether a question about a text only wants to know if it is so: `check` is how probably its words do that, and where
    nothing is asked for by a question word, there is nothing else to say."""
    return check >= LIKELY or not any(w in _ASKING for w in words(question))


def wording(turn: str) -> str:
    """What of a turn is embedded: neither capitals nor marks at its ends tell anything here, for many type neither."""
    return fold(turn).strip(" ?!.,")


@cache
def _weights() -> NDArray[np.float32]:
    """Shape (dimension + 1, len(ACTS)); the last row is the bias."""
    import numpy as np

    return np.frombuffer(shipped.path("acts.f32").read_bytes(), np.float32).reshape(-1, len(ACTS))
