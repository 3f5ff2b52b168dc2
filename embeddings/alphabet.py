"""The pieces that Kazakh, Russian and English are written with.

The model knows a hundred languages; two fifths of its pieces hold letters that no text of Bapta
has, and a tokenizer over all of them takes twice the memory. A text whose letters are Latin or
Cyrillic gets the same tokens either way, since a piece with another letter cannot match in it.
Letters of other alphabets become the unknown token.
"""

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# The modifier letters are the apostrophes of Latin spellings.
_LETTERS = ("LATIN ", "CYRILLIC ", "MODIFIER LETTER ")


def latin_or_cyrillic(pieces: Sequence[tuple[str, float]]) -> NDArray[np.int64]:
    """The ids, ascending, of the pieces without letters or digits of other alphabets."""
    kept = [number for number, (piece, _) in enumerate(pieces) if all(map(_is_kept, piece))]
    return np.array(kept, dtype=np.int64)


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    name = unicodedata.name(character, "")
    if category.startswith("L"):
        return name.startswith(_LETTERS)
    if category.startswith("M"):
        return name.startswith("COMBINING ")
    return category != "Nd" or character.isascii()
