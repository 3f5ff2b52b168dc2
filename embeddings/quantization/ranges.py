"""The ranges of the activations that enter each matrix of the encoders, and their file.

A range is the greatest absolute value of one input of a matrix over many texts. The file is
safetensors in fp16 with metadata: the digests of the adaptations and of the question encoder.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import CALIBRATE, ModelError
from embeddings.tensor_files import read_metadata, write_tensors

SHIPPED = Path(__file__).with_name("ranges.safetensors")
"""The file of the bundled model with its adaptation and question encoder."""

INTEGERS_FORMAT = 1
"""The way in which matrices are rounded. Another one gives other vectors of the same weights."""

MatrixRanges = Mapping[str, NDArray[np.float32]]
"""The ranges (inputs) of each matrix, by its name in :class:`Layers`."""

_METADATA = "ranges"
_WHOLE, _WHOLE_QUESTIONS, _STUDENT = "whole.", "whole_questions.", "questions."


@dataclass(frozen=True, slots=True)
class RangesOrigin:
    """The digests of the files that ranges were measured with.

    ``adaptation`` is of questions and passages, ``question_adaptation`` the further one of
    questions, ``student`` the question encoder.
    """

    adaptation: str
    question_adaptation: str
    student: str


@dataclass(frozen=True, slots=True)
class Ranges:
    """The ranges of the adapted model, alone and for questions, and of the question encoder."""

    whole: MatrixRanges
    whole_questions: MatrixRanges
    student: MatrixRanges
    origin: RangesOrigin


def write_ranges(path: Path, ranges: Ranges) -> None:
    """Write ``ranges`` to ``path`` atomically."""
    tensors: dict[str, NDArray[np.generic]] = {
        prefix + name: values.astype(np.float16)
        for prefix, group in (
            (_WHOLE, ranges.whole),
            (_WHOLE_QUESTIONS, ranges.whole_questions),
            (_STUDENT, ranges.student),
        )
        for name, values in group.items()
    }
    write_tensors(path, tensors, _METADATA, asdict(ranges.origin))


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
            for prefix in (_WHOLE, _WHOLE_QUESTIONS, _STUDENT)
        ]
        whole, whole_questions, student = groups
        return Ranges(whole, whole_questions, student, RangesOrigin(**about))
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise _damaged(path) from error


@cache
def ranges_origin(path: Path = SHIPPED) -> RangesOrigin:
    """Return the origin of the ranges in the file ``path``; raises ModelError.

    The ranges are not read: a server has the rounded matrices in its graphs.
    """
    try:
        return RangesOrigin(**read_metadata(path, _METADATA))
    except (OSError, TypeError, ValueError) as error:
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
