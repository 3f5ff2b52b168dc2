"""The bank's channels over three passages and vectors that can be checked by hand."""

import numpy as np
import pytest

from data.question_bank import BankQuestion
from embeddings.encoder import FloatMatrix
from qa.query.terms import question_terms
from qa.retrieval.bank_channel import QuestionBankChannel
from tests.helpers.question_bank import BANK, ROWS


def _vectors() -> FloatMatrix:
    """The axes of a space, one a question."""
    return np.eye(len(BANK), 8, dtype=np.float32)


@pytest.fixture(scope="module")
def channel() -> QuestionBankChannel:
    return QuestionBankChannel(BANK, _vectors(), np.eye(8, dtype=np.float32), ROWS, 5)


def test_passages_that_a_question_points_to_are_reached(channel: QuestionBankChannel) -> None:
    assert channel.reached.tolist() == [True, True, True, True, False]


def test_the_asked_question_comes_nearest_by_meaning(channel: QuestionBankChannel) -> None:
    scores = channel.scores(_vectors()[2], [], "kk")
    assert int(scores.dense.argmax()) == 3
    assert scores.nearest[3] == pytest.approx(1.0, abs=1e-4)
    assert scores.nearest[3] > scores.nearest[0] == scores.nearest[1]
    # Nothing points to the last passage.
    assert (scores.dense[4], scores.nearest[4]) == (pytest.approx(-20.0), -1.0)


def test_two_fair_matches_add_up(channel: QuestionBankChannel) -> None:
    between = _vectors()[0] + _vectors()[1]
    scores = channel.scores(between / np.linalg.norm(between), [], "kk")
    # The first passage has both questions, the third one of them.
    assert scores.dense[0] == pytest.approx(scores.dense[2] + np.log(2), abs=0.05)
    assert scores.nearest[0] == pytest.approx(scores.nearest[2], abs=1e-3)


def test_questions_out_of_scope_score_for_their_act(channel: QuestionBankChannel) -> None:
    asked = channel.scores(_vectors()[3], [], "kk").outside
    assert list(asked) == ["a"]
    score, nearest = asked["a"]
    assert nearest == pytest.approx(1.0, abs=1e-4)
    assert score == pytest.approx(12.0, abs=0.01)
    assert channel.scores(_vectors()[0], [], "kk").outside["a"][1] < 0.5


def test_words_find_the_passages_of_the_questions_that_hold_them(
    channel: QuestionBankChannel,
) -> None:
    terms = question_terms("паспорт", "kk")
    lexical = channel.scores(_vectors()[0], terms, "kk").lexical
    assert (int(lexical.argmax()), float(lexical[0])) == (3, 0.0)
    assert channel.scores(_vectors()[0], terms, "ru").lexical.tolist() == [0.0] * 5


def test_covered_and_known_are_shares_of_the_terms(channel: QuestionBankChannel) -> None:
    terms = question_terms("паспорт", "kk")
    assert channel.covered(terms, "kk", 3) == pytest.approx(1.0)
    assert channel.covered(terms, "kk", 0) == 0.0
    assert channel.known(terms, "kk") == 1.0
    assert channel.known([*terms, "бейта", "нешау"], "kk") == pytest.approx(0.5)
    assert channel.known([], "kk") == 1.0
    # What only an out-of-scope question holds leads nowhere.
    assert channel.known(question_terms("борщ", "kk"), "kk") == 0.0
