"""Export of sentence-transformers models for serving without PyTorch.

The graph holds the whole model in fp32, with pooling and normalisation. Its vectors are compared
with the model's own before the folder is put in place.
"""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from data.atomic_files import remove_leftovers, replace_folder
from embeddings.encoders.onnx import OnnxEncoder
from embeddings.encoders.pytorch import SentenceEncoder, silence_libraries
from embeddings.errors import ModelError
from embeddings.export_format import (
    EXPORT_SOURCE,
    GRAPH,
    IDS,
    MASK,
    TOKENIZER,
    VECTORS,
    ExportSettings,
    is_export,
    write_settings,
)
from embeddings.integrity import MODEL_MANIFEST, write_manifest

if TYPE_CHECKING:
    from torch import Tensor

MIN_COSINE = 0.999
"""The lowest accepted cosine between a vector of the export and the model's own."""

# The three languages; one letter, no letter, and more text than a model takes.
_SAMPLES = (
    "Полиция қызметкері атыс қаруын қашан ескертусіз қолдана алады?",
    "Имеет ли право полиция входить в жилище?",
    "When may a police officer use a firearm without warning?",
    "A",
    "",
    "Ішкі істер органдары, органы внутренних дел, internal affairs bodies. " * 80,
)


def export_model(folder_or_name: str | Path, target: Path, progress: Callable[[str], None]) -> Path:
    """Export the sentence-transformers model to the folder ``target`` atomically.

    ``progress`` is called with the name of each stage. Raises ModelError when the model cannot be
    loaded or exported, when the export gives other vectors, and when ``target`` holds anything but
    an older export.
    """
    _check_target(target)
    progress("loading the model")
    encoder = SentenceEncoder(folder_or_name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(target)
        replace_folder(target, lambda folder: _fill(folder, encoder, progress))
    except OSError as error:
        raise ModelError(f"The folder {target} cannot be written: {error}.") from error
    return target


def _check_target(target: Path) -> None:
    if target.is_file() or (target.is_dir() and any(target.iterdir()) and not is_export(target)):
        raise ModelError(
            f"{target} contains something other than an export and is not overwritten. "
            "Choose another folder with --to."
        )
    if any((parent / MODEL_MANIFEST).is_file() for parent in target.parents):
        raise ModelError(f"{target} is inside a model folder. Choose another folder with --to.")


def _fill(folder: Path, encoder: SentenceEncoder, progress: Callable[[str], None]) -> None:
    progress("writing the graph")
    tokenizer = getattr(encoder.model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        raise ModelError(f"The model {encoder.name} has a tokenizer that cannot be exported.")
    tokenizer.save(str(folder / TOKENIZER))
    _write_graph(folder / GRAPH, encoder)
    settings = ExportSettings(
        name=encoder.name,
        dimension=encoder.dimension,
        max_tokens=int(encoder.model.max_seq_length or encoder.model.tokenizer.model_max_length),
        pad_id=int(encoder.model.tokenizer.pad_token_id or 0),
        query_prompt=encoder.query_prompt,
        passage_prompt=encoder.passage_prompt,
    )
    write_settings(folder, settings)
    progress("comparing its vectors with the model's own")
    _check_vectors(OnnxEncoder(folder, threads=1), encoder)
    write_manifest(folder, EXPORT_SOURCE)


def _write_graph(path: Path, encoder: SentenceEncoder) -> None:
    import torch

    class NormalizedModel(torch.nn.Module):
        """The model followed by the normalisation, which not every model has."""

        def forward(self, input_ids: "Tensor", attention_mask: "Tensor") -> "Tensor":
            features: dict[str, Any] = {IDS: input_ids, MASK: attention_mask}
            vectors = encoder.model(features)["sentence_embedding"]
            return torch.nn.functional.normalize(vectors, dim=1)

    sizes = {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens")}
    ids = torch.ones((2, 8), dtype=torch.int64)
    # The example needs padding: without it the exporter drops the mask from the graph.
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0
    try:
        with torch.no_grad(), silence_libraries(), warnings.catch_warnings(action="ignore"):
            torch.onnx.export(
                NormalizedModel().eval(),
                (ids, mask),
                path,
                input_names=[IDS, MASK],
                output_names=[VECTORS],
                dynamic_shapes={IDS: sizes, MASK: sizes},
                dynamo=True,
                verbose=False,
            )
    except torch.onnx.errors.OnnxExporterError as error:
        raise ModelError(f"The model {encoder.name} cannot be exported.") from error


def _check_vectors(exported: OnnxEncoder, encoder: SentenceEncoder) -> None:
    pairs = (
        (exported.encode_queries(_SAMPLES), encoder.encode_queries(_SAMPLES)),
        (exported.encode_passages(_SAMPLES), encoder.encode_passages(_SAMPLES)),
    )
    lowest = min(float((a * b).sum(axis=1).min()) for a, b in pairs)
    if not np.isfinite(lowest) or lowest < MIN_COSINE:
        raise ModelError(
            f"The export of the model {encoder.name} gives different vectors (cosine {lowest:.3f})."
        )
