"""Centring: what all vectors of a group share says nothing about any of them, so it is taken off.

Vectors of one language, and of one way to write a text, lie in a narrow cone; after the mean of the
group is subtracted, questions and passages of different languages meet (the first step of
"all-but-the-top", Mu and Viswanath 2018).

Typical questions: ordinary ones on many matters, for what all questions of a language share.
"""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files

import numpy as np

from embeddings.encoder import FloatMatrix, FloatVector

# A mean of few rows is mostly those rows themselves: it is shrunk by n / (n + _SHRINK).
_SHRINK = 20


def mean_vector(rows: FloatMatrix) -> FloatVector:
    """The mean of ``rows`` (n, d), shrunk towards zero for small n; zeros for n = 0."""
    total: FloatVector = rows.sum(axis=0, dtype=np.float32)
    return total / np.float32(len(rows) + _SHRINK)


def means_by_language(rows: FloatMatrix, languages: Sequence[str]) -> dict[str, FloatVector]:
    """The mean (d,) of the ``rows`` (n, d) of each language."""
    named = np.array(languages)
    return {one: mean_vector(rows[named == one]) for one in dict.fromkeys(languages)}


def subtract_means(
    rows: FloatMatrix, languages: Sequence[str], means: Mapping[str, FloatVector]
) -> FloatMatrix:
    """``rows`` (n, d) less the mean of their language, scaled to length 1 again.

    Nothing is taken off a language without a mean.
    """
    nothing = np.zeros(rows.shape[1], dtype=np.float32)
    return unit_rows(rows - np.stack([means.get(one, nothing) for one in languages]))


def unit_rows(rows: FloatMatrix) -> FloatMatrix:
    """``rows`` scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled = rows / np.where(lengths == 0, 1, lengths)
    return scaled.astype(np.float32, copy=False)


def typical_questions() -> tuple[tuple[str, str], ...]:
    """(language, question) pairs of typical_questions.toml."""
    table = tomllib.loads(
        files("qa.retrieval").joinpath("typical_questions.toml").read_text("utf-8")
    )
    return tuple((language, text) for language, texts in table.items() for text in texts)
