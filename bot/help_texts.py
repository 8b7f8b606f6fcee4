"""What `--help` says, in Indonesian; in English it stands where the commands are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

IN_INDONESIAN: dict[str, str] = {
    "Ask a collection of news articles, in Indonesian or English. Each answer cites the very sentence.":
        "Bertanya pada kumpulan artikel berita, dalam bahasa Indonesia atau Inggris. Tiap jawaban mengutip kalimat sumbernya.",
    # Groups of commands and options
    "Questions": "Pertanyaan",
    "Articles": "Artikel",
    "Care": "Perawatan",
    "Everywhere": "Di semua perintah",
    # Everywhere
    "Say which version this is.": "Tampilkan versinya.",
    "Where the articles and all else lie, instead of TANYA_DATA_DIR.": "Tempat artikel dan semua data lain, pengganti TANYA_DATA_DIR.",
    "Nothing on standard error but what went wrong.": "Jangan tulis apa-apa ke standard error selain kesalahan.",
    "Install completion for the current shell.": "Pasang pelengkapan perintah di shell ini.",
    "Show completion for the current shell, to copy it or customize the installation.":
        "Tampilkan skrip pelengkapan untuk shell ini, untuk disalin atau diubah sendiri.",
    "Show this message and exit.": "Tampilkan bantuan ini.",
    "What there is; `tanya help COMMAND` for one command.": "Daftar perintah; `tanya help PERINTAH` untuk satu perintah.",
    # Questions
    "Answer a question from the articles, with its citations. Exit status 3 where the articles don't tell.":
        "Jawab pertanyaan dari artikel, lengkap dengan kutipannya. Kode keluar 3 kalau artikelnya tidak memuat jawaban.",
    "The question, in quotation marks or not; - or a pipe gives it too.":
        "Pertanyaannya, dengan atau tanpa tanda kutip; bisa juga lewat - atau pipa.",
    "Only articles of this outlet.": "Hanya artikel dari media ini.",
    'Only articles published on or after this day: 2025-06-04, "4 Juni 2025".':
        'Hanya artikel yang terbit pada tanggal ini atau sesudahnya: 2025-06-04, "4 Juni 2025", kemarin.',
    "Only articles published on or before this day.": "Hanya artikel yang terbit pada tanggal ini atau sebelumnya.",
    "How many passages to look at.": "Berapa penggalan artikel yang dibaca.",
    "The model that writes the answer, at the endpoint of the settings.": "Model yang menulis jawaban, di endpoint menurut setelan.",
    "Answer from the articles' own sentences, without a model.": "Jawab dengan kalimat artikelnya sendiri, tanpa model.",
    "As text, as JSON, or as Markdown.": "Sebagai teks, JSON, atau Markdown.",
    'Don\'t let "kemarin" or "last week" in the question narrow the search.':
        'Jangan persempit pencarian karena "kemarin" atau "minggu lalu" dalam pertanyaan.',
    "Print JSON instead of text.": "Tampilkan JSON, bukan teks.",
    'Answer many: lines of {"id", "question"}, - for standard input.':
        'Jawab banyak sekaligus: baris-baris {"id", "question"}; - untuk masukan standar.',
    "Where the answers to --input go, a line each; standard output if not given.":
        "Berkas untuk jawaban --input, satu baris satu jawaban; kalau kosong, ke keluaran standar.",
    "Go on after the answers that --output has.": "Teruskan setelah jawaban yang sudah ada di --output.",
    "Write over an --output that is there.": "Timpa --output yang sudah ada.",
    "Find articles by meaning and by words, the best passage of each, without an answer.":
        "Cari artikel menurut makna dan kata, dengan penggalan terbaiknya, tanpa jawaban.",
    "What it should be about.": "Tentang apa.",
    "How many articles at most.": "Paling banyak berapa artikel.",
    "Ask in turn, with follow-ups; /help inside says what else it can do.":
        "Tanya jawab bersambung; ketik /help di dalamnya untuk kemampuan lain.",
    "Answer in Telegram. Needs TANYA_TELEGRAM_TOKEN; .env.example has the other settings.":
        "Jawab di Telegram. Perlu TANYA_TELEGRAM_TOKEN; setelan lain ada di .env.example.",
    "Ask questions whose answers are known, and say how well that went.":
        "Ajukan pertanyaan yang jawabannya sudah diketahui, lalu tampilkan hasilnya.",
    'Lines of {"id", "question", "article_ids", "answers", "answerable"}; the last three may be left out.':
        'Baris-baris {"id", "question", "article_ids", "answers", "answerable"}; tiga yang terakhir boleh tidak ada.',
    "Keep the figures there.": "Simpan angka-angkanya di sana.",
    "Write a page with tables and plots.": "Buat halaman berisi tabel dan grafik.",
    "Test the difference from what an earlier --json kept.": "Uji perbedaannya dengan hasil --json yang lama.",
    "Fit the confidence to your own questions, so that TANYA_MAX_ERROR holds for them.":
        "Sesuaikan tingkat keyakinan dengan pertanyaan Anda sendiri, supaya TANYA_MAX_ERROR terpenuhi.",
    "As for eval: questions whose answers are known.": "Seperti untuk eval: pertanyaan yang jawabannya diketahui.",
    "Count what people in Telegram thought of answers as well.": "Perhitungkan juga penilaian orang di Telegram.",
    # Articles
    "Take articles in. What is known already costs nothing, what changed is replaced whole.":
        "Masukkan artikel. Yang sudah ada dilewati, yang berubah diganti seluruhnya.",
    "Files, folders, dumps, archives; pages, feeds, sitemaps. Without any, the sources in sources.toml.":
        "Berkas, folder, dump, arsip; halaman, feed, sitemap. Kalau kosong: sumber-sumber di sources.toml.",
    "Also remove the articles that came from these paths and are no longer there.":
        "Hapus juga artikel yang dulu berasal dari sini dan sekarang sudah tidak ada.",
    "From addresses, take only what was published on or after this day.": "Dari alamat web, ambil hanya yang terbit pada tanggal ini atau sesudahnya.",
    "Also take in what `tanya remove` took out.": "Ambil juga yang pernah dihapus dengan `tanya remove`.",
    "Go on: take in what changes below these paths until Ctrl-C.": "Terus pantau dan ambil yang berubah di sini, sampai Ctrl-C.",
    "List what was taken in, the newest first.": "Daftar artikel, yang terbaru dulu.",
    "How many at most.": "Paling banyak berapa.",
    "Show one article whole, with all that is known about it.": "Tampilkan satu artikel utuh, lengkap dengan keterangannya.",
    "The id, or what it alone begins with.": "ID-nya, atau awalan yang hanya dimiliki artikel itu.",
    "Also what each change took away and put in.": "Tampilkan juga apa yang hilang dan masuk pada tiap perubahan.",
    "Write articles out, oldest first: as JSON lines that `tanya ingest` takes in again, as a table, or as Markdown.":
        "Tulis artikel ke luar, yang terlama dulu: baris JSON yang bisa dimasukkan lagi dengan `tanya ingest`, tabel, atau Markdown.",
    "Where they go; standard output if not given.": "Berkas tujuannya; kalau kosong, ke keluaran standar.",
    "One article a line, a row, or a section.": "Satu artikel satu baris, satu baris tabel, atau satu bagian.",
    "Write over a file that is there.": "Timpa berkas yang sudah ada.",
    "Remove articles: nothing is answered from them any more, and `tanya ingest` leaves them out; `--again` brings them back.":
        "Hapus artikel: tidak dipakai menjawab lagi dan dilewati `tanya ingest`; `--again` mengembalikannya.",
    "Make the Chroma index anew from the ledger. Embeds again only what another model, or another way of cutting, made.":
        "Buat ulang indeks Chroma dari ledger. Hanya yang diolah model lain, atau dipotong dengan cara lain, yang diolah lagi.",
    # Care
    "What there is: articles, outlets, the index, and what could not be taken in.":
        "Apa saja yang ada: artikel, media, indeks, dan yang gagal diambil.",
    "Only what could not be taken in: why, and when it is tried again.":
        "Hanya yang gagal diambil: sebabnya, dan kapan dicoba lagi.",
    "The settings in force, and where each comes from: an option, the environment, .env, or the default.":
        "Setelan yang berlaku dan asalnya: opsi, lingkungan, .env, atau bawaan.",
    "Check the settings, the model, the ledger and Chroma: what is wrong, and what to do about it.":
        "Periksa setelan, model, ledger, dan Chroma: apa yang salah dan bagaimana memperbaikinya.",
}  # fmt: skip
_PLACES = {
    "QUESTION…": "PERTANYAAN…", "WORDS…": "KATA…", "DATE": "TANGGAL", "FILE": "BERKAS", "NAME": "NAMA", "DIR": "FOLDER",
    "PATH|URL…": "BERKAS|URL…",
}  # fmt: skip
"""What stands for a value, where it is a word."""


def asks_for_help(arguments: list[str]) -> bool:
    return not arguments or arguments[0] == "help" or bool({"-h", "--help"} & set(arguments))


def put_into_indonesian(command: Any) -> None:
    """Have a command, its options and all commands below it say themselves in Indonesian."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE, rich_utils.OPTIONS_PANEL_TITLE = "Argumen", "Opsi"
    rich_utils.COMMANDS_PANEL_TITLE, rich_utils.DEFAULT_STRING = "Perintah", "[bawaan: {}]"
    rich_utils.REQUIRED_LONG_STRING = "[wajib]"
    for one in _all(command):
        _say(one, "help")
        _say(one, "rich_help_panel")
        one.options_metavar = "[OPSI]"
        if hasattr(one, "subcommand_metavar"):
            one.subcommand_metavar = "PERINTAH [ARGUMEN]…"
        for parameter in one.params:
            _say(parameter, "help")
            _say(parameter, "rich_help_panel")
            parameter.metavar = _PLACES.get(parameter.metavar or "", parameter.metavar)
        one.get_usage = _used(one.get_usage)
        one.get_help_option = _helped(one.get_help_option)


def _all(command: Any) -> Iterator[Any]:
    yield command
    for one in getattr(command, "commands", {}).values():
        yield from _all(one)


def _say(what: Any, name: str) -> None:
    said = getattr(what, name, None)
    if isinstance(said, str):
        setattr(what, name, IN_INDONESIAN.get(said.strip(), said))


def _used(usage: Any) -> Any:
    return lambda ctx: usage(ctx).replace("Usage:", "Pemakaian:", 1)


def _helped(option_of: Any) -> Any:
    def option(ctx: Any) -> Any:
        found = option_of(ctx)
        if found is not None:
            _say(found, "help")
        return found

    return option
