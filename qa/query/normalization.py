"""Text normalisation: one form of what people type, and one for comparing words.

A question is brought into the input form once, before anything else looks at it
(:func:`normalize_input`): the same words typed in two ways are one question to the answer cache
and to the rewriting. It may be shown. Folded text (:func:`fold`) is only ever compared.
"""

import re
import unicodedata

from data.repair.homoglyphs import PRINTED_TO_CYRILLIC, TYPED_TO_CYRILLIC

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f\u0259]", re.IGNORECASE)
_LATIN_LOWER = re.compile(r"[a-z]")
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u02bb\u0060\u00b4\u2032]")
_KAZAKH = str.maketrans("әіңғүұқөһё", "аингуукохе")


def normalize_input(text: str) -> str:
    """Return ``text`` with composed characters (NFC), one kind of apostrophe, single spaces, and no
    Latin look-alikes in Cyrillic words. Case and Kazakh letters stay.
    """
    text = _APOSTROPHES.sub("'", unicodedata.normalize("NFC", text))
    return " ".join(_without_lookalikes(word) for word in text.split())


def _without_lookalikes(word: str) -> str:
    if _CYRILLIC.search(word) and _LATIN.search(word):
        return word.translate(TYPED_TO_CYRILLIC)
    return word


def fold(text: str) -> str:
    """Return ``text`` in lower case (NFKC), without soft hyphens, its Kazakh letters as Russian
    ones.

    Latin letters that stand in a word with Cyrillic ones become the Cyrillic letters they look
    like; a word in Latin alone stays as it is. Idempotent.
    """
    lowered = unicodedata.normalize("NFKC", text).lower().replace("\u00ad", "")
    if _mixes_scripts(lowered):
        lowered = _WORD.sub(lambda match: _one_script(match[0]), lowered)
    return lowered.translate(_KAZAKH)


def _one_script(word: str) -> str:
    return word.translate(PRINTED_TO_CYRILLIC) if _mixes_scripts(word) else word


def _mixes_scripts(text: str) -> bool:
    return bool(_LATIN_LOWER.search(text) and _CYRILLIC.search(text))


def split_words(text: str) -> list[str]:
    """Return the folded words and numbers of ``text`` in order."""
    return _WORD.findall(fold(text))
