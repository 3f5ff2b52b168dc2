"""The layers of a BERT model in PyTorch, with low-rank changes in the upper ones or in all.

The lower layers and the embeddings are frozen, so their output is computed once for each text, and
training only runs the upper ones.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from embeddings.adaptation.delta import Delta, bert_changes
from embeddings.encoder import FloatMatrix, Progress

FIRST_LAYER = 6
"""The first layer with changes in the adaptation of questions and passages."""

_LAYERS, _HEADS, _EPSILON = 12, 12, 1e-12
_BATCH = 64
_WORDS = "embeddings.word_embeddings.weight"
_QUERY, _KEY, _VALUE = (f"attention.self.{name}" for name in ("query", "key", "value"))

Hidden = NDArray[np.float16]
"""The output of the lower layers for one text (tokens, hidden)."""

Changes = Mapping[str, tuple[Tensor, Tensor]]
"""The factors ``down`` and ``up`` by the name of a matrix, as a delta names it."""


class LayeredModel:
    """The layers of the sentence-transformers model in a folder; all weights are frozen."""

    def __init__(self, folder: Path, first: int = FIRST_LAYER, delta: Delta | None = None) -> None:
        """Load the weights with ``delta`` added; layers from ``first`` on have changes."""
        arrays = load_file(folder / "model.safetensors")
        for name, change in bert_changes(delta).items() if delta is not None else ():
            arrays[name] = arrays[name] + change
        self._first = first
        self._words = arrays.pop(_WORDS)
        self._weights = {name: torch.from_numpy(array) for name, array in arrays.items()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()

    @property
    def dimension(self) -> int:
        """Return the number of values of a vector."""
        return int(self._words.shape[1])

    def matrix_sizes(self) -> dict[str, tuple[int, int]]:
        """Return (inputs, outputs) of each matrix that can be changed."""
        hidden = self.dimension
        inner = len(self._weights["encoder.layer.0.intermediate.dense.bias"])
        sizes = {"qkv": (hidden, 3 * hidden), "ao": (hidden, hidden)}
        sizes |= {"fi": (hidden, inner), "fo": (inner, hidden)}
        layers = range(self._first, _LAYERS)
        return {f"l{layer}.{name}": size for layer in layers for name, size in sizes.items()}

    @torch.no_grad()
    def lower(
        self,
        texts: Sequence[str],
        prompt: str,
        max_tokens: int,
        progress: Progress = lambda _done, _total: None,
    ) -> list[Hidden]:
        """Return the output of the frozen layers for each text.

        ``prompt`` precedes each text, of which ``max_tokens`` are read; ``progress`` counts texts.
        """
        self._tokenizer.enable_truncation(max_tokens)
        encodings = self._tokenizer.encode_batch_fast([prompt + text for text in texts])
        tokens = [np.array(encoding.ids) for encoding in encodings]
        outputs: list[Hidden] = [np.empty((0, 0), np.float16)] * len(tokens)
        done = 0
        for batch in _batches([len(ids) for ids in tokens]):
            rows, mask = _padded([self._words[tokens[number]] for number in batch])
            rows = rows + self._weights["embeddings.position_embeddings.weight"][: rows.shape[1]]
            rows = rows + self._weights["embeddings.token_type_embeddings.weight"][0]
            rows = self._norm("embeddings.LayerNorm", rows)
            with torch.autocast("cpu", torch.bfloat16):
                for layer in range(self._first):
                    rows = self._layer(layer, rows, mask, {})
            for row, number in zip(rows, batch, strict=True):
                outputs[number] = row[: len(tokens[number])].half().numpy().copy()
            done += len(batch)
            progress(done, len(texts))
        return outputs

    def upper(self, hidden: Sequence[Hidden], changes: Changes) -> Tensor:
        """Return the unit vectors (n, d) of texts whose frozen output is ``hidden``.

        The products run in bfloat16, half the time of fp32 on a processor that has it.
        """
        with torch.autocast("cpu", torch.bfloat16):
            rows, mask = _padded([each.astype(np.float32) for each in hidden])
            for layer in range(self._first, _LAYERS):
                rows = self._layer(layer, rows, mask, changes)
        summed = (rows.float() * mask[..., None]).sum(1)
        return functional.normalize(summed, dim=-1)

    @torch.no_grad()
    def encode(self, hidden: Sequence[Hidden], changes: Changes) -> FloatMatrix:
        """Return :meth:`upper` of any number of texts, in batches and without gradients."""
        vectors = np.empty((len(hidden), self.dimension), np.float32)
        for batch in _batches([len(each) for each in hidden]):
            vectors[batch] = self.upper([hidden[number] for number in batch], changes).numpy()
        return vectors

    def _layer(self, number: int, rows: Tensor, mask: Tensor, changes: Changes) -> Tensor:
        texts, tokens, hidden = rows.shape
        joined = self._product(number, "qkv", (_QUERY, _KEY, _VALUE), rows, changes)
        heads = joined.view(texts, tokens, 3, _HEADS, hidden // _HEADS).permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(
            heads[0], heads[1], heads[2], attn_mask=mask[:, None, None, :]
        )
        attended = attended.transpose(1, 2).reshape(texts, tokens, hidden)
        output = self._product(number, "ao", ("attention.output.dense",), attended, changes)
        prefix = f"encoder.layer.{number}"
        rows = self._norm(f"{prefix}.attention.output.LayerNorm", output + rows)
        inner = self._product(number, "fi", ("intermediate.dense",), rows, changes)
        output = self._product(number, "fo", ("output.dense",), functional.gelu(inner), changes)
        return self._norm(f"{prefix}.output.LayerNorm", output + rows)

    def _product(
        self, layer: int, name: str, parts: Sequence[str], rows: Tensor, changes: Changes
    ) -> Tensor:
        names = [f"encoder.layer.{layer}.{part}" for part in parts]
        weight = torch.cat([self._weights[f"{each}.weight"] for each in names])
        bias = torch.cat([self._weights[f"{each}.bias"] for each in names])
        product = functional.linear(rows, weight, bias)
        if (change := changes.get(f"l{layer}.{name}")) is not None:
            down, up = change
            product = product + (rows @ down) @ up
        return product

    def _norm(self, name: str, rows: Tensor) -> Tensor:
        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return functional.layer_norm(rows.float(), weight.shape, weight, bias, _EPSILON)


def _padded(texts: Sequence[NDArray[np.float32]]) -> tuple[Tensor, Tensor]:
    """Return the texts as (n, tokens, hidden) and the mask of their tokens (n, tokens)."""
    longest = max(map(len, texts))
    rows = torch.zeros(len(texts), longest, texts[0].shape[1])
    mask = torch.zeros(len(texts), longest, dtype=torch.bool)
    for number, text in enumerate(texts):
        rows[number, : len(text)] = torch.from_numpy(np.ascontiguousarray(text))
        mask[number, : len(text)] = True
    return rows, mask


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    order = sorted(range(len(lengths)), key=lambda number: lengths[number])
    return [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
