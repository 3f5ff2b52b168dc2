import json
from pathlib import Path

import pytest

from qa.answer import Status
from qa.evaluation.dataset import Part
from qa.evaluation.results_file import Record, RecordError, check_folder, read_record, write_record
from tests.helpers.answerers import outcome

RECORD = Record(
    (Part.BANK, Part.REPAIR),
    (
        outcome("art_24__para_3 art_31", question="Қару қашан қолданылады?"),
        outcome("", Status.NOT_COVERED, 0.0, gold="", form="out_of_scope", language="ru"),
    ),
)


def test_record_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "before.json"
    write_record(path, RECORD)
    assert read_record(path) == RECORD
    stored = json.loads(path.read_text("utf-8"))
    assert stored["without"] == ["bank", "repair"]
    assert stored["outcomes"][0] == {
        "question": "Қару қашан қолданылады?",
        "language": "kk",
        "form": "plain",
        "style": None,
        "gold": ["kz-internal-affairs:art_24__para_3"],
        "ranked": ["kz-internal-affairs:art_24__para_3", "kz-internal-affairs:art_31"],
        "status": "answered",
        "sureness": 0.9,
    }
    assert [file.name for file in tmp_path.iterdir()] == ["before.json"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "does not contain the results"),
        ("[]", "does not contain the results"),
        ("{}", "does not contain the results"),
        ('{"format": 2}', "was written by another version of Bapta"),
        ('{"format": 1, "without": ["soul"], "outcomes": []}', "does not contain the results"),
        ('{"format": 1, "without": [], "outcomes": [7]}', "does not contain the results"),
        (
            '{"format": 1, "without": [], "outcomes": [{"question": "?"}]}',
            "does not contain the results",
        ),
    ],
)
def test_other_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, "utf-8")
    with pytest.raises(RecordError, match=words):
        read_record(path)


def test_invalid_status_or_eid_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "before.json"
    write_record(path, RECORD)
    whole = path.read_text("utf-8")
    for old, new in (("answered", "perhaps"), ("para_3", "para_")):
        path.write_text(whole.replace(old, new), "utf-8")
        with pytest.raises(RecordError, match="does not contain the results"):
            read_record(path)


def test_missing_or_binary_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot be read"):
        read_record(tmp_path / "none.json")
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecordError, match="does not contain the results"):
        read_record(binary)


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    check_folder(tmp_path / "after.json")
    with pytest.raises(RecordError, match="is not a folder"):
        check_folder(tmp_path / "none" / "after.json")
