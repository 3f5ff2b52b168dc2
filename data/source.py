"""Reading a source file: text out of bytes, with a clear error for what is no text."""

from pathlib import Path

from data.errors import SourceError

MOST_BYTES = 50 * 1024 * 1024
# Control characters that no text file holds (tab, line ends and form feed are fine).
_CONTROL = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\v")


def read_source(path: Path) -> str:
    """The text of a UTF-8 file (with or without BOM).

    Raises `SourceError` when the file is missing, empty, larger than 50 MB or no UTF-8 text.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    except FileNotFoundError:
        raise SourceError(f"The file {path} does not exist.") from None
    except OSError as error:
        raise SourceError(f"The file {path} cannot be read: {error.strerror}.") from error
    if size > MOST_BYTES:
        raise SourceError(f"The file {path} is larger than 50 MB.")
    return decode(content, str(path))


def decode(content: bytes, name: str) -> str:
    """UTF-8 bytes as text. Raises `SourceError` for an empty file and for one that is no text."""
    if not content.strip():
        raise SourceError(f"The file {name} is empty.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SourceError(f"The file {name} is not UTF-8 text.") from None
    if not _CONTROL.isdisjoint(text):
        raise SourceError(f"The file {name} is binary, not text.")
    if not text.strip():
        raise SourceError(f"The file {name} is empty.")
    return text
