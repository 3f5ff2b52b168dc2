"""The factory of encoders."""

import os
from pathlib import Path

from embeddings.adaptation.delta import delta_digest, read_delta
from embeddings.bundled.download import BUNDLED, NAME
from embeddings.bundled.install import ADAPTED_GRAPH, DELTA, EXPORT, check_model
from embeddings.encoder import Encoder
from embeddings.export_format import EXPORT_SOURCE, GRAPH, export_folder, is_export
from embeddings.integrity import verify_manifest


def open_encoder(
    model: str, home: Path, device: str = "cpu", threads: int | None = None
) -> Encoder:
    """Return the encoder of ``model``: the bundled model, a folder, or a model in the local cache.

    The bundled model has its adaptation. On the CPU, it and models with an export under ``home``
    run on ONNX Runtime, without PyTorch; all others run on sentence-transformers. ``threads``
    bounds the threads of one call, by default to all cores of this process. Raises ModelError when
    the model is missing or damaged, or cannot run on ``device``.
    """
    is_bundled = model == BUNDLED
    export = _find_export(model, home) if device == "cpu" else None
    # Both imports are slow, and only one of them is needed.
    if export is not None:
        from embeddings.encoders.onnx import OnnxEncoder

        graph, name = (ADAPTED_GRAPH, _adapted_name()) if is_bundled else (GRAPH, None)
        return OnnxEncoder(export, threads or available_cores(), graph, name)
    from embeddings.encoders.pytorch import SentenceEncoder

    if not is_bundled:
        return SentenceEncoder(model, device, threads)
    folder = check_model(home)
    encoder = SentenceEncoder(folder, device, threads, _adapted_name())
    encoder.apply(read_delta(folder / DELTA))
    return encoder


def _adapted_name() -> str:
    """Return the name of the bundled model with the shipped adaptation."""
    return f"{NAME}+{delta_digest()}"


def _find_export(model: str, home: Path) -> Path | None:
    """Return the folder of the export of ``model``, if any; raise ModelError if it is damaged."""
    if model == BUNDLED:
        return check_model(home, EXPORT) / EXPORT
    folder = Path(model) if Path(model).is_dir() else export_folder(home, model)
    if not is_export(folder):
        return None
    verify_manifest(
        folder, EXPORT_SOURCE, None if folder == Path(model) else f"bapta model export {model}"
    )
    return folder


def available_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
