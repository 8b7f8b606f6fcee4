"""Articles that would break a careless bot: markup, emoji, right-to-left text, a sentence of 10,000 characters."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

import pytest
import telegram_html
from entries import article, entry
from killed import DrawnEmbedder
from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine
from telegram_people import Person
from telegram_server import TelegramServer

from bot.telegram.markup import LIMIT, Block, Run, packed, paragraph, pieces, rendered, units
from bot.telegram.messages import answer_parts, article_parts, list_part, lost_sentence, search_part, source_parts
from bot.telegram.stored import Lost
from index.storage.ledger import Ledger
from index.storage.store import identity_of
from index.types import Answer, Article, Chunk, Citation, Passage

NASTY = {
    "markup": "Harga <b>beras</b> & gula </blockquote><a href='x'>naik</i> di pasar _*[]()~`>#+-=|{}.! Sukawangi &amp; &lt;",
    "emoji": "Warga Sukawangi 👩‍👩‍👧‍👦🇮🇩🏳️‍🌈 merayakan panen 🎉 " + "👩‍👩‍👧‍👦" * 900,
    "right to left": "Pasar Sukawangi بيان صحفي \u202eterbalik\u202c \u2067שלום\u2069 dibuka",
    "long words": "Sukawangi pasar " + "x" * 10_000,
    "long": "Pasar Sukawangi " + "menjual & membeli <sayur> di pagi hari, " * 250,
    "controls": "Pasar\x00 Sukawangi\x1b[31m\x07 merah\u2028baru \ufeff\u200b",
    "many marks": "Pasar Sukawangi " + "[1][2]" * 300,
    "blank letters": "Pasar Sukawangi \u3164\u2800\u200b",
}
URLS = (None, "https://contoh.example/a?b=1&c=<d>\"'", "javascript:alert(1)", "https://contoh.example/" + "x" * 3000)


CITED = tuple(
    Citation(n, f"a{n}", f"Judul {n}", f"Koran {n}", None, None, None, f"Kutipan ke-{n}.", 0, 9) for n in range(1, 6)
)


def checked(html: str) -> list[telegram_html.Entity]:
    """As Telegram would take it: parsed, not too long, not too many entities, not blank."""
    text, entities = telegram_html.parse(html)
    assert 0 < telegram_html.units(text) <= 4096
    assert text.strip()
    assert len(entities) <= 100
    return entities


@pytest.mark.parametrize("url", URLS, ids=["no address", "odd address", "script", "long address"])
@pytest.mark.parametrize("kind", NASTY)
def test_whatever_an_article_holds_becomes_valid_messages(kind: str, url: str | None) -> None:
    text = NASTY[kind]
    when = datetime.fromisoformat("2025-03-01T08:00:00+07:00")
    made = Article("a" * 200, text, text, "x", source=text, author=text, published_at=when, url=url)
    cited = tuple(Citation(n, made.id, text, text, text, when, url, text, 0, len(text)) for n in range(1, 4))
    told = f"{text[:40]} [1]\n\n{text} [2][3][9]\n\n" + "\n\n".join(f"{text[:200]} [{n % 3 + 1}]" for n in range(30))
    answer = Answer("?", told, text[:40], False, 0.9, cited, standalone_question=text)
    refused = Answer("?", text, None, True, 0.1, nearest=(made,) * 3)
    passage = Passage(made, Chunk(made.id, 0, 0, len(text)), 1.0)
    said = lost_sentence(Lost(cited), "id", earlier=True)
    parts = [
        *answer_parts(answer), *answer_parts(refused), *source_parts(answer, ()), *source_parts(answer, {made.id}),
        *answer_parts(answer, asked=text, note=said), *source_parts(answer, (), note=said), rendered([paragraph(said)]),
        *article_parts(made, "id"), list_part(text[:50], [made] * 30, "id", ids=True), search_part([passage], "en"),
    ]  # fmt: skip
    for part in parts:
        for entity in checked(part.html):
            assert entity["type"] != "text_link" or entity["url"].startswith("https://contoh.example/")
        assert 0 < telegram_html.units(part.plain) <= 4096


def test_each_part_of_a_long_answer_has_the_sentences_it_cites() -> None:
    cited = tuple(
        Citation(n, f"a{n}", "Judul", f"Koran {n}", None, None, None, f"Kutipan ke-{n}.", 0, 9) for n in range(1, 9)
    )
    told = "\n\n".join(f"{'Kalimat yang cukup panjang ini ada sumbernya. ' * 20}[{n}]" for n in range(1, 9))
    parts = answer_parts(Answer("?", told, None, False, 0.9, cited))
    assert len(parts) > 1
    for part in parts:
        text, _ = telegram_html.parse(part.html)
        body, _, notes = text.partition("“")
        for n in range(1, 9):
            assert (f"sumbernya. [{n}]" in body or f"sumbernya. [{n}]" in text) == (f"“Kutipan ke-{n}.”" in "“" + notes)


@pytest.mark.parametrize(
    ("lost", "language", "said"),
    [
        (Lost((CITED[0],)), "id", "⚠️ Kalimat yang dikutip dari Koran 1 (“Judul 1”) sudah tidak ada lagi di artikel itu."),
        (Lost((CITED[0],)), "en", "⚠️ The sentence cited from Koran 1 (“Judul 1”) is no longer in that article."),
        (Lost((CITED[0],) * 2), "en", "⚠️ The sentences cited from Koran 1 (“Judul 1”) are no longer there."),
        (
            Lost(CITED[:2], CITED[2:]), "id",
            "⚠️ Kalimat-kalimat yang dikutip dari Koran 1 (“Judul 1”) dan Koran 2 (“Judul 2”) sudah tidak ada lagi di sana.",
        ),
        (Lost((), CITED[:4]), "id", "⚠️ Artikel yang dikutip dari Koran 1; Koran 2; Koran 3 dan 1 lainnya sudah dihapus dari koleksi."),
    ],
    ids=["one", "English", "two of one article", "two articles", "removed"],
)  # fmt: skip
def test_what_is_gone_is_said_in_one_sentence(lost: Lost, language: str, said: str) -> None:
    assert lost_sentence(lost, language) == said


def test_a_block_is_cut_at_sentences_and_nothing_of_it_is_lost() -> None:
    text = "Satu kalimat tentang pasar. " * 400
    cut = list(pieces(Block((Run(text, "b"), Run("akhir")))))
    assert all(piece.units <= LIMIT for piece in cut)
    assert all(piece.text.endswith(".") for piece in cut[:-1])
    assert "".join("".join(piece.text.split()) for piece in cut) == "".join(text.split()) + "akhir"
    assert all(units(part.plain) <= LIMIT for part in packed(cut))


def test_hostile_articles_are_always_delivered(
    telegram: TelegramServer, articles: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ledger = Ledger(articles / "ledger.db")
    identity = identity_of(DrawnEmbedder())
    for n, text in enumerate(NASTY.values()):
        when = datetime.fromisoformat(f"2026-01-0{n + 1}T08:00:00+07:00")
        made = article(f"n{n}", title=text[:400], body=f"{text} kelurahan{n}x", published_at=when, url=URLS[n % 4])
        ledger.put([entry(made, identity=identity, dimension=64)])
    ledger.close()
    settings = settings_for(telegram, articles, telegram_per_minute=100)
    sari = Person(telegram, 7)
    chat = sari.private()
    with RunningBot(ScriptedEngine(settings), settings) as bot:
        for n in range(len(NASTY)):
            sari.say(chat, f"Sukawangi pasar kelurahan{n}x?")
            telegram.wait(lambda n=n: _answered(bot) > n, what=f"answer {n}")
        for message in [m for m in chat.answers if "Sumber (" in str(m.get("reply_markup"))]:
            before = chat.messages[-1]["message_id"]
            sari.press(message, "Sumber")
            chat.wait_for("Sumber", after=before)
        sari.say(chat, "/sumber")
        chat.wait_for("halaman 1 dari 2")
    assert not [c["refused"] for c in telegram.calls if c.get("refused")]
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]


def test_text_that_is_refused_as_html_goes_out_plain(telegram: TelegramServer, articles: Path) -> None:
    settings = settings_for(telegram, articles)
    sari = Person(telegram, 7)
    chat = sari.private()
    with RunningBot(ScriptedEngine(settings), settings):
        telegram.fail("editMessageText", 400, description="Bad Request: can't parse entities: Unexpected end tag")
        sari.say(chat, "Berapa panjang tanggul Sungai Cilaras yang jebol?")
        answer = chat.wait_for("35 meter [1]")
    assert "entities" not in answer
    assert "“TIRTAMAYA, HARIAN NUSA" in answer["text"]


def _answered(bot: RunningBot) -> int:
    lines = [line for line in bot.metrics.splitlines() if line.startswith("tanya_answer_seconds_count")]
    return int(lines[0].split()[1])
