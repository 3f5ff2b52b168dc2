"""Which encoder serves a model's name."""

import os
from pathlib import Path

from embeddings.bundled import BUNDLED, EXPORT, NAME, check_model
from embeddings.encoder import Encoder
from embeddings.exported import SETTINGS


def open_encoder(
    model: str, home: Path, device: str = "cpu", threads: int | None = None
) -> Encoder:
    """The encoder for ``model``: the bundled model's name, a folder, or a name in the local cache.

    On the CPU the bundled model and exported ones run on ONNX Runtime, and PyTorch is not
    imported; all else runs through sentence-transformers. ``threads`` bounds the threads of one
    call (all cores of this process by default). Raises ModelError when the model is missing,
    damaged or cannot run on ``device``.
    """
    # Each import is slow, and one encoder needs one of them.
    if device == "cpu" and (model == BUNDLED or (Path(model) / SETTINGS).is_file()):
        from embeddings.onnx_encoder import OnnxEncoder

        cores = threads or available_cores()
        folder = check_model(home, EXPORT) / EXPORT if model == BUNDLED else Path(model)
        return OnnxEncoder(folder, cores)
    from embeddings.sentence import SentenceEncoder

    if model == BUNDLED:
        return SentenceEncoder(check_model(home), device, threads, NAME)
    return SentenceEncoder(model, device, threads)


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
