"""Tests of the question encoder: file, graph, installation."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings import factory
from embeddings.adaptation.delta import delta_digest
from embeddings.bundled.download import BUNDLED, WHEEL_SHA256
from embeddings.distillation.student import (
    SHIPPED,
    read_student,
    student_origin,
    write_student,
)
from embeddings.encoders.paired import PairedEncoder
from embeddings.errors import ModelError
from embeddings.factory import open_encoder
from embeddings.quantization.layers import PROJECTION
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.small_delta import fetch_small_model, small_student

TEXTS = ["заң туралы", "қару", "query and passage", "а"]


def test_shipped_student_belongs_to_the_model_and_its_adaptation() -> None:
    student = read_student()
    assert (student.base, student.teacher) == (WHEEL_SHA256, delta_digest())
    assert SHIPPED.stat().st_size < 12_000_000
    assert student.layers().number == 6
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


def test_student_without_projection_raises_model_error() -> None:
    student = small_student()
    without = {name: each for name, each in student.matrices.items() if name != PROJECTION}
    with pytest.raises(ModelError, match="has no projection"):
        replace(student, matrices=without).layers()


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
