import numpy as np
import pytest

from qa.retrieval.lexical import LexicalIndex

DOCUMENTS = (["кару", "колд"], ["колик", "токта", "колик"], ["кару"])


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_a_corpus_without_terms_has_no_matches(documents: list[list[str]]) -> None:
    assert LexicalIndex(documents).scores(["кару"]).tolist() == [0.0] * len(documents)


@pytest.mark.parametrize("terms", [[], ["бейта"], ["бейта", "бейта"]])
def test_a_question_without_known_terms_has_no_matches(terms: list[str]) -> None:
    scores = LexicalIndex(DOCUMENTS).scores(terms)
    assert scores.dtype == np.float32
    assert scores.tolist() == [0.0, 0.0, 0.0]


def test_documents_that_hold_a_term_score_and_a_short_one_more() -> None:
    scores = LexicalIndex(DOCUMENTS).scores(["кару", "бейта"])
    assert scores[2] > scores[0] > 0
    assert scores[1] == 0


def test_a_document_without_terms_may_stand_among_others() -> None:
    scores = LexicalIndex([["кару"], [], ["колик"]]).scores(["колик"])
    assert scores.argmax() == 2
    assert scores[1] == 0


def test_a_rare_term_is_more_telling_and_an_unknown_one_most() -> None:
    index = LexicalIndex(DOCUMENTS)
    assert index.weight("бейта") > index.weight("токта") > index.weight("кару") > 0


def test_covered_is_the_share_of_the_weight() -> None:
    index = LexicalIndex(DOCUMENTS)
    share = index.weight("кару") / (index.weight("кару") + index.weight("токта"))
    assert index.covered(["кару", "токта", "кару"], 2) == pytest.approx(share)
    assert index.covered(["колик", "токта"], 1) == pytest.approx(1.0)
    assert index.covered([], 0) == 0.0
