"""Encoder of questions and passages by two models of one vector space.

One encodes questions, which come one by one while people wait, and the other passages, which are
encoded once. A server that builds no index never opens that of passages.
"""

from collections.abc import Callable, Sequence
from threading import Lock

from embeddings.encoder import Encoder, FloatMatrix, Progress


class PairedEncoder:
    """A question encoder beside the encoder of passages. Thread-safe if both are."""

    def __init__(
        self,
        name: str,
        questions: Encoder,
        open_passages: Callable[[], Encoder],
    ) -> None:
        """Pair ``questions`` with the encoder that ``open_passages`` returns.

        It is called once, when the first passages are encoded. ``name`` is that of the vectors of
        passages; those of questions have the name of their encoder.
        """
        self.name = name
        self.question_name = questions.name
        self.dimension = questions.dimension
        self._questions = questions
        self._open_passages = open_passages
        self._passages: Encoder | None = None
        self._opening = Lock()

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return the vectors of questions."""
        return self._questions.encode_queries(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> FloatMatrix:
        """Return the vectors of passages."""
        with self._opening:
            if self._passages is None:
                self._passages = self._open_passages()
        return self._passages.encode_passages(texts, progress)
