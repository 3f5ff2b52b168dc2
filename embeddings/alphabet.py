"""The pieces that Kazakh, Russian and English are written with.

The model knows a hundred languages; half of its pieces hold letters that no text of Bapta has, and
a tokenizer over all of them takes twice the memory. A text in the letters of the three languages
gets the same tokens either way, since a piece with another letter cannot match in it. Other
letters of Latin and Cyrillic stay one by one, so that a foreign name is spelled out; a letter of
another alphabet becomes the unknown token.
"""

import unicodedata
from collections.abc import Sequence
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

_OURS = frozenset(
    ascii_lowercase
    + "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    + "әғқңөұүһі"
    # Kazakh in the Latin alphabets of 2018 and 2021, and the accents of English.
    + "áǵıńóúý"
    + "äöüğşŋñū"
    + "éç"
)

# The modifier letters are the apostrophes of Latin spellings.
_LETTERS = ("LATIN ", "CYRILLIC ", "MODIFIER LETTER ")
_WORD_BEGINS = "▁"


def ours_or_single(pieces: Sequence[tuple[str, float]]) -> NDArray[np.int64]:
    """The ids, ascending, of the pieces whose letters are those of the three languages, or that
    are one letter of Latin or Cyrillic, and that hold no other digits than 0 to 9.
    """
    kept = [number for number, (piece, _) in enumerate(pieces) if _is_kept(piece)]
    return np.array(kept, dtype=np.int64)


def _is_kept(piece: str) -> bool:
    word = piece.removeprefix(_WORD_BEGINS)
    return all(map(_is_readable, word)) and (len(word) == 1 or all(map(_is_ours, word)))


def _is_readable(character: str) -> bool:
    category = unicodedata.category(character)
    name = unicodedata.name(character, "")
    if category.startswith("L"):
        return name.startswith(_LETTERS)
    if category.startswith("M"):
        return name.startswith("COMBINING ")
    return category != "Nd" or character.isascii()


def _is_ours(character: str) -> bool:
    return unicodedata.category(character) not in {"Ll", "Lu", "Lt", "Lo"} or (
        character == "İ" or character.lower() in _OURS
    )
