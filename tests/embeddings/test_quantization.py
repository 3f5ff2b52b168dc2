"""Tests of integer matrices: rounding, ranges, graph, measurement."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Semaphore

import numpy as np
import onnx
import pytest

import embeddings.quantization.ranges as ranges_module
from data.corpus import load_corpus
from data.question_bank import load_bank
from embeddings import factory
from embeddings.adaptation.delta import QUESTIONS, delta_digest, read_delta
from embeddings.adaptation.delta import SHIPPED as SHIPPED_DELTA
from embeddings.bundled.download import BUNDLED
from embeddings.bundled.install import ADAPTED_GRAPH, EXPORT, QUESTION_GRAPH
from embeddings.distillation.student import read_student, student_digest
from embeddings.encoder import FloatMatrix
from embeddings.encoders.batching import BatchingEncoder
from embeddings.encoders.onnx import OnnxEncoder
from embeddings.encoders.tokenization import open_tokenizer
from embeddings.errors import ModelError
from embeddings.factory import open_encoder
from embeddings.quantization.calibration import measure_ranges
from embeddings.quantization.exact_export import EXACT_GRAPH, exact_export
from embeddings.quantization.layers import MODEL_FILE, PROJECTION, Layers, read_layers
from embeddings.quantization.onnx_graph import write_layers_graph
from embeddings.quantization.ranges import (
    SHIPPED,
    Ranges,
    RangesOrigin,
    integers_version,
    ranges_origin,
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
    assert again.origin == ranges.origin
    for found, written in (
        (again.whole, ranges.whole),
        (again.whole_questions, ranges.whole_questions),
        (again.student, ranges.student),
    ):
        assert found.keys() == written.keys()
        assert all(np.allclose(found[name], written[name], rtol=1e-3) for name in found)


@pytest.mark.parametrize("content", [b"", b"{}", bytes(100), SHIPPED.read_bytes()[:5000]])
def test_damaged_ranges_raise_model_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ranges").write_bytes(content)
    with pytest.raises(ModelError, match="missing or damaged") as caught:
        read_ranges(tmp_path / "ranges")
    assert caught.value.fix == "make calibrate"
    if len(content) < 200:
        with pytest.raises(ModelError, match="missing or damaged"):
            ranges_origin(tmp_path / "ranges")


def test_missing_ranges_raise_model_error(tmp_path: Path) -> None:
    for read in (read_ranges, ranges_origin, integers_version):
        with pytest.raises(ModelError, match="missing or damaged"):
            read(tmp_path / "none")


def test_shipped_ranges_belong_to_the_shipped_encoders() -> None:
    ranges = read_ranges()
    origin = RangesOrigin(delta_digest(), delta_digest(QUESTIONS), student_digest())
    assert ranges.origin == ranges_origin() == origin
    assert len(ranges.whole) == len(ranges.whole_questions) == 12 * 4
    assert len(ranges.student) == 6 * 4


def test_another_format_of_rounding_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = integers_version()
    integers_version.cache_clear()
    monkeypatch.setattr(ranges_module, "INTEGERS_FORMAT", 99)
    assert integers_version() not in (before, "")
    integers_version.cache_clear()


@pytest.mark.parametrize("value", [np.nan, np.inf, -1])
def test_ranges_that_are_no_sizes_raise_model_error(tmp_path: Path, value: float) -> None:
    ranges = small_ranges()
    whole = dict(ranges.whole) | {"0.ao": np.full(64, value, np.float32)}
    write_ranges(tmp_path / "ranges", replace(ranges, whole=whole))
    with pytest.raises(ModelError, match="missing or damaged"):
        read_ranges(tmp_path / "ranges")


@pytest.mark.parametrize("small_questions", [False, True])
def test_ranges_of_another_encoder_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_questions: bool
) -> None:
    fetch_small_model(tmp_path)
    monkeypatch.setattr(factory, "ranges_origin", lambda: small_ranges().origin)
    with pytest.raises(ModelError, match="ranges were measured with another") as caught:
        open_encoder(BUNDLED, tmp_path, small_questions=small_questions)
    assert caught.value.fix == "make calibrate"


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
    ranges = small_ranges().student
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


def test_projection_is_applied_to_the_pooled_vector(tmp_path: Path) -> None:
    export = fetch_small_model(tmp_path) / EXPORT
    layers = small_student().layers()
    without = {name: each for name, each in layers.matrices.items() if name != PROJECTION}
    pooled = encoded(export, replace(layers, matrices=without), None)
    projected = pooled @ layers.matrices[PROJECTION].T
    projected /= np.linalg.norm(projected, axis=1, keepdims=True)
    assert np.allclose(encoded(export, layers, None), projected, atol=1e-5)
    served = OnnxEncoder(export, 1, QUESTION_GRAPH, batches=False).encode_queries(TEXTS)
    assert (served * projected).sum(axis=1).min() > 0.99


@pytest.mark.parametrize("graph", [ADAPTED_GRAPH, QUESTION_GRAPH])
def test_texts_encoded_at_the_same_time_have_their_own_vectors(tmp_path: Path, graph: str) -> None:
    encoder = OnnxEncoder(fetch_small_model(tmp_path) / EXPORT, 2, graph, batches=False)
    many = [f"{text} {number}" for number in range(20) for text in TEXTS]
    alone = [encoder.encode_queries([text]) for text in many]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: encoder.encode_queries([text]), many))
    assert all(map(np.array_equal, alone, together))


def test_no_more_texts_are_encoded_at_the_same_time_than_there_are_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = OnnxEncoder(fetch_small_model(tmp_path) / EXPORT, 2, QUESTION_GRAPH, batches=False)
    real, running, most = encoder._single_thread_session, Semaphore(2), []

    class Counted:
        def run(self, outputs: list[str], feeds: dict[str, np.ndarray]) -> list[np.ndarray]:
            most.append(running.acquire(blocking=False))
            try:
                return list(real.run(outputs, feeds))
            finally:
                running.release()

    monkeypatch.setitem(encoder.__dict__, "_single_thread_session", Counted())
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: encoder.encode_queries([f"а {number}"]), range(200)))
    assert all(most)


def test_question_is_encoded_while_passages_are(tmp_path: Path) -> None:
    encoder = OnnxEncoder(fetch_small_model(tmp_path) / EXPORT, 2, ADAPTED_GRAPH, batches=False)
    encoder.encode_queries(TEXTS)
    # Passages in bulk hold no permit, so that those of questions are free.
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(encoder._permit)
        assert encoder.encode_passages(TEXTS * 10).shape == (40, 64)


def test_bundled_model_has_no_queue_and_an_export_has_one(tmp_path: Path) -> None:
    folder = fetch_small_model(tmp_path)
    for small_questions in (False, True):
        served = open_encoder(BUNDLED, tmp_path, small_questions=small_questions, batching=True)
        assert not isinstance(served, BatchingEncoder)
    assert isinstance(open_encoder(str(folder / EXPORT), tmp_path, batching=True), BatchingEncoder)


@pytest.mark.parametrize(("graph", "kinds"), [(ADAPTED_GRAPH, 2), (QUESTION_GRAPH, 1)])
def test_installed_graphs_have_integer_matrices(
    bundled_model: Path, graph: str, kinds: int
) -> None:
    nodes = onnx.load(bundled_model / EXPORT / graph, load_external_data=False).graph.node
    used = {node.op_type for node in nodes} & {"DynamicQuantizeMatMul", "MatMulNBits"}
    assert "DynamicQuantizeMatMul" in used
    assert len(used) == kinds


def centred_cosines(one: FloatMatrix, other: FloatMatrix) -> FloatMatrix:
    """Return the cosines of two sets of vectors less the mean of the first."""
    mean = one.mean(axis=0)
    left, right = one - mean, other - mean
    left /= np.linalg.norm(left, axis=1, keepdims=True)
    right /= np.linalg.norm(right, axis=1, keepdims=True)
    cosines: FloatMatrix = (left * right).sum(axis=1)
    return cosines


@pytest.mark.parametrize("graph", [ADAPTED_GRAPH, QUESTION_GRAPH])
def test_integers_of_the_real_encoders_are_near_their_exact_vectors(
    bundled_model: Path, graph: str
) -> None:
    export = bundled_model / EXPORT
    is_whole = graph == ADAPTED_GRAPH
    whole = read_layers(bundled_model, read_delta(SHIPPED_DELTA))
    layers = whole if is_whole else read_student().layers()
    act = load_corpus().default
    texts = [entry.question for entry in load_bank(act)[::200]]
    shipped = OnnxEncoder(export, 1, graph, batches=False).encode_queries(texts)
    with exact_export(export, layers) as scratch:
        exact = OnnxEncoder(scratch, 1, EXACT_GRAPH, batches=False).encode_queries(texts)
    near = centred_cosines(exact, shipped)
    assert near.mean() > 0.997
    assert near.min() > 0.985
