"""The plain recipe, for comparison: sentence-transformers on PyTorch, FAISS flat, the best rows."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from embeddings.encoders.pytorch import SentenceEncoder
from embeddings.index.vectors import FlatIndex

BEST = 5


class PlainRecipe:
    """Encodes a question, searches all rows, and gives the best ones; nothing else."""

    def __init__(self, folder: Path, threads: int) -> None:
        """``folder`` is that of the bundled model."""
        self.encoder = SentenceEncoder(folder, threads=threads)
        self._model = self.encoder.model
        self._index: FlatIndex | None = None

    def index(self, texts: Sequence[str]) -> float:
        """Index ``texts`` with one call of ``encode``; the seconds it took."""
        start = perf_counter()
        vectors = self._model.encode(
            [self.encoder.passage_prompt + text for text in texts],
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        self._index = FlatIndex.of(vectors)
        return perf_counter() - start

    def ask(self, question: str) -> list[int]:
        """The numbers of the best rows."""
        assert self._index is not None
        vectors = self._model.encode(
            [self.encoder.query_prompt + question],
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        found: list[int] = self._index.search(vectors, BEST)[1][0].tolist()
        return found
