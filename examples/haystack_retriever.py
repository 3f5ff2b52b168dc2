"""Retriever component for Haystack: the passages of an answer. Needs ``haystack-ai``."""

from bapta_client import BaptaClient, all_passages, passage_facts, passage_text
from haystack import Document, component


@component
class BaptaRetriever:
    """A retriever over the Bapta at ``address``; no document when the law does not answer."""

    def __init__(
        self,
        address: str = "http://127.0.0.1:8000",
        top_k: int = 5,
        acts: list[str] | None = None,
    ) -> None:
        self.address = address
        self.top_k = top_k
        self.acts = acts

    @component.output_types(documents=list[Document])
    def run(self, query: str, top_k: int | None = None) -> dict[str, list[Document]]:
        """Return the passages of the answer to ``query``, best first."""
        client = BaptaClient(self.address)
        answer = client.ask(query, top_k=top_k or self.top_k, acts=self.acts or ())
        documents = [
            Document(content=passage_text(passage), meta=passage_facts(part, passage))
            for part, passage in all_passages(answer)
        ]
        return {"documents": documents}
