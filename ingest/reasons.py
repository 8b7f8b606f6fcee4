"""Why something could not be taken in, in the language of whoever reads it, and alike reasons together.

The ledger keeps reasons in English, as they were found. Each is one of the forms below, whose "{}" are what differs; a reason of
no form (from a version before, or a library's own words) stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ingest.texts import language

_FORMS: tuple[tuple[str, str], ...] = (
    # Files and folders
    ("there is no such file or folder; check the path", "berkas atau folder itu tidak ada; periksa alamatnya"),
    ("there is no such file or folder to watch; check the path", "berkas atau folder yang mau dipantau tidak ada; periksa alamatnya"),
    ("you may not read it; change its permissions or run as a user who may", "Anda tidak boleh membacanya; ubah izinnya, atau jalankan sebagai pengguna yang boleh"),
    ("it is a folder where a file should be; name the file", "itu folder, padahal seharusnya berkas; sebutkan berkasnya"),
    ("a part of this path is a file, not a folder; check the path", "sebagian dari alamat ini berkas, bukan folder; periksa alamatnya"),
    ("it is a link that leads to itself; remove the link", "tautan ini menunjuk dirinya sendiri; hapus tautannya"),
    ("this link leads back to a folder it is in; remove the link", "tautan ini kembali ke folder tempatnya berada; hapus tautannya"),
    ("it can't be read ({}); check the disk", "tidak bisa dibaca ({}); periksa disknya"),
    ("it can't be read any further ({}); check the disk or the permissions", "tidak bisa dibaca sampai selesai ({}); periksa disk atau izinnya"),
    ("it can't be read any further ({}); fetch it again", "tidak bisa dibaca sampai selesai ({}); unduh lagi"),
    ("it is no path; check its characters", "itu bukan alamat berkas; periksa huruf-hurufnya"),
    ("it is no regular file or folder; save what it gives to a file", "itu bukan berkas atau folder biasa; simpan isinya ke berkas"),
    ("it can't be watched ({}); run `tanya ingest` on it instead", "tidak bisa dipantau ({}); pakai `tanya ingest` saja"),
    ("passed over, for they are no articles: {}", "dilewati karena bukan artikel: {}"),
    ("there are no articles in this folder (but {}); put some there that end in {}", "tidak ada artikel di folder ini (hanya {}); taruh yang berakhiran {}"),
    ("there are no articles in this folder; put some there that end in {}", "tidak ada artikel di folder ini; taruh yang berakhiran {}"),
    # Archives
    ("this archive unpacks to far more than it says; unpack it to a folder yourself, if you trust it", "isi arsip ini jauh lebih besar daripada yang tertulis; kalau percaya, buka sendiri ke folder"),
    ("it is larger than one article may be, or packed as only a bomb is; unpack it yourself", "terlalu besar untuk satu artikel, atau dimampatkan secara mencurigakan; buka sendiri"),
    ("this archive is damaged, or locked, after member {}; fetch it again", "arsip ini rusak atau terkunci setelah isi ke-{}; unduh lagi"),
    ("there are no articles in this archive; check that it is the right one", "tidak ada artikel di arsip ini; pastikan arsipnya benar"),
    ("it has more than {} members; unpack it to a folder first", "isinya lebih dari {} berkas; buka dulu ke folder"),
    ("it is locked with a password; unpack it to a folder first", "terkunci kata sandi; buka dulu ke folder"),
    # Documents
    ("there is no article text in it; add the text, or leave this article out", "tidak ada teks artikel di dalamnya; tambahkan teksnya, atau lewati artikel ini"),
    ("the article has no text: check that the body is not blank.", "artikelnya tidak punya teks; pastikan isinya tidak kosong"),
    ("it is a binary file, not text; save the article as text in UTF-8", "ini berkas biner, bukan teks; simpan artikelnya sebagai teks UTF-8"),
    ("it has {} MB, and one article may have {}; split it, make it a .jsonl dump, or raise TANYA_MAX_ARTICLE_MB", "ukurannya {} MB, padahal satu artikel paling besar {}; pecah, jadikan .jsonl, atau naikkan TANYA_MAX_ARTICLE_MB"),
    ("it is larger than the {} MB one article may have; shorten it, or raise TANYA_MAX_ARTICLE_MB", "lebih besar dari {} MB, batas untuk satu artikel; pendekkan, atau naikkan TANYA_MAX_ARTICLE_MB"),
    ("it is a list of addresses, not an article; take them in with `tanya ingest ADDRESS …`", "ini daftar alamat, bukan artikel; masukkan dengan `tanya ingest ALAMAT …`"),
    ("there is nothing but white space in it; put the article in, or remove it", "isinya hanya spasi; isi artikelnya, atau hapus"),
    ("it is empty; put the article in, or remove it", "berkas ini kosong; isi artikelnya, atau hapus"),
    ("it is no text that Tanya can read; save it as one of {}", "bukan teks yang bisa dibaca Tanya; simpan sebagai salah satu dari {}"),
    ("its id {} is that of {} already: give each article an id of its own.", "ID {} sudah dipakai {}; beri tiap artikel ID sendiri"),
    ("it can't be made sense of ({}); save the article as text", "tidak bisa dipahami ({}); simpan artikelnya sebagai teks"),
    (" near line {}", " di sekitar baris {}"),
    # Dumps and exports
    ("its gzip is cut off or damaged after record {}; all before it was read: fetch the file again", "gzip-nya terpotong atau rusak setelah baris ke-{}; yang sebelumnya sudah dibaca: unduh lagi"),
    ("it is not the UTF-16 it says it is, after record {}; save it as UTF-8", "ternyata bukan UTF-16 setelah baris ke-{}; simpan sebagai UTF-8"),
    ("there are no articles in it; add some, or leave it out", "tidak ada artikel di dalamnya; tambahkan, atau lewati"),
    ("there are no articles in it; leave it out", "tidak ada artikel di dalamnya; lewati saja"),
    ("there are no messages with text in it; leave it out", "tidak ada pesan berteks di dalamnya; lewati saja"),
    ("it is larger than 500 MB; export a part of it", "lebih besar dari 500 MB; ekspor sebagian saja"),
    ("no column is called body, text or isi; name the columns in its first row (title, date, body …)", "tidak ada kolom bernama body, text, atau isi; beri nama kolom di baris pertama (judul, tanggal, isi …)"),
    ("this table is damaged or can't be read; save it as CSV in UTF-8", "tabel ini rusak atau tidak bisa dibaca; simpan sebagai CSV UTF-8"),
    ("its XML can't be made sense of; save the articles as text", "XML-nya tidak bisa dipahami; simpan artikelnya sebagai teks"),
    ("it is XML of another kind ({}); WordPress's export, NITF and NewsML-G2 are read", "ini XML jenis lain ({}); yang bisa dibaca: ekspor WordPress, NITF, dan NewsML-G2"),
    ('"{}" must be text and is {}; mend or remove the record', '"{}" harus berupa teks, bukan {}; perbaiki atau hapus barisnya'),
    ('it has no text; give the record a "body" or "text" field', 'tidak ada teksnya; tambahkan "body" atau "text" di barisnya'),
    ('it is {}, not an article; write it as {"title": …, "body": …}', 'ini {}, bukan artikel; tulis sebagai {"title": …, "body": …}'),
    ("it is not UTF-8; save it as UTF-8", "bukan UTF-8; simpan sebagai UTF-8"),
    ("it is not valid JSON ({}); mend or remove it", "JSON-nya tidak sah ({}); perbaiki atau hapus"),
    ("it is JSON beyond all measure (a huge number, or nested too deep); mend or remove it", "JSON-nya kelewat batas (angka raksasa, atau bersarang terlalu dalam); perbaiki atau hapus"),
    # Kinds of documents
    ("this message is damaged, or none; save the article as text", "pesan ini rusak, atau bukan pesan; simpan artikelnya sebagai teks"),
    ("its front matter is no list of fields; write one `name: value` on each line", "bagian depannya bukan daftar isian; tulis satu `nama: nilai` per baris"),
    ("its front matter is not valid YAML{}; mend it between the two --- lines", "bagian depannya bukan YAML yang sah{}; perbaiki di antara dua garis ---"),
    ("its front matter is not valid TOML ({}); mend it between the two +++ lines", "bagian depannya bukan TOML yang sah ({}); perbaiki di antara dua garis +++"),
    ("Tanya doesn't read {}; open it and save it as .docx or .txt", "Tanya tidak membaca {}; buka lalu simpan sebagai .docx atau .txt"),
    ("there is no text in it, only pictures perhaps; save the article as text", "tidak ada teks di dalamnya, mungkin hanya gambar; simpan artikelnya sebagai teks"),
    ("it unpacks to more than any document holds; save the article as text", "isinya lebih besar dari dokumen mana pun; simpan artikelnya sebagai teks"),
    ("this {} is damaged or can't be read; save the article as text", "{} ini rusak atau tidak bisa dibaca; simpan artikelnya sebagai teks"),
    ("its font doesn't say which letters it shows; save the article as text", "fontnya tidak menyebutkan huruf apa yang ditampilkan; simpan artikelnya sebagai teks"),
    ("it is locked with a password; save it without", "terkunci kata sandi; simpan tanpa kata sandi"),
    ("it has more than {} pages; cut the article out", "lebih dari {} halaman; ambil artikelnya saja"),
    ("it holds more text than any article; cut the article out", "teksnya lebih panjang dari artikel mana pun; ambil artikelnya saja"),
    # Pages
    ("it is a template for pages, not an article; leave it out", "ini templat halaman, bukan artikel; lewati saja"),
    ("its HTML can't be made sense of; save the article as text", "HTML-nya tidak bisa dipahami; simpan artikelnya sebagai teks"),
    ("it only leads on to {}; give that address", "hanya mengantar ke {}; berikan alamat itu"),
    ("it says that the page is not there any more; check the address", "halamannya sudah tidak ada; periksa alamatnya"),
    ("it is a page that guards the site or excuses an error; open it in a browser and save the article", "ini halaman pengaman atau pesan kesalahan situs; buka di peramban, lalu simpan artikelnya"),
    ("it is a page that asks for consent, not the article; open it in a browser and save the article", "ini halaman minta persetujuan, bukan artikelnya; buka di peramban, lalu simpan artikelnya"),
    ("it is a page to log in, not the article; open it in a browser and save the article", "ini halaman masuk (login), bukan artikelnya; buka di peramban, lalu simpan artikelnya"),
    ("a script draws it, and there is no text in it; open it in a browser and save the article", "halamannya dibuat oleh skrip dan tidak berisi teks; buka di peramban, lalu simpan artikelnya"),
    ("it is a video with next to no text; there is no article to take in", "ini video yang hampir tanpa teks; tidak ada artikelnya"),
    ("it looks like a list of {} articles, not one; give the address of an article, or of the site's feed", "tampaknya daftar {} artikel, bukan satu artikel; berikan alamat artikelnya, atau alamat feed situsnya"),
    ("it is the front page of its site, not an article; give the address of an article, or of the site's feed", "ini halaman depan situs, bukan artikel; berikan alamat artikelnya, atau alamat feed situsnya"),
    ("it is {}, not an article; give the address of the article itself", "ini {}, bukan artikel; berikan alamat artikelnya sendiri"),
    ("it is larger than an article may be; save what you need of it yourself", "terlalu besar untuk satu artikel; simpan sendiri bagian yang perlu"),
    ("it leads to the front page of its site; the article is gone", "mengantar ke halaman depan situs; artikelnya sudah tidak ada"),
    ("its page {} is missing: {}", "halaman {} tidak ada: {}"),
    # Feeds and sitemaps
    ("it is no feed or sitemap; check the address", "ini bukan feed atau sitemap; periksa alamatnya"),
    ("it is larger than {} MB once unpacked; no list may be", "lebih besar dari {} MB setelah dibuka; daftar tidak boleh sebesar itu"),
    ("its gzip is cut off or damaged; it will be tried again", "gzip-nya terpotong atau rusak; nanti dicoba lagi"),
    ("the feed has no more of it than a teaser", "di feed hanya ada cuplikannya"),
    ("it is larger than the {} MB a feed may have; give its sitemap", "lebih besar dari {} MB, batas untuk feed; berikan sitemap-nya"),
    ("this feed is not well-formed, and has no entries that can be read; it will be tried again", "feed ini rusak dan tidak ada isinya yang bisa dibaca; nanti dicoba lagi"),
    ("this sitemap is not well-formed XML; it will be tried again", "sitemap ini bukan XML yang sah; nanti dicoba lagi"),
    ("its XML declares entities, which lists have no use for; it is left alone", "XML-nya mendefinisikan entitas, yang tidak perlu untuk daftar; dilewati"),
    ("this JSON feed is not valid; it will be tried again", "feed JSON ini tidak sah; nanti dicoba lagi"),
    ("this feed can't be made sense of; check it in a browser", "feed ini tidak bisa dipahami; periksa di peramban"),
    ("its XML is nested deeper than any list; it is left alone", "XML-nya bersarang terlalu dalam untuk sebuah daftar; dilewati"),
    ("it is a feed or sitemap, not an article; add it to the list of sources instead", "ini feed atau sitemap, bukan artikel; tambahkan ke daftar sumber"),
    ("it is another feed or sitemap, not an article; name it by itself", "ini feed atau sitemap lain, bukan artikel; sebutkan tersendiri"),
    # Fetching
    ("it redirects more than {} times; check the address", "dialihkan lebih dari {} kali; periksa alamatnya"),
    ("{} is no http or https address; only those are fetched", "{} bukan alamat http atau https; hanya itu yang bisa diambil"),
    ("it has a name or password before the @; give the address without", "ada nama atau kata sandi sebelum @; berikan alamatnya tanpa itu"),
    ("port {} is no web server's; check the address", "port {} bukan milik server web; periksa alamatnya"),
    ("the robots.txt of {} asks programs to leave it alone; save the page yourself", "robots.txt {} meminta program tidak mengambilnya; simpan sendiri halamannya"),
    ("it is no address that can be fetched; check it in a browser", "alamat ini tidak bisa diambil; periksa di peramban"),
    ("{} has not answered {} times in this run; a later one will try again", "{} tidak menjawab {} kali; lain kali dicoba lagi"),
    ("{} is an address within a machine or network, not on the internet; where you trust it, add {} to TANYA_ALLOW_HOSTS", "{} alamat di dalam komputer atau jaringan, bukan di internet; kalau percaya, tambahkan {} ke TANYA_ALLOW_HOSTS"),
    ("the run was broken off before it was fetched; run it again", "dihentikan sebelum sempat diambil; jalankan lagi"),
    ("it did not answer whole within {} seconds; it will be tried again", "tidak selesai menjawab dalam {} detik; nanti dicoba lagi"),
    ("it did not come whole in time; it will be tried again", "tidak selesai terkirim pada waktunya; nanti dicoba lagi"),
    ("it redirects to something that is no address; check it in a browser", "dialihkan ke sesuatu yang bukan alamat; periksa di peramban"),
    ("{} can't be reached or broke off ({}); it will be tried again", "{} tidak bisa dihubungi atau terputus ({}); nanti dicoba lagi"),
    ("{} broke off ({}); it will be tried again", "{} terputus ({}); nanti dicoba lagi"),
    ("there is no such page ({}); check it in a browser", "halaman itu tidak ada ({}); periksa di peramban"),
    ("the page was taken down ({}); check it in a browser", "halamannya sudah diturunkan ({}); periksa di peramban"),
    ("it needs a login ({}); check it in a browser", "harus masuk (login) dulu ({}); periksa di peramban"),
    ("the server refuses it ({}); check it in a browser", "ditolak server ({}); periksa di peramban"),
    ("the server will not give it ({}); check it in a browser", "server tidak mau memberikannya ({}); periksa di peramban"),
    ("the server answered {}; it will be tried again", "server menjawab {}; nanti dicoba lagi"),
    ("it is larger than the {} MB it may have; save what you need of it yourself", "lebih besar dari {} MB, batasnya; simpan sendiri bagian yang perlu"),
    ("it came packed as {}, which was not asked for; save the page yourself", "dikirim dalam kemasan {}, yang tidak diminta; simpan sendiri halamannya"),
    ("it says it is compressed, and is damaged or not; it will be tried again", "katanya dimampatkan, ternyata tidak, atau rusak; nanti dicoba lagi"),
)  # fmt: skip
_WORDS = {
    "true or false": "benar atau salah", "a number": "angka", "a list": "daftar", "an object": "objek", "a string": "teks",
    "nothing": "kosong", "nothing that is known": "jenis yang tidak dikenal",
    ", or its closing --- is missing": ", atau --- penutupnya tidak ada",
}  # fmt: skip
"""What may stand in a form and is Tanya's own."""


def reason_told(reason: str, language_: str | None = None) -> str:
    """A reason in a language, the interface's where none is given."""
    if (language_ or language()) == "en":
        return reason
    for pattern, _, told in _patterns():
        if m := pattern.fullmatch(reason):
            parts = told.split("{}")
            filled = [part + _inside(value) for part, value in zip(parts, m.groups(), strict=False)]
            return "".join(filled) + "".join(parts[len(m.groups()) :])
    return reason


def kind_of_reason(reason: str) -> str:
    """The form of a reason, by which those that differ only in a number or a name are one."""
    return next((form for pattern, form, _ in _patterns() if pattern.fullmatch(reason)), reason)


def by_reason(reasons: Iterable[str]) -> list[list[int]]:
    """The places of reasons that are alike, the most of a kind first."""
    kinds: dict[str, list[int]] = {}
    for n, reason in enumerate(reasons):
        kinds.setdefault(kind_of_reason(reason), []).append(n)
    return sorted(kinds.values(), key=len, reverse=True)


def _inside(value: str) -> str:
    """What stands in a form: Tanya's own word, a reason of its own, or something that has no language."""
    return _WORDS.get(value) or reason_told(value, "id")


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple(
        (re.compile("(.+?)".join(map(re.escape, form.split("{}"))), re.DOTALL), form, told) for form, told in _FORMS
    )
