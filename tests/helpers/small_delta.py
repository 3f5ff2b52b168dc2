"""Additions to the small model of :mod:`tests.helpers.weights_file`."""

from pathlib import Path

import numpy as np

from embeddings.adaptation.delta import Delta, Factors
from embeddings.bundled.install import Additions, fetch_model
from embeddings.distillation.student import Student
from embeddings.quantization.layers import PROJECTION
from embeddings.quantization.ranges import Ranges, RangesOrigin
from embeddings.quantization.rounding import ByteBlocks
from tests.helpers.weights_file import HIDDEN, INTERMEDIATE, write_weights

RANK = 2


def small_delta() -> Delta:
    """Return changes of every matrix of the last layer."""
    random = np.random.default_rng(5)
    sizes = {
        "qkv": (HIDDEN, 3 * HIDDEN),
        "ao": (HIDDEN, HIDDEN),
        "fi": (HIDDEN, INTERMEDIATE),
        "fo": (INTERMEDIATE, HIDDEN),
    }
    factors = {
        f"l1.{name}": Factors(
            random.normal(0, 0.3, (inputs, RANK)).astype(np.float16),
            random.normal(0, 0.3, (RANK, outputs)).astype(np.float16),
        )
        for name, (inputs, outputs) in sizes.items()
    }
    return Delta(factors, base="0" * 64, recipe="small", seed=5)


def small_question_delta() -> Delta:
    """Return further changes of both layers."""
    random = np.random.default_rng(7)
    factors = {
        f"l{layer}.ao": Factors(
            random.normal(0, 0.3, (HIDDEN, RANK)).astype(np.float16),
            random.normal(0, 0.3, (RANK, HIDDEN)).astype(np.float16),
        )
        for layer in range(2)
    }
    return Delta(factors, base="0" * 16, recipe="small", seed=7)


def small_student() -> Student:
    """Return a question encoder of one layer."""
    random = np.random.default_rng(6)
    sizes = {
        "0.qkv": (3 * HIDDEN, HIDDEN),
        "0.ao": (HIDDEN, HIDDEN),
        "0.fi": (INTERMEDIATE, HIDDEN),
        "0.fo": (HIDDEN, INTERMEDIATE),
    }
    matrices = {
        name: ByteBlocks.of(random.normal(0, 0.3, size).astype(np.float32))
        for name, size in sizes.items()
    }
    turned = random.normal(0, 0.3, (HIDDEN, HIDDEN)).astype(np.float32)
    matrices[PROJECTION] = ByteBlocks.of(turned)
    vectors = {f"{name}.b": np.zeros(rows, np.float32) for name, (rows, _) in sizes.items()}
    for name in ("eln", "0.aln", "0.oln"):
        vectors |= {f"{name}.w": np.ones(HIDDEN, np.float32)}
        vectors |= {f"{name}.b": random.normal(0, 0.1, HIDDEN).astype(np.float32)}
    return Student(matrices, vectors, base="0" * 64, teacher="0" * 16, recipe="small", seed=6)


def small_ranges() -> Ranges:
    """Return ranges of the two layers of the model and of the layer of the question encoder."""

    def layers(number: int) -> dict[str, np.ndarray]:
        sizes = {"qkv": HIDDEN, "ao": HIDDEN, "fi": HIDDEN, "fo": INTERMEDIATE}
        return {
            f"{layer}.{name}": np.linspace(0.5, 2, size, dtype=np.float32)
            for layer in range(number)
            for name, size in sizes.items()
        }

    origin = RangesOrigin("0" * 16, "0" * 16, "0" * 16)
    return Ranges(layers(2), layers(2), layers(1), origin)


def small_additions() -> Additions:
    """Return the adaptations, the question encoder and the ranges."""
    return Additions(small_delta(), small_question_delta(), small_student(), small_ranges())


def fetch_small_model(home: Path) -> Path:
    """Install the small model with its additions under ``home``; return its folder."""
    return fetch_model(home, fetch=write_weights, additions=small_additions())
