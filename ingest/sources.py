"""The list of sources that are kept up with, `sources.toml`:

[[source]]
url = "https://www.kabarnusa.example/rss.xml"   # a feed, a sitemap or a page
since = 2025-06-01                              # nothing from before

[[source]]
path = "~/berita"                               # a file, folder, dump or archive
prune = true                                    # what vanishes there is removed
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.embedding.embedder import Embedder
from index.errors import SettingsError
from index.settings import Settings
from index.storage.store import Store
from ingest.pipeline import Run, Summary

if TYPE_CHECKING:
    from ingest.fetching import Fetcher
    from ingest.pipeline import Progress

_KNOWN = {"url": str, "path": str, "since": date, "prune": bool}


@dataclass(frozen=True, slots=True)
class Source:
    """Either `url` or `path` is given."""

    url: str | None = None
    path: Path | None = None
    since: date | None = None
    prune: bool = False


def sources_file(settings: Settings) -> Path:
    return settings.sources or settings.data_dir / "sources.toml"


def read_sources(path: Path) -> list[Source]:
    """Raises SettingsError that says what is wrong, and where; a path is relative to the list's own folder."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise SettingsError(
            f"There is no list of sources at {path}: name paths or addresses, as in `tanya ingest PATH`, or write the list."
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} can't be read ({error}): mend it, or name paths and addresses instead.") from None
    listed = found.get("source")
    if not isinstance(listed, list) or not listed:
        raise SettingsError(f"{path} lists nothing: write each source as [[source]] with a url or a path below it.")
    return [_source(entry, f"{path}: source {n}", path.parent) for n, entry in enumerate(listed, 1)]


def _source(entry: Any, where: str, folder: Path) -> Source:
    if not isinstance(entry, dict) or ("url" in entry) == ("path" in entry):
        raise SettingsError(f"{where} must have either a url or a path: give it one of the two.")
    for name, value in entry.items():
        if name not in _KNOWN:
            raise SettingsError(f"{where} has {name!r}, which means nothing here: it knows {', '.join(_KNOWN)}.")
        if isinstance(value, datetime):
            value = entry[name] = value.date()
        if not isinstance(value, _KNOWN[name]):
            raise SettingsError(f"{where}: {name} = {value!r} is not as it should be: see the example in the README.")
    url = entry.get("url")
    if url is not None and not url.lower().startswith(("http://", "https://")):
        raise SettingsError(f"{where}: {url!r} is no web address: begin it with https://, or call it a path.")
    path = entry.get("path")
    return Source(url, path and folder / Path(path).expanduser(), entry.get("since"), entry.get("prune", False))


def keep_up(
    sources: Sequence[Source],
    store: Store,
    embedder: Embedder,
    settings: Settings,
    on_progress: Progress = lambda _: None,
    *,
    fetcher: Fetcher | None = None,
    summary: Summary | None = None,
    again: bool = False,
) -> Summary:
    """Go through the sources once and take in what is new; with `again` also what was removed. Raises as `web.take_in` does.

    `summary`, if given, is right at any moment, also when this is broken off.
    """
    from ingest.web import take_in

    whole = summary if summary is not None else Summary()
    for since in dict.fromkeys(s.since for s in sources if s.url):
        urls = [s.url for s in sources if s.url and s.since == since]
        take_in(urls, store, embedder, settings, on_progress, since=since, fetcher=fetcher, summary=whole, again=again)
    for prune in (False, True):
        if paths := [s.path for s in sources if s.path and s.prune == prune]:
            Run(store, embedder, settings, on_progress, whole, again=again).ingest(paths, prune=prune)
    return whole
