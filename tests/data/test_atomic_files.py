"""Files are replaced atomically."""

from pathlib import Path

import pytest

from data.atomic_files import replace_file, write_bytes, write_text


def test_replaced_file_is_readable_by_all_users(tmp_path: Path) -> None:
    path = tmp_path / "act.txt"
    write_bytes(path, b"\xff\r\n")
    assert path.read_bytes() == b"\xff\r\n"
    write_text(path, "бап\n")
    assert path.read_bytes() == "бап\n".encode()
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_failed_write_leaves_file_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "act.txt"
    write_text(path, "бап")

    def fail(scratch: Path) -> None:
        scratch.write_text("б", encoding="utf-8")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        replace_file(path, fail)
    assert path.read_text("utf-8") == "бап"
    assert list(tmp_path.iterdir()) == [path]
