"""Tokens of RTF: control words, groups and text, with the code pages of its fonts."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<value>-?\d{1,10})? ?"
    r"|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])"
    r"|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
_FONT_TABLE = re.compile(r"\\f(\d{1,5})(?:\\[a-z*]+-?\d* ?|[{}\s])*?\\fcharset(\d{1,3})")
_CODE_PAGE = re.compile(r"\\ansicpg(\d{3,5})")
_CHARSETS = {
    77: "mac_roman", 84: "mac_cyrillic", 161: "cp1253", 162: "cp1254", 186: "cp1257",
    204: "cp1251", 238: "cp1250", 255: "cp850",
}  # fmt: skip
# Characters that control words and signs stand for.
WORDS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ", "tab": "\t",
}  # fmt: skip
SIGNS = {"~": " ", "-": "\u00ad", "_": "-", "{": "{", "}": "}", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class RtfToken:
    """Token: a control ``word`` with its ``value``, a ``brace``, or text in bytes."""

    kind: str
    text: str = ""
    value: int | None = None


def is_rtf(content: bytes) -> bool:
    """Return whether the content begins as an RTF file does."""
    return content.lstrip()[:5] == b"{\\rtf"


def rtf_tokens(source: str) -> Iterator[RtfToken]:
    """Yield the tokens of a source in Latin-1, without the bytes of binary objects."""
    place = 0
    while (match := _TOKEN.match(source, place)) is not None:
        place = match.end()
        if match["word"]:
            value = None if match["value"] is None else int(match["value"])
            if match["word"] == "bin":
                place += max(0, value or 0)
                continue
            yield RtfToken("word", match["word"], value)
        elif match["byte"]:
            yield RtfToken("byte", chr(int(match["byte"], 16)))
        elif match["sign"]:
            # A line end after a backslash is a paragraph.
            is_end = match["sign"] in "\r\n"
            yield RtfToken("word", "par") if is_end else RtfToken("sign", match["sign"])
        elif match["brace"]:
            yield RtfToken("brace", match["brace"])
        elif match["text"]:
            yield RtfToken("text", match["text"])


def code_pages(source: str) -> tuple[str, dict[int, str]]:
    """Return the code page of a source, and those of its fonts that have another one."""
    stated = _CODE_PAGE.search(source[:2000])
    default = f"cp{stated[1]}" if stated else "cp1252"
    try:
        codecs.lookup(default)
    except LookupError:
        default = "cp1252"
    table = source.find("\\fonttbl")
    end = source.find("\\colortbl", table)
    fonts = {
        int(font): _CHARSETS[int(charset)]
        for font, charset in _FONT_TABLE.findall(
            source[table : end if end > 0 else table + 100_000]
        )
        if int(charset) in _CHARSETS
    }
    return default, fonts if table >= 0 else {}
