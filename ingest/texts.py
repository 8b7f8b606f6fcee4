"""All that the command line and the REPL say to a reader, in Indonesian and English. What the articles say comes from the engine,
in the language of the question.

The language is TANYA_LANGUAGE's, else the locale's where that is Indonesian; else English.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from index.errors import NO_ARTICLES, NO_QUESTION, SourceError, TanyaError
from index.types import Language

# Each text in Indonesian, then in English. "{…}" is filled in by `say`.
TEXTS: dict[str, tuple[str, str]] = {
    # Asking
    "reading": ("Membaca artikel …", "Reading the articles …"),
    "question_n": ("Pertanyaan {number} …", "Question {number} …"),
    "one_question": (
        "tulis satu pertanyaan, atau pakai --input BERKAS untuk banyak pertanyaan.",
        "give one question, or --input FILE with many.",
    ),
    "output_alone": ("--output hanya bersama --input.", "--output goes with --input."),
    "lines_of_json": ("jawaban atas --input selalu baris JSON.", "answers to --input are lines of JSON."),
    "model_or_none": (
        "--model dan --no-llm tidak bisa bersamaan.",
        "--model and --no-llm exclude each other.",
    ),
    "json_or_md": ("--json dan -f md tidak bisa bersamaan.", "--json and -f md exclude each other."),
    "no_line": (
        '{place}: bukan baris berbentuk {{"id": …, "question": …}}; dilewati.',
        '{place}: not a line of the form {{"id": …, "question": …}}; left out.',
    ),
    "left_out": ("{place}: {reason} Dilewati.", "{place}: {reason} Left out."),
    "output_there": (
        "{path} sudah ada: tambahkan --resume untuk meneruskan jawabannya, atau --force untuk menimpanya.",
        "{path} is there already: add --resume to go on after its answers, or --force to write over it.",
    ),
    "export_there": (
        "{path} sudah ada: pilih berkas lain, atau tambahkan --force untuk menimpanya.",
        "{path} is there already: choose another file, or add --force to write over it.",
    ),
    "no_writing": (
        "{path} tidak bisa ditulis ({reason}): pilih berkas lain.",
        "{path} can't be written ({reason}): choose another file.",
    ),
    "no_reading": (
        "{path} tidak bisa dibaca ({reason}): beri berkas dengan baris-baris JSON.",
        "{path} can't be read ({reason}): give a file of JSON lines.",
    ),
    "not_utf8": ("isinya bukan teks UTF-8", "it is not UTF-8 text"),
    "no_command": ("tidak ada perintah {name!r}.", "there is no command {name!r}."),
    # Filters
    "no_such": ("Tidak ada artikel seperti itu.", "No such articles."),
    "none_yet": (
        "Belum ada artikel: masukkan dulu dengan `tanya ingest PATH`.",
        "No articles yet: `tanya ingest PATH` takes them in.",
    ),
    "no_day": (
        '{text!r} bukan tanggal: tulis 2025-06-04, 4 Juni 2025, "Juni 2025", 2025, atau kemarin.',
        '{text!r} is no day: write it as 2025-06-04, 4 Juni 2025, "Juni 2025", 2025 or kemarin.',
    ),
    "day_after": (
        "{since!r} lebih baru daripada {until!r}: tidak ada hari di antaranya.",
        "{since!r} is after {until!r}: nothing is between them.",
    ),
    "no_outlet": ("tidak ada media bernama {name!r}: {there}.", "no outlet is called {name!r}: {there}."),
    "there_are": ("yang ada {outlets}", "there are {outlets}"),
    "no_outlets": ("belum ada artikel yang menyebut medianya", "no article names one yet"),
    # Articles
    "more": ("… dan lainnya: `tanya list --limit {limit}`.", "… and more: `tanya list --limit {limit}`."),
    "exported": ("{count} artikel.", "{count} articles."),
    "no_article": (
        "Tidak ada artikel {id!r}: `tanya list` menampilkan semua ID.",
        "There is no article {id!r}: `tanya list` shows the ids.",
    ),
    "was_removed": (
        "{id!r} dihapus pada {day}: `tanya ingest --again {origin}` mengembalikannya.",
        "{id!r} was removed on {day}: `tanya ingest --again {origin}` brings it back.",
    ),
    "several_begin": (
        "Ada {count} artikel yang ID-nya diawali {beginning!r}: {ids} …",
        "{count} articles' ids begin with {beginning!r}: {ids} …",
    ),
    "derived": ("(dari kalimat pembuka)", "(derived from the lead)"),
    "changed_at": ("Berubah {when}:", "Changed {when}:"),
    "removed": ("{count} dihapus.", "{count} removed."),
    "kept_out_now": (
        "Mulai sekarang tidak diambil lagi, di mana pun ditemukan; `tanya ingest --again PATH|URL` mengembalikannya.",
        "Kept out from now on, wherever it is met again; `tanya ingest --again PATH|URL` brings it back.",
    ),
    "kept_out": (
        "Yang pernah dihapus tidak diambil lagi; pakai --again untuk mengambilnya.",
        "What was removed stays out; with --again it is taken in.",
    ),
    # What came of taking in
    "failed_in": ("{file}: {count} artikel gagal: {first}", "{file}: {count} articles failed: {first}"),
    "line": ("baris {number}", "line {number}"),
    "took_in": ("{counts}, {failed} gagal ({seconds:.1f} detik)", "{counts}, {failed} failed ({seconds:.1f} s)"),
    "not_finished": (
        "Belum selesai; yang dihitung di atas aman. Jalankan lagi perintahnya untuk meneruskan.",
        "Not finished; what is counted above is safe. Run the command again to go on.",
    ),
    "watching": ("Memantau; Ctrl-C menghentikannya.", "Watching; Ctrl-C ends it."),
    "watch_what": ("sebutkan folder yang mau dipantau.", "name the folders to watch."),
    "articles_bar": ("Artikel", "Articles"),
    "embedding_anew": (
        "{count} artikel diolah dengan cara lain daripada menurut setelan; sekarang diolah ulang.",
        "{count} articles were embedded in another way than the settings say; embedding them anew.",
    ),
    "chroma_open": (
        "Folder Chroma sedang dibuka proses lain (bot atau REPL): hentikan dulu, lalu jalankan lagi `tanya reindex`.",
        "Another process (a running bot or REPL) has the Chroma folder open: stop it, then run `tanya reindex` again.",
    ),
    "stopped_reindexing": (
        "tanya: dihentikan; artikelnya aman. Jalankan lagi `tanya reindex` untuk menyelesaikan indeksnya.",
        "tanya: stopped; the articles are safe. Run `tanya reindex` again to finish the index.",
    ),
    "reindexed": (
        "Chroma memuat {chunks} bagian dari {articles} artikel, sama seperti ledger.",
        "Chroma holds {chunks} chunks of {articles} articles, as the ledger does.",
    ),
    # What there is
    "status_articles": ("{articles} dalam {chunks} bagian", "{articles} in {chunks} chunks"),
    "status_span": (", {oldest} sampai {newest}", ", {oldest} to {newest}"),
    "status_nameless": ("tanpa nama", "without a name"),
    "status_stale": (
        "{count} artikel diolah dengan model lain daripada yang dipasang: jalankan `tanya reindex`",
        "{count} articles embedded otherwise than the settings say: run `tanya reindex`",
    ),
    "status_found": ("{count} baru atau berubah", "{count} new or changed"),
    "status_removed": (
        "{count}, yang dilewati `tanya ingest`; `tanya ingest --again` mengembalikannya",
        "{count}, which `tanya ingest` leaves out; `tanya ingest --again` brings them back",
    ),
    "status_corrected": (
        "{count} artikel memuat ralat: `tanya show ID` menampilkan keduanya",
        "{count} articles say that they put something right: `tanya show ID` has both",
    ),
    "status_gone": (
        "{article} tidak lagi memuat “{quote}”, yang dikutip sebuah jawaban",
        "{article} no longer says “{quote}”, which an answer cited",
    ),
    "status_failed": (
        "{count}; `tanya status --failed` menunjukkan kapan masing-masing dicoba lagi",
        "{count}; `tanya status --failed` says when each is tried again",
    ),
    "status_more": ("… dan {count} lagi: `tanya status --failed`", "… and {count} more: `tanya status --failed`"),
    "chroma_none": ("{where}, belum dibuat", "{where}, not made yet"),
    "chroma_taken": (
        "{where}, sedang dibuka proses lain (bot atau REPL)",
        "{where}, open in another process (a running bot or REPL)",
    ),
    "chroma_behind": (
        "{where}, {count} dari {chunks} bagian; pertanyaan atau ingest berikutnya melengkapinya",
        "{where}, {count} of {chunks} chunks; the next question or ingest brings it up to date",
    ),
    "chroma_good": ("{where}, {count} bagian, lengkap", "{where}, {count} chunks, up to date"),
    "failed_times": ("{tries} kali dicoba, terakhir {last}; {again}", "tried {tries}×, last {last}; {again}"),
    "again_never": ("tidak dicoba lagi dengan sendirinya", "again not by itself"),
    "again_from": ("dicoba lagi mulai {when}", "again from {when}"),
    "again_next": ("dicoba lagi pada `tanya ingest` berikutnya", "again with the next `tanya ingest`"),
    "none_failed": ("Tidak ada yang gagal.", "Nothing failed."),
    # What stops it
    "stopped": ("tanya: dihentikan.", "tanya: stopped."),
    "stopped_taking_in": (
        "tanya: dihentikan; yang sudah masuk aman. Jalankan lagi perintahnya untuk meneruskan.",
        "tanya: stopped; what was taken in so far is safe. Run the command again to go on.",
    ),
    "stopped_answering": (
        "tanya: dihentikan; jawaban di {path} tetap ada: teruskan dengan --resume.",
        "tanya: stopped; the answers in {path} stay: go on with --resume.",
    ),
    "disk_full": (
        "tanya: disk penuh: kosongkan sebagian, lalu jalankan lagi perintahnya; yang sudah tersimpan aman.",
        "tanya: the disk is full: make room and run the command again; what was committed is safe.",
    ),
    # The conversation
    "hello": (
        "Tanya: tanyakan apa saja tentang artikelnya, atau ketik /help. Ctrl-D untuk keluar.",
        "Tanya: ask about the articles, or type /help. Ctrl-D leaves.",
    ),
    "cancelled": ("Dibatalkan.", "Cancelled."),
    "unforeseen": (
        "Ada kesalahan yang tidak terduga ({what}).",
        "That went wrong in a way Tanya did not foresee ({what}).",
    ),
    "no_answer_yet": ("Belum ada jawaban: ajukan pertanyaan dulu.", "There is no answer yet: ask a question first."),
    "no_such_command": ("Tidak ada perintah {name}: {hint}", "There is no command {name}: {hint}"),
    "did_you_mean": ("maksudnya {near}?", "did you mean {near}?"),
    "help_lists": ("/help menampilkan yang ada.", "/help lists what there is."),
    "filter_form": (
        "Saringan ditulis begini: /filter source=Harian Nusa since=2025-06-01 until=2025-06-30, atau /filter off.",
        "A filter looks like this: /filter source=Harian Nusa since=2025-06-01 until=2025-06-30, or /filter off.",
    ),
    "filter_has": (
        "Saringan hanya mengenal source, since, dan until, bukan {key}.",
        "A filter has source, since and until, but no {key}.",
    ),
    "filter_after": (
        "since={since} lebih baru daripada until={until}: tidak akan ada yang ditemukan.",
        "since={since} is after until={until}: nothing could be found.",
    ),
    "filter_outlet": ("Tidak ada media bernama {name}: {there}.", "No outlet is called {name}: {there}."),
    "filter_day": (
        "{key}={value} bukan tanggal: tulis 2025-06-01, 2025-06, 2025, atau kemarin.",
        "{key}={value} is no date: write it as 2025-06-01, 2025-06, 2025 or kemarin.",
    ),
    "filter_is": ("Saringan: {filters}", "Filter: {filters}"),
    "filter_read": (
        "Pertanyaan tadi menyebut “{words}”: {days}. /filter time=off mengabaikannya.",
        "The last question says “{words}”: {days}. /filter time=off takes that away.",
    ),
    "filter_time": (
        "time=off mengabaikan waktu yang disebut pertanyaan, time=on memperhatikannya lagi.",
        "time=off ignores the time that questions name, time=on heeds it again.",
    ),
    "no_filter": ("Tanpa saringan: semua artikel dicari.", "No filter: all articles are searched."),
    "help_head": (
        "Bertanyalah dalam bahasa Indonesia atau Inggris; pertanyaan lanjutan dipahami dari pertanyaan sebelumnya.",
        "Ask in Indonesian or English; a follow-up is understood from the question before.",
    ),
    "help_keys": (
        "Alt-Enter atau \\ di ujung baris memulai baris baru; Ctrl-C membatalkan jawaban; Ctrl-D keluar.",
        "Alt-Enter or \\ at the end of a line begins a new one; Ctrl-C cancels an answer; Ctrl-D leaves.",
    ),
    "/sources": (
        "sumber jawaban terakhir sekali lagi, dan kalimat mana yang sudah tidak ada",
        "the sources of the last answer again, and which of their sentences are gone",
    ),
    "/show": (
        "artikel sumber N selengkapnya, kalimat yang dikutip ditandai",
        "the whole article of source N, the quoted sentence marked",
    ),
    "/filter": (
        "menyaring pencarian: source=Harian Nusa since=2025-06-01 until=2025-06-30 time=off; off",
        "narrow the search: source=Harian Nusa since=2025-06-01 until=2025-06-30 time=off; off",
    ),
    "/why": (
        "apa yang ditemukan untuk jawaban terakhir, dengan nilainya",
        "what was retrieved for the last answer, with its scores",
    ),
    "/time": (
        "waktu yang dipakai jawaban terakhir; menampilkan atau menyembunyikannya setelah tiap jawaban",
        "the timings of the last answer; shows or hides them after each",
    ),
    "/new": ("mulai percakapan baru", "begin a new conversation"),
    "/help": ("daftar ini", "this list"),
    "/quit": ("keluar", "leave"),
    "nothing_to_show": (
        "Jawaban terakhir tidak punya sumber untuk ditampilkan.",
        "The last answer has no sources to show.",
    ),
    "show_number": (
        "/show memerlukan nomor sumber dari jawaban terakhir: {numbers}.",
        "/show takes the number of a source of the last answer: {numbers}.",
    ),
    "since_removed": (
        "Artikel itu sudah dihapus sejak dikutip.",
        "That article has been removed since it was cited.",
    ),
    "timed": (
        "Mulai sekarang waktunya ditampilkan setelah tiap jawaban.",
        "Timings are shown after each answer from now on.",
    ),
    "not_timed": ("Waktunya tidak ditampilkan lagi.", "Timings are no longer shown."),
    "new": (
        "Percakapan baru: pertanyaan sebelumnya dilupakan.",
        "A new conversation: the questions before are forgotten.",
    ),
}

NAMES: dict[str, str] = {
    "id": "id", "title": "judul", "source": "media", "author": "penulis", "published_at": "terbit", "url": "alamat",
    "place": "tempat", "caption": "keterangan", "credit": "foto", "reporter": "pewarta", "updated_at": "diperbarui",
    "editor": "editor", "section": "rubrik", "origin": "asal", "also at": "juga di", "changed": "berubah",
}  # fmt: skip
"""What is known of an article, by its English name, in Indonesian."""

COUNTED: dict[str, str] = {
    "added": "baru", "changed": "berubah", "unchanged": "tetap", "removed": "dihapus", "copies": "salinan",
    "kept_out": "dilewati",
}  # fmt: skip
"""What became of articles, by its English name, in Indonesian."""
ROWS: dict[str, str] = {
    "articles": "artikel", "outlets": "media", "ledger": "ledger", "chroma": "chroma", "embedding": "model",
    "removed": "dihapus", "corrected": "ralat", "gone": "hilang", "failed": "gagal",
}  # fmt: skip
"""What the rows of `tanya status` are called, in Indonesian."""

_ERRORS: dict[str, str] = {
    NO_QUESTION: "Tidak ada pertanyaan: tulis satu, dalam bahasa Indonesia atau Inggris.",
    NO_ARTICLES: "Belum ada artikel untuk menjawab: masukkan dulu dengan `tanya ingest PATH`.",
}


def say(key: str, /, **values: Any) -> str:
    return TEXTS[key][language() == "en"].format(**values)


def name_of(field: str) -> str:
    """What a part of an article is called."""
    return field if language() == "en" else NAMES[field]


def counted(name: str) -> str:
    """What became of articles: "kept out"."""
    return name.replace("_", " ") if language() == "en" else COUNTED[name]


def row(name: str) -> str:
    """What a row of the status is called."""
    return name if language() == "en" else ROWS.get(name, name)


def told(error: TanyaError) -> str:
    """An error of the engine's in the reader's language, where it is one that a reader meets; the others are for who tends the
    collection, and stay in English."""
    if isinstance(error, SourceError):
        from ingest.reasons import reason_told

        return f"{error.origin}: {reason_told(error.reason)}"
    sentence = str(error)
    return sentence if language() == "en" else _ERRORS.get(sentence, sentence)


@cache
def language() -> Language:
    """Read from the settings when it is first needed; where they can't work, from the locale."""
    from index.settings import load_settings, locale_language

    try:
        return load_settings().language or locale_language()
    except TanyaError:
        return locale_language()


def moment(when: str) -> str:
    """A time that the ledger keeps (ISO 8601 in UTC) as the person's clock shows it."""
    from index.settings import load_settings

    return datetime.fromisoformat(when).astimezone(load_settings().own_zone).strftime("%Y-%m-%d %H:%M")
