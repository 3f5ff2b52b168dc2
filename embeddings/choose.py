"""Which encoder serves a model's name."""

from pathlib import Path

from embeddings.bundled import BUNDLED, check_model
from embeddings.encoder import Encoder
from embeddings.sentence import SentenceEncoder


def open_encoder(
    model: str, home: Path, device: str = "cpu", threads: int | None = None
) -> Encoder:
    """The encoder for ``model``: the bundled model's name, a folder, or a name in the local cache.

    Raises ModelError when the model is missing, damaged or cannot run on ``device``.
    """
    if model == BUNDLED:
        return SentenceEncoder(check_model(home), device, threads)
    return SentenceEncoder(model, device, threads)
