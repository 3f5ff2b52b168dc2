"""Training of the adaptation of questions: low-rank changes of all layers, with passages fixed.

The mean vector of several wordings of a matter finds the right provision more often than each of
them. So each text is trained towards the mean of the wordings of its matter in the languages that
the model reads best (Reimers and Gurevych 2020, with the wordings in place of one translation),
away from those of the other matters in the batch, and towards its passages where they are known
(InfoNCE). The changes are LoRA, on top of the adaptation of questions and passages.
"""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from embeddings.adaptation.aims import (
    MASKED,
    Aim,
    centred_rows,
    choose_aim,
    draw_contrast,
    find_aims,
)
from embeddings.adaptation.delta import Delta
from embeddings.adaptation.layers import LayeredModel
from embeddings.adaptation.optimization import (
    initial_changes,
    learned_delta,
    learning_rate,
    random_batches,
)
from embeddings.adaptation.targets import Centring, Recipe, Wording
from embeddings.encoder import FloatMatrix, FloatVector, Progress

_MATCH_TEMPERATURE = 0.05
_PART = 1024


class _Training:
    """The state of one training."""

    def __init__(
        self,
        model: LayeredModel,
        prompts: Mapping[str, str],
        wordings: Sequence[Wording],
        passages: Sequence[str],
        centring: Centring,
        recipe: Recipe,
        encoded: Progress,
    ) -> None:
        prompt = prompts["query"]
        self.recipe = recipe
        self.random = random.Random(recipe.seed)  # noqa: S311
        self.model = model
        self.wordings = wordings
        self.passages = _encode_passages(model, passages, prompts["passage"], recipe, encoded)
        self.hidden = model.lower([one.text for one in wordings], prompt, recipe.question_tokens)
        self.centring = centring
        self.centring_hidden = model.lower(centring.texts, prompt, recipe.question_tokens)
        self.changes = initial_changes(model.matrix_sizes(), recipe)
        shifts = self.shifts()
        vectors = model.encode(self.hidden, {})
        self.means = _means(wordings, vectors, shifts)
        self.aims = _aims(wordings, vectors, self.passages, shifts)

    def shifts(self) -> Mapping[str, FloatVector]:
        """Return what is subtracted from a vector, by language, under the current changes."""
        return self.centring.shifts(self.model.encode(self.centring_hidden, self.changes))

    def loss(self, batch: Sequence[int], shifts: Mapping[str, FloatVector]) -> Tensor:
        """Return the loss of the wordings with the numbers of a ``batch``."""
        vectors = self.model.upper([self.hidden[number] for number in batch], self.changes)
        shift = np.stack([shifts[self.wordings[number].language] for number in batch])
        centred = functional.normalize(vectors - torch.from_numpy(shift), dim=-1)
        means = torch.from_numpy(self.means[list(batch)])
        distance = 1 - (centred * means).sum(dim=1).mean()
        matters = [self.wordings[number].teachers for number in batch]
        same = torch.tensor([[one == other for other in matters] for one in matters])
        same.fill_diagonal_(False)
        scores = (centred @ means.T / _MATCH_TEMPERATURE).masked_fill(same, MASKED)
        matched = functional.cross_entropy(scores, torch.arange(len(batch)))
        loss = self.recipe.anchor * distance + matched
        known = [place for place, number in enumerate(batch) if self.aims[number]]
        if known:
            found = self._passage_loss(centred[known], [batch[place] for place in known])
            loss = loss + self.recipe.passage_weight * found
        return loss

    def _passage_loss(self, centred: Tensor, batch: Sequence[int]) -> Tensor:
        """Return the contrast of texts, whose vectors are ``centred``, with passages."""
        aims = (choose_aim(self.aims[number], self.recipe.cross, self.random) for number in batch)
        examples = [one for one in (self.wordings[number].example for number in batch) if one]
        contrast = draw_contrast(aims, examples, self.recipe.negatives, self.random)
        passages = torch.from_numpy(self.passages[contrast.rows])
        return contrast.loss(centred @ passages.T / self.recipe.temperature)


def train_questions(
    folder: Path,
    adaptation: Delta,
    prompts: Mapping[str, str],
    wordings: Sequence[Wording],
    passages: Sequence[str],
    centring: Centring,
    base: str,
    recipe: Recipe,
    encoded: Progress,
    trained: Progress,
) -> Delta:
    """Return the changes learned from ``wordings``, on top of ``adaptation``.

    ``folder`` has the model, ``prompts`` precede a "query" and a "passage", ``passages`` are the
    texts of the rows that the examples name, ``base`` identifies the adaptation. ``encoded`` counts
    the passages, ``trained`` the steps. The result is the same for the same seed, number of threads
    and kind of processor. A wording of 15 tokens takes 12 kB of memory.
    """
    torch.manual_seed(recipe.seed)
    model = LayeredModel(folder, 0, adaptation)
    training = _Training(model, prompts, wordings, passages, centring, recipe, encoded)
    factors = [factor for pair in training.changes.values() for factor in pair]
    optimizer = torch.optim.AdamW(factors, lr=recipe.rate, weight_decay=0.01, betas=(0.9, 0.98))
    batches = [
        batch
        for _ in range(recipe.epochs)
        for batch in random_batches(training.hidden, recipe, training.random)
    ]
    shifts = training.shifts()
    for step, batch in enumerate(batches):
        if step % recipe.centring == 0:
            shifts = training.shifts()
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(recipe, step, len(batches))
        training.loss(batch, shifts).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(factors, recipe.clip)
        optimizer.step()
        optimizer.zero_grad()
        trained(step + 1, len(batches))
    return learned_delta(training.changes, base, recipe)


def _encode_passages(
    model: LayeredModel, texts: Sequence[str], prompt: str, recipe: Recipe, progress: Progress
) -> FloatMatrix:
    """Return the vectors (n, d) of passages, a part of which is in memory in all layers."""
    parts = [np.empty((0, model.dimension), np.float32)]
    for start in range(0, len(texts), _PART):
        hidden = model.lower(texts[start : start + _PART], prompt, recipe.passage_tokens)
        parts.append(model.encode(hidden, {}))
        progress(min(start + _PART, len(texts)), len(texts))
    return np.concatenate(parts)


def _means(
    wordings: Sequence[Wording], vectors: FloatMatrix, shifts: Mapping[str, FloatVector]
) -> FloatMatrix:
    """Return the mean (n, d) of the centred vectors of the teachers of each wording."""
    centred = centred_rows(vectors, (one.language for one in wordings), shifts)
    means = np.stack([centred[list(one.teachers)].mean(axis=0) for one in wordings])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    return means.astype(np.float32)


def _aims(
    wordings: Sequence[Wording],
    vectors: FloatMatrix,
    passages: FloatMatrix,
    shifts: Mapping[str, FloatVector],
) -> list[tuple[Aim, ...]]:
    """Return the aims of each wording, none where its passages are not known."""
    numbers = [number for number, one in enumerate(wordings) if one.example is not None]
    examples = [one.example for one in wordings if one.example is not None]
    aims: list[tuple[Aim, ...]] = [()] * len(wordings)
    if numbers:
        found = find_aims(examples, vectors[numbers], passages, shifts)
        for number, aim in zip(numbers, found, strict=True):
            aims[number] = aim
    return aims
