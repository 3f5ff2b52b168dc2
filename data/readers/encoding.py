"""Content of source files: the limit of their size, the encoding of text, and the text itself."""

import codecs
import os
import re
import stat
from pathlib import Path

from data.errors import SourceError
from data.readers.code_pages import decode_code_page, is_mojibake, repair_mojibake
from data.readers.reading import Notices

MAX_BYTES = 50 * 1024 * 1024
# Control characters that are invalid in a text file (tab, line ends and form feed are valid).
_CONTROL = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\v")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The encoding that the head of an HTML page states.
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_DECLARED_WITHIN = 8192
# Question marks in place of letters: before a small letter, inside a word, or several in a row.
_QUESTION_MARKS = re.compile(
    r"\?+(?=[\u0430-\u052f])|(?<=[\u0400-\u052f])\?+(?=[\u0400-\u052f])|\?{4,}"
)
# In place of a sign: "?5" and "a ? b".
_LONE_QUESTION_MARK = re.compile(r"(?<!\S)\?(?=\s|[^\W\u0430-\u052f])")
# The share of invalid places up to which bytes are UTF-8 that was damaged.
_DAMAGED_SHARE = 0.02


def read_source(path: Path) -> str:
    """Return the text of a text file.

    Detects UTF-8, UTF-16 and the 8-bit code pages of Kazakh and Russian. Raises `SourceError` if
    the file is missing, no regular file, empty, larger than 50 MB or not text.
    """
    return decode(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """Return the content of a regular file of at most 50 MB. Raises `SourceError`."""
    try:
        # Opening a named pipe would wait for its writer.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
        with os.fdopen(descriptor, "rb") as file:
            facts = os.fstat(descriptor)
            if not stat.S_ISREG(facts.st_mode):
                raise SourceError(f"The file {path} cannot be read: it is no regular file.")
            # A file may grow after its size was asked for.
            content = b"" if facts.st_size > MAX_BYTES else file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise SourceError(f"The file {path} does not exist.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is no file name"
        raise SourceError(f"The file {path} cannot be read: {reason}.") from error
    if facts.st_size > MAX_BYTES or len(content) > MAX_BYTES:
        raise SourceError(f"The file {path} is larger than 50 MB.")
    return content


_BINARY: int = getattr(os, "O_BINARY", 0)


def decode(
    content: bytes,
    name: str,
    language: str | None = None,
    *,
    notices: Notices | None = None,
    is_markup: bool = False,
) -> str:
    """Decode bytes to text, also if they were decoded wrongly before.

    The letters of the stated language, or of Kazakh and Russian, choose the code page. ``notices``
    tells that the bytes come from outside, so that mojibake is looked for, and takes what was
    found. Raises `SourceError` if the bytes are empty, no text, or in no certain encoding.
    """
    text = _decoded(content, name, language, is_markup)
    if notices is not None:
        text = restore_letters(text, name, language, notices)
    if not _CONTROL.isdisjoint(text):
        raise SourceError(f"The file {name} is binary, not text.")
    if not text.strip():
        raise SourceError(f"The file {name} is empty.")
    return text


def _decoded(content: bytes, name: str, language: str | None, is_markup: bool) -> str:
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    text: str | None = None
    try:
        return content.decode(_without_bom(content) if encoding == "utf-8" else encoding)
    except UnicodeDecodeError:
        if encoding == "utf-8":
            _refuse_damaged(content, name)
            declared = _declared(content) if is_markup else None
            if b"\x00" not in content:
                text = decode_code_page(content, language, declared)
    if text is None:
        raise SourceError(
            f"The file {name} is not text in UTF-8, UTF-16 or Windows-1251, nor surely in another "
            "code page. Save it as UTF-8."
        )
    return text


def _without_bom(content: bytes) -> str:
    """Return the encoding of UTF-16 without a byte order mark by its null bytes, else UTF-8."""
    begin = content[:4096]
    pairs = len(begin) // 2
    if len(content) % 2 == 0 and begin.count(0) >= max(4, pairs // 8):
        return "utf-16-le" if begin[1::2].count(0) >= begin[::2].count(0) else "utf-16-be"
    return "utf-8"


def _declared(content: bytes) -> str | None:
    match = _DECLARED.search(content[:_DECLARED_WITHIN])
    if match is None:
        return None
    try:
        found = codecs.lookup(match[1].decode("ascii"))
    except (LookupError, UnicodeDecodeError):
        return None
    # Codecs such as base64 and rot13 make no text of bytes.
    return found.name if getattr(found, "_is_text_encoding", False) else None


def _refuse_damaged(content: bytes, name: str) -> None:
    """Raise `SourceError` for UTF-8 with a few invalid bytes, which no code page explains."""
    text = content.decode("utf-8", "replace")
    invalid = text.count("\ufffd")
    valid = sum(sign >= "\x80" for sign in text) - invalid
    if invalid <= max(1, _DAMAGED_SHARE * valid) and valid > 1:
        line = text[: text.index("\ufffd")].count("\n") + 1
        raise SourceError(
            f"The file {name} is damaged UTF-8: {invalid} invalid "
            f"{'place' if invalid == 1 else 'places'}, the first on line {line}."
        )


def restore_letters(text: str, name: str, language: str | None, notices: Notices) -> str:
    """Return the text, restored if it was decoded wrongly before it came into its file.

    Raises `SourceError` if its letters are lost or cannot be restored with certainty.
    """
    tell_lost_letters(text, name, notices)
    if not is_mojibake(text, language):
        return text
    restored = repair_mojibake(text, language)
    if restored is None:
        raise SourceError(
            f"The file {name} was decoded with a wrong code page before, and its text cannot be "
            "restored with certainty. Take it from its source anew and save it as UTF-8."
        )
    notices.say("The text was encoded twice; its letters were restored.")
    return restored


def tell_lost_letters(text: str, name: str, notices: Notices) -> None:
    """Report the letters that an earlier conversion replaced; raise `SourceError` for many."""
    signs = text.count("\ufffd")
    marks = sum(len(found) for found in _QUESTION_MARKS.findall(text))
    if max(signs, marks) > max(5, len(text) // 1000):
        lost = signs + marks
        raise SourceError(f"The file {name} lost {lost} letters when it was converted before.")
    notices.add("lost_letter", signs)
    notices.add("question_mark", marks + len(_LONE_QUESTION_MARK.findall(text)))
