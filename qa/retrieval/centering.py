"""Mean-centring of vectors per language.

Vectors of one language and text type point in nearly the same direction. Without their common
mean, questions and passages of different languages are comparable (the first step of
"all-but-the-top", Mu and Viswanath 2018). Without a bank, the means are those of typical questions.
"""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files

import numpy as np

from embeddings.encoder import FloatMatrix, FloatVector

# The mean of n rows is shrunk by n / (n + _SHRINKAGE), since with few rows it equals them.
_SHRINKAGE = 20


def mean_vector(rows: FloatMatrix) -> FloatVector:
    """Return the mean (d,) of ``rows`` (n, d), shrunk towards zero for small n; zeros for n = 0."""
    total: FloatVector = rows.sum(axis=0, dtype=np.float32)
    return total / np.float32(len(rows) + _SHRINKAGE)


def means_by_language(rows: FloatMatrix, languages: Sequence[str]) -> dict[str, FloatVector]:
    """Return the mean (d,) of the ``rows`` (n, d) of each language."""
    codes = np.array(languages)
    return {code: mean_vector(rows[codes == code]) for code in dict.fromkeys(languages)}


def subtract_means(
    rows: FloatMatrix, languages: Sequence[str], means: Mapping[str, FloatVector]
) -> FloatMatrix:
    """Subtract from ``rows`` (n, d) the mean of their language, if it has one; return unit rows."""
    centred = rows.astype(np.float32)
    for row, code in zip(centred, languages, strict=True):
        if (mean := means.get(code)) is not None:
            row -= mean
    return unit_rows(centred)


def unit_rows(rows: FloatMatrix) -> FloatMatrix:
    """Return ``rows`` scaled to length 1; a row of zeros stays."""
    # As np.linalg.norm, which takes several times as long for one row.
    lengths = np.sqrt(np.add.reduce(rows * rows, axis=1, keepdims=True))
    lengths[lengths == 0] = 1
    scaled = rows / lengths
    return scaled.astype(np.float32, copy=False)


def typical_questions() -> tuple[tuple[str, str], ...]:
    """Return the (language, question) pairs of typical_questions.toml."""
    table = tomllib.loads(
        files("qa.retrieval").joinpath("typical_questions.toml").read_text("utf-8")
    )
    return tuple((language, text) for language, texts in table.items() for text in texts)
