"""Training of the question encoder: distillation of vectors.

The student begins with a few layers of the adapted model and learns to give each text the vector
that the whole model gives it (Hinton et al. 2015, Reimers and Gurevych 2020), and the same
neighbours among the texts of a batch (Tung and Mori 2019). Embeddings of words and positions stay.
"""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from embeddings.adaptation.delta import Delta
from embeddings.distillation.student import Student
from embeddings.encoder import FloatMatrix, Progress
from embeddings.quantization.layers import MODEL_FILE, PROJECTION, read_layers
from embeddings.quantization.rounding import ByteBlocks

_HEADS, _EPSILON = 12, 1e-12
_EMBEDDINGS = "embeddings."
# Batches whose texts are sorted by length together.
_WINDOW = 8
# Lengths are rounded up, since each new one has its products compiled.
_LENGTH_STEP = 8
_COSINE, _CENTRED = 10.0, 2.0
_DECAY = 0.01
_LEAST_RATE = 0.01
_MASKED = -1e4


@dataclass(frozen=True, slots=True)
class Recipe:
    """Sizes and rates of the training; ``name`` is stored with the student.

    ``layers`` are those of the model that the student begins with. Texts of more than
    ``max_tokens`` are left out. The rate rises for the share ``warm_up`` of the steps and falls to
    a hundredth along half a cosine. ``temperature`` is that of the neighbours in a batch.
    """

    name: str = "distillation-1"
    layers: tuple[int, ...] = (0, 2, 4, 7, 9, 11)
    steps: int = 1500
    batch: int = 128
    max_tokens: int = 96
    rate: float = 5e-4
    warm_up: float = 0.04
    temperature: float = 0.1
    clip: float = 1.0
    seed: int = 3


class _StudentModel(nn.Module):
    """The layers under training, with parameters named as in :class:`Student`."""

    def __init__(self, folder: Path, delta: Delta, layers: Sequence[int]) -> None:
        super().__init__()
        with safe_open(folder / MODEL_FILE, framework="numpy") as file:
            words = file.get_tensor(f"{_EMBEDDINGS}word_embeddings.weight")
            positions = file.get_tensor(f"{_EMBEDDINGS}position_embeddings.weight")
            types = file.get_tensor(f"{_EMBEDDINGS}token_type_embeddings.weight")
        self._words = torch.from_numpy(words)
        self._positions = torch.from_numpy(positions + types[0])
        self._layers = len(layers)
        start = read_layers(folder, delta, layers)
        values: dict[str, NDArray[np.float32]] = {
            **start.matrices,
            **start.vectors,
            PROJECTION: np.eye(words.shape[1], dtype=np.float32),
        }
        # Names of parameters have no dots.
        self._named = {
            name: nn.Parameter(torch.from_numpy(np.array(value, np.float32)))
            for name, value in values.items()
        }
        for name, parameter in self._named.items():
            self.register_parameter(name.replace(".", "_"), parameter)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the unit vectors (n, d) of token ``ids`` (n, tokens)."""
        texts, tokens = ids.shape
        rows = functional.embedding(ids, self._words) + self._positions[:tokens]
        rows = self._norm("eln", rows)
        with torch.autocast("cpu", torch.bfloat16):
            for number in range(self._layers):
                joined = self._linear(f"{number}.qkv", rows)
                heads = joined.view(texts, tokens, 3, _HEADS, -1).permute(2, 0, 3, 1, 4)
                attended = functional.scaled_dot_product_attention(
                    heads[0], heads[1], heads[2], attn_mask=mask[:, None, None, :]
                )
                attended = attended.transpose(1, 2).reshape(texts, tokens, -1)
                rows = self._norm(f"{number}.aln", self._linear(f"{number}.ao", attended) + rows)
                inner = functional.gelu(self._linear(f"{number}.fi", rows))
                rows = self._norm(f"{number}.oln", self._linear(f"{number}.fo", inner) + rows)
        summed = (rows.float() * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return functional.normalize(summed @ self._named[PROJECTION].T, dim=-1)

    def student(self, base: str, teacher: str, recipe: Recipe) -> Student:
        """Return the weights as they are now, rounded."""
        values = {name: each.detach().numpy().copy() for name, each in self._named.items()}
        matrices = {name: ByteBlocks.of(each) for name, each in values.items() if each.ndim > 1}
        vectors = {name: each for name, each in values.items() if each.ndim == 1}
        return Student(matrices, vectors, base, teacher, recipe.name, recipe.seed)

    def _linear(self, name: str, rows: Tensor) -> Tensor:
        return functional.linear(rows, self._named[name], self._named[f"{name}.b"])

    def _norm(self, name: str, rows: Tensor) -> Tensor:
        weight, bias = self._named[f"{name}.w"], self._named[f"{name}.b"]
        return functional.layer_norm(rows.float(), weight.shape, weight, bias, _EPSILON)


def distil(
    folder: Path,
    delta: Delta,
    teacher: str,
    texts: Sequence[str],
    vectors: FloatMatrix,
    recipe: Recipe,
    progress: Progress = lambda _done, _total: None,
) -> Student:
    """Return the student of the model in ``folder`` with ``delta``, whose digest is ``teacher``.

    ``texts`` have their prompt; ``vectors`` (n, d) are those that the adapted model gives them.
    ``progress`` counts the steps.
    """
    torch.manual_seed(recipe.seed)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokens = [encoding.ids for encoding in tokenizer.encode_batch_fast(list(texts))]
    targets = functional.normalize(torch.from_numpy(np.asarray(vectors, np.float32)), dim=-1)
    mean = targets.mean(0)
    model = _StudentModel(folder, delta, recipe.layers)
    groups: list[dict[str, Any]] = [
        {"params": [each for each in model.parameters() if each.ndim > 1]},
        {"params": [each for each in model.parameters() if each.ndim == 1], "weight_decay": 0},
    ]
    optimizer = torch.optim.AdamW(
        groups,
        lr=recipe.rate,
        betas=(0.9, 0.98),
        weight_decay=_DECAY,
    )
    for step, batch in zip(range(recipe.steps), _batches(tokens, recipe), strict=False):
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * _rate(step, recipe)
        found = model(*_padded([tokens[number] for number in batch]))
        loss = _loss(found, targets[batch], mean, recipe.temperature)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), recipe.clip)
        optimizer.step()
        progress(step + 1, recipe.steps)
    return model.student(delta.base, teacher, recipe)


def _loss(found: Tensor, wanted: Tensor, mean: Tensor, temperature: float) -> Tensor:
    """Return the distance of the vectors, of the centred ones, and of their neighbourhoods."""
    centred = functional.normalize(found - mean, dim=-1)
    aims = functional.normalize(wanted - mean, dim=-1)
    hidden = torch.eye(len(found)) * _MASKED
    neighbours = functional.kl_div(
        functional.log_softmax(centred @ aims.T / temperature + hidden, 1),
        functional.softmax(aims @ aims.T / temperature + hidden, 1),
        reduction="batchmean",
    )
    distance = _COSINE * (1 - (found * wanted).sum(1)).mean()
    return distance + _CENTRED * (1 - (centred * aims).sum(1)).mean() + neighbours


def _rate(step: int, recipe: Recipe) -> float:
    """Return the share of the rate at ``step``."""
    rising = (step + 1) / (recipe.warm_up * recipe.steps + 1)
    falling = 0.5 + 0.5 * math.cos(math.pi * step / recipe.steps)
    return max(min(1.0, rising) * falling, _LEAST_RATE)


def _batches(tokens: Sequence[Sequence[int]], recipe: Recipe) -> Iterator[list[int]]:
    """Yield batches of texts of similar length, passing over all texts again and again."""
    choice = random.Random(recipe.seed)  # noqa: S311
    order = [number for number, ids in enumerate(tokens) if len(ids) <= recipe.max_tokens]
    if not order:
        return
    window = _WINDOW * recipe.batch
    while True:
        choice.shuffle(order)
        for start in range(0, len(order), window):
            near = sorted(order[start : start + window], key=lambda number: len(tokens[number]))
            batches = [near[n : n + recipe.batch] for n in range(0, len(near), recipe.batch)]
            choice.shuffle(batches)
            yield from batches


def _padded(texts: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return the token ids (n, tokens) and the mask of those that are no padding."""
    longest = -(-max(map(len, texts)) // _LENGTH_STEP) * _LENGTH_STEP
    ids = torch.zeros(len(texts), longest, dtype=torch.long)
    mask = torch.zeros(len(texts), longest, dtype=torch.bool)
    for row, numbers in enumerate(texts):
        ids[row, : len(numbers)] = torch.tensor(numbers)
        mask[row, : len(numbers)] = True
    return ids, mask
