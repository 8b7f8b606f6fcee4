"""What the bot says when nothing is asked, whom it listens to, and what it makes of texts that it is shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine
from telegram_people import Chat, Person, channel_post, group
from telegram_server import Json, TelegramServer

from bot.smalltalk import small_talk
from bot.telegram.mentions import without_mention
from bot.telegram.shown import parted

LENGTH = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
HECTARES = "Berapa hektare sawah yang terendam di Pasirhening?"
CLAIM = "Tanggul Sungai Cilaras di Desa Kalimurni jebol sepanjang 35 meter"


@pytest.fixture
def bot(telegram: TelegramServer, articles: Path) -> Iterator[RunningBot]:
    settings = settings_for(telegram, articles, telegram_per_minute=100)
    with RunningBot(ScriptedEngine(settings), settings) as running:
        telegram.wait(lambda: stored(articles, "SELECT 1 FROM bot_examples WHERE offered"), what="examples being found")
        yield running


def stored(articles: Path, sql: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(articles / "ledger.db")
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def asked(bot: RunningBot) -> list[str]:
    return [question for question, _, _ in bot.engine.seen]


def buttons(message: Json) -> list[str]:
    return [b["text"] for row in (message.get("reply_markup") or {}).get("inline_keyboard", []) for b in row]


# Small talk


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("halo", "greeting"), ("hai min", "greeting"), ("Selamat pagi kak!", "greeting"), ("haloooo", "greeting"),
        ("hello there", "greeting"), ("makasih", "thanks"), ("terima kasih infonya", "thanks"), ("thanks!", "thanks"),
        ("👍", "thanks"), ("ok", "thanks"), ("?", "nothing"), ("🤔", "nothing"), ("test", "nothing"),
        ("kamu siapa?", "who"), ("halo, kamu siapa?", "who"), ("who are you", "who"), ("are you a bot?", "who"),
        ("bisa apa aja?", "able"), ("cara pakainya gimana?", "able"), ("what can you do?", "able"), ("bye", "bye"),
    ],
)  # fmt: skip
def test_small_talk_is_told_apart(text: str, kind: str) -> None:
    talk = small_talk(text)
    assert talk is not None
    assert talk.kind == kind


@pytest.mark.parametrize(
    "text",
    ["halo, siapa bupati Tirtamaya?", "selamat pagi, siapa gubernur Nusa Lintang", "apa kabar Persija?", "siapa dia?", "kapan?",
     "terus?", "lebih rinci dong", "sumbernya apa?", "yang kedua?", "ya", "tidak", "siapa namanya?", "tolong ringkas berita banjir",
     "who is the mayor?", "good morning news", "malam tadi ada apa", "bener nggak nih?", "terima kasih apa yang disampaikan bupati",
     "lagi", "apa itu"],
)  # fmt: skip
def test_a_question_is_never_taken_for_small_talk(text: str) -> None:
    assert small_talk(text) is None


def test_a_greeting_gets_a_short_answer_with_questions_that_the_articles_answer(
    bot: RunningBot, sari: Person, chat: Chat
) -> None:
    sari.say(chat, "halo")
    greeted = chat.wait_for("Halo! Tanyakan apa saja tentang berita yang saya simpan.")
    assert greeted["text"].endswith("Misalnya:")
    assert 1 <= len(buttons(greeted)) <= 3
    assert not asked(bot)
    question = buttons(greeted)[0].removeprefix("➜ ")
    sari.press(greeted, question)
    answer = chat.wait_for(f"❓ {question}")
    assert "[1]" in answer["text"]
    assert asked(bot) == [question]


def test_small_talk_is_answered_in_its_own_language_and_start_has_the_same_buttons(
    bot: RunningBot, sari: Person, chat: Chat
) -> None:
    for text, told in {
        "makasih ya": "Sama-sama!",
        "who are you?": "I am Berita, a bot.",
        "bisa apa aja?": "/bantuan",
        "👍": "Sama-sama!",
        "?": "Saya di sini.",
        "/start": "Halo, saya Berita.",
    }.items():
        before = sari.say(chat, text)["message_id"]
        assert buttons(chat.wait_for(told, after=before))
    assert not asked(bot)


def test_an_example_is_kept_across_a_restart_and_goes_with_its_article(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    settings = settings_for(telegram, articles, telegram_admins=[7])
    with RunningBot(ScriptedEngine(settings), settings):
        telegram.wait(lambda: stored(articles, "SELECT 1 FROM bot_examples WHERE offered"), what="examples being found")
        first = stored(articles, "SELECT id, text, article FROM bot_examples WHERE offered")
        sari.say(chat, "halo")
        greeted = chat.wait_for("Misalnya:")
    with RunningBot(ScriptedEngine(settings), settings):
        sari.press(greeted, buttons(greeted)[0])
        chat.wait_for("❓")
        assert stored(articles, "SELECT id, text, article FROM bot_examples WHERE offered") == first
        for article in {row[2] for row in first}:
            sari.say(chat, f"/hapus {article}")
            sari.press(chat.wait(lambda m: "untuk seterusnya?" in m["text"], "to be sure"), "Ya, hapus")
            chat.wait_for("sudah dihapus.")
            telegram.wait(lambda: not any("untuk seterusnya?" in m["text"] for m in chat.answers), what="its removal")
        before = sari.say(chat, "halo")["message_id"]
        left = buttons(chat.wait_for("Halo! Tanyakan", after=before))
        assert left and not {f"➜ {row[1]}" for row in first} & set(left)


def test_at_the_very_first_start_there_are_three_examples_in_the_persons_language(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    settings = settings_for(telegram, articles)
    engine = NotYetReady(settings)
    ann = Person(telegram, 8, "Ann", "en")
    with RunningBot(engine, settings):
        ann.say(ann.private(), "/start")
        welcomed = ann.private().wait_for("Hello, I am Berita.")
        assert [b.startswith(("➜ What is the latest news?", "➜ Any news about ")) for b in buttons(welcomed)] == [
            True
        ] * 3
        sari.say(chat, "/start")
        assert len(buttons(chat.wait_for("Halo, saya Berita."))) == 3
        engine.release.set()
        telegram.wait(lambda: stored(articles, "SELECT 1 FROM bot_examples WHERE offered"), what="examples being found")
        ann.press(welcomed, "Any news about")
        ann.private().wait_for("❓ Any news about")


class NotYetReady(ScriptedEngine):
    """Loads its model until `release`."""

    def warm_up(self) -> None:
        self.release.wait(60)
        super().warm_up()


# Whom the bot listens to


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Siapa ketuanya, @berita_bot?", "Siapa ketuanya?"),
        ("siapa ketuanya @Berita_bot.", "siapa ketuanya."),
        ("(@berita_bot) siapa ketuanya?", "siapa ketuanya?"),
        ("siapa ketuanya? (@berita_bot)", "siapa ketuanya?"),
        ("@berita_bot, siapa ketuanya?", "siapa ketuanya?"),
        ("Menurut kamu, @berita_bot, siapa ketuanya?", "Menurut kamu, siapa ketuanya?"),
        ("@berita_bot", ""),
        ("tanya @berita_bot_lain siapa ketuanya?", "tanya @berita_bot_lain siapa ketuanya?"),
    ],
)
def test_a_question_keeps_its_own_punctuation(said: str, left: str) -> None:
    assert without_mention(said, "berita_bot") == left


def test_a_mention_is_heard_at_the_end_in_brackets_in_captions_and_added_by_editing(
    bot: RunningBot, sari: Person
) -> None:
    warga = group(sari.server)
    for said in (f"{LENGTH[:-1]}, @berita_bot?", f"(@berita_bot) {LENGTH}"):
        before = sari.say(warga, said)["message_id"]
        warga.wait_for("35 meter", after=before)
    before = sari.send_photo(warga, f"{LENGTH[:-1]} @berita_bot?")["message_id"]
    warga.wait_for("35 meter", after=before)
    sari.send_photo(warga, LENGTH)
    unheard = sari.say(warga, HECTARES)
    sari.edit(unheard, f"{HECTARES} @berita_bot")
    answer = warga.wait_for("310 hektare")
    assert answer["reply_to_message"]["message_id"] == unheard["message_id"]
    assert asked(bot) == [LENGTH, LENGTH, LENGTH, HECTARES]


def test_in_a_group_a_follow_up_is_about_what_the_same_person_asked(bot: RunningBot, sari: Person) -> None:
    budi, warga = Person(sari.server, 8, "Budi"), group(sari.server)
    sari.say(warga, f"@berita_bot {LENGTH}")
    warga.wait_for("35 meter")
    budi.say(warga, f"@berita_bot {HECTARES}")
    warga.wait_for("310 hektare")
    sari.say(warga, "@berita_bot Di mana?")
    warga.wait_for("Dipahami sebagai: Di mana tanggul Sungai Cilaras jebol?")
    Person(sari.server, 9, "Tono").say(warga, "@berita_bot Kapan?")
    sari.server.wait(lambda: len(bot.engine.seen) == 4, what="a fourth question")
    assert [history for _, history, _ in bot.engine.seen] == [
        (),
        (LENGTH,),
        (HECTARES, LENGTH),
        (LENGTH, HECTARES, "Di mana tanggul Sungai Cilaras jebol?"),
    ]


def test_a_group_is_greeted_when_the_bot_is_added_and_left_alone_otherwise(
    telegram: TelegramServer, articles: Path, sari: Person
) -> None:
    ours, theirs = group(telegram, -1001), group(telegram, -1002)
    settings = settings_for(telegram, articles, telegram_users=[5], telegram_groups=[-1001])
    with RunningBot(ScriptedEngine(settings), settings) as bot:
        sari.add_bot(ours)
        greeted = ours.wait_for("Halo semua, saya Berita.")
        assert "@berita_bot" in greeted["text"]
        sari.add_bot(theirs)
        theirs.wait_for("belum dibuka untuk grup ini")
        sari.add_bot(ours, status="administrator", before="member")
        sari.add_bot(ours, status="kicked", before="administrator")
        channel_post(telegram, ours, f"@berita_bot {LENGTH}")
        channel_post(telegram, ours, f"/tanya@berita_bot {LENGTH}")
        sari.say(ours, f"@berita_bot {HECTARES}")
        ours.wait_for("310 hektare")
        assert asked(bot) == [HECTARES]
        assert len(ours.of_bot) == 2


# Texts that are shown


@pytest.mark.parametrize(
    ("text", "question", "shown"),
    [
        (CLAIM, "Apakah ini benar?", CLAIM),
        ("The dike of the river broke and many were hurt", "Is this true?", "The dike of the river broke and many were hurt"),
        (f"{CLAIM}.\nBener gak?", "Bener gak?", f"{CLAIM}."),
        (f"Benarkah berita ini?\n{CLAIM}.", "Benarkah berita ini?", f"{CLAIM}."),
        (f"Bener gak? {CLAIM}", "Bener gak?", CLAIM),
        (f"{CLAIM}. Siapa yang terluka?", "Siapa yang terluka?", f"{CLAIM}."),
        (LENGTH, LENGTH, None),
        ("kapan tanggul itu jebol", "kapan tanggul itu jebol", None),
    ],
    ids=["claim", "English", "question last", "question first", "in one line", "last sentence", "question", "no mark"],
)  # fmt: skip
def test_a_text_is_parted_from_the_question_about_it(text: str, question: str, shown: str | None) -> None:
    found = parted(text)
    assert (found.question, found.shown) == (question, shown)


def test_a_question_about_somebodys_message_comes_with_the_message(bot: RunningBot, sari: Person) -> None:
    budi, warga = Person(sari.server, 8, "Budi"), group(sari.server)
    said = budi.say(warga, f"Katanya {CLAIM}. Harga beras juga naik.")
    for typed in ("@berita_bot bener nggak nih?", "cek dong @berita_bot", "@berita_bot jadi berapa meter?"):
        before = sari.say(warga, typed, reply_to=said)["message_id"]
        warga.wait_for("35 meter", after=before)
    before = sari.say(warga, "@berita_bot hoax?", reply_to=said, quote=CLAIM)["message_id"]
    warga.wait_for("35 meter", after=before)
    photo = budi.send_photo(warga, CLAIM)
    before = sari.say(warga, "/tanya@berita_bot is this true?", reply_to=photo)["message_id"]
    warga.wait_for("35 meter", after=before)
    before = sari.say(warga, "@berita_bot", reply_to=photo)["message_id"]
    warga.wait_for("35 meter", after=before)
    whole = said["text"]
    assert bot.engine.shown == [
        ("bener nggak nih?", whole),
        ("cek dong", whole),
        ("jadi berapa meter?", whole),
        ("hoax?", CLAIM),
        ("is this true?", CLAIM),
        ("Apakah ini benar?", CLAIM),
    ]


def test_what_is_forwarded_or_pasted_is_asked_about(bot: RunningBot, sari: Person, chat: Chat) -> None:
    article = f"{CLAIM}.\n\n" + "Warga mengungsi ke balai desa sejak malam itu. " * 30
    assert len(article) > 1000
    for send in (
        lambda: sari.forward(chat, CLAIM),
        lambda: sari.forward(chat, caption=CLAIM),
        lambda: sari.send_photo(chat, f"{CLAIM}\nApa ini benar?"),
        lambda: sari.say(chat, article),
        lambda: sari.say(chat, f"{article}\n\nBerapa panjangnya?"),
    ):
        before = send()["message_id"]
        chat.wait_for("35 meter", after=before)
    assert bot.engine.shown == [
        ("Apakah ini benar?", CLAIM),
        ("Apakah ini benar?", CLAIM),
        ("Apa ini benar?", CLAIM),
        ("Apakah ini benar?", article.strip()),
        ("Berapa panjangnya?", article.strip()),
    ]
    before = sari.forward(chat, LENGTH)["message_id"]
    chat.wait_for("35 meter", after=before)
    assert asked(bot)[-1] == LENGTH


def test_nothing_of_a_text_is_kept_beyond_the_answer(bot: RunningBot, articles: Path, sari: Person, chat: Chat) -> None:
    sari.forward(chat, f"{CLAIM}, lambat sekali.")
    sari.say(chat, f"{CLAIM}. Yang lambat ini\nbenar nggak?")
    bot.engine.begun.wait(0.1)
    chat.wait_for("35 meter")
    sari.server.wait(
        lambda: not stored(articles, "SELECT 1 FROM bot_questions WHERE state != 'answered'"),
        what="both being answered",
    )
    assert stored(articles, "SELECT text, shown FROM bot_questions ORDER BY seq") == [
        ("Apakah ini benar?", None),
        ("benar nggak?", None),
    ]
    kept = "SELECT body FROM bot_updates WHERE body IS NOT NULL"
    sari.server.wait(lambda: not stored(articles, kept), what="the last update being dealt with")


def test_a_text_is_still_there_for_a_question_that_a_killed_bot_left_behind(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    settings = settings_for(telegram, articles)
    engine = ScriptedEngine(settings)
    with RunningBot(engine, settings):
        sari.say(chat, "Kapan banjir lambat merendam Desa Rancalega?")
        engine.begun.wait(10)
        sari.forward(chat, CLAIM)
        telegram.wait(lambda: stored(articles, "SELECT 1 FROM bot_questions WHERE shown IS NOT NULL"), what="the text")
    engine.release.set()
    with RunningBot(ScriptedEngine(settings), settings) as bot:
        bot.engine.release.set()
        chat.wait_for("35 meter")
        assert bot.engine.shown == [("Apakah ini benar?", CLAIM)]


def test_a_reply_to_a_question_is_about_its_answer(bot: RunningBot, sari: Person) -> None:
    budi, warga = Person(sari.server, 8, "Budi"), group(sari.server)
    question = sari.say(warga, f"@berita_bot {LENGTH}")
    warga.wait_for("35 meter")
    budi.say(warga, "@berita_bot Di mana?", reply_to=question)
    warga.wait_for("Dipahami sebagai: Di mana tanggul Sungai Cilaras jebol?")
    assert not bot.engine.shown


def test_pictures_without_words_are_answered_once(bot: RunningBot, sari: Person, chat: Chat) -> None:
    for _ in range(3):
        sari.send_photo(chat, media_group_id="a1")
    chat.wait_for("Saya hanya mengerti tulisan.")
    sari.send_photo(chat, LENGTH, media_group_id="a2")
    sari.send_photo(chat, media_group_id="a2")
    chat.wait_for("35 meter")
    sari.say(chat, "/bantuan")
    chat.wait_for("Begini caranya")
    assert len(chat.of_bot) == 3


def test_a_caption_that_is_added_or_changed_by_editing_is_answered_in_private(
    bot: RunningBot, sari: Person, chat: Chat
) -> None:
    photo = sari.send_photo(chat)
    chat.wait_for("Saya hanya mengerti tulisan.")
    sari.edit_caption(photo, LENGTH)
    chat.wait_for("35 meter")
    sari.edit_caption(photo, HECTARES)
    chat.wait_for("310 hektare")
    document = sari.send_file(chat, "catatan.txt", b"x")
    chat.wait_for("hanya untuk pengelola.")
    before = chat.messages[-1]["message_id"]
    sari.edit_caption(document, LENGTH)
    chat.wait(lambda m: "35 meter" in m["text"] and m["message_id"] > before)
