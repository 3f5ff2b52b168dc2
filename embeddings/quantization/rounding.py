"""Rounding of matrices to integers of 7 bits, and to 8-bit blocks.

Integers have one scale for each output, blocks one for 32 values of it. The integer product of ONNX
Runtime rounds the rows that it multiplies to 8 bits with one scale for the whole text, so a single
great value costs the others their precision. Two transformations that leave the exact product as it
is make the values alike: each input is divided by a factor by which its column of the matrix is
multiplied (SmoothQuant, Xiao et al. 2023), and the greatest values between two matrices are
computed several times and divided by the number of copies (outlier channel splitting, Zhao et al.
2019).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import FloatMatrix

BLOCK = 32
"""Values of a matrix that share one scale in blocks."""

_ZERO = 128

_LIMIT = 63
"""The greatest integer. With 7 bits no processor overflows the 16 bits of a sum of two products;
with 8 bits those without VNNI would cut it off and give other vectors."""

_STRENGTH = 0.65
"""The share of an input's range that its column takes over, in the exponent."""

_LEAST = 1e-5


@dataclass(frozen=True, slots=True)
class ByteBlocks:
    """A matrix: ``value[r, 32 * b + j] = scales[r, b] * (codes[r, b, j] - 128)``.

    ``codes`` is uint8 (outputs, blocks, 32), ``scales`` fp16 (outputs, blocks).
    """

    codes: NDArray[np.uint8]
    scales: NDArray[np.float16]

    @classmethod
    def of(cls, matrix: FloatMatrix) -> "ByteBlocks":
        """Round a matrix (outputs, inputs), whose inputs are a multiple of 32."""
        blocks = matrix.reshape(len(matrix), -1, BLOCK)
        scales = (np.abs(blocks).max(axis=2) / (_ZERO - 1)).astype(np.float16)
        divisors = np.where(scales > 0, scales, 1).astype(np.float32)
        codes = np.clip(np.rint(blocks / divisors[..., None]) + _ZERO, 0, 2 * _ZERO - 1)
        return cls(codes.astype(np.uint8), scales)

    def values(self) -> FloatMatrix:
        """Return the matrix in fp32 (outputs, inputs)."""
        signed = self.codes.astype(np.float32) - _ZERO
        values: FloatMatrix = (signed * self.scales.astype(np.float32)[..., None]).reshape(
            len(signed), -1
        )
        return values


@dataclass(frozen=True, slots=True)
class IntegerMatrix:
    """A matrix whose product is ``((rows * factors) @ codes) * scales``.

    ``codes`` is int8 (inputs, outputs), from -63 to 63, ``scales`` fp32 (outputs), ``factors``
    fp32 (inputs).
    """

    codes: NDArray[np.int8]
    scales: NDArray[np.float32]
    factors: NDArray[np.float32]

    def values(self) -> FloatMatrix:
        """Return what ``rows`` are multiplied with, in fp32 (outputs, inputs)."""
        values: FloatMatrix = self.codes.astype(np.float32).T * self.scales[:, None] * self.factors
        return values


@dataclass(frozen=True, slots=True)
class Split:
    """Two matrices with copies of the greatest values between them.

    ``copies`` (inputs of ``second``) counts the copies of each value, by which it has to be
    divided.
    """

    first: FloatMatrix
    bias: NDArray[np.float32]
    second: FloatMatrix
    ranges: NDArray[np.float32]
    copies: NDArray[np.float32]


def round_matrix(
    matrix: FloatMatrix,
    ranges: NDArray[np.float32],
    copies: NDArray[np.float32] | None = None,
) -> IntegerMatrix:
    """Round ``matrix`` (outputs, inputs), whose inputs have absolute values up to ``ranges``.

    With ``copies`` each input is first divided by its own number.
    """
    inputs = np.maximum(ranges, _LEAST)
    columns = np.maximum(np.abs(matrix).max(axis=0), _LEAST)
    moved = inputs**_STRENGTH / columns ** (1 - _STRENGTH)
    moved /= np.exp(np.log(moved).mean())
    smooth = matrix * moved
    scales = np.maximum(np.abs(smooth).max(axis=1) / _LIMIT, np.finfo(np.float32).tiny)
    codes = np.clip(np.rint(smooth / scales[:, None]), -_LIMIT, _LIMIT).astype(np.int8)
    factors = 1 / moved if copies is None else 1 / (moved * copies)
    return IntegerMatrix(
        np.ascontiguousarray(codes.T), scales.astype(np.float32), factors.astype(np.float32)
    )


def split_greatest(
    first: FloatMatrix,
    bias: NDArray[np.float32],
    second: FloatMatrix,
    ranges: NDArray[np.float32],
    added: int,
) -> Split:
    """Copy the values between ``first`` and ``second`` that have the greatest ``ranges``.

    ``added`` copies are made, each of the value that is then the greatest. What stands between the
    two matrices must treat every value alike.
    """
    copies = np.ones(len(ranges), dtype=np.int64)
    for _ in range(added):
        copies[np.argmax(ranges / copies)] += 1
    chosen = np.repeat(np.arange(len(ranges)), copies)
    counts = copies[chosen].astype(np.float32)
    return Split(first[chosen], bias[chosen], second[:, chosen], ranges[chosen] / counts, counts)
