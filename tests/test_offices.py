"""Who is named right after an office holds that one and no other."""

from __future__ import annotations

import pytest

from index.offices import held, office, tells_of_kin
from index.question import analyse


@pytest.mark.parametrize(
    ("question", "sentence", "name", "another"),
    [
        ("Siapa pelatih Nusa Utara?", "Pelatih Tim Nasional (Timnas) Lerang, Jo Alang, memuji Nusa Utara.", "Jo Alang", True),
        ("Siapa pelatih Lerang?", "Pelatih Tim Nasional (Timnas) Lerang, Jo Alang, memuji Nusa Utara.", "Jo Alang", False),
        ("Who is the coach of Nusa Utara?", "Pelatih Lerang Jo Alang memuji Nusa Utara.", "Jo Alang", True),
        ("Siapa presiden Korea Utara?", "Presiden Korea Selatan Kim Ara berpidato.", "Kim Ara", True),
        ("Who is the president of Russia?", "Presiden Rusia Ivan Petrov berpidato.", "Ivan Petrov", False),
        ("Siapa gubernur Nusa Utara?", "Gubernur Nusa Lintang Bima Satria hadir.", "Lintang Bima Satria", True),
        ("Siapa presiden Amerika Serikat?", "Presiden AS John Roe berpidato.", "John Roe", False),
        ("Siapa ketua Komisi Pemilihan Umum?", "Ketua KPU Bima Satria hadir.", "Bima Satria", False),
        ("Siapa gubernur Bank Nusantara?", "Gubernur BN Bima Satria hadir.", "Bima Satria", False),
        ("Siapa gubernur Jawa Barat?", "Ia ditemui Wakil Gubernur Jawa Barat Bima Satria.", "Bima Satria", True),
        ("Siapa wakil gubernur Jawa Barat?", "Ia ditemui Wakil Gubernur Jawa Barat Bima Satria.", "Bima Satria", False),
        ("Siapa bupati Lerang?", "Mantan Bupati Lerang Bima Satria ditahan.", "Bima Satria", True),
        ("Siapa gubernur yang tewas di Medan?", "Gubernur Sumatera Utara Bima Satria tewas.", "Bima Satria", False),
        ("Siapa suami Ratna?", "Anak bungsu pedangdut Elvira, Ratna, menikah.", "Elvira", True),
        ("Siapa ayah Ratna?", "Ratna adalah putri pedangdut Elvira.", "Elvira", False),
        ("Siapa pelatih timnas Lerang U-16?", "Pelatih Timnas Nusa U-16, Bima Satria, memuji Lerang.", "Bima Satria", True),
        ("Siapa Ketua Komisi Lerang?", "Ketua Komisi Lerang periode 2003-2007 Bima Satria hadir.", "Bima Satria", True),
        ("Siapa Ketua KPU?", "Bima Satria, Wakil Ketua KPU, hadir.", "Bima Satria", True),
        ("Siapa pelatih Lerang United?", "Pelatih Lumbung FC, Bima Satria, memuji Lerang United.", "Bima Satria", True),
        ("Siapa pelatih Lerang United?", "Saat itu Bima Satria masih duduk sebagai pelatih Persila.", "Bima Satria", True),
        ("Siapa pelatih Lerang United?", "Asisten pelatih, Bima Satria, memuji Lerang United.", "Bima Satria", True),
        ("Siapa Ketua KPU?", "Ketua BPK Bima Satria hadir.", "Bima Satria", True),
        ("Siapa ketua Komisi Lerang?", "Ketua KNL Bima Satria hadir.", "Bima Satria", False),
        ("Siapa pengarang buku itu?", "Buku itu ditulis pengarang Inggris Jane Roe.", "Jane Roe", False),
        ("Kapan presiden datang?", "Wakil Presiden Bima Satria datang Rabu.", "Rabu", False),
    ],
)  # fmt: skip
def test_a_name_goes_with_the_office_before_it(question: str, sentence: str, name: str, another: bool) -> None:
    asked = analyse(question)
    wanted, at = office(asked), sentence.index(name)
    assert (wanted is not None and held(asked, wanted, sentence, at, at + len(name)) == "another") is another


def test_the_spokesman_is_not_the_chief_but_may_be_elsewhere() -> None:
    asked = analyse("Siapa Kapolda Lerang?")
    wanted, sentence = office(asked), "Menurut Kabid Humas Polda Lerang Kombes Pol Bima Satria, itu benar."
    assert wanted and held(asked, wanted, sentence, sentence.index("Bima"), sentence.index(", itu")) == "other"


@pytest.mark.parametrize(
    ("question", "sentence", "name"),
    [
        ("Siapa Kapolda Jawa Tengah?", "Kapolda Jateng, Irjen Pol Bima Satria mengatakan demikian.", "Bima Satria"),
        ("Siapa pelatih Timnas Lerang U-16?", "Pelatih Timnas Lerang U-16, Bima Satria, tersenyum.", "Bima Satria"),
        ("Siapa presiden Persila?", "Presiden Persila Ratna Mahendra gembira.", "Ratna Mahendra"),
        ("Siapa presiden Persila?", "Ratna Mahendra, Presiden Persila, gembira.", "Ratna Mahendra"),
        ("Siapa ketua Komisi Pemilihan Umum?", "Ketua KPU Bima Satria hadir.", "Bima Satria"),
    ],
)
def test_a_name_behind_the_office_that_is_asked_for_is_its_holder(question: str, sentence: str, name: str) -> None:
    asked = analyse(question)
    wanted, at = office(asked), sentence.index(name)
    assert wanted and held(asked, wanted, sentence, at, at + len(name)) == "this"


def test_who_is_married_is_told_where_marriage_is_spoken_of() -> None:
    husband = office(analyse("Siapa suami Ratna?"))
    assert husband and husband.name == "suami"
    assert tells_of_kin(husband, "Ratna menikah dengan Bima.")
    assert tells_of_kin(husband, "Bima dan istrinya, Ratna, hadir.")
    assert not tells_of_kin(husband, "Bima mengucapkan selamat kepada Ratna.")
    former = office(analyse("Siapa mantan istri Bima?"))
    assert former and tells_of_kin(former, "Bima bercerai dari Ratna.")
    assert not tells_of_kin(former, "Bima akan menikah dengan Wening.")
    chair = office(analyse("Siapa ketua panitia?"))
    assert chair and tells_of_kin(chair, "Bima mengucapkan selamat kepada Ratna.")
    assert office(analyse("Kapan ketua panitia datang?")) is None
