"""The form of an answer: what is asked for is an amount, a day, a length of time or an age, and what is given is too."""

from __future__ import annotations

import pytest

from index.counted import other_than_asked
from index.fitting import mixed, unfit
from index.question import analyse


@pytest.mark.parametrize(
    ("question", "stretch"),
    [
        ("Berapa usia Bupati Ratna Mahendra?", "14 hari"),
        ("How old is the captain?", "pelabuhan lama"),
        ("How many children does the guard have?", "22 tahun"),
        ("Berapa lama ia bertugas di pos itu?", "12 kali sehari"),
        ("Berapa lama jembatan itu dibangun?", "Balai Kota Lerang"),
        ("Kapan feri itu berlayar?", "Pulau Sembilu"),
        ("Berapa warga yang mengungsi?", "balai desa"),
        ("Siapa yang memimpin tim ahli tanggul?", "Universitas Nusa Lintang"),
        ("Siapakah ketua tim itu?", "Dinas Pekerjaan Umum"),
        ("Who heads the team?", "Badan Penanggulangan Bencana"),
        ("Apa kata bupati soal tanggul itu?", "Bupati Ratna Mahendra"),
        ("Apa kata bupati soal tanggul itu?", "rapuh"),
        ("Maskapai apa yang ia tumpangi?", "Dewan Keamanan Wirasena"),
    ],
)
def test_what_is_not_of_the_form_that_was_asked_for_is_unfit(question: str, stretch: str) -> None:
    assert unfit(analyse(question), stretch)


@pytest.mark.parametrize(
    ("question", "stretch"),
    [
        ("Berapa usia Bupati Ratna Mahendra?", "41 tahun"),
        ("Berapa usia korban?", "dua puluh tiga"),
        ("Berapa lama ia bertugas di pos itu?", "22 tahun"),
        ("Berapa lama wangsa itu berkuasa?", "1368–1644"),
        ("Berapa hari libur itu?", "tiga hari"),
        ("Kapan feri itu berlayar?", "Rabu malam"),
        ("When did the ferry sail?", "setelah badai reda"),
        ("Berapa warga yang mengungsi?", "ratusan"),
        ("Pada peringkat berapa tim itu?", "keempat"),
        ("Siapa yang mengelola feri itu?", "Dinas Perhubungan"),
        ("Siapa yang memimpin tim ahli tanggul?", "Harimurti Sasongka"),
        ("Siapakah pemilik kapal itu?", "PT Laut Raya"),
        ("Lembaga apa yang meneliti tanggul itu?", "Badan Geologi"),
        ("Apa kata bupati soal tanggul itu?", "tanggul itu harus dibangun lagi"),
        ("Di mana feri itu bersandar?", "Pulau Sembilu"),
    ],
)
def test_every_way_of_saying_an_amount_or_a_time_fits(question: str, stretch: str) -> None:
    assert not unfit(analyse(question), stretch)


@pytest.mark.parametrize(
    ("question", "sentence", "stretch", "other"),
    [
        ("How many people were rescued?", "Dibantu 14 perahu nelayan, semua selamat.", "14 perahu nelayan", True),
        ("Berapa penumpang yang selamat?", "Dibantu 14 perahu nelayan, semua selamat.", "14", True),
        ("Berapa luas lahan yang terbakar?", "Api menyala 3 hari di lahan itu.", "3 hari", True),
        ("Berapa rumah yang rusak?", "Sebanyak 40 orang mengungsi.", "40", True),
        ("Berapa luas kota itu?", "Penduduknya 145.786 jiwa.", "145", True),
        (
            "Berapa luas kerajaan itu?",
            "Tiga tahun kemudian dari gunung sampai ke laut.",
            "Tiga tahun kemudian dari gunung sampai ke laut",
            False,
        ),
        ("How many people were rescued?", "Sebanyak 183 orang selamat.", "183 orang", False),
        ("How many people were rescued?", "Tiga orang tewas, 183 orang selamat.", "Tiga orang", True),
        ("How many people were rescued?", "Tiga orang tewas, 183 orang selamat.", "183 orang", False),
        ("Berapa orang yang terluka?", "Ledakan itu menewaskan 12 orang dan melukai 30 orang.", "12 orang", True),
        ("Berapa orang yang terluka?", "Ledakan itu menewaskan 12 orang dan melukai 30 orang.", "30 orang", False),
        ("How many people were rescued?", "Dari 187 orang di kapal, 183 orang selamat.", "187 orang", True),
        ("Berapa orang yang tewas?", "Sebanyak 12 orang, termasuk tiga anak, tewas.", "12 orang", False),
        ("Berapa orang yang tewas?", "Lima orang dari 20 yang hilang ditemukan tewas.", "Lima orang", False),
        ("Berapa luas gunung itu?", "Gunung itu setinggi 1.311 m.", "1.311 m", True),
        ("Berapa luas pulau itu?", "Wilayahnya meliputi 652 km².", "652 km", False),
        ("Berapa kecamatan di kabupaten itu?", "Di sana ada 132 desa.", "132 desa", True),
        ("Berapa harga mobil itu?", "Pabrik menarik 3.427 mobil.", "3.427", True),
        ("Berapa harga mobil itu?", "Harganya Rp 250 juta.", "250 juta", False),
        ("Berapa harga mobil itu?", "Harganya Rp 250.000.000.", "250.000.000", False),
        ("Berapa usia aktor itu?", "Ia terlihat seperti pria berusia 30 tahunan.", "30 tahunan", True),
        ("Berapa lama rapat itu?", "Rapat itu tiga bulan setelah ia pergi.", "tiga bulan", True),
        ("Berapa lama rapat itu?", "Rapat itu berlangsung tiga jam.", "tiga jam", False),
        ("Berapa usia aktor itu?", "Di usianya yang ke-47 tahun ia bugar.", "47 tahun", False),
        ("Berapa penumpang yang selamat?", "Dari 190, selamat 183 dan hilang 7.", "183", False),
        ("Berapa luas lapak itu?", "Lapak itu 4 meter kali 5 meter.", "4 meter kali 5 meter", False),
        ("Berapa orang yang datang?", "Ada 12 orang di 3 kapal.", "12 orang di 3 kapal", False),
        ("Berapa panitia yang hadir?", "Hadir 12 orang.", "12 orang", False),
    ],
)
def test_what_is_counted_is_what_was_asked_for(question: str, sentence: str, stretch: str, other: bool) -> None:
    at = sentence.index(stretch)
    assert other_than_asked(analyse(question), sentence, at, at + len(stretch)) is other


def test_an_amount_with_a_day_in_it_is_mixed() -> None:
    length = analyse("Berapa panjang tanggul yang jebol?")
    assert mixed(length, "35 meter pada Senin, 10 Maret 2025")
    assert not mixed(length, "35 meter")
    assert not mixed(analyse("Kapan tanggul itu jebol?"), "Senin, 10 Maret 2025")


def test_a_when_in_the_middle_asks_for_no_date() -> None:
    assert analyse("What did the crowd demand when they marched on 7 September?").kind != "date"
    assert analyse("When did the levee break?").kind == "date"
    assert analyse("Since when has the ferry been sailing?").kind == "date"
