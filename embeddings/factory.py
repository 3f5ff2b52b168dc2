"""Which encoder serves a model's name."""

import os
from pathlib import Path

from embeddings.bundled.download import BUNDLED, NAME
from embeddings.bundled.install import EXPORT, check_model
from embeddings.encoder import Encoder
from embeddings.export_format import MADE_OF, export_folder, is_export
from embeddings.integrity import verify_manifest


def open_encoder(
    model: str, home: Path, device: str = "cpu", threads: int | None = None
) -> Encoder:
    """The encoder for ``model``: the bundled model's name, a folder, or a name in the local cache.

    On the CPU the bundled model and exported ones run on ONNX Runtime, and PyTorch is not
    imported; a model known by name is exported when its export stands under ``home``. All else
    runs through sentence-transformers. ``threads`` bounds the threads of one
    call (all cores of this process by default). Raises ModelError when the model is missing,
    damaged or cannot run on ``device``.
    """
    export = _checked_export(model, home) if device == "cpu" else None
    # Each import is slow, and one encoder needs one of them.
    if export is not None:
        from embeddings.encoders.onnx import OnnxEncoder

        return OnnxEncoder(export, threads or available_cores())
    from embeddings.encoders.pytorch import SentenceEncoder

    if model == BUNDLED:
        return SentenceEncoder(check_model(home), device, threads, NAME)
    return SentenceEncoder(model, device, threads)


def _checked_export(model: str, home: Path) -> Path | None:
    """The exported folder that serves ``model``, if one does; ModelError when it is damaged."""
    if model == BUNDLED:
        return check_model(home, EXPORT) / EXPORT
    folder = Path(model) if Path(model).is_dir() else export_folder(home, model)
    if not is_export(folder):
        return None
    verify_manifest(
        folder, MADE_OF, None if folder == Path(model) else f"bapta model export {model}"
    )
    return folder


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
