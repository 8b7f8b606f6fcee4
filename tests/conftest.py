"""What tests share: settings of their own, the real embedding model, a ledger of the sample articles, the real command.

Every test runs in an empty folder without `TANYA_` variables, so that no `.env` and no setting of the person who runs
it matters. `settings`, `sample_ledger` and `tanya` of one test mean the same data folder, `tmp_path / "data"`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
import pytest
from filelock import FileLock
from limits import time_limit

from index.embedding import models
from index.embedding.embedder import Embedder
from index.settings import Settings
from index.verification import entailment
from index.verification.entailment import TrainedEntailment

if TYPE_CHECKING:
    from hostile import Server
    from telegram_people import Chat, Person
    from telegram_server import TelegramServer

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "ingest" / "samples"
_CACHE = Path(platformdirs.user_cache_dir("tanya", appauthor=False))
_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ

Tanya = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_configure() -> None:
    for name in [name for name in os.environ if name.upper().startswith("TANYA_")]:
        del os.environ[name]
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):  # whoever runs them may speak Indonesian
        os.environ.pop(name, None)
    os.environ["LANG"] = "C.UTF-8"
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is started deaf to Ctrl-C
    os.environ["HF_HUB_OFFLINE"] = "1"  # nothing a test does needs a model hub; read when the library is imported


def settings_in(folder: Path) -> Settings:
    """Settings with this data folder and the real cache, so that the model is unpacked once a machine."""
    return Settings(_env_file=None, data_dir=folder, cache_dir=_CACHE)  # type: ignore[call-arg]


@cache
def judge() -> TrainedEntailment:
    """The verifier's network, loaded once for each worker that verifies."""
    settings = settings_in(_CACHE)
    return entailment.load(settings, models.embedder(settings))


@pytest.fixture(autouse=True)
def _undisturbed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder that isn't there yet, and the real cache."""
    return settings_in(tmp_path / "data")


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """The bundled model, loaded once for each worker."""
    return models.embedder(settings_in(tmp_path_factory.mktemp("embedder")))


@pytest.fixture(scope="session")
def _built_samples(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A data folder with the sample articles, made by the first worker that needs it and left alone by all."""
    from index.storage.store import Store, identity_of
    from ingest.pipeline import Run

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if _IS_WORKER else base
    done = shared / "samples"
    with FileLock(shared / "samples.lock"):
        if not done.is_dir():
            making = shared / "samples.making"
            shutil.rmtree(making, ignore_errors=True)
            settings = settings_in(making)
            with Store(settings, identity_of(embedder)) as store:
                summary = Run(store, embedder, settings).ingest([SAMPLES])
            assert not summary.failed
            making.rename(done)
    return done


@pytest.fixture
def sample_ledger(_built_samples: Path, tmp_path: Path) -> Path:
    """A data folder in which the sample articles are ingested, this test's own to change."""
    return Path(shutil.copytree(_built_samples, tmp_path / "data"))


@pytest.fixture
def limited() -> Iterator[None]:
    """What hangs fails: for whole modules, by `pytest.mark.usefixtures`."""
    with time_limit(240):
        yield


@pytest.fixture
def server() -> Iterator[Server]:
    """A web server on the loopback address, whose answers the test writes."""
    from hostile import serving

    with serving() as found:
        yield found


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    """A Bot API server on the loopback address."""
    from telegram_server import TelegramServer

    server = TelegramServer().start()
    yield server
    server.stop()


@pytest.fixture
def sari(telegram: TelegramServer) -> Person:
    from telegram_people import Person

    return Person(telegram, 7, "Sari")


@pytest.fixture
def chat(sari: Person) -> Chat:
    """Where Sari talks to the bot."""
    return sari.private()


@pytest.fixture(scope="session")
def _drawn_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample articles, embedded with vectors that are drawn: no model is loaded."""
    from telegram_engine import filled

    folder = tmp_path_factory.mktemp("drawn")
    filled(folder, *sorted(SAMPLES.glob("*.md")))
    return folder


@pytest.fixture
def articles(_drawn_samples: Path, tmp_path: Path) -> Path:
    """The sample articles in a data folder of this test's own, with drawn vectors."""
    return Path(shutil.copytree(_drawn_samples, tmp_path / "data"))


@pytest.fixture
def tanya(tmp_path: Path) -> Tanya:
    """The installed command: `tanya("ask", "Siapa …?", input="", env={"TANYA_TOP_K": "5"}, cwd=…, timeout=120)`.

    Runs in a process of its own, in the test's empty folder unless told otherwise. Returns its CompletedProcess with
    stdout and stderr as text.
    """

    def run(
        *args: str | Path,
        input: str | None = "",
        env: Mapping[str, str] | None = None,
        cwd: Path = tmp_path,
        timeout: float = 120,
    ) -> subprocess.CompletedProcess[str]:
        given = {"TANYA_DATA_DIR": str(tmp_path / "data"), "TANYA_CACHE_DIR": str(_CACHE), "PYTHONUTF8": "1"}
        threads = {"OMP_NUM_THREADS": "1"} if _IS_WORKER else {}
        return subprocess.run(
            [str(Path(sys.executable).parent / "tanya"), *map(str, args)],
            input=input, env={**os.environ, **threads, **given, **(env or {})}, cwd=cwd, timeout=timeout,
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip

    return run
