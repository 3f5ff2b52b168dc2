"""Encoder with one model for questions and another for passages."""

from collections.abc import Callable, Sequence
from threading import Lock

from embeddings.adaptation.delta import delta_digest
from embeddings.bundled.download import NAME
from embeddings.encoder import Encoder, FloatMatrix, Progress


class AdaptedEncoder:
    """A model whose questions are encoded by an adapted copy, ``questions``.

    Its name is that of the model, whose vectors of passages it gives. The model is loaded at the
    first passage, so a server that only asks never loads it.
    """

    def __init__(
        self, questions: Encoder, open_passages: Callable[[], Encoder], question_name: str
    ) -> None:
        """Set up; ``question_name`` identifies the vectors of questions."""
        self.name = questions.name
        self.question_name = question_name
        self.dimension = questions.dimension
        self._questions = questions
        self._open_passages = open_passages
        self._passages: Encoder | None = None
        self._opening = Lock()

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return the adapted vectors of questions."""
        return self._questions.encode_queries(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> FloatMatrix:
        """Return the vectors of passages; ``progress`` counts the texts.

        Raises ModelError when the model cannot be loaded.
        """
        with self._opening:
            if self._passages is None:
                self._passages = self._open_passages()
        return self._passages.encode_passages(texts, progress)


def adapt_questions(questions: Encoder, open_passages: Callable[[], Encoder]) -> AdaptedEncoder:
    """Return the bundled model with ``questions``, its copy with the shipped adaptation."""
    return AdaptedEncoder(questions, open_passages, f"{NAME}+{delta_digest()}")
