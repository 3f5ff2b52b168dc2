import numpy as np
import pytest

from qa.retrieval.lexical import LexicalIndex

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


def test_scores_are_those_of_bm25() -> None:
    documents = [["а", "б", "б"], ["б"], ["в", "а", "г", "г"]]
    terms = ["б", "а", "а", "е"]
    mean = 8 / 3
    expected = []
    for document in documents:
        saturation = 1.2 * (1 - 0.75 + 0.75 * len(document) / mean)
        total = 0.0
        for term in terms:
            count = sum(term in each for each in documents)
            idf = np.log(1 + (3 - count + 0.5) / (count + 0.5))
            frequency = document.count(term)
            total += idf * frequency / (frequency + saturation)
        expected.append(total)
    index = LexicalIndex(documents)
    scale = np.sqrt(sum(map(index.idf, set(terms))))
    assert index.scores(terms) == pytest.approx(np.array(expected) / scale, rel=1e-5)


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
    assert index.group_coverage(groups, [0]) == pytest.approx(0.5)
    assert index.group_coverage(groups, [0, 1]) == pytest.approx(1.0)
    assert index.group_coverage(groups, []) == index.group_coverage([], [0]) == 0.0


def test_coverages_are_the_coverage_of_each_document() -> None:
    index = LexicalIndex(DOCUMENTS)
    groups = index.weigh([{"бейта": 0.5, "колик": 0.5}, {"кару": 1.0}, {"жираф": 1.0}])
    each = [index.coverage(groups, [row]) for row in range(index.size)]
    assert index.coverages(groups) == pytest.approx(np.array(each))
    assert max(each) > min(each)
    assert index.coverages(()).tolist() == [0.0] * index.size


def test_group_of_one_term_scores_as_the_term() -> None:
    index = LexicalIndex(DOCUMENTS)
    for terms in (["колик"], ["кару", "токта"], ["бейта", "кару"]):
        groups = [{term: 1.0} for term in terms]
        assert index.group_scores(groups) == pytest.approx(index.scores(terms), rel=1e-5)


def test_group_has_the_weighted_frequencies_of_its_terms() -> None:
    documents = [["а", "б"], ["б", "б"], ["в", "в"], ["а", "в"]]
    index = LexicalIndex(documents)
    group = {"а": 0.5, "б": 0.25}
    idf = np.log(1 + (4 - 1.5 + 0.5) / (1.5 + 0.5))  # 1.5 is 0.5 * 2 + 0.25 * 2
    frequencies = np.array([0.75, 0.5, 0.0, 0.5])  # all documents have the mean length
    expected = idf * frequencies / (frequencies + 1.2) / np.sqrt(idf)
    assert index.group_scores([group]) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("groups", [[], [{}], [{"бейта": 1.0}]])
def test_groups_without_known_terms_have_no_matches(groups: list[dict[str, float]]) -> None:
    assert LexicalIndex(DOCUMENTS).group_scores(groups).tolist() == [0.0, 0.0, 0.0]
    assert LexicalIndex([]).group_scores(groups).tolist() == []


def test_documents_of_a_run_and_others_are_covered_alike() -> None:
    documents = [["а"], ["б"], ["а", "в"], ["г"], ["б"]]
    index = LexicalIndex(documents)
    for rows in ([0, 1, 2], [1, 2, 3], [0, 3], [4, 1], [3], list(range(5))):
        held = {term for row in rows for term in documents[row]}
        for term in "абвг":
            share = index.term_coverage([term], np.array(rows))
            assert share == float(term in held), (rows, term)
