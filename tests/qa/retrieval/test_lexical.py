import bm25s  # type: ignore[import-untyped]
import numpy as np
import pytest

from qa.retrieval.lexical import LexicalIndex, posting_list

DOCUMENTS = (["кару", "колд"], ["колик", "токта", "колик"], ["кару"])


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_corpus_without_terms_has_no_matches(documents: list[list[str]]) -> None:
    assert LexicalIndex(documents).scores(["кару"]).tolist() == [0.0] * len(documents)


@pytest.mark.parametrize("terms", [[], ["бейта"], ["бейта", "бейта"]])
def test_question_without_known_terms_has_no_matches(terms: list[str]) -> None:
    scores = LexicalIndex(DOCUMENTS).scores(terms)
    assert scores.dtype == np.float32
    assert scores.tolist() == [0.0, 0.0, 0.0]


def test_shorter_document_with_the_term_scores_higher() -> None:
    scores = LexicalIndex(DOCUMENTS).scores(["кару", "бейта"])
    assert scores[2] > scores[0] > 0
    assert scores[1] == 0


def test_document_without_terms_scores_zero() -> None:
    scores = LexicalIndex([["кару"], [], ["колик"]]).scores(["колик"])
    assert scores.argmax() == 2
    assert scores[1] == 0


def test_idf_is_higher_for_rare_and_highest_for_unknown_terms() -> None:
    index = LexicalIndex(DOCUMENTS)
    assert index.idf("бейта") > index.idf("токта") > index.idf("кару") > 0


def test_posting_list_of_bm25s_has_the_documents_of_a_term() -> None:
    bm25 = bm25s.BM25(method="lucene")
    bm25.index([list(terms) for terms in DOCUMENTS], show_progress=False)
    rows = {
        term: sorted(posting_list(bm25, term)[0].tolist()) for term in ("кару", "колик", "колд")
    }
    assert rows == {"кару": [0, 2], "колик": [1], "колд": [0]}


def test_term_coverage_is_weighted_by_idf() -> None:
    index = LexicalIndex(DOCUMENTS)
    share = index.idf("кару") / (index.idf("кару") + index.idf("токта"))
    assert index.term_coverage(["кару", "токта", "кару"], 2) == pytest.approx(share)
    assert index.term_coverage(["колик", "токта"], 1) == pytest.approx(1.0)
    assert index.term_coverage([], 0) == 0.0
