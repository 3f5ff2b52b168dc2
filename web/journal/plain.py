"""Texts in one plain form, so that personal data cannot hide behind how it is typed."""

import unicodedata

from qa.query.normalization import fold

_MARKED = str.maketrans("ńňñıíïóöôúüûùýÿáàâäçčşśğģ", "nnniiiooouuuuyyaaaaccssgg")


def clean(text: str) -> str:
    """``text`` in normal form, without invisible signs, digits of any script as 0 to 9.

    Signs that normal form would write as several, as №, stay as they are.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        _plain_sign(sign)
        for sign in composed
        if unicodedata.category(sign) not in {"Cf", "Cc", "Cs"} or sign in "\n\t"
    )


def _plain_sign(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    normal = unicodedata.normalize("NFKC", sign)
    return normal if len(normal) == 1 else sign


def folded(text: str) -> str:
    """``text``, which is clean, folded sign by sign: case, Kazakh letters, marks on Latin ones."""
    whole = fold(text.replace("№", "#").replace("…", " "))
    if len(whole) != len(text):
        # A letter whose small form is longer, as in Turkish, is left as it is.
        whole = "".join(small if len(small := fold(sign)) == 1 else sign for sign in text)
    return whole.translate(_MARKED)
