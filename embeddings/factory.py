"""The factory of encoders."""

import os
from pathlib import Path

from embeddings.adaptation.delta import delta_digest, read_delta
from embeddings.bundled.download import BUNDLED, NAME
from embeddings.bundled.install import (
    ADAPTED_GRAPH,
    DELTA,
    EXPORT,
    QUESTION_GRAPH,
    check_model,
)
from embeddings.distillation.student import student_digest
from embeddings.encoder import Encoder
from embeddings.encoders.paired import PairedEncoder
from embeddings.export_format import EXPORT_SOURCE, export_folder, is_export
from embeddings.integrity import verify_manifest


def open_encoder(
    model: str, home: Path, device: str = "cpu", threads: int | None = None
) -> Encoder:
    """Return the encoder of ``model``: the bundled model, a folder, or a model in the local cache.

    The bundled model has its adaptation, and a smaller model for questions. On the CPU, it and
    models with an export under ``home`` run on ONNX Runtime, without PyTorch; all others run on
    sentence-transformers. ``threads`` bounds the threads of one call, by default to all cores of
    this process. Raises ModelError when the model is missing or damaged, or cannot run on
    ``device``.
    """
    if model == BUNDLED:
        return _open_bundled(home, device, threads or available_cores())
    export = _find_export(model, home) if device == "cpu" else None
    # Both imports are slow, and only one of them is needed.
    if export is not None:
        from embeddings.encoders.onnx import OnnxEncoder

        return OnnxEncoder(export, threads or available_cores())
    from embeddings.encoders.pytorch import SentenceEncoder

    return SentenceEncoder(model, device, threads)


def _open_bundled(home: Path, device: str, threads: int) -> Encoder:
    """Return the bundled model; questions are encoded on the CPU, where the smaller model runs."""
    from embeddings.encoders.onnx import OnnxEncoder

    export = check_model(home, EXPORT) / EXPORT
    name = f"{NAME}+{delta_digest()}"

    def open_passages() -> Encoder:
        if device == "cpu":
            return OnnxEncoder(export, threads, ADAPTED_GRAPH, name)
        from embeddings.encoders.pytorch import SentenceEncoder

        folder = check_model(home)
        encoder = SentenceEncoder(folder, device, threads, name)
        encoder.apply(read_delta(folder / DELTA))
        return encoder

    questions = OnnxEncoder(export, threads, QUESTION_GRAPH, f"{NAME}+{student_digest()}")
    if device == "cpu":
        return PairedEncoder(name, questions, open_passages)
    # A missing device is told at the start and not when passages are encoded.
    passages = open_passages()
    return PairedEncoder(name, questions, lambda: passages)


def open_teacher(home: Path) -> Encoder:
    """Return the whole adapted model, for questions too; raise ModelError if it is not there."""
    from embeddings.encoders.onnx import OnnxEncoder

    export = check_model(home, EXPORT) / EXPORT
    return OnnxEncoder(export, available_cores(), ADAPTED_GRAPH, f"{NAME}+{delta_digest()}")


def _find_export(model: str, home: Path) -> Path | None:
    """Return the folder of the export of ``model``, if any; raise ModelError if it is damaged."""
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
