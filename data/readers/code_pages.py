"""Code page of a text in 8-bit characters, and text that was decoded with a wrong one.

Every code page that can hold the text is tried; the letters of the languages decide. Libraries for
this guess without the language and take Kazakh for Ukrainian or MacCyrillic for Windows-1251.
"""

import re
from collections.abc import Iterable, Iterator

from data.readers.letters import case_errors, score

_LANGUAGES = ("ru", "kk", "en")
_USUAL_PAGES = ("windows-1251", "kz1048", "koi8-r", "koi8-u", "cp866", "mac-cyrillic")
# A reading need not lead that by a rare page, only be better.
_RARE_PAGES = ("ptcp154", "iso8859-5")
_CYRILLIC_PAGES = (*_USUAL_PAGES, *_RARE_PAGES)
_LATIN_PAGES = ("windows-1252", "mac-roman")
# Natural logarithms per sign, and summed, that a reading must reach and lead by.
_LEAST = {"ru": -4.3, "kk": -4.3, "en": -5.5}
_LEAST_LEAD = 6.0
# Per sign: text in Kazakh or Russian reaches more.
_MOJIBAKE_LOG = -4.9
# Per sign: below this a text is compared with what it may have been, which then leads by so much.
_DOUBTFUL_LOG = -3.6
_LEAD_LOG = 0.5
# The share of capitals inside words, which KOI8-R read as Windows-1251 or reversely is full of.
_CASE_SHARE = 0.05
# Scripts from here on (Hebrew, Arabic) do not come of a wrong code page; later signs that do are
# graphic ones and punctuation.
_FIRST_OTHER_SCRIPT = "\u2600"
# Signs of a text that are scored.
_SAMPLE = 200_000
# The pages by which text in UTF-8 or in a code page is decoded wrongly.
_WRONG_PAGES = ("windows-1251", "windows-1252", "kz1048", "koi8-r", "cp866", "mac-cyrillic")
_RIGHT_PAGES = ("utf-8", "windows-1251", "kz1048", "koi8-r", "cp866", "mac-cyrillic")
_SECOND = r"[\u0080-\u00bf\u0400-\u040f\u0450-\u045f\u0490\u0491\u2010-\u203a\u20ac\u2116\u2122]"
# The same bytes in KZ-1048, MacCyrillic, KOI8-R and CP866.
_KAZAKH_SECOND = rf"[{_SECOND[1:-1]}ҚҺқһҰұӘәӨөҒғҮүҢң]"
_MAC_SECOND = (
    r"[А-Я\u00a0-\u00bb\u00f7\u0400-\u040f\u0451-\u045f\u0490\u0192\u2013-\u2026\u2116\u2122"
    r"\u221a\u221e\u2248\u2260-\u2265†]"
)
_KOI_SECOND = r"[\u00a0-\u00b7\u00f7ёЁ\u2219-\u2265\u2320-\u25ff]"
_DOS_SECOND = r"[А-Яа-п\u2500-\u25ff]"
_LATIN_SECOND = r"[\u0080-\u00bf\u0152-\u017e\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122]"
# Two bytes of UTF-8 for each letter, decoded as Windows-1251 or as Windows-1252; typographic signs
# of UTF-8, decoded as CP866, MacCyrillic or KOI8-R.
_MOJIBAKE = re.compile(
    rf"(?:[РСТУ]{_SECOND}){{3,}}|(?:[ÐÑÒÓ]{_LATIN_SECOND}){{3,}}|(?:[РСТУ]{_KAZAKH_SECOND}){{5,}}"
    rf"|(?:[–—“”]{_MAC_SECOND}){{4,}}|(?:[пярс]{_KOI_SECOND}){{4,}}|(?:[╨╤╥╙]{_DOS_SECOND}){{4,}}"
    rf"|â€{_LATIN_SECOND}|вЂ{_SECOND}|Ã{_LATIN_SECOND}|Â[\u00a0-\u00bf]|(?<=[а-яё])€(?=[а-яё])"
    r"|тА[ЩЬЭФУШЪ]|вА[ЩЬЭФУШЪ]|Б─[\u2500-\u25ff\u0400-\u045f²÷·°]"
)


def decode_code_page(content: bytes, language: str | None, declared: str | None) -> str | None:
    """Return the text of bytes in an 8-bit code page, None if it is not certain in which.

    ``declared`` is the code page that the file states; it is one candidate more.
    """
    pages = (*((declared,) if declared else ()), *_CYRILLIC_PAGES)
    if language == "en":
        pages = (*pages, *_LATIN_PAGES)
    languages = _LANGUAGES[:2] if language is None else _LANGUAGES
    rare = frozenset(_readings(content, _RARE_PAGES)) - frozenset(_readings(content, _USUAL_PAGES))
    text = _choose(_readings(content, pages), language, languages, rare=rare)
    if text is None or language is not None:
        return text
    letters = [sign for sign in _sample(text) if sign.isalpha()]
    return text if sum(sign > "\x7f" for sign in letters) > len(letters) // 2 else None


def is_mojibake(text: str, language: str | None) -> bool:
    """Return whether a text was decoded with a wrong code page, as a whole or in places."""
    if _MOJIBAKE.search(text):
        return True
    sample = "".join(sign for sign in _sample(text) if sign < _FIRST_OTHER_SCRIPT)
    best, count = max(score(sample, "ru"), score(sample, "kk"))
    latin = sum(sign.isascii() and sign.isalpha() for sign in sample)
    if language == "en" or count < max(20, latin):
        return False
    if best < _MOJIBAKE_LOG * count or case_errors(sample) > _CASE_SHARE * count:
        return True
    return best < _DOUBTFUL_LOG * count and any(
        score(restored, one)[0] > best + _LEAD_LOG * count
        for restored in _restorations(sample)
        for one in ("ru", "kk")
    )


def repair_mojibake(text: str, language: str | None) -> str | None:
    """Return the text behind mojibake, None if it cannot be restored with certainty."""
    whole = _choose(_restorations(text), language, _LANGUAGES)
    if whole is not None and not is_mojibake(whole, language):
        return whole
    lines = [_repair_line(line, language) for line in text.split("\n")]
    if None in lines:
        return None
    restored = "\n".join(line for line in lines if line is not None)
    return None if is_mojibake(restored, language) else restored


def _repair_line(line: str, language: str | None) -> str | None:
    if not _MOJIBAKE.search(line):
        return line
    return _choose(_restorations(line), language, _LANGUAGES, lead=0.0)


def _restorations(text: str) -> Iterator[str]:
    for wrong in _WRONG_PAGES:
        content = _encode(text, wrong)
        if content is not None:
            restorations = _readings(content, _RIGHT_PAGES)
            yield from (restored for restored in restorations if restored != text)


def _encode(text: str, page: str) -> bytes | None:
    """Encode a text; a sign that a page leaves undefined is the control character of its byte."""
    try:
        return text.encode(page)
    except UnicodeEncodeError:
        pass
    try:
        return b"".join(
            bytes([ord(sign)]) if "\x80" <= sign <= "\x9f" else sign.encode(page) for sign in text
        )
    except UnicodeEncodeError:
        return None


def _readings(content: bytes, pages: Iterable[str]) -> Iterator[str]:
    for page in pages:
        try:
            yield content.decode(page)
        except (UnicodeDecodeError, LookupError):
            continue


def _choose(
    readings: Iterable[str],
    language: str | None,
    languages: Iterable[str],
    lead: float = _LEAST_LEAD,
    rare: frozenset[str] = frozenset(),
) -> str | None:
    """Return the reading that is surely a text in the stated language, or else in another one."""
    texts = list(dict.fromkeys(readings))
    samples = [_sample(text) for text in texts]
    for one in dict.fromkeys((language, *languages)):
        if one is None:
            continue
        scores = [score(sample, one) for sample in samples]
        ranked = sorted(range(len(texts)), key=lambda index: -scores[index][0])
        if not ranked:
            return None
        best = ranked[0]
        total, count = scores[best]
        if count == 0 or total < _LEAST[one] * count:
            continue
        rivals = [
            scores[index][0]
            for index in ranked[1:]
            if samples[index] != samples[best] and texts[index] not in rare
        ]
        if not rivals or total - rivals[0] >= lead:
            return texts[best]
    return None


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    lines = (line for line in text.splitlines() if not line.isascii())
    sample, size = [], 0
    for line in lines:
        sample.append(line)
        size += len(line)
        if size > _SAMPLE:
            break
    return "\n".join(sample)
