"""What stands between the paragraphs of Indonesian news pages and is none: "Baca juga", "ADVERTISEMENT", "Simak video".

A paragraph is furniture only as a whole, and what has the length of prose must speak of the page itself (its app, its
channel, its copyright). "Simak pesan gubernur", in a sentence of the story, stays.
"""

from __future__ import annotations

import re

_LONGEST = 320
"""Characters; what is longer is told by the markup or not at all."""

_WHOLE = re.compile(
    r"""(?:advertisement|advertorial|iklan|sponsored|scroll\ to\ continue(?:\ with\ content)?|scroll\ untuk\ melanjutkan.*
    |(?:scroll|gulir)\ ke\ bawah\ untuk\ .*|lanjut(?:kan)?\ membaca.*|(?:klik\ )?halaman\ (?:selanjutnya|berikutnya|\d+.*)
    |(?:baca\ )?selanjutnya|selengkapnya|loading(?:\.\.\.)?|bagikan|share|salin\ tautan|copy\ link|komentar|kirim\ komentar
    |beri(?:kan)?\ komentar|tags?|topik\ terkait|(?:berita|artikel|konten|video|tag)\ (?:terkait|lainnya|terkini|pilihan|populer)
    |terpopuler|terkini|rekomendasi(?:\ untuk\ anda)?|(?:pilihan|rekomendasi)\ (?:editor|redaksi)|kembali\ ke\ atas
    |(?:sign\ up\ for|subscribe\ to|berlangganan|daftar\ buletin)\ [^.!?]{2,50}
    |tampilkan\ semua|show\ all|lihat\ semua|page\ \d+|\d+\ komentar|\d+(?:\s*/\s*\d+)?|follow\ us|ikuti\ kami)\s*[:.…»>→]*""",
    re.IGNORECASE | re.VERBOSE,
)
_OPENS = re.compile(
    r"""[\s*•»>→\-–—\[(|]*(?:
    (?:baca|lihat|simak|tonton|saksikan|dengarkan|read)\s+(?:juga|pula|selengkapnya|also|more)\b
    |(?:simak|tonton|lihat|saksikan|nonton)\s+(?:juga\s+)?(?:videonya|video\b|tayangan\b|foto-?foto\b|live\b|rekaman\b)
    |pilihan\s+(?:editor|redaksi)\s*:|artikel\s+terkait\s*:|berita\s+terkait\s*:|terkait\s*:|(?:halaman|page)\s+\d+\s*(?:/|dari|of)\b
    |video\s*:\s|\[?gambas\s*:|tags?\s*:|topik\s*:|kata\s+kunci\s*:
    |(?:konten|artikel|berita)\s+ini\s+(?:merupakan\s+kerja\s*sama|telah\s+tayang|sudah\s+tayang|pertama\s+kali\s+tayang|tayang\s+di)
    |dilarang\s+(?:keras\s+)?(?:mengambil|menyalin|mengutip|memperbanyak)|copyright\b|©|hak\s+cipta
    |(?:artikel|konten|berita|laporan)\s+ini\s+(?:hanya|khusus|eksklusif)\s+(?:untuk|bagi)\s+(?:para\s+)?(?:pelanggan|subscriber|member|anggota)
    |berlangganan\s+(?:mulai|sekarang|untuk)\b|(?:this\s+(?:article|story|content)\s+is\s+(?:only\s+)?(?:for|available\s+(?:only\s+)?to)\s+(?:\w+\s+)?(?:subscribers|members))
    |(?:subscribe|sign\s+up|log\s+in)\s+(?:now\s+)?(?:to|for)\s+(?:read|continue|keep\s+reading|unlimited|full\s+access|our\s+newsletter)
    |the\s+post\s.+\sappeared\s+first\s+on\b|disclaimer\b\s*:|\*+\s*(?:ikuti|dapatkan|baca|fakta)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_CALLS = re.compile(
    r"""^\W*(?:(?:yuk|ayo|mari|jangan\s+lupa|segera|silakan)\W+)?
    (?:ikuti|follow|dapatkan|gabung|bergabung\w*|langganan|berlangganan|unduh|download|install|cek|temukan|baca|simak|update|klik|kunjungi)
    \b.{0,200}\b(?:google\s+news|whats?app|telegram|channel|kanal|saluran|newsletter|aplikasi|app|notifikasi|instagram|tiktok
    |youtube|facebook|twitter|media\s+sosial|medsos|(?:artikel|berita)\s+(?:dan\s+\w+\s+)?(?:yang\s+)?(?:lain(?:nya)?|menarik|terbaru))\b""",
    re.IGNORECASE | re.VERBOSE,
)


def is_furniture(paragraph: str) -> bool:
    """Whether a paragraph, on one line, is none of the story's."""
    if len(paragraph) > _LONGEST:
        return False
    if _WHOLE.fullmatch(paragraph.strip()):
        return True
    return bool(_OPENS.match(paragraph) or _CALLS.match(paragraph))
