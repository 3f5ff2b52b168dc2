"""Training of the adaptation: contrastive learning of low-rank changes.

Texts and passages are encoded with the same changes. Each text is drawn to a passage that it means
in one of the languages, and away from near passages of the same act and those of other texts in the
batch (InfoNCE, van den Oord et al. 2018); a penalty keeps both near their original vectors, so that
questions on other subjects lose nothing. The changes are LoRA (Hu et al. 2021).
"""

import math
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from embeddings.adaptation.aims import Aim, choose_aim, draw_contrast, find_aims
from embeddings.adaptation.delta import Delta
from embeddings.adaptation.layers import Hidden, LayeredModel
from embeddings.adaptation.optimization import (
    initial_changes,
    learned_delta,
    learning_rate,
    random_batches,
)
from embeddings.adaptation.targets import Centring, Example, Recipe
from embeddings.encoder import FloatVector, Progress

_PASSAGE_BATCH = 64


class _Training:
    """The state of one training."""

    def __init__(
        self,
        folder: Path,
        prompts: Mapping[str, str],
        passages: Sequence[str],
        centring: Centring,
        recipe: Recipe,
        encoded: Progress,
    ) -> None:
        self.recipe = recipe
        self.random = random.Random(recipe.seed)  # noqa: S311
        self.model = LayeredModel(folder)
        self.prompts = prompts
        self.centring = centring
        self.centring_hidden = self.lower_questions(centring.texts)
        self.passage_hidden = self.model.lower(
            passages, prompts["passage"], recipe.passage_tokens, encoded
        )
        # Their original vectors.
        self.passages = self.model.encode(self.passage_hidden, {})
        self.changes = initial_changes(self.model.matrix_sizes(), recipe)

    def lower_questions(self, texts: Sequence[str]) -> list[Hidden]:
        """Return the output of the frozen layers for questions."""
        return self.model.lower(texts, self.prompts["query"], self.recipe.question_tokens)

    def shifts(self) -> Mapping[str, FloatVector]:
        """Return what is subtracted from a vector, by language, under the current changes."""
        return self.centring.shifts(self.model.encode(self.centring_hidden, self.changes))

    def loss(
        self,
        texts: Sequence[tuple[Example, Hidden, FloatVector, Aim]],
        shifts: Mapping[str, FloatVector],
    ) -> Tensor:
        """Return the loss of a batch: each text with its original vector and what it aims at."""
        examples = [example for example, *_ in texts]
        aims = (aim for *_, aim in texts)
        contrast = draw_contrast(aims, examples, self.recipe.negatives, self.random)
        vectors = self.model.upper([hidden for _, hidden, *_ in texts], self.changes)
        shift = np.stack([shifts[example.language] for example, *_ in texts])
        centred = functional.normalize(vectors - torch.from_numpy(shift), dim=-1)
        passages, passage_drift = self._passage_vectors(contrast.rows)
        loss = contrast.loss(centred @ passages.T / self.recipe.temperature)
        original = torch.from_numpy(np.stack([vector for _, _, vector, _ in texts]))
        drift = 1 - (vectors * original).sum(dim=1).mean()
        return loss + self.recipe.anchor * (drift + passage_drift)

    def _passage_vectors(self, rows: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Return the vectors of the passages ``rows`` (n, d) and their drift from the original."""
        # Each passage is encoded once, with others of about its length.
        order = sorted(set(rows), key=lambda row: len(self.passage_hidden[row]))
        place = {row: number for number, row in enumerate(order)}
        vectors = torch.cat(
            [
                self.model.upper(
                    [self.passage_hidden[row] for row in order[start : start + _PASSAGE_BATCH]],
                    self.changes,
                )
                for start in range(0, len(order), _PASSAGE_BATCH)
            ]
        )
        drift = 1 - (vectors * torch.from_numpy(self.passages[order])).sum(dim=1).mean()
        return vectors[[place[row] for row in rows]], drift


def train(
    folder: Path,
    prompts: Mapping[str, str],
    examples: Sequence[Example],
    passages: Sequence[str],
    centring: Centring,
    base: str,
    recipe: Recipe,
    encoded: Progress,
    trained: Progress,
) -> Delta:
    """Return the changes learned from ``examples`` for the model in ``folder``.

    ``passages`` are the texts of the rows that the examples name, ``prompts`` precede a "query" and
    a "passage", ``base`` identifies the weights. ``encoded`` counts the passages, ``trained`` the
    steps. The result is the same for the same seed, number of threads and kind of processor.
    A passage of 100 tokens takes 80 kB of memory.
    """
    torch.manual_seed(recipe.seed)
    training = _Training(folder, prompts, passages, centring, recipe, encoded)
    hidden = training.lower_questions([example.text for example in examples])
    original = training.model.encode(hidden, {})
    factors = [factor for pair in training.changes.values() for factor in pair]
    optimizer = torch.optim.AdamW(factors, lr=recipe.rate, weight_decay=0.01, betas=(0.9, 0.98))
    batch_count = math.ceil(len(examples) / recipe.batch)
    total, step = recipe.epochs * batch_count, 0
    for _ in range(recipe.epochs):
        shifts = training.shifts()
        current = training.model.encode(hidden, training.changes) if step else original
        if step:
            vectors = training.model.encode(training.passage_hidden, training.changes)
        else:
            vectors = training.passages
        aims = find_aims(examples, current, vectors, shifts)
        for batch in random_batches(hidden, recipe, training.random):
            if step % recipe.centring == 0:
                shifts = training.shifts()
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(recipe, step, total)
            texts = [
                (
                    examples[number],
                    hidden[number],
                    original[number],
                    choose_aim(aims[number], recipe.cross, training.random),
                )
                for number in batch
            ]
            training.loss(texts, shifts).backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(factors, recipe.clip)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            trained(step, total)
    return learned_delta(training.changes, base, recipe)
