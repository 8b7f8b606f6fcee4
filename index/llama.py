"""Tanya inside LlamaIndex: its retriever and its query engine under LlamaIndex's own interfaces.

    from index.engine import Engine
    from index.llama import TanyaQueryEngine, TanyaRetriever

    engine = Engine(load_settings())
    nodes = TanyaRetriever(engine.retriever, top_k=10).retrieve("Kapan banjir itu terjadi?")
    response = TanyaQueryEngine(engine).query("Kapan banjir itu terjadi?")

So any LlamaIndex response synthesizer, agent or evaluator works on Tanya's passages.
"""

from __future__ import annotations

from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.engine import Engine
from index.retrieval.retriever import Retriever
from index.types import Filters, Passage


class TanyaRetriever(BaseRetriever):
    """Dense and lexical candidates fused by weight (`index.retrieval.retriever`), as LlamaIndex nodes, best first."""

    def __init__(self, retriever: Retriever, *, top_k: int = 20, filters: Filters = Filters()) -> None:
        super().__init__()
        self._retriever = retriever
        self._top_k = top_k
        self._filters = filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._retriever.retrieve(query_bundle.query_str, top_k=self._top_k, filters=self._filters)
        return [_node(passage) for passage in found.passages]


class TanyaQueryEngine(BaseQueryEngine):
    """Answers with citations. `response.metadata` is what `tanya ask --json` prints."""

    def __init__(self, engine: Engine, *, filters: Filters = Filters()) -> None:
        super().__init__(callback_manager=CallbackManager([]))
        self._engine = engine
        self._filters = filters

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._engine.ask(query_bundle.query_str, filters=self._filters)
        return Response(answer.text, source_nodes=[_node(p) for p in answer.passages], metadata=answer.as_dict())

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        import asyncio

        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def _node(passage: Passage) -> NodeWithScore:
    article = passage.article
    known: dict[str, Any] = {
        "article_id": article.id, "title": article.title, "source": article.source, "author": article.author,
        "published_at": article.published_at and article.published_at.isoformat(), "url": article.url,
    }  # fmt: skip
    node = TextNode(
        id_=passage.id, text=passage.text, metadata=known,
        start_char_idx=passage.chunk.start, end_char_idx=passage.chunk.end,
    )  # fmt: skip
    return NodeWithScore(node=node, score=passage.score)
