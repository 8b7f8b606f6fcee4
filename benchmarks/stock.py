"""What one would build without Tanya: LlamaIndex's retrievers as they come, on the same chunks and the same vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Search = Callable[[str], Iterable[str]]
"""Article ids for a question, best first, with repeats."""


def searches(
    chunks: Iterable[tuple[str, str, str, NDArray[np.float32]]],
    vector: Callable[[str], NDArray[np.float32]],
    top_k: int,
    folder: Path,
) -> Mapping[str, Search] | None:
    """By name; None where `pip install -e '.[bench]'` was not done.

    `chunks`: id, article id, text and vector of each. VectorStoreIndex over Chroma with its own retriever; BM25Retriever
    as it comes, and with the words of Indonesian left unstemmed; and QueryFusionRetriever of the first two, by rank,
    asking nothing of a language model.
    """
    try:
        stores = import_module("llama_index.vector_stores.chroma")
        bm25 = import_module("llama_index.retrievers.bm25")
    except ImportError:
        return None
    import chromadb
    from chromadb.config import Settings
    from llama_index.core import MockEmbedding, StorageContext, VectorStoreIndex
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
    from llama_index.core.schema import QueryBundle, TextNode

    hidden: dict[str, Any] = {"excluded_embed_metadata_keys": ["article"], "excluded_llm_metadata_keys": ["article"]}
    nodes = [
        TextNode(id_=id, text=text, metadata={"article": article}, embedding=made.tolist(), **hidden)
        for id, article, text, made in chunks
    ]
    client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    index = VectorStoreIndex(
        nodes,
        storage_context=StorageContext.from_defaults(
            vector_store=stores.ChromaVectorStore(chroma_collection=client.get_or_create_collection("news"))
        ),
        embed_model=MockEmbedding(embed_dim=len(nodes[0].embedding or ())),  # never asked: all vectors are given
    )
    dense = index.as_retriever(similarity_top_k=top_k)
    plain = [TextNode(id_=node.id_, text=node.text, metadata=node.metadata, **hidden) for node in nodes]
    stemmed = bm25.BM25Retriever.from_defaults(nodes=plain, similarity_top_k=top_k)
    unstemmed = bm25.BM25Retriever.from_defaults(nodes=plain, similarity_top_k=top_k, skip_stemming=True)
    fusion = QueryFusionRetriever(
        [dense, stemmed],
        llm=MockLLM(),
        num_queries=1,
        similarity_top_k=top_k,
        mode=FUSION_MODES.RECIPROCAL_RANK,
        use_async=False,
    )

    def searching(retriever: Any) -> Search:
        def search(question: str) -> list[str]:
            found = retriever.retrieve(QueryBundle(question, embedding=vector(question).tolist()))
            return [cast("str", hit.node.metadata["article"]) for hit in found]

        return search

    return {
        "LlamaIndex VectorStoreIndex": searching(dense),
        "LlamaIndex BM25Retriever": searching(stemmed),
        "LlamaIndex BM25Retriever, no stemming": searching(unstemmed),
        "LlamaIndex QueryFusionRetriever": searching(fusion),
    }
