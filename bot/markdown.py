"""An answer as Markdown: its citations are footnotes, each with the sentence and a link that opens the page at it."""

from __future__ import annotations

import re
from itertools import count

from bot.render import byline, label_of, understood
from index.answer.citation import link, web_address
from index.language.markdown import escaped, linked, one_line
from index.types import Answer

_NUMBER = re.compile(r"\[(\d+)\]")


def answer_markdown(answer: Answer) -> str:
    """The answer with `[^1]` in the place of `[1]`; of a refusal the nearest articles as a list."""
    numbers = {citation.number for citation in answer.citations}
    parts = _NUMBER.split(answer.text)
    text = "".join(
        escaped(part) if not at % 2 else f"[^{part}]" if int(part) in numbers else escaped(f"[{part}]")
        for at, part in zip(count(), parts, strict=False)
    )
    blocks = [text]
    if asked := understood(answer):
        blocks.insert(0, f"*{escaped(label_of(answer, 'understood').format(asked))}*")
    if answer.fallback:
        blocks.append(f"*{escaped(label_of(answer, 'fallback').format(answer.fallback))}*")
    if answer.citations:
        blocks += [
            f"[^{c.number}]: {linked(one_line(c.title), link(c))}. {one_line(byline(c, answer.language))}. “{one_line(c.quote)}”"
            for c in answer.citations
        ]
    elif answer.nearest:
        blocks.append(label_of(answer, "nearest"))
        blocks.append(
            "\n".join(
                f"- {linked(one_line(a.title), web_address(a.url))}. {one_line(byline(a, answer.language))}"
                for a in answer.nearest
            )
        )
    return "\n\n".join(blocks)
