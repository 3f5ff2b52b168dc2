"""The ranges of the activations that enter each matrix of the encoders, and their file.

A range is the greatest absolute value of one input of a matrix over many texts. The file is
safetensors in fp16 with metadata: the digests of the adaptation and of the question encoder.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.atomic_files import write_bytes
from embeddings.errors import CALIBRATE, ModelError

SHIPPED = Path(__file__).with_name("ranges.safetensors")
"""The file of the bundled model with its adaptation and question encoder."""

INTEGERS_FORMAT = 1
"""The way in which matrices are rounded. Another one gives other vectors of the same weights."""

MatrixRanges = Mapping[str, NDArray[np.float32]]
"""The ranges (inputs) of each matrix, by its name in :class:`Layers`."""

_METADATA = "ranges"
# Bytes; the head of a file names its tensors.
_MAX_HEAD = 1_000_000
_WHOLE, _QUESTIONS = "whole.", "questions."


@dataclass(frozen=True, slots=True)
class Ranges:
    """The ranges of the adapted model and of the question encoder.

    ``adaptation`` and ``student`` are the digests of the files that they were measured with.
    """

    whole: MatrixRanges
    questions: MatrixRanges
    adaptation: str
    student: str


def write_ranges(path: Path, ranges: Ranges) -> None:
    """Write ``ranges`` to ``path`` atomically."""
    from safetensors.numpy import save

    tensors: dict[str, NDArray[np.generic]] = {
        prefix + name: values.astype(np.float16)
        for prefix, group in ((_WHOLE, ranges.whole), (_QUESTIONS, ranges.questions))
        for name, values in group.items()
    }
    about = {"adaptation": ranges.adaptation, "student": ranges.student}
    # One entry, since the order of several differs from file to file.
    write_bytes(path, save(tensors, {_METADATA: json.dumps(about)}))


def read_ranges(path: Path = SHIPPED) -> Ranges:
    """Return the ranges in the file ``path``; raise ModelError if it is missing or damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            about = json.loads(file.metadata()[_METADATA])
            tensors = {
                name: np.asarray(file.get_tensor(name), np.float32)
                for name in file.keys()  # noqa: SIM118
            }
        if not all(
            np.isfinite(values).all() and (values >= 0).all() for values in tensors.values()
        ):
            raise ValueError("A range is no size.")
        groups = [
            {
                name.removeprefix(prefix): values
                for name, values in tensors.items()
                if name.startswith(prefix)
            }
            for prefix in (_WHOLE, _QUESTIONS)
        ]
        return Ranges(groups[0], groups[1], str(about["adaptation"]), str(about["student"]))
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise _damaged(path) from error


@cache
def ranges_origin(path: Path = SHIPPED) -> tuple[str, str]:
    """Return ``adaptation`` and ``student`` of the ranges in the file ``path``; raises ModelError.

    The head of the file alone is read: a server has the rounded matrices in its graphs.
    """
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            head = json.loads(file.read(min(size, _MAX_HEAD)))
        about = json.loads(head["__metadata__"][_METADATA])
        return str(about["adaptation"]), str(about["student"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise _damaged(path) from error


@cache
def integers_version(path: Path = SHIPPED) -> str:
    """Return the format of the rounding and a digest of the ranges in the file ``path``."""
    try:
        return f"{INTEGERS_FORMAT}-{sha256(path.read_bytes()).hexdigest()[:8]}"
    except OSError as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> ModelError:
    return ModelError(f"The ranges of the encoders {path} are missing or damaged.", CALIBRATE)
