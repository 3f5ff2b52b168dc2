"""Retriever for LangChain: the passages of an answer as documents. Needs ``langchain-core``."""

from typing import Any

from bapta_client import BaptaClient, all_passages, passage_facts, passage_text
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever


class BaptaRetriever(BaseRetriever):
    """A retriever over the Bapta at ``address``; no document when the law does not answer."""

    address: str = "http://127.0.0.1:8000"
    top_k: int = 5
    acts: tuple[str, ...] = ()

    def _get_relevant_documents(self, query: str, *, run_manager: Any) -> list[Document]:
        answer = BaptaClient(self.address).ask(query, top_k=self.top_k, acts=self.acts)
        return [
            Document(page_content=passage_text(passage), metadata=passage_facts(part, passage))
            for part, passage in all_passages(answer)
        ]
