"""Letters of another script that look like the right one, inside Cyrillic words."""

import re

# Latin (and phonetic) letters that are drawn like a Kazakh or Russian letter.
_LATIN = "aceopxyihABCEHIKMOPTXəƏɵƟ"
_CYRILLIC = "асеорхуіһАВСЕНІКМОРТХәӘөӨ"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
# A run of letters in which a look-alike letter stands next to a Cyrillic one.
_MIXED = re.compile(
    rf"(?<![^\W\d_])[^\W\d_]*?(?:[{_LATIN}][\u0400-\u052f]|[\u0400-\u052f][{_LATIN}])[^\W\d_]*"
)
_FOREIGN = re.compile(rf"[^\u0400-\u052f{_LATIN}]")


def fold(text: str) -> str:
    """Every look-alike letter as its Cyrillic twin; for comparisons only."""
    return text.translate(_TO_CYRILLIC)


def mend_lookalikes(text: str) -> str:
    """Latin look-alikes inside Cyrillic words become Cyrillic; Latin words stay.

    A word that holds a Latin letter with no Cyrillic twin is left as it is.
    """
    if text.isascii():
        return text
    return _MIXED.sub(_mend, text)


def _mend(match: re.Match[str]) -> str:
    word = match[0]
    return word if _FOREIGN.search(word) else word.translate(_TO_CYRILLIC)
