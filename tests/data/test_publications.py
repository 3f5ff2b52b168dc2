"""The operator's own bank: publications as files, those that stand, those that cannot be read."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.corpus import load_corpus
from data.publications import (
    Publication,
    active_publications,
    next_number,
    publication_names,
    read_publications,
    references_missing_provision,
    write_publication,
)
from data.question_bank import BankError, BankQuestion

LAW = "kz-internal-affairs"
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
GUN = BankQuestion("Табанча алып жүрсем ұстай ма?", "kk", LAW, ("art_15__point_11",))
SOUP = BankQuestion("Борщ?", "ru", LAW, ())
FIRST = Publication(1, "aigul", AT, (GUN, SOUP))
SECOND = Publication(2, "bolat", AT, (BankQuestion("Who?", "en", LAW, ("art_1", "art_2")),))
BACK = Publication(3, "aigul", AT, (), withdraws=1)


def written(folder: Path, *publications: Publication) -> Path:
    for publication in publications:
        write_publication(folder, publication)
    return folder


def test_written_publication_is_read_back(tmp_path: Path) -> None:
    folder = written(tmp_path / "bank", FIRST, SECOND, BACK)
    assert publication_names(folder) == ("000001.json", "000002.json", "000003.json")
    assert read_publications(folder) == (FIRST, SECOND, BACK)
    assert json.loads((folder / "000001.json").read_text("utf-8"))["entries"][0] == {
        "question": "Табанча алып жүрсем ұстай ма?",
        "language": "kk",
        "act": LAW,
        "eids": ["art_15__point_11"],
    }


def test_missing_folder_has_no_publications(tmp_path: Path) -> None:
    assert read_publications(tmp_path / "none") == ()
    assert next_number(()) == 1


def test_withdrawn_publication_is_not_active() -> None:
    assert active_publications((FIRST, SECOND)) == (*FIRST.entries, *SECOND.entries)
    assert active_publications((FIRST, SECOND, BACK)) == SECOND.entries
    assert next_number((FIRST, SECOND, BACK)) == 4


def test_duplicate_number_is_rejected(tmp_path: Path) -> None:
    written(tmp_path, FIRST)
    with pytest.raises(FileExistsError):
        write_publication(tmp_path, Publication(1, "bolat", AT, (SOUP,)))
    assert read_publications(tmp_path) == (FIRST,)


def test_leftover_of_a_killed_process_is_ignored_and_removed(tmp_path: Path) -> None:
    (tmp_path / ".000002.json.k1ll3d").write_text('{"form', encoding="utf-8")
    written(tmp_path, FIRST)
    assert [path.name for path in tmp_path.iterdir()] == ["000001.json"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"format": 1}',
        '{"format": 2, "by": "a", "at": "2026-03-01", "withdraws": null, "entries": []}',
        '{"format": 1, "by": "a", "at": "2026-03-01", "withdraws": null, "entries": [{"question": '
        '" ", "language": "kk", "act": "a", "eids": []}]}',
        '{"format": 1, "by": "a", "at": "2026-03-01", "withdraws": null, "entries": [{"question": '
        '"Q", "language": "kk", "act": "a", "eids": [1]}]}',
    ],
)
def test_error_names_the_invalid_file(tmp_path: Path, content: str) -> None:
    written(tmp_path, FIRST)
    (tmp_path / "000002.json").write_text(content, encoding="utf-8")
    with pytest.raises(BankError, match=r"000002\.json"):
        read_publications(tmp_path)


def test_entry_is_stale_if_one_of_its_provisions_is_missing() -> None:
    corpus = load_corpus()
    assert not references_missing_provision(GUN, corpus)
    assert not references_missing_provision(SOUP, corpus)
    assert references_missing_provision(BankQuestion("?", "kk", LAW, ("art_1", "art_99")), corpus)
    assert references_missing_provision(BankQuestion("?", "kk", "gone", ()), corpus)
