"""Homoglyphs: Latin letters that look like Cyrillic ones, and their tables for each use."""

import re

from data.repair.lines import SOFT_HYPHEN, plain_signs

_CAPITALS = "ABCEHIKMOPTXY"
_SMALL = "aceiopxy"
# Latin (and phonetic) letters with the Kazakh or Russian letter that looks the same.
_TWINS = dict(
    zip(
        f"{_CAPITALS}{_SMALL}həƏɵƟ",
        "АВСЕНІКМОРТХУасеіорхуһәӘөӨ",
        strict=True,
    )
)


def _twins(letters: str) -> str:
    return "".join(_TWINS[letter] for letter in letters)


# For typed text: a small h is not a homoglyph of һ.
TYPED_TO_CYRILLIC = str.maketrans(_CAPITALS + _SMALL, _twins(_CAPITALS + _SMALL))
# For lower-cased text that may have been printed in capitals: B looks like В, H like Н.
PRINTED_TO_CYRILLIC = str.maketrans(_CAPITALS.lower(), _twins(_CAPITALS).lower())
CAPITALS_TO_LATIN = str.maketrans(_twins(_CAPITALS), _CAPITALS)
# In a source a capital Y is ambiguous (У, Ү or Ұ) and stays.
_LATIN = "".join(letter for letter in _TWINS if letter != "Y")
_TO_CYRILLIC = str.maketrans(_LATIN, _twins(_LATIN))
_PAIRS = tuple(zip(_LATIN, _twins(_LATIN), strict=True))
# A homoglyph next to a Cyrillic letter, and the run of letters around it.
_BORDER = re.compile(rf"[{_LATIN}][\u0400-\u052f]|[\u0400-\u052f][{_LATIN}]")
_MIXED = re.compile(rf"(?<![^\W\d_])[^\W\d_]*?(?:{_BORDER.pattern})[^\W\d_]*")
_FOREIGN = re.compile(rf"[^\u0400-\u052f{_LATIN}]")


def fold_homoglyphs(text: str) -> str:
    """Return the text with every homoglyph as its Cyrillic letter, for comparisons only."""
    # In Cyrillic text a table takes ten times as long as a look for each letter.
    for latin, cyrillic in _PAIRS:
        if latin in text:
            text = text.replace(latin, cyrillic)
    return text


def repair_homoglyphs(text: str) -> str:
    """Replace homoglyphs inside Cyrillic words by Cyrillic letters; Latin words stay.

    A word that contains another Latin letter stays as it is.
    """
    return text if _BORDER.search(text) is None else _MIXED.sub(_repair_word, text)


def comparison_key(text: str) -> str:
    """Return the text without white space and invisible signs, with homoglyphs folded."""
    return fold_homoglyphs(plain_signs("".join(text.split())).replace(SOFT_HYPHEN, ""))


def _repair_word(match: re.Match[str]) -> str:
    word = match[0]
    return word if _FOREIGN.search(word) else word.translate(_TO_CYRILLIC)
