"""Whether two texts are the same, or nearly: agency copy that many print, a story filed again with a few words changed.

MinHash over pairs of words: the share of equal places in two signatures estimates the Jaccard similarity of the pairs.
With every n-th word changed the similarity s falls to (1-1/n)² / (2-(1-1/n)²), so 15 % changed still leaves .57, where
two reports of the same event by two reporters have less than .3. Signatures are cut into bands; two texts are compared
only if they share a whole band. SEE: Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3.
"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING

from index.language.text import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCHEME = "rensa-0.5-pairs-128"
"""Signatures made otherwise can't be compared with these; see `NearDuplicates.regroup`."""
PERMUTATIONS = 128
_ROWS = 4
ALIKE = 0.5
"""Estimated similarity from which texts of two outlets are near-copies; one standard error at .57 is .044."""
ALIKE_AT_HOME = 0.8
"""The same within one outlet, which tells what went before in the same words in each report on a matter."""
_FEWEST = 30
"""Pairs of words; what is shorter has too little of its own to be told apart by."""
_SEED = 20250605

Signature = bytes
"""`PERMUTATIONS` numbers of 32 bits."""


def text_hash(text: str) -> bytes:
    """The same for texts that have the same words in the same order."""
    return _hash(words(text))


def hash_and_signature(text: str) -> tuple[bytes, Signature | None]:
    """What `text_hash` gives, and the signature: None where the text is too short."""
    import numpy as np
    from rensa import RMinHash

    found = words(text)
    if len(found) <= _FEWEST:
        return _hash(found), None
    made = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    made.update([f"{a} {b}" for a, b in pairwise(found)])
    return _hash(found), np.array(made.digest(), np.uint32).tobytes()


def _hash(found: list[str]) -> bytes:
    return hashlib.blake2b(" ".join(found).encode(), digest_size=16).digest()


def bands(made: Signature) -> list[int]:
    """A number for each band; two texts that share one may be near-copies."""
    import numpy as np

    rows = _numbers(made).astype(np.uint64).reshape(-1, _ROWS)
    mixed = np.arange(len(rows), dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for column in rows.T:
        mixed = (mixed ^ column) * np.uint64(0xFF51AFD7ED558CCD)
        mixed ^= mixed >> np.uint64(32)
    return [int(n) for n in mixed.view(np.int64)]


def likeness(a: Signature, b: Signature) -> float:
    """The estimated similarity, 0 to 1."""
    return float((_numbers(a) == _numbers(b)).mean())


def _numbers(made: Signature) -> NDArray[np.uint32]:
    import numpy as np

    return np.frombuffer(made, np.uint32)
