"""Tests of the question encoder: file, graph, installation."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings import factory
from embeddings.adaptation.delta import delta_digest
from embeddings.bundled.download import BUNDLED, WHEEL_SHA256
from embeddings.bundled.install import EXPORT, QUESTION_GRAPH
from embeddings.distillation.onnx_graph import write_student_graph
from embeddings.distillation.student import (
    PROJECTION,
    SHIPPED,
    ByteBlocks,
    Student,
    read_student,
    student_origin,
    write_student,
)
from embeddings.encoders.onnx import OnnxEncoder
from embeddings.encoders.paired import PairedEncoder
from embeddings.errors import ModelError
from embeddings.factory import open_encoder
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.small_delta import fetch_small_model, small_student

TEXTS = ["заң туралы", "қару", "query and passage", "а"]


def test_shipped_student_belongs_to_the_model_and_its_adaptation() -> None:
    student = read_student()
    assert (student.base, student.teacher) == (WHEEL_SHA256, delta_digest())
    assert SHIPPED.stat().st_size < 12_000_000
    assert student.layers == 6
    assert student.matrices["0.qkv"].values().shape == (3 * 384, 384)


def test_student_is_read_as_written(tmp_path: Path) -> None:
    student = small_student()
    write_student(tmp_path / "student", student)
    again = read_student(tmp_path / "student")
    assert replace(again, matrices={}, vectors={}) == replace(student, matrices={}, vectors={})
    assert again.matrices.keys() == student.matrices.keys()
    for name, matrix in student.matrices.items():
        assert np.array_equal(again.matrices[name].values(), matrix.values())
    assert all(np.array_equal(again.vectors[name], each) for name, each in student.vectors.items())


def test_rounded_matrix_is_near_the_original() -> None:
    matrix = np.random.default_rng(1).normal(0, 1, (8, 64)).astype(np.float32)
    matrix[2] = 0
    rounded = ByteBlocks.of(matrix).values()
    steps = np.abs(matrix).reshape(8, 2, 32).max(axis=2) / 127
    assert (np.abs(rounded - matrix).reshape(8, 2, 32).max(axis=2) <= steps * 0.6).all()


@pytest.mark.parametrize("content", [b"", b"{}", bytes(100)])
def test_damaged_student_raises_model_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "student").write_bytes(content)
    for read in (read_student, student_origin):
        with pytest.raises(ModelError, match="is missing or damaged"):
            read(tmp_path / "student")


def test_origin_is_that_of_the_weights() -> None:
    student = read_student()
    assert student_origin() == (student.base, student.teacher)


def test_student_that_is_cut_short_raises_model_error(tmp_path: Path) -> None:
    content = SHIPPED.read_bytes()
    (tmp_path / "student").write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match="is missing or damaged"):
        read_student(tmp_path / "student")


def test_student_of_another_adaptation_is_refused_where_it_encodes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch_small_model(tmp_path)
    monkeypatch.setattr(factory, "student_origin", lambda: (WHEEL_SHA256, "0" * 16))
    with pytest.raises(ModelError, match="another model or adaptation") as caught:
        open_encoder(BUNDLED, tmp_path, small_questions=True)
    assert caught.value.fix == "make distil ACTS=FOLDER"
    # The teacher of a new student can be opened.
    open_encoder(BUNDLED, tmp_path)


def test_student_that_does_not_fit_the_graph_raises_model_error(tmp_path: Path) -> None:
    folder = fetch_small_model(tmp_path) / EXPORT
    student = small_student()
    without = {name: each for name, each in student.matrices.items() if name != PROJECTION}
    for other in (
        replace(student, matrices=without),
        replace(student, vectors={}),
        Student(read_student().matrices, read_student().vectors, "", "", "", 0),
    ):
        with pytest.raises(ModelError, match="does not fit the model"):
            write_student_graph(folder / "model.onnx", folder / "other.onnx", other)
    assert not list(folder.glob("other.*"))


def test_graph_computes_the_layers_of_the_student(tmp_path: Path) -> None:
    folder = fetch_small_model(tmp_path) / EXPORT
    encoder = OnnxEncoder(folder, 1, QUESTION_GRAPH)
    vectors = encoder.encode_queries(TEXTS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    # A text has one vector, whatever is in the batch beside it.
    alone = np.concatenate([encoder.encode_queries([text]) for text in TEXTS])
    assert np.allclose(vectors, alone, atol=1e-5)
    student = small_student()
    matrices = dict(student.matrices) | {"0.fo": student.matrices["0.ao"]}
    matrices["0.fo"] = ByteBlocks.of(np.ones((64, 96), np.float32))
    changed = replace(student, matrices=matrices)
    write_student_graph(folder / "model.onnx", folder / "changed.onnx", changed)
    other = OnnxEncoder(folder, 1, "changed.onnx").encode_queries(TEXTS)
    assert not np.allclose(vectors, other, atol=1e-2)


def test_encoder_of_passages_is_opened_when_passages_are_encoded() -> None:
    opened: list[str] = []

    def open_passages() -> HashingEncoder:
        opened.append("passages")
        return HashingEncoder(32)

    questions = HashingEncoder(32)
    questions.name = "questions"
    paired = PairedEncoder("passages", questions, open_passages)
    assert (paired.name, paired.question_name, paired.dimension) == ("passages", "questions", 32)
    paired.encode_queries(TEXTS)
    assert not opened
    rows = paired.encode_passages(TEXTS)
    assert np.array_equal(rows, paired.encode_passages(TEXTS))
    assert opened == ["passages"]
