"""All that the bot says of itself, in Indonesian and English. What the articles say comes from the engine."""

from __future__ import annotations

from typing import Any

from index.types import Language

LANGUAGES: tuple[Language, ...] = ("id", "en")

# Each text in Indonesian, then in English. "{…}" is filled in by `say`.
TEXTS: dict[str, tuple[str, str]] = {
    # Getting to know each other
    "welcome": (
        "Halo, saya {name}. Tanyakan apa saja tentang berita yang saya simpan: {articles} artikel dari {outlets} media. Setiap "
        "jawaban disertai kalimat sumbernya; kalau tidak ada di berita, saya bilang apa adanya.\n\n"
        "Tulis saja pertanyaannya di sini. Di grup, sebut @{username}, balas pesan saya, atau pakai /tanya. Selengkapnya: /bantuan. "
        "Yang saya simpan tentang Anda: /privasi.",
        "Hello, I am {name}. Ask me about the news I keep: {articles} articles from {outlets} outlets. Each answer shows the "
        "sentence it comes from; if the articles don't say, I tell you so.\n\n"
        "Just type your question here. In a group, mention @{username}, reply to me, or use /ask. See /help for the rest and "
        "/privacy for what I keep about you.",
    ),
    "help": (
        "Begini caranya:\n"
        "• Tulis pertanyaan, lalu lanjutkan: “Siapa bupatinya?”, “Kapan itu?”\n"
        "• Balas salah satu jawaban, atau kutip satu kalimatnya, untuk bertanya tentang itu.\n"
        "• Sunting pertanyaan Anda, dan jawabannya ikut diperbarui.\n"
        "• Teruskan kabar dari grup lain atau tempel teksnya untuk diperiksa. Di grup: balas kabarnya dengan “@{username} bener "
        "nggak?”\n\n"
        "/tanya pertanyaan – bertanya di grup\n"
        "/cari kata – mencari artikel; juga: /cari banjir media=Harian Nusa sejak=kemarin\n"
        "/sumber – daftar artikel, yang terbaru dulu\n"
        "/baru – lupakan percakapan ini, mulai yang baru\n"
        "/batal – batalkan pertanyaan yang sedang dijawab\n"
        "/bahasa – pilih bahasa\n"
        "/privasi – lihat atau hapus yang saya simpan tentang Anda\n\n"
        "Di chat mana pun: ketik @{username} lalu pertanyaannya.",
        "How it works:\n"
        "• Type a question, then go on: “Who is the regent?”, “When was that?”\n"
        "• Reply to an answer, or quote one sentence of it, to ask about that.\n"
        "• Edit your question, and the answer changes with it.\n"
        "• Forward me news from elsewhere, or paste its text, to have it checked. In a group, reply to it with “@{username} is this "
        "true?”\n\n"
        "/ask question – ask in a group\n"
        "/search words – find articles; also: /search flood outlet=Harian Nusa since=yesterday\n"
        "/sources – all articles, newest first\n"
        "/new – forget this conversation and start over\n"
        "/cancel – cancel the question I am working on\n"
        "/language – choose a language\n"
        "/privacy – see or delete what I keep about you\n\n"
        "In any chat: type @{username} and your question.",
    ),
    "help_admin": (
        "Untuk pengelola: kirim dokumen atau tautan (boleh beberapa sekaligus) untuk menambah artikel, /hapus ID untuk menghapusnya, "
        "/status untuk melihat keadaan bot.",
        "For admins: send a document or links to add articles, /remove ID to remove one, /status to see how the bot is doing.",
    ),
    "stranger": (
        "Maaf, bot ini hanya untuk orang tertentu. Minta pengelolanya menambahkan ID Telegram Anda: {user}.",
        "Sorry, this bot is for certain people only. Ask whoever runs it to add your Telegram ID: {user}.",
    ),
    "strange_group": (
        "Maaf, bot ini belum dibuka untuk grup ini. Minta pengelolanya menambahkan ID grup ini: {chat}.",
        "Sorry, this bot is not open to this group yet. Ask whoever runs it to add this group's ID: {chat}.",
    ),
    "admins_only": ("Perintah itu hanya untuk pengelola.", "That is for admins only."),
    # Small talk
    "talk_greeting": (
        "Halo! Tanyakan apa saja tentang berita yang saya simpan.",
        "Hello! Ask me anything about the news I keep.",
    ),
    "talk_thanks": (
        "Sama-sama! Masih ada yang mau ditanyakan?",
        "You’re welcome! Anything else you would like to know?",
    ),
    "talk_bye": (
        "Sampai jumpa! Saya ada di sini kalau ada yang mau ditanyakan.",
        "See you! I am here when you have a question.",
    ),
    "talk_who": (
        "Saya {name}, bot yang menjawab pertanyaan dari {articles} artikel berita dan selalu menunjukkan kalimat sumbernya.",
        "I am {name}, a bot. I answer questions from {articles} news articles and always show the sentence an answer comes from.",
    ),
    "talk_able": (
        "Saya bisa menjawab pertanyaan tentang {articles} artikel berita yang saya simpan, mencarikan artikel (/cari), dan "
        "memeriksa kabar yang Anda teruskan. Selengkapnya: /bantuan.",
        "I can answer questions about the {articles} news articles I keep, find articles (/search), and check news that you "
        "forward to me. More: /help.",
    ),
    "talk_nothing": (
        "Saya di sini. Tulis saja pertanyaan tentang berita.",
        "I am here. Just type a question about the news.",
    ),
    # The same in the REPL, where other commands help on
    "repl_greeting": (
        "Halo! Tanyakan apa saja tentang artikel di koleksi ini.",
        "Hello! Ask me anything about the articles in this collection.",
    ),
    "repl_thanks": ("Sama-sama!", "You’re welcome!"),
    "repl_bye": ("Sampai jumpa! /quit untuk keluar.", "See you! /quit leaves."),
    "repl_who": (
        "Saya Tanya. Saya menjawab pertanyaan dari artikel di koleksi ini dan selalu menunjukkan kalimat sumbernya.",
        "I am Tanya. I answer questions from the articles in this collection and always show the sentence an answer comes from.",
    ),
    "repl_able": (
        "Ketik pertanyaan tentang artikel di koleksi ini. /help menjelaskan selebihnya.",
        "Type a question about the articles in this collection. /help explains the rest.",
    ),
    "repl_nothing": ("Ketik pertanyaan, atau /help.", "Type a question, or /help."),
    "for_example": ("Misalnya:", "For example:"),
    "example_gone": (
        "Contoh itu sudah tidak berlaku. Tulis saja pertanyaannya, ya.",
        "That example is an old one. Please type the question.",
    ),
    "added": (
        "Halo semua, saya {name}. Saya menjawab pertanyaan tentang {articles} artikel berita dan menunjukkan kalimat sumbernya.\n\n"
        "Sebut @{username} dalam pertanyaan, balas pesan saya, atau pakai /tanya. Balas kabar dari siapa saja dengan "
        "“@{username} bener nggak?” untuk memeriksanya. Pesan lain tidak saya jawab.",
        "Hello everyone, I am {name}. I answer questions about {articles} news articles and show the sentence each answer comes "
        "from.\n\n"
        "Mention @{username} in your question, reply to me, or use /ask. Reply to anyone’s news with “@{username} is this true?” "
        "to have it checked. I stay out of everything else.",
    ),
    # Languages
    "language_how": (
        "Saya membalas dalam bahasa pertanyaan Anda. Mau selalu dalam satu bahasa?",
        "I reply in the language of your question. Would you rather have one language always?",
    ),
    "language_set": ("Baik, mulai sekarang saya berbahasa Indonesia.", "All right, I will speak English from now on."),
    "language_free": (
        "Baik, saya mengikuti bahasa pertanyaan Anda.",
        "All right, I will follow the language of your questions.",
    ),
    "language_follow": ("Ikuti pertanyaan saya", "Follow my questions"),
    # Asking
    "is_this_true": ("Apakah ini benar?", "Is this true?"),
    "empty_question": (
        "Apa pertanyaannya? Misalnya: /tanya Kapan tanggul itu jebol?",
        "What is your question? For example: /ask When did the dike break?",
    ),
    "long_question": (
        "Pertanyaannya terlalu panjang. Ringkas sampai {limit} huruf, ya.",
        "That question is too long. Please keep it to {limit} characters.",
    ),
    "only_text": (
        "Saya hanya mengerti tulisan. Tulis pertanyaannya, ya.",
        "I only understand text. Please type your question.",
    ),
    "looking": ("🔎 Mencari di artikel…", "🔎 Looking through the articles…"),
    "again": ("🔎 Mencari lagi…", "🔎 Looking again…"),
    "restarting": (
        "🔎 Sebentar, saya sedang dinyalakan ulang. Pertanyaan ini saya jawab setelah itu.",
        "🔎 One moment, I am restarting. I will answer this right after.",
    ),
    "understood": ("Dipahami sebagai: {question}", "Understood as: {question}"),
    "too_fast": (
        "Pelan-pelan, ya: maksimal {limit} pertanyaan semenit. Coba lagi sebentar lagi.",
        "Slow down a little, please: {limit} questions a minute at most. Try again in a moment.",
    ),
    "day_over": (
        "Jatah hari ini sudah habis ({limit} pertanyaan). Sampai besok!",
        "You have used up today's {limit} questions. See you tomorrow!",
    ),
    "queue_full": (
        "Masih ada {count} pertanyaan yang menunggu di sini. Tunggu jawabannya dulu, ya.",
        "There are already {count} questions waiting here. Please wait for their answers first.",
    ),
    "cancelled": ("Dibatalkan.", "Cancelled."),
    "nothing_to_cancel": (
        "Tidak ada pertanyaan Anda yang sedang saya kerjakan.",
        "I am not working on any question of yours.",
    ),
    "forgotten": (
        "Baik, percakapan baru. Yang tadi sudah saya lupakan.",
        "All right, a new conversation. I have forgotten the one before.",
    ),
    "stalled": (
        "Maaf, jawabannya tidak kunjung selesai, jadi saya hentikan. Coba tanyakan lagi. (kode {code})",
        "Sorry, that answer was taking too long, so I stopped. Please ask again. (code {code})",
    ),
    "broken": (
        "Maaf, ada yang rusak di pihak saya. Coba lagi nanti; kalau tetap begitu, beri tahu pengelola kode ini: {code}.",
        "Sorry, something broke on my side. Try again later; if it keeps happening, give this code to whoever runs me: {code}.",
    ),
    "edited_command": (
        "Perintah yang disunting tidak saya jalankan. Kirim sebagai pesan baru, ya.",
        "I don't run a command that was edited. Please send it as a new message.",
    ),
    "late": (
        "Maaf, baru sempat saya jawab: pertanyaan ini dikirim {minutes} menit yang lalu.",
        "Sorry for the delay: you asked this {minutes} minutes ago.",
    ),
    "late_hours": (
        "Maaf, baru sempat saya jawab: pertanyaan ini dikirim sekitar {hours} jam yang lalu.",
        "Sorry for the delay: you asked this about {hours} hours ago.",
    ),
    "too_many": (
        "Terlalu banyak pesan sekaligus, jadi sebagian tidak saya baca. Kirim lagi satu per satu, ya.",
        "That was too many messages at once, so I left some unread. Please send them again one by one.",
    ),
    "lost": (
        "Maaf, pertanyaan ini terlewat waktu saya sedang mati. Kirim lagi kalau masih perlu, ya.",
        "Sorry, I missed this question while I was down. Send it again if you still need it.",
    ),
    "no_articles": (
        "Belum ada artikel yang bisa saya baca.",
        "I have no articles to read yet.",
    ),
    # Under an answer
    "sources": ("Sumber", "Sources"),
    "nearest": ("Artikel terdekat", "Nearest articles"),
    "no_sources": ("Jawaban ini tidak punya sumber.", "This answer has no sources."),
    "by": ("oleh {author}", "by {author}"),
    "article_gone": (
        "artikel ini sudah dihapus dari koleksi",
        "this article has been removed from the collection",
    ),
    "sentence_gone": (
        "Kalimat yang dikutip dari {where} sudah tidak ada lagi di artikel itu.",
        "The sentence cited from {where} is no longer in that article.",
    ),
    "sentences_gone": (
        "Kalimat-kalimat yang dikutip dari {where} sudah tidak ada lagi di sana.",
        "The sentences cited from {where} are no longer there.",
    ),
    "cited_removed": (
        "Artikel yang dikutip dari {where} sudah dihapus dari koleksi.",
        "What was cited from {where} has been removed from the collection.",
    ),
    "earlier": ("Tentang jawaban sebelumnya: {said}", "About the earlier answer: {said}"),
    "and": ("dan", "and"),
    "others": ("{count} lainnya", "{count} more"),
    "more": ("… selengkapnya: {url}", "… more: {url}"),
    "too_old": ("Jawaban itu sudah tidak saya simpan.", "I no longer keep that answer."),
    "not_here": ("Tombol itu tidak berlaku di sini.", "That button doesn't work here."),
    "thanks": ("Terima kasih!", "Thank you!"),
    "what_is_wrong": ("Apa yang kurang?", "What is wrong with it?"),
    "reason_wrong": ("Jawabannya salah", "The answer is wrong"),
    "reason_source": ("Sumbernya tidak bilang begitu", "The source doesn't say so"),
    "reason_incomplete": ("Kurang lengkap", "Something is missing"),
    "reason_other": ("Lainnya", "Something else"),
    "any_time": ("Cari di semua waktu", "Search all times"),
    "follow_when": ("Kapan itu terjadi?", "When did that happen?"),
    "follow_where": ("Di mana itu terjadi?", "Where did that happen?"),
    "follow_who": ("Siapa yang mengatakannya?", "Who said so?"),
    # Looking around
    "listing": (
        "{articles} artikel, terbaru dulu (halaman {page} dari {pages})",
        "{articles} articles, newest first (page {page} of {pages})",
    ),
    "newer": ("◀ lebih baru", "◀ newer"),
    "older": ("lebih lama ▶", "older ▶"),
    "search_how": (
        "Cari apa? Misalnya: /cari banjir media=Harian Nusa sejak=2025-03-01 sampai=kemarin",
        "What shall I look for? For example: /search flood outlet=Harian Nusa since=2025-03-01 until=yesterday",
    ),
    "no_date": (
        "“{value}” bukan tanggal yang saya kenal. Tulis misalnya 2025-03-01, Maret 2025, atau kemarin.",
        "I don't recognise “{value}” as a date. Write it like 2025-03-01, March 2025 or yesterday.",
    ),
    "no_outlet": (
        "Tidak ada media bernama “{value}”. Yang ada: {outlets}.",
        "There is no outlet called “{value}”. I have: {outlets}.",
    ),
    "dates_turned": (
        "Tanggal awalnya melewati tanggal akhirnya. Coba ditukar.",
        "The first date is after the last. Try swapping them.",
    ),
    "newest": ("Artikel terbaru", "Newest articles"),
    "nothing_found": ("Tidak ada artikel yang cocok.", "No article fits that."),
    "inline_hint": ("Tulis pertanyaan yang lengkap", "Type a whole question"),
    "inline_none": ("Tidak ketemu jawabannya. Tanya saya langsung ➜", "No answer found. Ask me directly ➜"),
    "inline_go_on": ("Lanjutkan bertanya di chat saya ➜", "Go on asking in my chat ➜"),
    "inline_closed": ("Bot ini tidak terbuka untuk Anda", "This bot is not open to you"),
    # What is kept
    "privacy": (
        "Yang saya simpan tentang Anda: nomor Telegram Anda, {questions} pertanyaan dengan jawabannya (dihapus setelah {days} "
        "hari), {feedback} penilaian, dan berapa kali Anda bertanya hari ini. Nama dan profil tidak disimpan. Percakapan dipakai "
        "untuk memahami pertanyaan lanjutan: {turns} jawaban terakhir, paling lama {hours} jam. Di percakapan pribadi Anda bisa meminta salinannya dan menghapus "
        "semuanya.",
        "What I keep about you: your Telegram number, {questions} questions with their answers (deleted after {days} days), "
        "{feedback} ratings, and how often you asked today. Your name and profile are not kept. The conversation serves to "
        "understand follow-up questions: the last {turns} answers, {hours} hours at most. In our private chat you can have a "
        "copy of it and delete it all.",
    ),
    "export": ("📄 Kirim salinannya", "📄 Send me a copy"),
    "exported": (
        "Ini semua yang saya simpan tentang Anda.",
        "This is all that I keep about you.",
    ),
    "privacy_texts": (
        "Teks yang Anda teruskan, tempel, atau balas hanya dipakai untuk menjawab, lalu dihapus. Bahasa yang Anda pilih disimpan, "
        "dan pertanyaan yang terakhir Anda ketik di chat lain paling lama sehari.",
        "Texts that you forward, paste or reply to serve to answer you and are then deleted. The language you chose is kept, and "
        "what you last typed to me in another chat for a day at most.",
    ),
    "delete_all": ("🗑 Hapus semuanya", "🗑 Delete it all"),
    "sure_delete": (
        "Hapus semua yang saya simpan tentang Anda? Pertanyaan, jawaban, dan penilaian Anda hilang dan tidak bisa dikembalikan.",
        "Delete all that I keep about you? Your questions, answers and ratings will be gone for good.",
    ),
    "yes_delete": ("Ya, hapus semuanya", "Yes, delete it all"),
    "no_delete": ("Jangan", "No, keep it"),
    "not_deleted": ("Tidak jadi dihapus.", "All right, nothing was deleted."),
    "deleted_all": (
        "Semuanya sudah dihapus. Hanya hitungan pertanyaan hari ini yang tinggal sampai tengah malam.",
        "All of it is deleted. Only the count of today's questions stays until midnight.",
    ),
    # For admins
    "add_how": (
        "Kirim dokumen, atau tautan artikelnya: /tambah URL. Boleh beberapa sekaligus.",
        "Send a document, or the articles' links: /add URL. Several at once are fine.",
    ),
    "too_big": (
        "“{name}” berukuran {size:.0f} MB; Telegram hanya memberikan dokumen sampai {limit} MB kepada bot. Pecah menjadi beberapa "
        "berkas, atau pakai `tanya ingest` di server.",
        "“{name}” is {size:.0f} MB; Telegram gives bots documents of up to {limit} MB only. Split it, or use `tanya ingest` on the "
        "server.",
    ),
    "wrong_kind": (
        "“{name}” bukan jenis yang bisa saya baca. Kirim salah satu dari: {kinds}.",
        "I can't read files like “{name}”. Send one of: {kinds}.",
    ),
    "taking_in": ("📥 Mengambil “{name}”…", "📥 Taking in “{name}”…"),
    "progress": ("📥 “{name}”: {done} artikel selesai…", "📥 “{name}”: {done} articles done…"),
    "summary": (
        "✅ “{name}”: {added} baru, {changed} berubah, {unchanged} tetap, {failed} gagal ({seconds:.1f} detik).",
        "✅ “{name}”: {added} added, {changed} changed, {unchanged} unchanged, {failed} failed ({seconds:.1f} s).",
    ),
    "failed_all": ("⚠️ “{name}” tidak bisa diambil.", "⚠️ “{name}” could not be taken in."),
    "not_taken_in": ("⚠️ {reason}", "⚠️ {reason}"),
    "remove_how": (
        "Artikel yang mana? /hapus ID. ID-nya bisa dilihat pengelola di /sumber.",
        "Which article? /remove ID. Admins see the ids in /sources.",
    ),
    "unknown_article": ("Tidak ada artikel dengan ID “{id}”.", "There is no article with the id “{id}”."),
    "sure_remove": ("Hapus “{title}” untuk seterusnya?", "Remove “{title}” for good?"),
    "yes_remove": ("Ya, hapus", "Yes, remove"),
    "no_keep": ("Jangan", "Keep it"),
    "removed": ("“{title}” sudah dihapus.", "“{title}” has been removed."),
    "kept": ("Tidak jadi dihapus.", "All right, it stays."),
    "status": (
        "Artikel: {articles} dalam {chunks} bagian\nRentang: {oldest} – {newest}\nMedia: {outlets}\nGagal diambil: {failures}\n"
        "Hari ini: {asked} pertanyaan, {refused} tidak terjawab, {broken} gagal\nMenunggu: {waiting}\nBerjalan sejak: {since}",
        "Articles: {articles} in {chunks} chunks\nSpan: {oldest} – {newest}\nOutlets: {outlets}\nCould not be taken in: "
        "{failures}\nToday: {asked} questions, {refused} not answered, {broken} failed\nWaiting: {waiting}\nUp since: {since}",
    ),
    "gone_through": (
        "Sumber: terakhir ditelusuri {when}: {added} baru, {changed} berubah, {removed} dihapus, {failed} gagal",
        "Sources: last gone through {when}: {added} added, {changed} changed, {removed} removed, {failed} failed",
    ),
    "not_gone_through": (
        "Sumber: gagal ditelusuri {when}: {reason}",
        "Sources: could not be gone through {when}: {reason}",
    ),
    "going_through": ("Sumber: sedang ditelusuri sejak {when}", "Sources: being gone through since {when}"),
    "broken_off": (
        "Sumber: mulai ditelusuri {when}, terhenti di tengah jalan",
        "Sources: begun {when}, broken off on the way",
    ),
    "never_gone_through": ("Sumber: belum pernah ditelusuri", "Sources: not gone through yet"),
    # The list of commands
    "command_start": ("Mulai dari sini", "Start here"),
    "command_help": ("Cara memakai bot ini", "How to use this bot"),
    "command_ask": ("Ajukan pertanyaan", "Ask a question"),
    "command_search": ("Cari artikel", "Find articles"),
    "command_sources": ("Daftar artikel", "List the articles"),
    "command_new": ("Mulai percakapan baru", "Start a new conversation"),
    "command_cancel": ("Batalkan pertanyaan", "Cancel the question"),
    "command_privacy": ("Yang saya simpan tentang Anda", "What I keep about you"),
    "command_language": ("Pilih bahasa", "Choose a language"),
    "command_add": ("Tambah artikel", "Add articles"),
    "command_remove": ("Hapus artikel", "Remove an article"),
    "command_status": ("Keadaan bot", "How the bot is doing"),
}


def say(key: str, language: str, **values: Any) -> str:
    """A text in the person's language."""
    text = TEXTS[key][LANGUAGES.index(tongue(language))]
    return text.format(**values) if values else text


def tongue(code: str | None) -> Language:
    """Indonesian for those whose Telegram speaks it or a language near to it, English for others."""
    return "id" if (code or "").split("-")[0] in ("id", "in", "jv", "su", "ms") else "en"


COMMANDS: dict[str, tuple[str, str]] = {
    "start": ("start", "start"),
    "help": ("bantuan", "help"),
    "ask": ("tanya", "ask"),
    "search": ("cari", "search"),
    "sources": ("sumber", "sources"),
    "new": ("baru", "new"),
    "cancel": ("batal", "cancel"),
    "privacy": ("privasi", "privacy"),
    "language": ("bahasa", "language"),
    "add": ("tambah", "add"),
    "remove": ("hapus", "remove"),
    "status": ("status", "status"),
}
"""Each command's name in both languages. Both are understood from everyone."""
IN_GROUPS = ("ask", "search", "sources", "new", "cancel", "help")
FOR_ADMINS = ("add", "remove", "status")
