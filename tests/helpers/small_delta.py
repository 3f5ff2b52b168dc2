"""An adaptation for the small model of :mod:`tests.helpers.weights_file`."""

from pathlib import Path

import numpy as np

from embeddings.adaptation.delta import Delta, Factors
from embeddings.bundled.install import fetch_model
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


def fetch_small_model(home: Path) -> Path:
    """Install the small model with its adaptation under ``home``; return its folder."""
    return fetch_model(home, fetch=write_weights, delta=small_delta())
