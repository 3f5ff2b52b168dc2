"""Tests of the bank channels with hand-checked passages and vectors."""

from dataclasses import replace

import numpy as np
import pytest

from embeddings.encoder import FloatMatrix
from qa.query.terms import question_terms
from qa.retrieval.bank_channel import MIN_SHARED, QuestionBankChannel
from tests.helpers.question_bank import BANK, ROWS


def _vectors() -> FloatMatrix:
    """Return unit vectors along the axes, one for each question."""
    return np.eye(len(BANK), 8, dtype=np.float32)


@pytest.fixture(scope="module")
def channel() -> QuestionBankChannel:
    return QuestionBankChannel(BANK, _vectors(), ROWS, 5)


def test_passages_with_bank_questions_are_linked(channel: QuestionBankChannel) -> None:
    assert channel.is_linked.tolist() == [True, True, True, True, False]


def test_passage_of_the_same_question_is_nearest(channel: QuestionBankChannel) -> None:
    scores = channel.scores(_vectors()[2], [], "kk")
    assert int(scores.dense.argmax()) == 3
    assert scores.nearest[3] == pytest.approx(1.0, abs=1e-4)
    assert scores.nearest[3] > scores.nearest[0] == scores.nearest[1]
    # No question is linked to the last passage.
    assert (scores.dense[4], scores.nearest[4]) == (pytest.approx(-20.0), -1.0)


def test_equal_matches_add_up_in_the_dense_score(channel: QuestionBankChannel) -> None:
    between = _vectors()[0] + _vectors()[1]
    scores = channel.scores(between / np.linalg.norm(between), [], "kk")
    # The first passage has both questions, the third one of them.
    assert scores.dense[0] == pytest.approx(scores.dense[2] + np.log(2), abs=0.05)
    assert scores.nearest[0] == pytest.approx(scores.nearest[2], abs=1e-3)


def test_out_of_scope_questions_have_their_own_score(channel: QuestionBankChannel) -> None:
    score, nearest = channel.scores(_vectors()[3], [], "kk").outside
    assert nearest == pytest.approx(1.0, abs=1e-4)
    assert score == pytest.approx(12.0, abs=0.01)
    assert channel.scores(_vectors()[0], [], "kk").outside[1] < 0.5


def test_bank_without_out_of_scope_questions_has_zeros_for_them() -> None:
    in_scope = [number for number, entry in enumerate(BANK) if entry.eids]
    channel = QuestionBankChannel(
        [BANK[number] for number in in_scope], _vectors()[in_scope], ROWS, 5
    )
    scores = channel.scores(_vectors()[2], [], "kk")
    assert scores.outside == (0.0, 0.0)
    assert int(scores.dense.argmax()) == 3


def test_bank_without_questions_links_no_passage() -> None:
    channel = QuestionBankChannel((), np.empty((0, 8), dtype=np.float32), ROWS, 5)
    scores = channel.scores(_vectors()[0], question_terms("паспорт", "kk"), "kk")
    assert not channel.is_linked.any()
    assert scores.dense == pytest.approx(np.full(5, -20.0))
    assert (scores.lexical.tolist(), scores.outside) == ([0.0] * 5, (0.0, 0.0))


def test_lexical_score_finds_passages_by_question_terms(
    channel: QuestionBankChannel,
) -> None:
    terms = question_terms("паспорт", "kk")
    lexical = channel.scores(_vectors()[0], terms, "kk").lexical
    assert (int(lexical.argmax()), float(lexical[0])) == (3, 0.0)
    assert channel.scores(_vectors()[0], terms, "ru").lexical.tolist() == [0.0] * 5


def test_term_coverage_and_known_share_are_shares_of_terms(channel: QuestionBankChannel) -> None:
    terms = question_terms("паспорт", "kk")
    assert channel.term_coverage(terms, "kk", 3) == pytest.approx(1.0)
    assert channel.term_coverage(terms, "kk", 0) == 0.0
    assert channel.known_share(terms, "kk") == 1.0
    assert channel.known_share([*terms, "бейта", "нешау"], "kk") == pytest.approx(0.5)
    assert channel.known_share([], "kk") == 1.0
    # A term of out-of-scope questions alone counts as unknown.
    assert channel.known_share(question_terms("борщ", "kk"), "kk") == 0.0


def test_provisions_of_the_same_questions_are_twins() -> None:
    both = [replace(BANK[0], eids=("art_1", "art_2")) for _ in range(MIN_SHARED)]
    entries = [*both, replace(BANK[0], eids=("art_2", "art_3"))]
    rows = {"art_1": [0], "art_2": [1], "art_3": [2]}
    channel = QuestionBankChannel(entries, np.eye(len(entries), 8, dtype=np.float32), rows, 4)
    assert channel.are_twins(0, 1)
    assert not channel.are_twins(1, 2)
    assert not channel.are_twins(0, 3)
