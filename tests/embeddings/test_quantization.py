"""Tests of integer matrices: rounding, ranges, graph, measurement."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest

from embeddings.adaptation.delta import delta_digest
from embeddings.bundled.install import ADAPTED_GRAPH, EXPORT, QUESTION_GRAPH
from embeddings.distillation.student import student_digest
from embeddings.encoder import FloatMatrix
from embeddings.encoders.onnx import OnnxEncoder
from embeddings.encoders.tokenization import open_tokenizer
from embeddings.errors import ModelError
from embeddings.quantization.calibration import measure_ranges
from embeddings.quantization.layers import MODEL_FILE, Layers, read_layers
from embeddings.quantization.onnx_graph import write_layers_graph
from embeddings.quantization.ranges import (
    SHIPPED,
    Ranges,
    ranges_digest,
    read_ranges,
    write_ranges,
)
from embeddings.quantization.rounding import ByteBlocks, round_matrix, split_greatest
from tests.helpers.small_delta import fetch_small_model, small_delta, small_ranges, small_student

TEXTS = ["заң туралы", "қару", "query and passage", "а"]


def random_matrix(rows: int, columns: int) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 1, (rows, columns)).astype(np.float32)


def test_blocks_are_near_the_matrix() -> None:
    matrix = random_matrix(8, 64)
    matrix[2] = 0
    rounded = ByteBlocks.of(matrix).values()
    steps = np.abs(matrix).reshape(8, 2, 32).max(axis=2) / 127
    assert (np.abs(rounded - matrix).reshape(8, 2, 32).max(axis=2) <= steps * 0.6).all()


def test_integers_are_near_the_matrix_and_fit_7_bits() -> None:
    matrix = random_matrix(8, 64)
    matrix[2] = 0
    rounded = round_matrix(matrix, np.linspace(0.1, 30, 64, dtype=np.float32))
    assert np.abs(rounded.codes).max() == 63
    steps = rounded.scales[:, None] * rounded.factors
    assert (np.abs(rounded.values() - matrix) <= steps * 0.51).all()


def test_factors_make_the_ranges_of_the_inputs_alike() -> None:
    ranges = np.ones(64, np.float32)
    ranges[5] = 40
    rounded = round_matrix(random_matrix(8, 64), ranges)
    scaled = ranges * rounded.factors
    assert scaled.max() / scaled.min() < 8


def test_input_that_is_never_there_gives_no_division_by_zero() -> None:
    rounded = round_matrix(np.zeros((4, 32), np.float32), np.zeros(32, np.float32))
    assert np.isfinite(rounded.factors).all()
    assert not rounded.values().any()


def test_split_values_give_the_same_product() -> None:
    first, bias, second = random_matrix(64, 32), np.ones(64, np.float32), random_matrix(16, 64)
    ranges = np.ones(64, np.float32)
    ranges[7] = 50
    split = split_greatest(first, bias, second, ranges, 20)
    # The greatest value alone is divided, by the number of its copies.
    assert split.ranges.max() == pytest.approx(50 / 21)
    rows = random_matrix(5, 32)
    exact = np.tanh(rows @ first.T + bias) @ second.T
    copied = (np.tanh(rows @ split.first.T + split.bias) / split.copies) @ split.second.T
    assert np.allclose(exact, copied, atol=1e-4)


def test_ranges_are_read_as_written(tmp_path: Path) -> None:
    ranges = small_ranges()
    write_ranges(tmp_path / "ranges", ranges)
    again = read_ranges(tmp_path / "ranges")
    assert replace(again, whole={}, questions={}) == replace(ranges, whole={}, questions={})
    for found, written in ((again.whole, ranges.whole), (again.questions, ranges.questions)):
        assert found.keys() == written.keys()
        assert all(np.allclose(found[name], written[name], rtol=1e-3) for name in found)


@pytest.mark.parametrize("content", [b"", b"{}", bytes(100), SHIPPED.read_bytes()[:5000]])
def test_damaged_ranges_raise_model_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ranges").write_bytes(content)
    with pytest.raises(ModelError, match="missing or damaged") as caught:
        read_ranges(tmp_path / "ranges")
    assert caught.value.fix == "make calibrate"


def test_shipped_ranges_belong_to_the_shipped_encoders() -> None:
    ranges = read_ranges()
    assert (ranges.adaptation, ranges.student) == (delta_digest(), student_digest())
    assert len(ranges.whole) == 12 * 4
    assert len(ranges.questions) == 6 * 4
    assert len(ranges_digest()) == 8


def test_layers_are_those_of_the_model_with_its_changes(tmp_path: Path) -> None:
    folder = fetch_small_model(tmp_path)
    layers = read_layers(folder, small_delta())
    last = read_layers(folder, small_delta(), [1])
    assert (layers.number, last.number) == (2, 1)
    assert np.array_equal(layers.matrices["1.fo"], last.matrices["0.fo"])
    unchanged = read_layers(folder, replace(small_delta(), factors={}))
    assert not np.allclose(layers.matrices["1.fo"], unchanged.matrices["1.fo"], atol=0.01)
    assert np.array_equal(layers.matrices["0.fo"], unchanged.matrices["0.fo"])


def test_weights_that_are_cut_short_raise_model_error(tmp_path: Path) -> None:
    folder = fetch_small_model(tmp_path)
    content = (folder / MODEL_FILE).read_bytes()
    (folder / MODEL_FILE).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match=r"weights of the model .* are damaged"):
        read_layers(folder, small_delta())


def encoded(
    folder: Path, layers: Layers, ranges: Ranges | None, blocks: tuple[str, ...] = ()
) -> FloatMatrix:
    """Return the vectors of TEXTS by a graph of ``layers``."""
    inputs = None if ranges is None else ranges.whole
    write_layers_graph(folder / "model.onnx", folder / "other.onnx", layers, inputs, blocks)
    return OnnxEncoder(folder, 1, "other.onnx", batches=False).encode_queries(TEXTS)


def test_integer_graph_is_near_the_exact_one(tmp_path: Path) -> None:
    folder = fetch_small_model(tmp_path)
    layers = read_layers(folder, small_delta())
    export = folder / EXPORT
    exact = encoded(export, layers, None)
    texts = open_tokenizer(export, 64).encode([f"query: {text}" for text in TEXTS])
    measured = replace(small_ranges(), whole=measure_ranges(export, layers, texts))
    integers = encoded(export, layers, measured)
    finer = encoded(export, layers, measured, ("fo",))
    assert np.allclose(np.linalg.norm(exact, axis=1), 1, atol=1e-5)
    assert (exact * integers).sum(axis=1).min() > 0.995
    assert (exact * finer).sum(axis=1).min() > 0.995
    assert not np.array_equal(integers, finer)
    kinds = {node.op_type for node in onnx.load(export / "other.onnx").graph.node}
    assert {"DynamicQuantizeMatMul", "MatMulNBits"} <= kinds


def test_ranges_are_the_greatest_values_of_all_texts(tmp_path: Path) -> None:
    folder = fetch_small_model(tmp_path)
    layers = read_layers(folder, small_delta())
    first, second = ([2, 5, 6, 3], [2, 9, 3])
    apart = [measure_ranges(folder / EXPORT, layers, [text]) for text in (first, second)]
    told: list[tuple[int, int]] = []
    both = measure_ranges(
        folder / EXPORT, layers, [first, second], lambda done, total: told.append((done, total))
    )
    assert both.keys() == small_ranges().whole.keys()
    for name, values in both.items():
        assert np.array_equal(values, np.maximum(apart[0][name], apart[1][name]))
    assert told == [(1, 2), (2, 2)]


def test_layers_or_ranges_of_another_model_raise_model_error(tmp_path: Path) -> None:
    folder = fetch_small_model(tmp_path) / EXPORT
    layers = small_student().layers()
    ranges = small_ranges().questions
    wrong = {name: values[:-1] for name, values in ranges.items()}
    for others, inputs in (
        (replace(layers, vectors={}), ranges),
        (replace(layers, vectors=dict(layers.vectors) | {"eln.w": np.ones(8, np.float32)}), ranges),
        (layers, {}),
        (layers, wrong),
    ):
        with pytest.raises(ModelError, match="do not fit the model"):
            write_layers_graph(folder / "model.onnx", folder / "other.onnx", others, inputs)
    assert not list(folder.glob("other.*"))


@pytest.mark.parametrize("graph", [ADAPTED_GRAPH, QUESTION_GRAPH])
def test_vector_does_not_depend_on_the_texts_beside_it(tmp_path: Path, graph: str) -> None:
    folder = fetch_small_model(tmp_path) / EXPORT
    encoder = OnnxEncoder(folder, 2, graph, batches=False)
    many = [f"{text} {number}" for number in range(40) for text in TEXTS]
    vectors = encoder.encode_queries(many)
    assert np.array_equal(vectors[:5], encoder.encode_queries(many[:5]))
    assert np.array_equal(vectors[7:8], encoder.encode_queries(many[7:8]))


def test_integers_of_the_real_model_are_near_its_exact_vectors(
    bundled_model: Path, tmp_path: Path
) -> None:
    from embeddings.adaptation.delta import SHIPPED as SHIPPED_DELTA
    from embeddings.adaptation.delta import read_delta

    export = bundled_model / EXPORT
    for name in ("model.onnx", "model.bin", "pieces.model", "normalizer.json", "encoder.json"):
        (tmp_path / name).hardlink_to(export / name)
    layers = read_layers(bundled_model, read_delta(SHIPPED_DELTA))
    write_layers_graph(tmp_path / "model.onnx", tmp_path / "exact.onnx", layers, None)
    texts = ["Полиция қашан оқ атады?", "Куда жаловаться на участкового?", "Who guards the court?"]
    exact = OnnxEncoder(tmp_path, 1, "exact.onnx", batches=False)
    shipped = OnnxEncoder(export, 1, ADAPTED_GRAPH, batches=False)
    for encode in ("encode_queries", "encode_passages"):
        near = (getattr(exact, encode)(texts) * getattr(shipped, encode)(texts)).sum(axis=1)
        assert near.min() > 0.998
