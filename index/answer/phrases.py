"""The few sentences that are Tanya's own, one of each per language. All else in an answer is the articles' words."""

from __future__ import annotations

from index.types import Language

NOT_FOUND: dict[Language, str] = {
    "id": "Artikel yang ada tidak memuat jawabannya.",
    "en": "The articles don't tell.",
}
"""The refusal. What shows or tests it takes it from here."""

SOURCES_DIFFER: dict[Language, str] = {"id": "Sumber-sumbernya berbeda:", "en": "The sources differ:"}
"""Stands above two or more answers that can't all be right."""

UNVERIFIED: dict[Language, str] = {"id": "(belum terbukti)", "en": "(unverified)"}
"""Stands behind a sentence of a language model that its citations don't bear out, where the setting keeps such sentences."""

YES: dict[Language, str] = {"id": "Ya", "en": "Yes"}
NO: dict[Language, str] = {"id": "Tidak", "en": "No"}
"""The answer to a yes/no question, before the sentences that bear it out."""

FOUND_ABOUT: dict[Language, str] = {"id": "{} artikel", "en": "{} articles"}
"""Stands above the articles that a request for articles found."""

NOTHING_ABOUT: dict[Language, str] = {"id": "Tidak ada artikel tentang {}.", "en": "There are no articles about {}."}
NONE: dict[Language, str] = {"id": "Tidak ada artikelnya.", "en": "There are no such articles."}
"""Where nothing is named that they should be about, only when."""

REPORTED_BY: dict[str, dict[Language, str]] = {
    "some": {"id": "Sumbernya:", "en": "The source:"},
    "none": {"id": "Jawaban tadi tidak punya sumber.", "en": "That answer has no source."},
}
"""Stands above the sources of the last answer, or says that it has none."""

NO_MORE: dict[Language, str] = {"id": "Hanya itu yang dimuat artikelnya.", "en": "That is all the article tells."}
"""The answer to "tell me more" where nothing is left to quote."""

CLAIM_TOLD: dict[str, dict[Language, str]] = {
    "told": {"id": "Mirip dengan yang diberitakan; bandingkan:", "en": "Much like what the articles say; compare:"},
    "otherwise": {"id": "Beritanya lain:", "en": "The articles say otherwise:"},
    "near": {"id": "Yang diberitakan tentang itu:", "en": "What the articles say about it:"},
}
"""Stands above the sentences that a text was held against: alike as far as can be told, told otherwise, on its matter."""

CLAIM_NOT_TOLD: dict[Language, str] = {
    "id": "Artikel yang ada tidak memberitakannya.",
    "en": "The articles don't tell of that.",
}
"""The answer where no article is on the matter of a text."""
OUTLETS: dict[Language, str] = {"id": "{} media", "en": "{} outlets"}
"""How many print a story, beside the one that is named."""

TOLD_THEN: dict[Language, str] = {"id": "Yang diberitakan, {}:", "en": "What was told, {}:"}
"""Stands above the sentences of a window that are about the matter, where none of them surely answers."""

IN_THE_TEXT: dict[Language, str] = {
    "id": "Teks itu sendiri menyebut:",
    "en": "The text itself says:",
}
"""Stands above an answer out of a text that somebody was shown."""
