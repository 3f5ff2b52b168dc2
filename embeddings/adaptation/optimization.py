"""Optimization of low-rank changes: their start, batches, the learning rate and the result."""

import math
import random
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from embeddings.adaptation.delta import Delta, Factors
from embeddings.adaptation.layers import Changes, Hidden
from embeddings.adaptation.targets import Recipe

# Batches whose texts are sorted by length together.
_WINDOW = 8


def initial_changes(sizes: Mapping[str, tuple[int, int]], recipe: Recipe) -> Changes:
    """Return random ``down`` and zero ``up``, which change nothing yet."""
    changes = {}
    for name, (inputs, outputs) in sizes.items():
        down = torch.randn(inputs, recipe.rank) / math.sqrt(inputs)
        up = torch.zeros(recipe.rank, outputs)
        changes[name] = (down.requires_grad_(), up.requires_grad_())
    return changes


def random_batches(
    hidden: Sequence[Hidden], recipe: Recipe, choice: random.Random
) -> list[list[int]]:
    """Return all numbers in random batches of texts of similar length."""
    order = list(range(len(hidden)))
    choice.shuffle(order)
    batches: list[list[int]] = []
    window = _WINDOW * recipe.batch
    for start in range(0, len(order), window):
        part = sorted(order[start : start + window], key=lambda number: len(hidden[number]))
        split = [part[at : at + recipe.batch] for at in range(0, len(part), recipe.batch)]
        choice.shuffle(split)
        batches += split
    return batches


def learning_rate(recipe: Recipe, step: int, total: int) -> float:
    """Return the learning rate, which rises during the warm-up and then falls to near zero."""
    return recipe.rate * min(1, (step + 1) / (recipe.warm_up * total)) * (1 - step / (total + 1))


def learned_delta(changes: Changes, base: str, recipe: Recipe) -> Delta:
    """Return the ``changes`` of a training, at the strength of the ``recipe``."""
    factors = {
        name: Factors(_half(down), _half(up * recipe.scale)) for name, (down, up) in changes.items()
    }
    return Delta(factors, base, recipe.name, recipe.seed)


def _half(factor: Tensor) -> NDArray[np.float16]:
    return factor.detach().numpy().astype(np.float16)
