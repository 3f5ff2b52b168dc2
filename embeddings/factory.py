"""The factory of encoders."""

import os
from functools import partial
from pathlib import Path

from embeddings.adaptation.delta import QUESTIONS, delta_base, delta_digest, read_delta
from embeddings.bundled.download import BUNDLED, NAME, WHEEL_SHA256
from embeddings.bundled.install import (
    ADAPTED_GRAPH,
    DELTA,
    EXPORT,
    QUESTION_GRAPH,
    WHOLE_QUESTION_GRAPH,
    check_model,
)
from embeddings.distillation.student import student_digest, student_origin
from embeddings.encoder import Encoder
from embeddings.encoders.batching import BatchingEncoder
from embeddings.encoders.paired import PairedEncoder
from embeddings.errors import ADAPT_QUESTIONS, CALIBRATE, DISTIL, ModelError
from embeddings.export_format import EXPORT_SOURCE, export_folder, is_export
from embeddings.integrity import verify_manifest
from embeddings.quantization.ranges import RangesOrigin, integers_version, ranges_origin


def open_encoder(
    model: str,
    home: Path,
    device: str = "cpu",
    threads: int | None = None,
    *,
    small_questions: bool = False,
    batching: bool = False,
) -> Encoder:
    """Return the encoder of ``model``: the bundled model, a folder, or a model in the local cache.

    The bundled model has its adaptations, and encodes questions on the CPU; with
    ``small_questions``, for acts with a bank, the smaller model does. On the CPU, the bundled model
    and those with an export under ``home`` run on ONNX Runtime, without PyTorch; all others run on
    sentence-transformers. ``threads`` bounds the threads of one call, by default to all cores of
    this process. With ``batching``, questions that arrive together are encoded together, except by
    the bundled model, which encodes each text alone. Raises ModelError when the model is missing or
    damaged, or cannot run on ``device``.
    """
    if model == BUNDLED:
        cores = threads or available_cores()
        return _open_bundled(home, device, cores, small_questions)
    export = _find_export(model, home) if device == "cpu" else None
    # Both imports are slow, and only one of them is needed.
    if export is not None:
        from embeddings.encoders.onnx import OnnxEncoder

        return _queue(OnnxEncoder(export, threads or available_cores()), batching)
    from embeddings.encoders.pytorch import SentenceEncoder

    return _queue(SentenceEncoder(model, device, threads), batching)


def _queue(encoder: Encoder, batching: bool) -> Encoder:
    return BatchingEncoder(encoder) if batching else encoder


def _open_bundled(home: Path, device: str, threads: int, small_questions: bool) -> Encoder:
    """Return an encoder of questions beside the adapted model, which encodes passages.

    The adapted model is opened when it is needed.
    """
    from embeddings.encoders.onnx import OnnxEncoder

    check_origins(small_questions)
    export = check_model(home, EXPORT) / EXPORT
    graph = QUESTION_GRAPH if small_questions else WHOLE_QUESTION_GRAPH
    passages_name, name = bundled_names(small_questions)
    questions = OnnxEncoder(export, threads, graph, name, batches=False)
    open_passages = partial(_open_adapted, home, device, threads)
    if device != "cpu":
        # A missing device is told at the start and not when passages are encoded.
        whole = open_passages()
        return PairedEncoder(whole.name, questions, lambda: whole)
    return PairedEncoder(passages_name, questions, open_passages)


def bundled_names(small_questions: bool) -> tuple[str, str]:
    """Return the names of the vectors of passages and of questions, without opening the model."""
    asked = student_digest() if small_questions else delta_digest(QUESTIONS)
    return _versioned_name(delta_digest()), _versioned_name(asked)


def check_origins(small_questions: bool) -> None:
    """Raise ModelError if the shipped additions to the model do not belong together.

    Checked here and not by a fetch, so that another adaptation can be trained on.
    """
    check_trained(small_questions)
    origin = RangesOrigin(delta_digest(), delta_digest(QUESTIONS), student_digest())
    if ranges_origin() != origin:
        raise ModelError("The ranges were measured with another encoder.", CALIBRATE)


def check_trained(small_questions: bool) -> None:
    """Raise ModelError if an encoder of questions was trained for another adaptation."""
    if small_questions and student_origin() != (WHEEL_SHA256, delta_digest()):
        raise ModelError(
            "The question encoder was trained for another model or adaptation.", DISTIL
        )
    if not small_questions and delta_base() != delta_digest():
        raise ModelError(
            "The adaptation of questions was trained for another adaptation.", ADAPT_QUESTIONS
        )


def _open_adapted(home: Path, device: str, threads: int) -> Encoder:
    """Return the adapted model."""
    folder = check_model(home, EXPORT if device == "cpu" else "")
    name = _versioned_name(delta_digest())
    if device == "cpu":
        from embeddings.encoders.onnx import OnnxEncoder

        return OnnxEncoder(folder / EXPORT, threads, ADAPTED_GRAPH, name, batches=False)
    from embeddings.encoders.pytorch import SentenceEncoder

    encoder = SentenceEncoder(folder, device, threads, name)
    encoder.apply(read_delta(folder / DELTA))
    return encoder


def _versioned_name(digest: str) -> str:
    """Return the name of an encoder whose weights have ``digest`` and are rounded to integers."""
    return f"{NAME}+{digest}-{integers_version()}"


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
