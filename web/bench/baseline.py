"""The baseline of the benchmark: sentence-transformers on PyTorch with a flat FAISS index."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from data.corpus import Corpus
from embeddings.encoder import Encoder
from embeddings.encoders.pytorch import SentenceEncoder
from embeddings.index.vectors import FlatIndex
from qa.answer import Question
from qa.answerer import Answerer
from qa.evaluation.dataset import EvaluationQuestion, read_questions
from qa.evaluation.runner import is_right
from qa.retrieval.indexing import build_index, corpus_texts

TOP_K = 5


class PlainRecipe:
    """Search that encodes a question and returns the best of all rows, and nothing else."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Load the bundled model from ``folder``."""
        self.encoder = SentenceEncoder(folder, threads=threads)
        self._model = self.encoder.model
        self._index: FlatIndex | None = None

    def index(self, texts: Sequence[str]) -> float:
        """Index ``texts`` with one call of ``encode``; return the seconds it took."""
        start = perf_counter()
        vectors = self._model.encode(
            [self.encoder.passage_prompt + text for text in texts],
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        self._index = FlatIndex.of(vectors)
        return perf_counter() - start

    def ask(self, question: str) -> list[int]:
        """Return the numbers of the best rows. Call :meth:`index` first."""
        if self._index is None:
            raise RuntimeError("nothing is indexed")
        vectors = self._model.encode(
            [self.encoder.query_prompt + question],
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        found: list[int] = self._index.search(vectors, TOP_K)[1][0].tolist()
        return found


def compare_rankings(
    corpus: Corpus, served: Encoder, reference: Encoder, files: Sequence[Path]
) -> list[dict[str, Any]]:
    """Return P@1 of the dense channel alone on each file of questions, for both encoders.

    Questions are searched as they are typed, without the bank. Raises QuestionSetError.
    """
    sets = [(file.name, read_questions(file, corpus)) for file in files]
    if not sets:
        return []
    texts = corpus_texts(corpus)
    answerers = [
        Answerer(corpus, encoder, build_index(texts, encoder)) for encoder in (served, reference)
    ]
    figures = []
    for name, questions in sets:
        own, plain = (_precision(answerer, questions) for answerer in answerers)
        figures.append({"name": name, "served": own, "sentence_transformers": plain})
    return figures


def _precision(answerer: Answerer, questions: Sequence[EvaluationQuestion]) -> float:
    hits = []
    for question in questions:
        if question.gold:
            exact = Question(question.text, question.language, exact=True)
            scores, provisions = answerer.channels(exact)
            hits.append(is_right(provisions[int(scores.channels[0].argmax())], question.gold))
    return round(float(np.mean(hits)), 4)
