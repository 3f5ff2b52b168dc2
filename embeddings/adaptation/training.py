"""Training of the adaptation: contrastive learning of low-rank changes.

Texts and passages are encoded with the same changes. Each text is drawn to a passage that it means
in one of the languages, and away from near passages of the same act and those of other texts in the
batch (InfoNCE, van den Oord et al. 2018); a penalty keeps both near their original vectors, so that
questions on other subjects lose nothing. The changes are LoRA (Hu et al. 2021).
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from embeddings.adaptation.delta import Delta, Factors
from embeddings.adaptation.layers import Changes, Hidden, LayeredModel
from embeddings.adaptation.targets import Centring, Example, Recipe, Target
from embeddings.encoder import FloatMatrix, FloatVector, Progress

_NEAR_GOLD, _NEAR_OTHERS = 3, 20
# Another passage with a cosine above this says the same.
_SAME = 0.985
# Batches whose texts are sorted by length together.
_WINDOW = 8
_MASKED = -1e4
_PASSAGE_BATCH = 64


@dataclass(frozen=True, slots=True)
class _Aim:
    """The ``gold`` rows of one version that a text is drawn to, and wrong ones that are near."""

    is_own: bool
    gold: tuple[int, ...]
    near: tuple[int, ...]


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
        self.changes = _initial_changes(self.model.matrix_sizes(), recipe)

    def lower_questions(self, texts: Sequence[str]) -> list[Hidden]:
        """Return the output of the frozen layers for questions."""
        return self.model.lower(texts, self.prompts["query"], self.recipe.question_tokens)

    def shifts(self) -> Mapping[str, FloatVector]:
        """Return what is subtracted from a vector, by language, under the current changes."""
        return self.centring.shifts(self.model.encode(self.centring_hidden, self.changes))

    def loss(
        self,
        texts: Sequence[tuple[Example, Hidden, FloatVector, _Aim]],
        shifts: Mapping[str, FloatVector],
    ) -> Tensor:
        """Return the loss of a batch: each text with its original vector and what it aims at."""
        rows: list[int] = []
        places = []
        for *_, aim in texts:
            places.append(len(rows))
            rows.append(self.random.choice(aim.gold))
            rows += self.random.sample(aim.near, min(self.recipe.negatives, len(aim.near)))
        right = torch.zeros(len(texts), len(rows), dtype=torch.bool)
        for number, (example, *_) in enumerate(texts):
            known = {row for target in example.targets for row in (*target.gold, *target.neutral)}
            right[number] = torch.tensor([row in known for row in rows])
            right[number, places[number]] = False
        vectors = self.model.upper([hidden for _, hidden, *_ in texts], self.changes)
        shift = np.stack([shifts[example.language] for example, *_ in texts])
        centred = functional.normalize(vectors - torch.from_numpy(shift), dim=-1)
        passages, passage_drift = self._passage_vectors(rows)
        scores = centred @ passages.T / self.recipe.temperature
        loss = functional.cross_entropy(scores.masked_fill(right, _MASKED), torch.tensor(places))
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
        aims = _aims(examples, current, vectors, shifts)
        for batch in _batches(hidden, recipe, training.random):
            if step % recipe.centring == 0:
                shifts = training.shifts()
            for group in optimizer.param_groups:
                group["lr"] = _rate(recipe, step, total)
            texts = [
                (
                    examples[number],
                    hidden[number],
                    original[number],
                    _choose_aim(aims[number], recipe.cross, training.random),
                )
                for number in batch
            ]
            training.loss(texts, shifts).backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(factors, recipe.clip)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            trained(step, total)
    return Delta(
        {
            name: Factors(_half(down), _half(up * recipe.scale))
            for name, (down, up) in training.changes.items()
        },
        base,
        recipe.name,
        recipe.seed,
    )


def _initial_changes(sizes: Mapping[str, tuple[int, int]], recipe: Recipe) -> Changes:
    """Return random ``down`` and zero ``up``, which change nothing yet."""
    changes = {}
    for name, (inputs, outputs) in sizes.items():
        down = torch.randn(inputs, recipe.rank) / math.sqrt(inputs)
        up = torch.zeros(recipe.rank, outputs)
        changes[name] = (down.requires_grad_(), up.requires_grad_())
    return changes


def _aims(
    examples: Sequence[Example],
    vectors: FloatMatrix,
    passages: FloatMatrix,
    shifts: Mapping[str, FloatVector],
) -> list[tuple[_Aim, ...]]:
    """Return the aims of each example by the cosines of its vector (n, d)."""
    shift = np.stack([shifts[example.language] for example in examples])
    centred = vectors - shift
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    return [
        tuple(_aim(example, target, vector, passages) for target in example.targets)
        for example, vector in zip(examples, centred, strict=True)
    ]


def _aim(example: Example, target: Target, vector: FloatVector, passages: FloatMatrix) -> _Aim:
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
    return _Aim(own is target, gold, near)


def _nearest(rows: Sequence[int], vector: FloatVector, passages: FloatMatrix) -> tuple[int, ...]:
    order = np.argsort(-(passages[list(rows)] @ vector), kind="stable")
    return tuple(rows[number] for number in order)


def _choose_aim(aims: Sequence[_Aim], cross: float, choice: random.Random) -> _Aim:
    own = [aim for aim in aims if aim.is_own]
    foreign = [aim for aim in aims if not aim.is_own]
    is_cross = bool(foreign) and (not own or choice.random() < cross)
    return choice.choice(foreign if is_cross else own)


def _batches(hidden: Sequence[Hidden], recipe: Recipe, choice: random.Random) -> list[list[int]]:
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


def _rate(recipe: Recipe, step: int, total: int) -> float:
    """Return the learning rate, which rises during the warm-up and then falls to near zero."""
    return recipe.rate * min(1, (step + 1) / (recipe.warm_up * total)) * (1 - step / (total + 1))


def _half(factor: Tensor) -> "np.ndarray[tuple[int, ...], np.dtype[np.float16]]":
    return factor.detach().numpy().astype(np.float16)
