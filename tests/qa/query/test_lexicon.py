import gzip
from pathlib import Path

import pytest

from qa.query.lexicon import (
    LANGUAGE_PAIRS,
    LexiconError,
    TranslationLexicon,
    load_lexicon,
    read_links,
    write_links,
)
from qa.query.word_alignment import Link

LINKS = {("kk", "ru"): (Link("мерз", "срок", 9.0), Link("мерз", "период", 3.0))}
HEADER = "# bapta lexicon 1\n"


@pytest.fixture(scope="module")
def shipped() -> TranslationLexicon:
    return load_lexicon()


def test_translations_are_ordered_by_probability() -> None:
    lexicon = TranslationLexicon(LINKS)
    assert lexicon.translations("мерз", "kk", "ru") == (("срок", 0.75), ("период", 0.25))
    assert lexicon.translations("период", "ru", "kk") == (("мерз", 1.0),)
    assert lexicon.translations("срок", "ru", "en") == ()
    assert TranslationLexicon().translations("мерз", "kk", "ru") == ()


def test_rare_and_improbable_translations_are_left_out() -> None:
    links = (Link("мерз", "срок", 99.0), Link("мерз", "год", 1.0), Link("сот", "суд", 0.05))
    lexicon = TranslationLexicon({("kk", "ru"): links})
    assert lexicon.translations("мерз", "kk", "ru") == (("срок", 0.99),)
    assert lexicon.translations("сот", "kk", "ru") == ()


def test_stem_has_eight_translations_at_most() -> None:
    links = tuple(Link("ал", f"брать{number}", 1.0) for number in range(12))
    assert len(TranslationLexicon({("kk", "ru"): links}).translations("ал", "kk", "ru")) == 8


def test_file_is_read_as_it_was_written_with_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.tsv.gz", "two.tsv.gz"):
        write_links(LINKS, tmp_path / name)
    assert (tmp_path / "one.tsv.gz").read_bytes() == (tmp_path / "two.tsv.gz").read_bytes()
    links = read_links(tmp_path / "one.tsv.gz")
    assert sorted(map(repr, links["kk", "ru"])) == sorted(map(repr, LINKS["kk", "ru"]))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no gzip",
        gzip.compress(b"# bapta lexicon 2\n"),
        gzip.compress((HEADER + "kk\tru\tмерз\tсрок\n").encode()),
        gzip.compress((HEADER + "kk\tru\tмерз\tсрок\tnan\n").encode()),
        gzip.compress((HEADER + "ru\tkk\tсрок\tмерз\t1\n").encode()),
        gzip.compress(HEADER.encode())[:-4],
    ],
    ids=["empty", "plain", "newer", "short row", "no number", "no order", "cut"],
)
def test_damaged_file_is_reported_with_the_command(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lexicon.tsv.gz"
    path.write_bytes(content)
    with pytest.raises(LexiconError, match=f"bapta lexicon learn --output {path}"):
        load_lexicon(path)


def test_shipped_lexicon_has_every_direction(shipped: TranslationLexicon) -> None:
    for source, target in LANGUAGE_PAIRS:
        assert shipped.size(source, target) > 1000
        assert shipped.size(target, source) > 1000


@pytest.mark.parametrize(
    ("stem", "source", "target", "translation"),
    [
        ("мерз", "kk", "ru", "срок"),
        ("водител", "ru", "kk", "жургизуш"),
        ("court", "en", "ru", "суд"),
        ("сот", "kk", "en", "court"),
    ],
)
def test_shipped_lexicon_translates_words_of_the_law(
    shipped: TranslationLexicon, stem: str, source: str, target: str, translation: str
) -> None:
    assert shipped.translations(stem, source, target)[0][0] == translation


def test_shipped_probabilities_sum_to_at_most_one(shipped: TranslationLexicon) -> None:
    for link in read_links()["kk", "ru"]:
        found = shipped.translations(link.source, "kk", "ru")
        assert sum(probability for _, probability in found) <= 1 + 1e-9
