"""The layers of an encoder in fp32, as they are before their matrices are rounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.adaptation.delta import MATRIX_PARTS, Delta, bert_changes
from embeddings.encoder import FloatMatrix
from embeddings.errors import ModelError

PROJECTION = "projection"
"""The name of the matrix (hidden, hidden) after pooling, which some encoders have."""

MODEL_FILE = "model.safetensors"
"""The weights of the whole model in its folder."""

_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
_EMBEDDINGS_NORM = "embeddings.LayerNorm"


@dataclass(frozen=True, slots=True)
class Layers:
    """Matrices (outputs, inputs) and vectors of some layers, by name.

    A layer has the matrices ``0.qkv`` (query, key and value, joined), ``0.ao`` (output of the
    attention), ``0.fi`` and ``0.fo`` (into and out of the feed-forward part), each with its bias
    ``0.qkv.b``, and the normalisations ``0.aln.w``, ``0.aln.b`` after the attention and ``0.oln``
    after the feed-forward part. ``eln`` is the normalisation of the embeddings.
    """

    matrices: Mapping[str, FloatMatrix]
    vectors: Mapping[str, NDArray[np.float32]]

    @property
    def number(self) -> int:
        """Return the number of layers."""
        return sum(name.endswith(".qkv") for name in self.matrices)


def read_layers(folder: Path, delta: Delta, chosen: Sequence[int] | None = None) -> Layers:
    """Read layers of the model in ``folder``, changed by ``delta``; all of them by default.

    The ``chosen`` layers are counted from 0 in the result. Raises ModelError if the weights or the
    changes do not fit.
    """
    from safetensors import SafetensorError, safe_open

    changes = bert_changes(delta)
    matrices: dict[str, FloatMatrix] = {}
    vectors: dict[str, NDArray[np.float32]] = {}
    try:
        with safe_open(folder / MODEL_FILE, framework="numpy") as file:
            names = set(file.keys())
            if missing := sorted(changes.keys() - names):
                raise ModelError(f"The model in {folder} has no matrix {missing[0]}.")

            def read(name: str) -> NDArray[np.float32]:
                value = np.asarray(file.get_tensor(name), np.float32)
                return value + changes[name] if name in changes else value

            vectors["eln.w"] = read(f"{_EMBEDDINGS_NORM}.weight")
            vectors["eln.b"] = read(f"{_EMBEDDINGS_NORM}.bias")
            for number, layer in enumerate(_all(names) if chosen is None else chosen):
                prefix = f"encoder.layer.{layer}."
                for name, parts in MATRIX_PARTS.items():
                    weights = [read(f"{prefix}{part}.weight") for part in parts]
                    matrices[f"{number}.{name}"] = np.concatenate(weights)
                    biases = [read(f"{prefix}{part}.bias") for part in parts]
                    vectors[f"{number}.{name}.b"] = np.concatenate(biases)
                for name, part in _NORMS.items():
                    vectors[f"{number}.{name}.w"] = read(f"{prefix}{part}.weight")
                    vectors[f"{number}.{name}.b"] = read(f"{prefix}{part}.bias")
    except (OSError, SafetensorError, ValueError) as error:
        raise ModelError(f"The weights of the model in {folder} are damaged.") from error
    return Layers(matrices, vectors)


def _all(names: set[str]) -> range:
    """Return the numbers of the layers whose tensors have ``names``."""
    first = f"{MATRIX_PARTS['qkv'][0]}.weight"
    return range(sum(name.endswith(first) for name in names))
