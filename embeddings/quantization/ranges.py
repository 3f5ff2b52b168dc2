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

MatrixRanges = Mapping[str, NDArray[np.float32]]
"""The ranges (inputs) of each matrix, by its name in :class:`Layers`."""

_METADATA = "ranges"
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
        raise ModelError(
            f"The ranges of the encoders {path} are missing or damaged.", CALIBRATE
        ) from error


@cache
def ranges_digest(path: Path = SHIPPED) -> str:
    """Return eight hex digits of the SHA-256 of the file ``path``."""
    return sha256(path.read_bytes()).hexdigest()[:8]
