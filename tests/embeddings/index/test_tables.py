"""Tables of arrays stored beside an index."""

import json
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import IndexDamagedError
from embeddings.index.tables import Tables, load_tables, pack, save_tables, unpack
from embeddings.integrity import MAX_COPIED_BYTES

WORDS = ["қару", "", "заң", "law"]
COUNTS = np.array([3, 0, 7, 1], dtype=np.int64)
SHARES = np.array([0.5, 0.25], dtype=np.float32)


def recorded(*counts: int) -> Tables:
    tables = Tables(is_recording=True)
    tables.get("words", lambda: (pack(WORDS), np.array(counts or COUNTS, dtype=np.int64)))
    tables.get("shares", lambda: (SHARES,))
    return tables


def stored(folder: Path) -> Path:
    save_tables(folder, recorded(), "one")
    (file,) = folder.glob("tables-*.bin")
    return file


def test_words_are_packed_and_unpacked() -> None:
    for words in (WORDS, [""], []):
        assert unpack(pack(words)) == words


def test_stored_tables_are_read_and_not_computed(tmp_path: Path) -> None:
    stored(tmp_path)
    tables = load_tables(tmp_path, "one")
    assert tables is not None

    def never() -> list[np.ndarray]:
        raise AssertionError("computed")

    packed, counts = tables.get("words", never)
    assert unpack(packed) == WORDS
    assert (counts.dtype, counts.tolist()) == (COUNTS.dtype, COUNTS.tolist())
    (shares,) = tables.get("shares", never)
    assert np.array_equal(shares, SHARES)
    assert not shares.flags.writeable


def test_table_that_is_not_stored_is_computed_and_kept_only_while_recording() -> None:
    for is_recording in (False, True):
        tables = Tables(is_recording=is_recording)
        assert tables.get("shares", lambda: (SHARES,))[0] is SHARES
        assert ("shares" in tables.stored) is is_recording


@pytest.mark.parametrize("copied", [0, MAX_COPIED_BYTES])
def test_file_cut_short_is_named_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copied: int
) -> None:
    monkeypatch.setattr("embeddings.index.tables.MAX_COPIED_BYTES", copied)
    file = stored(tmp_path)
    assert load_tables(tmp_path, "one") is not None
    file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(IndexDamagedError, match=r"tables of words .* are damaged") as error:
        load_tables(tmp_path, "one")
    assert error.value.fix == "bapta index build"


def test_other_inputs_and_formats_are_not_read(tmp_path: Path) -> None:
    assert load_tables(tmp_path / "none", "one") is None
    stored(tmp_path)
    assert load_tables(tmp_path, "two") is None
    manifest = tmp_path / "manifest.json"
    stated = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**stated, "format": 0}), encoding="utf-8")
    assert load_tables(tmp_path, "one") is None
    manifest.write_text("{", encoding="utf-8")
    with pytest.raises(IndexDamagedError):
        load_tables(tmp_path, "one")


def test_new_tables_replace_old_ones_whole_or_not_at_all(tmp_path: Path) -> None:
    old = stored(tmp_path)
    (tmp_path / "manifest.json").chmod(0o444)
    broken = recorded()
    broken.stored["words"] = (None,)  # type: ignore[assignment]
    with pytest.raises(AttributeError):
        save_tables(tmp_path, broken, "two")
    assert load_tables(tmp_path, "one") is not None
    save_tables(tmp_path, recorded(1, 1, 1, 1), "two")
    assert not old.exists()
    tables = load_tables(tmp_path, "two")
    assert tables is not None
    assert tables.stored["words"][1].tolist() == [1, 1, 1, 1]
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".bin", ".json"]
