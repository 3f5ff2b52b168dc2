"""Reader of the weights file of the bundled model: SentencePiece pieces and 4-bit tensors.

Layout, all little-endian: magic ``E5S1`` and a version; eight sizes and the epsilon of layer
normalisation; the SentencePiece pieces (end offsets, scores, one blob of UTF-8); the
normalisation map, one entry for each code point that changes; a directory of tensors, each with
the offset of its values. A tensor is either fp32 or rows of 18-byte blocks: an fp16 scale and 32
nibbles, of which byte ``j`` holds value ``j`` (low) and value ``j + 16`` (high).
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import FETCH, ModelError

QUANTIZATION_BLOCK = 32
"""Values that share one scale."""

_MAGIC = b"E5S1"
_BLOCK_BYTES = 18
_FP32, _Q4 = 0, 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the encoder."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix of 4-bit values: ``value[r, 32 * b + j] = scales[r, b] * (codes[r, b, j] - 8)``.

    ``scales`` is fp16 (rows, blocks); ``packed`` is uint8 (rows, blocks, 16) as in the file.
    """

    scales: NDArray[np.float16]
    packed: NDArray[np.uint8]

    def codes(self) -> NDArray[np.uint8]:
        """Return the nibbles in order, 0 to 15: uint8 (rows, blocks, 32)."""
        return np.concatenate((self.packed & 0x0F, self.packed >> 4), axis=2)

    def values(self) -> NDArray[np.float32]:
        """Return the matrix in fp32 (rows, columns)."""
        signed = self.codes().astype(np.float32)
        signed -= 8.0
        signed *= self.scales.astype(np.float32)[:, :, None]
        return signed.reshape(len(signed), -1)

    def rows(self, wanted: NDArray[np.int64]) -> "Blocks":
        return Blocks(self.scales[wanted], self.packed[wanted])


@dataclass(frozen=True)
class QuantizedWeights:
    """The content of the file. ``pieces`` are in the order of their token ids."""

    shape: Shape
    pieces: tuple[tuple[str, float], ...]
    floats: Mapping[str, NDArray[np.float32]]
    blocks: Mapping[str, Blocks]


class _Reader:
    """A cursor over the bytes of the file."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.position = 0

    def take(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + layout, self.content, self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def integers(self, layout: str) -> list[int]:
        return [int(value) for value in self.take(layout)]

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.content, kind, count, self.position)
        self.position += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.position += count
        return self.content[self.position - count : self.position]


def read_weights(path: Path) -> QuantizedWeights:
    """Read the weights file; raise ModelError if it is damaged or no such file."""
    try:
        return parse_weights(path.read_bytes())
    except (struct.error, ValueError, IndexError) as error:
        raise ModelError(f"The weights file {path.name} is damaged ({error}).", FETCH) from error


def parse_weights(content: bytes) -> QuantizedWeights:
    """Parse the bytes of a weights file; raise struct.error or ValueError if they are invalid."""
    reader = _Reader(content)
    if reader.bytes(4) != _MAGIC:
        raise ValueError("it does not begin with the mark of the format")
    (version,) = reader.integers("I")
    if version != 1:
        raise ValueError(f"format version {version} is unknown")
    hidden, layers, heads, intermediate, vocabulary, positions, types = reader.integers("7i")
    (epsilon,) = reader.take("f")
    (block,) = reader.integers("i")
    if block != QUANTIZATION_BLOCK:
        raise ValueError(f"blocks of {block} values are unknown")
    shape = Shape(hidden, layers, heads, intermediate, vocabulary, positions, types, float(epsilon))
    count, *_specials, blob_bytes = reader.integers("5iQ")
    pieces = _pieces(reader, count, blob_bytes)
    _skip_normalisation(reader)
    floats, blocks = _tensors(reader, shape)
    return QuantizedWeights(shape, pieces, floats, blocks)


def _pieces(reader: _Reader, count: int, blob_bytes: int) -> tuple[tuple[str, float], ...]:
    ends = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    blob = reader.bytes(blob_bytes)
    return tuple(
        (blob[start:end].decode(), score)
        for start, end, score in zip(ends, ends[1:], scores, strict=False)
    )


def _skip_normalisation(reader: _Reader) -> None:
    entries, _size = reader.integers("iI")
    for _ in range(entries):
        _code_point, length = reader.integers("IB")
        reader.take(f"{length}I")


def _tensors(
    reader: _Reader, shape: Shape
) -> tuple[dict[str, NDArray[np.float32]], dict[str, Blocks]]:
    floats: dict[str, NDArray[np.float32]] = {}
    blocks: dict[str, Blocks] = {}
    (entries,) = reader.integers("i")
    for _ in range(entries):
        (length,) = reader.integers("H")
        name = reader.bytes(length).decode()
        kind, count, offset, _size = reader.integers("BIQQ")
        if kind == _FP32:
            floats[name] = np.frombuffer(reader.content, "<f4", count, offset)
        elif kind == _Q4:
            columns = shape.intermediate if name.endswith(".fo.w") else shape.hidden
            blocks[name] = _blocks(reader.content, count, offset, columns)
        else:
            raise ValueError(f"tensor {name} has the unknown type {kind}")
    return floats, blocks


def _blocks(content: bytes, count: int, offset: int, columns: int) -> Blocks:
    total = count // QUANTIZATION_BLOCK
    raw = np.frombuffer(content, np.uint8, total * _BLOCK_BYTES, offset)
    raw = raw.reshape(-1, columns // QUANTIZATION_BLOCK, _BLOCK_BYTES)
    scales = np.ascontiguousarray(raw[:, :, :2]).view("<f2")[:, :, 0]
    return Blocks(scales, raw[:, :, 2:])
