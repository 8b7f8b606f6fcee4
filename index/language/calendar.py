"""The calendar in words."""

from __future__ import annotations

from datetime import date

from index.types import Language

MONTHS: dict[Language, tuple[str, ...]] = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def day(when: date, language: Language = "id") -> str:
    """The day in words, in the zone the time itself carries: "5 Juni 2025", "5 June 2025"."""
    return f"{when.day} {MONTHS[language][when.month - 1]} {when.year}"
