"""What a process does until it is killed: takes in a folder, then makes Chroma anew. Run by `test_crash`."""

from __future__ import annotations

from collections.abc import Sequence
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TYPE_CHECKING

from entries import vector

from index.settings import Settings
from index.storage.store import Store, identity_of
from ingest import pipeline

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

pipeline.GROUP = 32  # many small commits: more moments to be killed in


class DrawnEmbedder:
    """Stands in for the model, whose work would take up nearly all of the time to be killed in. The same text always
    gets the same vector."""

    name = "drawn"
    dimension = 64

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        return np.stack([vector(text, self.dimension) for text in texts])

    queries = passages


def take_in(folder: Path, store: Store, settings: Settings) -> pipeline.Summary:
    return pipeline.Run(store, DrawnEmbedder(), settings).ingest([folder], prune=True)


def opened(settings: Settings) -> Store:
    return Store(settings, identity_of(DrawnEmbedder()))


def until_killed(folder: Path, settings: Settings, started: Event) -> None:
    started.set()
    with opened(settings) as store:
        take_in(folder, store, settings)
        if projection := store.own():
            projection.rebuild()
