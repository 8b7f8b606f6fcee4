"""Two invented reports of one flood, as passages that were retrieved, and the extractive answer made of them."""

from __future__ import annotations

from datetime import UTC, datetime

from index.types import Answer, Article, Chunk, Citation, Passage

NUSA = Article(
    id="nusa-1",
    title="Tanggul Lembah Arga Jebol",
    body=(
        "Tanggul Sungai Arga di Desa Kemuning jebol sepanjang 35 meter pada Senin (10/3/2025) malam. Banjir memaksa 4.200 "
        "orang mengungsi dan merendam 1.870 rumah.\n"
        'Kepala Badan Bencana Daerah (BBD) Yoga Prasta mengatakan, tanggul dihantam kayu hanyut. "Bukan karena tanggulnya '
        'lapuk," ujar Yoga.\n'
        "Bupati Ratna Dewanti menyetujui dana darurat Rp4,5 miliar. Ia tidak menaikkan pajak."
    ),
    origin="nusa.txt",
    source="Harian Nusa",
    published_at=datetime(2025, 3, 11, 7, 45, tzinfo=UTC),
    url="https://nusa.example/tanggul",
)  # fmt: skip
PESISIR = Article(
    id="pesisir-1",
    title="3.150 Warga Mengungsi",
    body=(
        "Sebanyak 3.150 warga mengungsi setelah tanggul Sungai Arga jebol. Menurut Gunadi Surya, tanggul jebol karena "
        "rembesan yang dibiarkan berbulan-bulan."
    ),
    origin="pesisir.txt",
    source="Kabar Pesisir",
    published_at=datetime(2025, 3, 12, 16, 20, tzinfo=UTC),
    url="https://pesisir.example/banjir",
)  # fmt: skip


def passage(article: Article, score: float = 1.0) -> Passage:
    return Passage(article, Chunk(article.id, 0, 0, len(article.body)), score)


PASSAGES = (passage(NUSA), passage(PESISIR, 0.9))


def extractive(question: str, passages: tuple[Passage, ...] = PASSAGES, language: str = "id") -> Answer:
    first = passages[0].article
    end = first.body.index(". ") + 1
    cited = Citation(
        1, first.id, first.title, first.source, None, first.published_at, first.url, first.body[:end], 0, end
    )
    return Answer(question, f"{cited.quote} [1]", None, False, 0.9, (cited,), passages, language=language)
