"""Text normalisation: the input form of a question, and the folded form for comparison.

Every question is first brought into the input form (:func:`normalize_input`), so that the answer
cache and the rewriting see two spellings of it as one. Folded text (:func:`fold`) is never shown.
"""

import re
import unicodedata
from functools import lru_cache

from data.repair.homoglyphs import PRINTED_TO_CYRILLIC, TYPED_TO_CYRILLIC

_WORD = re.compile(r"[^\W_]+")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LATIN = re.compile(r"[a-z\u00c0-\u024f\u0259]", re.IGNORECASE)
_LATIN_LOWER = re.compile(r"[a-z]")
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u02bb\u0060\u00b4\u2032]")
# Classes of signs. Soft hyphen, zero-width spaces and joiners, marks of direction, byte order mark.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
COMBINING = "\u0300-\u036f"
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_HIDDEN = re.compile(f"[{INVISIBLE}{COMBINING}]")
FOLDED_LETTERS = str.maketrans("әіңғүұқөһё", "аингуукохе")


def normalize_input(text: str) -> str:
    """Return ``text`` in NFC, with one kind of apostrophe, single spaces and no homoglyphs.

    Invisible signs are left out. Case and Kazakh letters stay.
    """
    text = _APOSTROPHES.sub("'", remove_invisible(text))
    return " ".join(_replace_homoglyphs(word) for word in text.split())


def remove_invisible(text: str) -> str:
    """Return ``text`` in NFC without invisible signs."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def has_hidden_signs(text: str) -> bool:
    """Return whether ``text`` has invisible signs or combining marks."""
    return _HIDDEN.search(text) is not None


def _replace_homoglyphs(word: str) -> str:
    if CYRILLIC.search(word) and LATIN.search(word):
        return word.translate(TYPED_TO_CYRILLIC)
    return word


def fold(text: str) -> str:
    """Return ``text`` in lower case and NFKC, without soft hyphens, with Kazakh letters as Russian.

    In a word of mixed scripts, Latin letters become their Cyrillic homoglyphs. Idempotent.
    """
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFKC", text).lower().replace("\u00ad", "")
    if _mixes_scripts(lowered):
        lowered = _WORD.sub(lambda match: _unify_script(match[0]), lowered)
    return lowered.translate(FOLDED_LETTERS)


@lru_cache(maxsize=30_000)
def fold_word(word: str) -> str:
    """Return one word folded as by :func:`fold`, from a cache."""
    return fold(word)


def _unify_script(word: str) -> str:
    return word.translate(PRINTED_TO_CYRILLIC) if _mixes_scripts(word) else word


def _mixes_scripts(text: str) -> bool:
    return bool(_LATIN_LOWER.search(text) and CYRILLIC.search(text))


def split_words(text: str) -> list[str]:
    """Return the folded words and numbers of ``text`` in order."""
    return _WORD.findall(fold(text))
