"""Tests of the metadata of safetensors files."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from embeddings.adaptation.delta import QUESTIONS
from embeddings.adaptation.delta import SHIPPED as DELTA
from embeddings.distillation.student import SHIPPED as STUDENT
from embeddings.quantization.ranges import SHIPPED as RANGES
from embeddings.tensor_files import read_metadata


def content(metadata: dict[str, str] | None) -> bytes:
    return save({"a": np.zeros(5, np.float16), "b": np.ones((2, 3), np.float32)}, metadata)


@pytest.mark.parametrize(
    ("path", "key", "member"),
    [
        (DELTA, "adaptation", "base"),
        (QUESTIONS, "adaptation", "base"),
        (STUDENT, "student", "teacher"),
        (RANGES, "ranges", "adaptation"),
    ],
)
def test_shipped_files_say_what_they_belong_to(path: Path, key: str, member: str) -> None:
    assert len(read_metadata(path, key)[member]) >= 16


def test_metadata_are_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content({"about": json.dumps({"name": "қ", "seed": 3})}))
    assert read_metadata(path, "about") == {"name": "қ", "seed": 3}
    with pytest.raises(ValueError, match="head is none"):
        read_metadata(path, "other")


@pytest.mark.parametrize(
    ("size", "message"),
    [(0, "Expecting"), (5, "Expecting"), (8, "Expecting"), (60, "Unterminated"), (-1, "cut short")],
)
def test_file_that_is_cut_short_is_refused(tmp_path: Path, size: int, message: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content({"about": "{}"})[:size])
    with pytest.raises(ValueError, match=message):
        read_metadata(path, "about")


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        (b"\xff" * 200, "head is too long"),
        (content(None), "head is none"),
        (content({"about": "no JSON"}), "Expecting"),
        (content({"about": "[]"}), "no metadata"),
        (content({"about": "{}"}) + b"more", "cut short"),
        (len(b"[]").to_bytes(8, "little") + b"[]", "head is none"),
        (len(b"null").to_bytes(8, "little") + b"null", "head is none"),
    ],
)
def test_file_of_another_form_is_refused(tmp_path: Path, damaged: bytes, message: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(damaged)
    with pytest.raises(ValueError, match=message):
        read_metadata(path, "about")


def test_missing_file_raises_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_metadata(tmp_path / "none", "about")
