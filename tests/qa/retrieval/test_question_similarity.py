"""Tests of question similarity."""

import numpy as np
import pytest

from qa.answer import Question
from qa.retrieval.bank_metric import bank_metric
from qa.retrieval.question_similarity import WITHOUT_METRIC, nearest_question
from tests.helpers.web_app import law_answerer

ROWS_OF_THREE = np.array(
    [[[1, 0], [0.6, 0.8]], [[0.8, 0.6], [1, 0]], [[0, 1], [1, 0]]], dtype=np.float32
)
ONE = np.array([[1, 0], [1, 0]], dtype=np.float32)


@pytest.mark.parametrize(
    ("least", "expected"),
    [
        # The second has the higher sum, unless one view is below its minimum.
        ((0.7, 0.5), 1),
        ((0.9, 0.5), 0),
        ((0.9, 0.9), None),
        ((-1.0, 0.9), 1),
    ],
)
def test_nearest_question_is_similar_in_every_view(
    least: tuple[float, float], expected: int | None
) -> None:
    assert nearest_question(ROWS_OF_THREE, ONE, least) == expected


def test_no_rows_have_no_nearest_question() -> None:
    assert nearest_question(np.empty((0, 2, 2), dtype=np.float32), ONE, (0, 0)) is None


def test_views_are_the_vector_under_the_metric_and_the_centred_vector() -> None:
    vectors = np.eye(5, 8, dtype=np.float32)
    matrix = np.diag(np.array([3, 1, 1, 1, 1, 1, 1, 1], dtype=np.float32))
    metric = bank_metric(vectors, ["kk"] * 5, None, matrix)
    # The bank has no Russian questions, so no mean is subtracted.
    asked, languages = vectors[:2] + vectors[1:3], ["ru", "kk"]
    views = metric.views(asked, languages)
    assert views.shape == (2, 2, 8)
    half = np.sqrt(np.float32(0.5))
    assert views[0, 1, :3] == pytest.approx([half, half, 0])
    assert views[0, 0, :3] == pytest.approx([3 / np.sqrt(10), 1 / np.sqrt(10), 0], abs=1e-6)
    assert np.linalg.norm(views, axis=2) == pytest.approx(np.ones((2, 2)), abs=1e-5)
    assert views[1, 1, 0] < 0
    # Questions of the bank are compared under the same metric.
    assert metric.transform(asked, languages) == pytest.approx(views[:, 0], abs=1e-6)


def test_mean_question_is_that_of_the_trained_entries() -> None:
    vectors, matrix = np.eye(5, 8, dtype=np.float32), np.eye(8, dtype=np.float32)
    languages = ["kk", "kk", "ru", "kk", "ru"]
    metric = bank_metric(vectors, languages, 3, matrix)
    alone = bank_metric(vectors[:3], languages[:3], None, matrix)
    assert metric.means.keys() == alone.means.keys() == {"kk", "ru"}
    for language, mean in alone.means.items():
        assert metric.means[language].tolist() == mean.tolist()
    assert (
        metric.means["kk"].tolist()
        != bank_metric(vectors, languages, None, matrix).means["kk"].tolist()
    )


def test_question_vectors_without_a_bank_have_one_view() -> None:
    answerer = law_answerer()
    meanings = answerer.encode_questions([Question("Қару қайда?"), Question("қару  қайда", "kk")])
    assert (meanings.made_with, meanings.min_cosines) == ("hashing-256-3.4.5", WITHOUT_METRIC)
    assert meanings.rows.shape == (2, 1, 256)
    nothing = answerer.encode_questions([])
    assert (nothing.made_with, nothing.rows.shape) == ("hashing-256-3.4.5", (0, 1, 256))
