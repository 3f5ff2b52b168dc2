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
    assert index.term_coverage(["кару", "токта", "кару"], [2]) == pytest.approx(share)
    assert index.term_coverage(["колик", "токта"], [1]) == pytest.approx(1.0)
    assert index.term_coverage([], [0]) == 0.0
    # A term is covered if any of the documents has it.
    assert index.term_coverage(["кару", "токта"], [0, 1]) == pytest.approx(1.0)
    assert index.term_coverage(["кару", "токта"], []) == 0.0


def test_group_is_covered_by_any_of_its_terms_in_any_document() -> None:
    index = LexicalIndex(DOCUMENTS)
    groups = [{"бейта": 0.5, "кару": 0.5}, {"токта": 1.0}]
    frequencies = [index.group_document_frequency(group) for group in groups]
    assert frequencies == [1.0, 1.0]
    assert index.group_coverage(groups, [0]) == pytest.approx(0.5)
    assert index.group_coverage(groups, [0, 1]) == pytest.approx(1.0)
    assert index.group_coverage(groups, []) == index.group_coverage([], [0]) == 0.0


def test_group_of_one_term_scores_as_the_term() -> None:
    index = LexicalIndex(DOCUMENTS)
    for terms in (["колик"], ["кару", "токта"], ["бейта", "кару"]):
        groups = [{term: 1.0} for term in terms]
        assert index.group_scores(groups) == pytest.approx(index.scores(terms), rel=1e-5)


def test_group_has_the_weighted_frequencies_of_its_terms() -> None:
    documents = [["а", "б"], ["б", "б"], ["в", "в"], ["а", "в"]]
    index = LexicalIndex(documents)
    group = {"а": 0.5, "б": 0.25}
    assert index.group_document_frequency(group) == 0.5 * 2 + 0.25 * 2
    idf = np.log(1 + (4 - 1.5 + 0.5) / (1.5 + 0.5))
    frequencies = np.array([0.75, 0.5, 0.0, 0.5])  # all documents have the mean length
    expected = idf * frequencies / (frequencies + 1.2) / np.sqrt(idf)
    assert index.group_scores([group]) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("groups", [[], [{}], [{"бейта": 1.0}]])
def test_groups_without_known_terms_have_no_matches(groups: list[dict[str, float]]) -> None:
    assert LexicalIndex(DOCUMENTS).group_scores(groups).tolist() == [0.0, 0.0, 0.0]
    assert LexicalIndex([]).group_scores(groups).tolist() == []


def test_term_frequencies_are_recovered_from_the_scores_of_bm25s() -> None:
    documents = [["а"] * count + ["б"] * (50 - count) for count in range(1, 50)]
    index = LexicalIndex(documents)
    expected = [count / (count + 1.2) for count in range(1, 50)]
    scores = index.group_scores([{"а": 1.0}])
    assert scores / scores.max() == pytest.approx(np.array(expected) / max(expected), rel=1e-5)
