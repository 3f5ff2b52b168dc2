from pathlib import Path

import pytest

from data.errors import SourceError
from data.readers.encoding import MAX_BYTES, decode, read_source
from data.repair.lines import Line, parse_line, source_lines


def test_utf_8_is_read_with_and_without_a_byte_order_mark() -> None:
    assert decode("бап".encode(), "f") == "бап"
    assert decode("бап".encode("utf-8-sig"), "f") == "бап"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file f is empty"),
        (b" \n\t\r\n", "The file f is empty"),
        ("\ufeff \n".encode(), "The file f is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "The file f is not text in UTF-8, UTF-16 or Windows-1251"),
        ("café".encode("latin-1"), "The file f is not text in UTF-8, UTF-16 or Windows-1251"),
        (b"\xff\xfea", "The file f is not text in UTF-8, UTF-16 or Windows-1251"),
        (b"text\x00text", "The file f is binary, not text"),
    ],
)
def test_binary_and_empty_content_is_rejected(content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        decode(content, "f")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Статья 1. Қазақ", "utf-16"),
        ("Статья 1. Қазақ", "utf-8-sig"),
        ("Статья 1. Общее № 5", "windows-1251"),
        ("1-бап. Әдіс, ғылым, қаңтар, өнер, ұйым, үлгі, һәм", "kz1048"),
    ],
)
def test_other_encodings_are_detected(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "f") == text


def test_file_over_the_size_limit_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(SourceError, match="larger than 50 MB"):
        read_source(path)


def test_folder_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_source(tmp_path)


def test_source_lines_are_unchanged() -> None:
    assert source_lines("\ufeff а \r\n\r\nб\x0cв\nг") == (" а ", "", "б\x0cв", "г")
    assert source_lines("а\n") == ("а",)


def test_indentation_is_measured() -> None:
    assert parse_line(3, "      1. Мәтін ") == Line(3, 6, "1. Мәтін")
    assert parse_line(4, "\tМәтін") == Line(4, 8, "Мәтін")
    assert parse_line(5, "   ") == Line(5, 0, "")
