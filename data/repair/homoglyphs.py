"""Homoglyphs: Latin letters drawn like Cyrillic ones, with the views of each use.

How two texts are compared where white space and look-alike letters do not count.
"""

import re

from data.repair.lines import SOFT_HYPHEN

_CAPITALS = "ABCEHIKMOPTXY"
_SMALL = "aceiopxy"
# Latin (and phonetic) letters, each with the Kazakh or Russian letter that it is drawn like.
_TWINS = dict(
    zip(
        f"{_CAPITALS}{_SMALL}həƏɵƟ",
        "АВСЕНІКМОРТХУасеіорхуһәӘөӨ",
        strict=True,
    )
)


def _twins(letters: str) -> str:
    return "".join(_TWINS[letter] for letter in letters)


# Letters that somebody typed: a small h is not taken for һ.
TYPED_TO_CYRILLIC = str.maketrans(_CAPITALS + _SMALL, _twins(_CAPITALS + _SMALL))
# Lower-cased letters that may have been printed as capitals: b is drawn like в, h like н.
PRINTED_TO_CYRILLIC = str.maketrans(_CAPITALS.lower(), _twins(_CAPITALS).lower())
CAPITALS_TO_LATIN = str.maketrans(_twins(_CAPITALS), _CAPITALS)
# In a source a capital Y stays: it may stand for У, Ү or Ұ.
_LATIN = "".join(letter for letter in _TWINS if letter != "Y")
_TO_CYRILLIC = str.maketrans(_LATIN, _twins(_LATIN))
# A run of letters in which a look-alike letter stands next to a Cyrillic one.
_MIXED = re.compile(
    rf"(?<![^\W\d_])[^\W\d_]*?(?:[{_LATIN}][\u0400-\u052f]|[\u0400-\u052f][{_LATIN}])[^\W\d_]*"
)
_FOREIGN = re.compile(rf"[^\u0400-\u052f{_LATIN}]")


def fold_homoglyphs(text: str) -> str:
    """Return the text with every look-alike letter as its Cyrillic twin, for comparisons only."""
    return text.translate(_TO_CYRILLIC)


def repair_homoglyphs(text: str) -> str:
    """Replace Latin look-alikes inside Cyrillic words by Cyrillic letters; Latin words stay.

    A word that holds a Latin letter with no Cyrillic twin is left as it is.
    """
    if text.isascii():
        return text
    return _MIXED.sub(_mend, text)


def _mend(match: re.Match[str]) -> str:
    word = match[0]
    return word if _FOREIGN.search(word) else word.translate(_TO_CYRILLIC)


def comparison_key(text: str) -> str:
    """The text without white space and soft hyphens, look-alike letters folded."""
    return fold_homoglyphs("".join(text.split()).replace(SOFT_HYPHEN, ""))
