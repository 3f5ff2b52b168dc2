"""Measurement of the ranges of activations, by the layers in fp32 on texts."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import helper

from embeddings.encoder import Progress
from embeddings.export_format import IDS, MASK
from embeddings.quantization.exact_export import EXACT_GRAPH, exact_export
from embeddings.quantization.layers import Layers
from embeddings.quantization.onnx_graph import matrix_inputs
from embeddings.quantization.ranges import MatrixRanges


def measure_ranges(
    export: Path,
    layers: Layers,
    texts: Sequence[Sequence[int]],
    progress: Progress = lambda _done, _total: None,
) -> MatrixRanges:
    """Return the greatest absolute value of each input of the matrices of ``layers``.

    ``export`` is the folder of the export with the model's graph; ``texts`` are the token ids of
    texts with their prompt. ``progress`` counts the texts. Raises ModelError.
    """
    with exact_export(export, layers) as scratch:
        graph = scratch / EXACT_GRAPH
        inputs = matrix_inputs(graph)
        session = _open(graph, sorted(set(inputs.values())))
        greatest: dict[str, NDArray[np.float32]] = {}
        for done, ids in enumerate(texts, 1):
            row = np.array([list(ids)], np.int64)
            values = session.run(None, {IDS: row, MASK: np.ones_like(row)})
            for output, value in zip(session.get_outputs(), values, strict=True):
                found = np.abs(value.reshape(-1, value.shape[-1])).max(axis=0)
                known = greatest.get(output.name)
                greatest[output.name] = found if known is None else np.maximum(known, found)
            progress(done, len(texts))
    return {name: greatest[value] for name, value in inputs.items()}


def _open(graph: Path, outputs: Sequence[str]) -> onnxruntime.InferenceSession:
    """Open ``graph`` with other outputs."""
    model = onnx.load(graph, load_external_data=False)
    del model.graph.output[:]
    model.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in outputs)
    onnx.save(model, graph)
    return onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
