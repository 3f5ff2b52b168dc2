"""Reader of text files: detects the encoding and rejects content that is not text."""

import codecs
from pathlib import Path

from data.errors import SourceError

MAX_BYTES = 50 * 1024 * 1024
# Control characters that are invalid in a text file (tab, line ends and form feed are valid).
_CONTROL = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\v")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Letters of Windows-1251 at the codes at which its Kazakh variant has Kazakh letters.
_NOT_KAZAKH = frozenset("ЌЋќћЎўЈҐЄЇґєјЅѕї")
# The share of Cyrillic letters that a text in an 8-bit encoding must exceed.
_CYRILLIC_SHARE = 0.5


def read_source(path: Path) -> str:
    """Return the text of a text file.

    Detects UTF-8 with or without BOM, UTF-16 with BOM, Windows-1251 and its Kazakh variant.
    Raises `SourceError` if the file is missing, empty, larger than 50 MB or not text.
    """
    return decode(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """Return the content of a file. Raises `SourceError` if it is missing or larger than 50 MB."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_BYTES else b""
    except FileNotFoundError:
        raise SourceError(f"The file {path} does not exist.") from None
    except OSError as error:
        raise SourceError(f"The file {path} cannot be read: {error.strerror}.") from error
    if size > MAX_BYTES:
        raise SourceError(f"The file {path} is larger than 50 MB.")
    return content


def decode(content: bytes, name: str) -> str:
    """Decode bytes to text. Raises `SourceError` if they are empty or not text."""
    text = _decoded(content, name)
    if not _CONTROL.isdisjoint(text):
        raise SourceError(f"The file {name} is binary, not text.")
    if not text.strip():
        raise SourceError(f"The file {name} is empty.")
    return text


def _decoded(content: bytes, name: str) -> str:
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        text = _decode_windows_1251(content) if encoding == "utf-8" else None
    if text is None:
        raise SourceError(
            f"The file {name} is not text in UTF-8, UTF-16 or Windows-1251. Save it as UTF-8."
        )
    return text


def _decode_windows_1251(content: bytes) -> str | None:
    """Decode Windows-1251 or its Kazakh variant; return None if the content is in neither."""
    for encoding in ("windows-1251", "kz1048"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "windows-1251" and not _NOT_KAZAKH.isdisjoint(text):
            continue
        return text if _is_cyrillic(text) else None
    return None


def _is_cyrillic(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    cyrillic = sum("\u0400" <= letter <= "\u052f" for letter in letters)
    controls = not _CONTROL.isdisjoint(text)
    return not controls and cyrillic > _CYRILLIC_SHARE * max(1, len(letters))
