"""Names that settle whether a word at the head of an article is a place, an outlet, or neither.

None of the lists is complete, and nothing depends on them being so: they decide only where the form leaves it open,
as in "Avengers: …" beside "Pyongyang: …".
"""

from __future__ import annotations

import re

DOMAIN = re.compile(r"(?:\w[\w-]*\.)+[a-z]{2,}", re.IGNORECASE)
"""An outlet's name that is an address."""


def names(text: str) -> frozenset[str]:
    return frozenset(name.strip().casefold() for line in text.splitlines() for name in line.split(",") if name.strip())


REGIONS = names("""
    aceh, sumatera utara, sumut, sumatera barat, sumbar, riau, kepulauan riau, kepri, jambi, sumatera selatan, sumsel,
    bengkulu, lampung, bangka belitung, banten, dki jakarta, jawa barat, jabar, jawa tengah, jateng, diy, yogyakarta,
    jawa timur, jatim, bali, nusa tenggara barat, ntb, nusa tenggara timur, ntt, kalimantan barat, kalbar,
    kalimantan tengah, kalteng, kalimantan selatan, kalsel, kalimantan timur, kaltim, kalimantan utara, kaltara,
    sulawesi utara, sulut, gorontalo, sulawesi tengah, sulteng, sulawesi barat, sulbar, sulawesi selatan, sulsel,
    sulawesi tenggara, sultra, maluku, maluku utara, malut, papua, papua barat, papua barat daya, papua tengah,
    papua pegunungan, papua selatan, indonesia, malaysia, singapura, thailand, filipina, vietnam, myanmar, china,
    tiongkok, jepang, korea selatan, korsel, korea utara, korut, india, pakistan, australia, amerika serikat, as, usa,
    inggris, prancis, jerman, italia, spanyol, belanda, rusia, ukraina, turki, mesir, arab saudi, iran, irak, israel,
    palestina, suriah, brasil, argentina, meksiko, kanada, selandia baru, timor leste, uea, uk, us
""")  # fmt: skip

CITIES = names("""
    jakarta, jakarta pusat, jakarta selatan, jakarta barat, jakarta timur, jakarta utara, bogor, depok, tangerang,
    tangerang selatan, bekasi, cikarang, karawang, bandung, cimahi, sukabumi, cianjur, garut, tasikmalaya, cirebon,
    indramayu, majalengka, kuningan, sumedang, serang, cilegon, semarang, solo, surakarta, salatiga, magelang, tegal,
    pekalongan, purwokerto, cilacap, kudus, klaten, sleman, bantul, gunungkidul, surabaya, sidoarjo, gresik, malang,
    batu, kediri, blitar, madiun, jember, banyuwangi, pasuruan, probolinggo, lamongan, tuban, bangkalan, denpasar,
    badung, nusa dua, kuta, gianyar, mataram, lombok, kupang, labuan bajo, medan, binjai, padang, bukittinggi,
    pekanbaru, dumai, batam, tanjungpinang, palembang, bandar lampung, pangkalpinang, banda aceh, pontianak,
    singkawang, palangka raya, palangkaraya, banjarmasin, banjarbaru, samarinda, balikpapan, bontang, tarakan,
    nusantara, makassar, parepare, manado, bitung, palu, poso, kendari, mamuju, ambon, ternate, sorong, manokwari,
    jayapura, wamena, timika, merauke, nabire, biak, beijing, shanghai, hong kong, taipei, tokyo, osaka, seoul,
    pyongyang, kuala lumpur, putrajaya, bangkok, manila, hanoi, phnom penh, vientiane, yangon, naypyidaw, bandar seri begawan,
    dili, new delhi, mumbai, islamabad, kabul, dhaka, colombo, teheran, baghdad, damaskus, beirut, amman,
    yerusalem, tel aviv, gaza, ramallah, riyadh, jeddah, makkah, mekkah, madinah, doha, dubai, abu dhabi, ankara,
    istanbul, kairo, nairobi, pretoria, johannesburg, lagos, moskow, moscow, kyiv, kiev, minsk, warsawa, berlin,
    munich, wina, vienna, jenewa, geneva, zurich, paris, london, manchester, liverpool, dublin, brussel, brussels,
    amsterdam, den haag, the hague, madrid, barcelona, lisbon, roma, rome, milan, turin, vatikan, athena, athens,
    budapest, praha, stockholm, oslo, kopenhagen, helsinki, washington, washington dc, new york, los angeles,
    san francisco, chicago, houston, miami, boston, ottawa, toronto, havana, mexico city, brasilia, rio de janeiro,
    sao paulo, buenos aires, santiago, lima, bogota, caracas, sydney, canberra, melbourne, perth, wellington, auckland
""")  # fmt: skip

OUTLETS = names("""
    kompas, tempo, antara, antara news, republika, detik, detikcom, cnn, cnn indonesia, cnbc, cnbc indonesia, tribun,
    tribunnews, liputan6, okezone, sindonews, inews, merdeka, viva, suara, kumparan, tirto, idn times, jawapos,
    jawa pos, bisnis, kontan, metro tv, metrotvnews, media indonesia, vivanews, jpnn, rri, tvri, beritasatu,
    bbc, bbc indonesia, bbc news, voa, voa indonesia, dw, reuters, afp, ap, associated press, xinhua, kyodo, kyodo news,
    tass, yonhap, bernama, al jazeera, anadolu, bloomberg, dpa, efe, kcna, the jakarta post, jakarta globe, sputnik
""")  # fmt: skip

OUTLET_WORDS = names(
    "news, pos, post, harian, koran, media, kabar, warta, berita, radar, tribun, times, tv, radio, online, pers, daily"
)

# What also opens an article in capitals before a colon or a dash, and is no place.
NO_PLACES = names("""
    catatan, baca, baca juga, video, foto, photo, caption, penulis, oleh, editor, reporter, pewarta, update, terkini,
    breaking, breaking news, sumber, tanya, jawab, note, notes, hasil, resmi, viral, eksklusif, exclusive, opini,
    kolom, analisis, infografis, kronologi, profil, fakta, cek fakta, hoaks, klarifikasi, judul, tanggal, waktu,
    lokasi, tempat, kesimpulan, ringkasan, intisari, pertanyaan, jawaban, berita, zodiak, season, episode, spoiler,
    tips, simak, live, langsung, populer, terpopuler, ralat, koreksi, koran, edisi, halaman, rubrik, poin, pertama,
    kedua, ketiga, presiden, wapres, menteri, menko, gubernur, wagub, bupati, wali kota, walikota, camat, lurah,
    kapolri, kapolda, kapolres, ketua, wakil, sekretaris, direktur, dirut, jubir, juru bicara, pengamat, pakar, polisi,
    warga, saksi, korban, pelatih, kiper, timnas, liga, kabinet, pemerintah, jaksa, hakim, dokter, ustaz, kiai
""")  # fmt: skip

# Written in capitals even where the rest of a name is not.
CAPITALS = names("as, dc, dki, diy, ntt, ntb, uea, usa, uk, us, ikn")
