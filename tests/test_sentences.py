"""Sentences end where a reader of Indonesian news would end them."""

from __future__ import annotations

import random

import pytest

from index.language.sentences import LONGEST, dateline_end, sentence_spans


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Ia bekerja di KPK.", "Gajinya naik pada 2024.", "Rp2 miliar dikembalikan."],
        ["Rapat dimulai pukul 15.06 WIB (4/6/2025).", "Anggarannya Rp1,2 triliun untuk 10.000 rumah."],
        ["Ia menolak.", "12 orang lain setuju."],
        ["Benarkah begitu?", "Tentu saja!", "Lalu apa?!", "Begini..."],
        ["Perkara itu ditangani lembaga baru (KPK.)", "Saksi diperiksa."],
        ["Ia pulang.", "(Rara Wening)"],
        ["Harga turun.", "[Baca lagi besok.]", "Pasar buka."],
        ["Ponselnya hilang.", "iPhone itu ditemukan.", "e-KTP juga."],
        ["Apel, jeruk, dll. dijual murah.", "Pembeli datang, membayar, dsb.", "Pasar lalu tutup."],
        [
            "The mayor left at 5 p.m. on Monday.",
            "Mr. Nara stayed in the U.S. until Friday.",
            "He sold Nara Inc. to a friend.",
        ],
        ["Tim itu masuk Grup B.", "Lawannya belum tentu."],
    ],
    ids=lambda sentences: sentences[0],
)
def test_sentences_that_follow_each_other_are_told_apart(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Menurut dr. Sari dan Prof. Dr. Ir. H. Wira Danu, M.Si., obat itu aman.",
        "Ny. Lasmi, S.Pd. Direktur sekolah itu, tinggal di Jl. Kenanga No. 7 RT. 02 Kec. Lembah Kab. Nusa.",
        "B. J. Danuarta bertemu M. Nala dan Muh. Rafi.",
        "PT. Maju Terus dan CV. Jaya milik PT Nusa Tbk. (NUSA) untung Rp. 5 juta.",
        "Surat a.n. Wira berlaku 2019 s.d. 2024, lihat hlm. 12 dan vol. 3.",
        "Situs Nusa.co.id dan Kabar6.Com memakai versi 2.0.",
        "Klub Lembah vs. Garuda berakhir 2-1.",
        "Kapal tiba 5 Sept. 2024 dan berangkat lagi.",
        "Ia ragu... tetapi tetap berangkat.",
        "Ia membaca Yahoo! dan koran.",
        "K.H. Danu dan KH. Wira hadir.",
        "Brigjen Pol. Wira, Letjen TNI (Purn.) Danu, Kol. Inf. Rafi dan Alm. Nala disebut.",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(sentence: str) -> None:
    assert split(sentence) == [sentence]


def test_an_abbreviation_at_the_end_does_where_a_small_word_follows_with_a_capital() -> None:
    assert split("Saham milik PT Nusa Tbk. Namun ia lupa.") == ["Saham milik PT Nusa Tbk.", "Namun ia lupa."]
    assert split("Ia dulu di U.S. Ia kini di sini.") == ["Ia dulu di U.S.", "Ia kini di sini."]
    assert split('Ia berkata "No." Lalu diam.') == ['Ia berkata "No."', "Lalu diam."]


@pytest.mark.parametrize("said", ["kata", "ujar", "tutur Kepala Desa", "imbuhnya kepada", "tanya", "said"])
def test_the_attribution_stays_with_the_quote_before_it(said: str) -> None:
    for quoted in ('"Kami siap."', "“Kami siap!”", '"Kami siap?"', '"Kami siap. "'):
        text = f"{quoted} {said} Wira."
        assert split(text) == [text]


def test_a_new_sentence_after_a_quote_is_one_of_its_own() -> None:
    assert split('"Kami siap." Wira lalu pergi.') == ['"Kami siap."', "Wira lalu pergi."]
    assert split("“Kami siap.” Wira lalu pergi.") == ["“Kami siap.”", "Wira lalu pergi."]


def test_a_quote_of_several_sentences_is_split_inside() -> None:
    assert split('"Kami siap. Air sudah ada! Siapa mau?" kata Wira.') == [
        '"Kami siap.',
        "Air sudah ada!",
        'Siapa mau?" kata Wira.',
    ]


def test_a_comma_after_a_quote_carries_on() -> None:
    text = '"Mau ke mana?", Wira bertanya.'
    assert split(text) == [text]


def test_a_missing_space_after_the_full_stop_is_forgiven() -> None:
    assert split("Hujan turun hari ini.Ia berteduh.") == ["Hujan turun hari ini.", "Ia berteduh."]
    assert split('Hujan turun hari ini."Kami basah," katanya.') == ["Hujan turun hari ini.", '"Kami basah," katanya.']
    assert split("Itu sejak 2019.Warga sudah tahu.") == ["Itu sejak 2019.", "Warga sudah tahu."]
    assert split("Ia melapor ke KPK.Petugas mencatat.") == ["Ia melapor ke KPK.", "Petugas mencatat."]
    assert split("Drs.Wira lulusan S.Pd.I di Nusa.Com dan H.Danu.") == [
        "Drs.Wira lulusan S.Pd.I di Nusa.Com dan H.Danu."
    ]
    assert split("Lihat https://nusa.example/baca?Id=3 dan surel a.Wira@nusa.example itu.") == [
        "Lihat https://nusa.example/baca?Id=3 dan surel a.Wira@nusa.example itu."
    ]


def test_a_small_letter_after_a_whole_word_and_a_full_stop_is_a_careless_start() -> None:
    assert split("Ia pergi ke luar negeri. tapi ia kembali.") == ["Ia pergi ke luar negeri.", "tapi ia kembali."]


def test_list_marks_stay_with_their_entry() -> None:
    assert split("1. Cuci beras. 2. Rebus air.\na. Api kecil.\nIV. Penutup.") == [
        "1. Cuci beras.",
        "2. Rebus air.",
        "a. Api kecil.",
        "IV. Penutup.",
    ]


def test_a_sentence_never_crosses_a_line() -> None:
    assert split("Judul tanpa titik\r\nBaris kedua\n\n  Baris ketiga. ") == [
        "Judul tanpa titik",
        "Baris kedua",
        "Baris ketiga.",
    ]


def test_stops_and_symbols_alone_are_no_sentence() -> None:
    assert split("Hebat! 😀😀. Ia menang. ***") == ["Hebat!", "😀😀. Ia menang. ***"]
    assert split("***\nIa menang.") == ["***", "Ia menang."]


def test_spans_of_a_stretch_point_into_the_whole_text() -> None:
    text = "Satu kalimat. Dua kalimat. Tiga kalimat."
    assert sentence_spans(text, 14, 26) == [(14, 26)]
    assert sentence_spans(text, 13) == sentence_spans(text)[1:]


def test_a_very_long_sentence_is_cut_at_a_semicolon_a_comma_or_a_space() -> None:
    for mark in ("; ", ", ", " "):
        text = mark.join(["katakata"] * 200) + "."
        pieces = split(text)
        assert all(500 <= len(piece) <= LONGEST for piece in pieces)
        assert all(piece.endswith(f"katakata{mark.strip()}") for piece in pieces[:-1])


DATELINES = [
    "Pyongyang: ",
    "Kuala Nusa: ",
    "JAKARTA, NUSA — ",
    "Jakarta (KABAR) - ",
    "Jakarta, 5 Juni 2025 (KABAR) - ",
    "Kabar6.com, Jakarta - ",
    "KABAR.CO.ID, JAKARTA -- ",
    "KABAR.CO, Jakarta - ",
    "Jakarta, Kabar Indonesia - ",
    "JAKARTA, iKabar.id - ",
    "Kabarjogja.com, JOGJA—",
    "BANDUNG, (KB).- ",
    "PARIS, June 5 (KBR) - ",
    "KOTA BANDUNG – ",
    "lembah, kabar - ",
]


@pytest.mark.parametrize("dateline", DATELINES)
def test_a_dateline_belongs_to_no_sentence(dateline: str) -> None:
    text = f"{dateline}Wali kota membuka pasar. Warga datang."
    assert dateline_end(text) == len(dateline)
    assert split(text) == ["Wali kota membuka pasar.", "Warga datang."]


@pytest.mark.parametrize(
    "text",
    [
        "Foto: Wira Danu",
        "Ketua Panitia: Acara ini ditunda.",
        "KPK: Tersangka bertambah.",
        "Wira Danu – yang baru menang – pulang.",
        "Presiden Wira Danu - Menteri lama bertemu.",
        "Wali kota membuka pasar: Warga datang.",
        "Jakarta: ",
        "",
    ],
)
def test_what_only_resembles_a_dateline_is_kept(text: str) -> None:
    assert dateline_end(text) == 0


STRANGE = {
    "nothing": "",
    "white space": " \n\t \r\n\u2028 ",
    "punctuation": "?!.,;:()[]…" * 300,
    "full stops": "." * 100_000,
    "spaced full stops": ". " * 50_000,
    "no space at all": "a" * 100_000,
    "quote marks": '"' * 3000 + ' " " ".' * 500,
    "emoji": "😀👨‍👩‍👧. 🇮🇩! " * 2000,
    "CRLF": "Satu.\r\nDua!\r\n\r\nTiga",
    "carriage returns": "Satu.\rDua.\r" * 20_000,
    "NUL": "Satu\x00. Dua\x00\x00.\x00Tiga.",
    "right to left": "ذهب الولد إلى السوق. ثم عاد؟ نعم! قال: «حسنا».",
    "Chinese": "他走了。她说：“好。”然后呢？" * 200,
    "initials": "A. " * 30_000,
    "a lone surrogate": "Satu \ud800. Dua.",
    "glued": 'ini."Ia' * 20_000,
    "wide gaps": "Satu." + " " * 100_000 + "Dua.",
}


def check_promises(text: str) -> None:
    spans = sentence_spans(text)
    after = dateline_end(text)
    for start, end in spans:
        sentence = text[start:end]
        assert after <= start < end
        assert sentence == sentence.strip()
        assert len(sentence.splitlines()) == 1
        assert len(sentence) <= LONGEST
        after = end
    covered = "".join("".join(text[start:end].split()) for start, end in spans)
    assert covered == "".join(text[dateline_end(text) :].split())


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_strange_text_is_covered_in_order_without_overlap(text: str) -> None:
    check_promises(text)


def test_random_text_is_covered_in_order_without_overlap() -> None:
    dice = random.Random(7)
    scraps = ["Ia ", "pergi", ". ", ".", '"', "” ", "“", "? ", "\n", "\r\n", "dr.", " ", "A.", "Rp1,2", "(4/6)", "…", "; ",
              "kata ", "JAKARTA - ", "\u2028", "\x00", "é", "。", ", ", "- ", "Nusa.co.id"]  # fmt: skip
    for _ in range(400):
        check_promises("".join(dice.choices(scraps, k=dice.randint(1, 120))))


def test_the_end_of_a_stretch_hides_what_follows() -> None:
    text = "Satu kalimat. Dua kalimat"
    for end in range(len(text) + 1):
        assert sentence_spans(text, 0, end) == sentence_spans(text[:end])
