"""Aims of training texts: the passages that each means, and the contrast with wrong ones."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from embeddings.adaptation.targets import Example, Target
from embeddings.encoder import FloatMatrix, FloatVector

_NEAR_GOLD, _NEAR_OTHERS = 3, 20
# Another passage with a cosine above this says the same.
_SAME = 0.985

MASKED = -1e4
"""The score of what a text is not compared with."""


@dataclass(frozen=True, slots=True)
class Aim:
    """The ``gold`` rows of one version that a text means, and wrong ones that are near."""

    is_own: bool
    gold: tuple[int, ...]
    near: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """The passages of a batch of texts: their ``rows``, and the place of each text's own in them.

    ``right`` (texts, rows) are the other passages that a text means.
    """

    rows: list[int]
    places: list[int]
    right: Tensor

    def loss(self, scores: Tensor) -> Tensor:
        """Return the cross-entropy of ``scores`` (texts, rows), against wrong passages alone."""
        masked = scores.masked_fill(self.right, MASKED)
        return functional.cross_entropy(masked, torch.tensor(self.places))


def draw_contrast(
    aims: Iterable[Aim], examples: Sequence[Example], negatives: int, choice: random.Random
) -> Contrast:
    """Return a passage of the aim of each example, and ``negatives`` near ones."""
    rows: list[int] = []
    places = []
    for aim in aims:
        places.append(len(rows))
        rows.append(choice.choice(aim.gold))
        rows += choice.sample(aim.near, min(negatives, len(aim.near)))
    right = torch.zeros(len(examples), len(rows), dtype=torch.bool)
    for number, example in enumerate(examples):
        known = {row for target in example.targets for row in (*target.gold, *target.neutral)}
        right[number] = torch.tensor([row in known for row in rows])
        right[number, places[number]] = False
    return Contrast(rows, places, right)


def centred_rows(
    vectors: FloatMatrix, languages: Iterable[str], shifts: Mapping[str, FloatVector]
) -> FloatMatrix:
    """Return ``vectors`` (n, d) less the shift of their languages, as unit rows."""
    centred: FloatMatrix = vectors - np.stack([shifts[language] for language in languages])
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    return centred


def find_aims(
    examples: Sequence[Example],
    vectors: FloatMatrix,
    passages: FloatMatrix,
    shifts: Mapping[str, FloatVector],
) -> list[tuple[Aim, ...]]:
    """Return the aims of each example by the cosines of its vector (n, d)."""
    centred = centred_rows(vectors, (example.language for example in examples), shifts)
    return [
        tuple(_aim(example, target, vector, passages) for target in example.targets)
        for example, vector in zip(examples, centred, strict=True)
    ]


def _aim(example: Example, target: Target, vector: FloatVector, passages: FloatMatrix) -> Aim:
    """Return the aim in one version; its gold is chosen in the text's own language if possible.

    Across languages the cosine says less, and a provision has the same name.
    """
    gold = _nearest(tuple(target.gold), vector, passages)[:_NEAR_GOLD]
    own = next((t for t in example.targets if t.language == example.language), target)
    if own is not target:
        nearest = _nearest(tuple(own.gold), vector, passages)[:_NEAR_GOLD]
        names = {own.gold[row] for row in nearest}
        same = tuple(row for row, name in target.gold.items() if name in names)
        gold = same or gold
    rows = target.rows
    part = passages[rows.start : rows.stop]
    scores = part @ vector
    scores[[row - rows.start for row in (*target.gold, *target.neutral)]] = -np.inf
    # The cosine to the gold one tells copies of it, which are no wrong answers.
    scores[part @ passages[gold[0]] > _SAME] = -np.inf
    order = np.argsort(-scores)[:_NEAR_OTHERS]
    near = tuple(rows.start + int(number) for number in order if np.isfinite(scores[number]))
    return Aim(own is target, gold, near)


def _nearest(rows: Sequence[int], vector: FloatVector, passages: FloatMatrix) -> tuple[int, ...]:
    order = np.argsort(-(passages[list(rows)] @ vector), kind="stable")
    return tuple(rows[number] for number in order)


def choose_aim(aims: Sequence[Aim], cross: float, choice: random.Random) -> Aim:
    """Return a random aim, in another language in the share ``cross`` of the cases."""
    own = [aim for aim in aims if aim.is_own]
    foreign = [aim for aim in aims if not aim.is_own]
    is_cross = bool(foreign) and (not own or choice.random() < cross)
    return choice.choice(foreign if is_cross else own)
