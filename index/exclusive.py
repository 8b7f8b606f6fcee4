"""Words that exclude one another: who has won hasn't lost, and the dead are not the injured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from index.question import Question

Side = tuple[int, int]
"""A group of words that exclude one another, and one side of it; by their places in `_GROUPS`."""

FATE = 0
"""The group of what has become of people."""

_GROUPS = (
    "tewas menewaskan meninggal mati gugur terbunuh dibunuh membunuh wafat kematian | luka terluka melukai cedera"
    " | selamat diselamatkan menyelamatkan terselamatkan | hilang | mengungsi pengungsi diungsikan"
    " | ditangkap menangkap ditahan menahan diringkus meringkus dibekuk membekuk",
    "naik kenaikan naiknya meningkat peningkatan meningkatnya bertambah melonjak lonjakan"
    " | turun penurunan turunnya menurun menurunnya berkurang merosot anjlok menyusut",
    "surplus | defisit",
    "menang kemenangan memenangkan dimenangkan mengalahkan pemenang juara | kalah kekalahan dikalahkan",
    "ekspor mengekspor diekspor | impor mengimpor diimpor",
    "untung laba keuntungan | rugi kerugian merugi",
    "pria laki lelaki | perempuan wanita",
    "tertua | termuda",
    "terbesar | terkecil",
    "tertinggi | terendah",
    "terpanjang | terpendek",
    "terbanyak | tersedikit",
    "terkaya | termiskin",
    "terluas | tersempit",
    "terdekat | terjauh",
    "terbaik | terburuk",
    "pertama | terakhir",
    "lahir dilahirkan kelahiran | meninggal wafat tewas menewaskan gugur mati kematian",
    "didirikan berdiri dibentuk mendirikan berdirinya | dibubarkan bubar membubarkan pembubaran runtuh",
    "dibuka membuka pembukaan | ditutup menutup penutupan",
    "mulai dimulai memulai dimulainya bermula | berakhir berakhirnya selesai usai",
    "membeli dibeli pembelian | menjual dijual penjualan",
    "menerima diterima | menolak ditolak penolakan",
    "berhasil keberhasilan sukses | gagal kegagalan",
    "menikah pernikahan menikahi | bercerai perceraian menceraikan",
    "diangkat dilantik mengangkat pengangkatan | dipecat diberhentikan mundur dicopot",
    "utara | selatan",
    "timur | barat",
    "maksimal maksimum | minimal minimum",
    "atas | bawah",
    "awal | akhir",
)
"""No kin: "suami X" is told by "Y adalah istri X" as well."""

_SIDES: dict[str, set[Side]] = {}
for _group, _text in enumerate(_GROUPS):
    for _side, _words in enumerate(_text.split("|")):
        for _word in _words.split():
            _SIDES.setdefault(_word, set()).add((_group, _side))


def sides(words: Iterable[str]) -> set[Side]:
    """Which sides some folded words take."""
    return {side for word in words for side in _SIDES.get(word, ())}


def asked(question: Question) -> Mapping[int, Side]:
    """The side that a question takes in each group; an English one by its Indonesian words. None where it takes two."""
    taken = sides(form for term in question.terms for form in term.forms)
    groups = [group for group, _ in taken]
    return {group: (group, side) for group, side in taken if groups.count(group) == 1}


def differ(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether folded words take one side of a group and the others another, and neither both."""
    one, other = sides(some), sides(others)
    return any(a[0] == b[0] and a not in other and b not in one for a in one for b in other)
