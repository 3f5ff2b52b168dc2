"""Hybrid searches of other projects, measured where they are installed: haystack and txtai.

Both search the same passages with the bundled model on PyTorch, and fuse its vectors with BM25 as
their documentation shows. They come with ``pip install 'bapta[bench]'`` and are looked up by name.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Protocol

import numpy as np

from data.corpus import Corpus
from data.passages import Passage
from embeddings.encoder import FloatMatrix, FloatVector
from embeddings.encoders.pytorch import SentenceEncoder
from qa.evaluation.dataset import EvaluationQuestion
from qa.evaluation.runner import is_right
from qa.retrieval.indexing import corpus_passages, corpus_texts
from web.bench.baseline import TOP_K


class Peer(Protocol):
    """A search over texts that are indexed already."""

    name: str

    def ask(self, question: str) -> Sequence[int]:
        """Return the numbers of the best texts, best first."""
        ...


def installed_peers(encoder: SentenceEncoder, texts: Sequence[str]) -> Iterator[Peer]:
    """Yield a search over ``texts`` of each project that is installed."""
    known: dict[str, Callable[[SentenceEncoder, dict[str, FloatVector]], Peer]]
    known = {"haystack": HaystackHybrid, "txtai": TxtaiHybrid}
    peers = [peer for package, peer in known.items() if find_spec(package) is not None]
    if peers:
        # Each distinct text is encoded once for all.
        vectors = dict(zip(texts, encoder.encode_passages(texts), strict=True))
        yield from (peer(encoder, vectors) for peer in peers)


class HaystackHybrid:
    """The two retrievers in memory of haystack, joined by reciprocal ranks."""

    def __init__(self, encoder: SentenceEncoder, vectors: dict[str, FloatVector]) -> None:
        # By default it reports its use to its makers.
        os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
        document = import_module("haystack").Document
        joiners = import_module("haystack.components.joiners")
        retrievers = import_module("haystack.components.retrievers.in_memory")
        stores = import_module("haystack.document_stores.in_memory")

        self.name = f"haystack {version('haystack-ai')}"
        self._encoder = encoder
        store = stores.InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(
            [
                document(id=str(number), content=text, embedding=vector.tolist())
                for number, (text, vector) in enumerate(vectors.items())
            ]
        )
        self._words = retrievers.InMemoryBM25Retriever(store, top_k=2 * TOP_K)
        self._vectors = retrievers.InMemoryEmbeddingRetriever(store, top_k=2 * TOP_K)
        self._joiner = joiners.DocumentJoiner("reciprocal_rank_fusion", top_k=TOP_K)

    def ask(self, question: str) -> Sequence[int]:
        """Return the numbers of the best texts, best first."""
        (vector,) = self._encoder.encode_queries([question]).tolist()
        found = [
            self._words.run(query=question)["documents"],
            self._vectors.run(query_embedding=vector)["documents"],
        ]
        joined = self._joiner.run(documents=found)["documents"]
        return [int(found.id) for found in joined]


class TxtaiHybrid:
    """The hybrid index of txtai: FAISS and BM25, weighted equally."""

    def __init__(self, encoder: SentenceEncoder, vectors: dict[str, FloatVector]) -> None:
        self.name = f"txtai {version('txtai')}"

        def encode(batch: Sequence[str]) -> FloatMatrix:
            # It has one function for questions and texts, which the model encodes differently.
            if all(text in vectors for text in batch):
                return np.stack([vectors[text] for text in batch])
            return encoder.encode_queries(batch)

        self._index = import_module("txtai").Embeddings(
            method="external", transform=encode, hybrid=True
        )
        self._index.index(enumerate(vectors))

    def ask(self, question: str) -> Sequence[int]:
        """Return the numbers of the best texts, best first."""
        return [int(number) for number, _ in self._index.search(question, TOP_K)]


def precision(
    first: Callable[[str], tuple[str, str] | None], questions: Sequence[EvaluationQuestion]
) -> float:
    """Return P@1 on the questions in scope; ``first`` gives the (act, eId) found first."""
    found = [(first(question.text), question.gold) for question in questions if question.gold]
    hits = [place is not None and is_right(place, gold) for place, gold in found]
    return round(sum(hits) / len(hits), 4) if hits else 0.0


def first_of(corpus: Corpus, peer: Peer) -> Callable[[str], tuple[str, str] | None]:
    """Return a function that gives the (act, eId) that ``peer`` finds first."""
    passages: dict[str, Passage] = {}
    for passage, text in zip(corpus_passages(corpus), corpus_texts(corpus), strict=True):
        # Of passages with one text, only the first is indexed.
        passages.setdefault(text, passage)
    indexed = list(passages.values())

    def first(question: str) -> tuple[str, str] | None:
        rows = peer.ask(question)
        return (indexed[rows[0]].act, indexed[rows[0]].eid) if rows else None

    return first
