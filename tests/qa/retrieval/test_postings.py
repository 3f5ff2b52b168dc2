import numpy as np

from qa.retrieval.postings import read_postings

DOCUMENTS: tuple[list[str], ...] = (["кару", "колд"], [], ["колик", "токта", "колик"], ["кару"])


def entries(term: str) -> list[tuple[int, int]]:
    postings = read_postings(DOCUMENTS)
    found = postings.find(term)
    rows, frequencies = postings.rows[found], postings.frequencies[found]
    return list(zip(rows.tolist(), frequencies.tolist(), strict=True))


def test_term_has_its_documents_in_order_with_its_frequency() -> None:
    assert entries("кару") == [(0, 1), (3, 1)]
    assert entries("колик") == [(2, 2)]
    assert entries("бейта") == entries("") == []


def test_terms_are_ascending_by_hash_and_lengths_count_repeats() -> None:
    postings = read_postings(DOCUMENTS)
    assert len(postings.keys) == 4
    assert np.all(np.diff(postings.keys.astype(object)) > 0)
    assert postings.lengths.tolist() == [2, 0, 3, 1]
    assert postings.starts[-1] == len(postings.rows) == 5


def test_no_documents_have_no_terms() -> None:
    cases: tuple[list[list[str]], ...] = ([], [[]], [[], []])
    for documents in cases:
        postings = read_postings(documents)
        assert postings.find("кару") == slice(0, 0)
        assert len(postings.lengths) == len(documents)


def test_half_of_a_surrogate_pair_is_a_term_like_another() -> None:
    postings = read_postings([["\ud800", "а"]])
    assert postings.find("\ud800") != postings.find("а")
