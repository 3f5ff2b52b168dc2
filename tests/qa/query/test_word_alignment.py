import pytest

from qa.query.word_alignment import SentencePair, align_words

PAIRS = [
    SentencePair(tuple(source.split()), tuple(target.split()))
    for source, target in (
        ("нотариус куәлік береді", "нотариус выдает свидетельство"),
        ("нотариус ақы алады", "нотариус взимает плату"),
        ("сот куәлік береді", "суд выдает свидетельство"),
        ("сот шешім шығарады", "суд выносит решение"),
        ("сот ақы алады", "суд взимает плату"),
    )
]


def best(links: dict[tuple[str, str], float], source: str) -> str:
    return max((count, target) for (word, target), count in links.items() if word == source)[1]


def test_words_that_occur_together_are_linked() -> None:
    links = {(link.source, link.target): link.count for link in align_words(PAIRS)}
    assert best(links, "нотариус") == "нотариус"
    assert best(links, "сот") == "суд"
    assert best(links, "шешім") in {"решение", "выносит"}


def test_counts_do_not_exceed_the_occurrences() -> None:
    counts: dict[str, float] = {}
    for link in align_words(PAIRS):
        counts[link.source] = counts.get(link.source, 0.0) + link.count
    assert 2.5 < counts["сот"] <= 3
    assert counts["шешім"] <= 1


def test_weight_multiplies_the_counts() -> None:
    weighted = [SentencePair(pair.source, pair.target, 4.0) for pair in PAIRS]
    once = {(link.source, link.target): link.count for link in align_words(PAIRS)}
    links = {(link.source, link.target): link.count for link in align_words(weighted)}
    assert links["сот", "суд"] == pytest.approx(4 * once["сот", "суд"])


def test_direction_does_not_matter() -> None:
    forward = {(link.source, link.target): link.count for link in align_words(PAIRS)}
    reverse = align_words([SentencePair(pair.target, pair.source) for pair in PAIRS])
    assert {(link.target, link.source): link.count for link in reverse} == pytest.approx(forward)


def test_batches_do_not_change_the_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {(link.source, link.target): link.count for link in align_words(PAIRS)}
    monkeypatch.setattr("qa.query.word_alignment._BATCH_CELLS", 10)
    parts = {(link.source, link.target): link.count for link in align_words(PAIRS)}
    assert parts == pytest.approx(whole)


@pytest.mark.parametrize("pairs", [[], [SentencePair((), ("суд",))]])
def test_nothing_is_learned_from_nothing(pairs: list[SentencePair]) -> None:
    assert align_words(pairs) == ()
