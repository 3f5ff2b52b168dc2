"""Tests of the space in which questions are compared."""

import numpy as np
import pytest

from embeddings.encoder import FloatMatrix
from qa.retrieval.bank_metric import BankMetric, bank_metric
from qa.retrieval.centering import unit_rows

LANGUAGES = ("kk",) * 40 + ("ru",) * 40


@pytest.fixture
def vectors() -> FloatMatrix:
    """Return unit rows, the Kazakh ones around the second axis and the Russian around the third."""
    rows = np.random.default_rng(3).normal(scale=0.3, size=(80, 5)).astype(np.float32)
    rows[:40, 1] += 1
    rows[40:, 2] += 1
    return unit_rows(rows)


@pytest.fixture
def metric(vectors: FloatMatrix) -> BankMetric:
    matrix = np.diag([3.0, 1.0, 1.0, 1.0, 0.0]).astype(np.float32)
    return bank_metric(vectors, LANGUAGES, None, matrix)


def test_questions_are_unit_rows_under_the_metric(metric: BankMetric, vectors: FloatMatrix) -> None:
    moved = metric.transform(vectors, LANGUAGES)
    assert np.linalg.norm(moved, axis=1) == pytest.approx(np.ones(80), abs=1e-5)
    # The last axis has no weight, the first one the greatest.
    assert moved[:, 4].tolist() == [0.0] * 80
    assert np.abs(moved[:, 0]).mean() > np.abs(moved[:, 3]).mean()


def test_centring_brings_languages_together(metric: BankMetric, vectors: FloatMatrix) -> None:
    centred = metric.views(vectors, LANGUAGES)[:, 1]
    distance = np.linalg.norm(vectors[:40].mean(axis=0) - vectors[40:].mean(axis=0))
    after = np.linalg.norm(centred[:40].mean(axis=0) - centred[40:].mean(axis=0))
    assert after < 0.7 * distance


def test_views_are_under_the_metric_and_centred(metric: BankMetric, vectors: FloatMatrix) -> None:
    views = metric.views(vectors, LANGUAGES)
    assert views.shape == (80, 2, 5)
    assert views[:, 0] == pytest.approx(metric.transform(vectors, LANGUAGES))
    first = vectors[0] - metric.means["kk"]
    assert views[0, 1] == pytest.approx(first / np.linalg.norm(first), abs=1e-5)


def test_entries_after_the_trained_ones_change_nothing(vectors: FloatMatrix) -> None:
    identity = np.eye(5, dtype=np.float32)
    shipped = bank_metric(vectors, LANGUAGES, None, identity)
    more = np.concatenate([vectors, vectors[:1] * np.float32(0.5)])
    with_own = bank_metric(more, [*LANGUAGES, "ru"], 80, identity)
    assert with_own.transform(vectors, LANGUAGES).tolist() == (
        shipped.transform(vectors, LANGUAGES).tolist()
    )
    all_of_them = bank_metric(more, [*LANGUAGES, "ru"], None, identity)
    assert all_of_them.means["ru"].tolist() != shipped.means["ru"].tolist()


def test_name_changes_with_the_metric(metric: BankMetric, vectors: FloatMatrix) -> None:
    same = bank_metric(vectors, LANGUAGES, None, metric.matrix.copy())
    other = bank_metric(vectors, LANGUAGES, None, np.eye(5, dtype=np.float32))
    assert metric.name == same.name != other.name
