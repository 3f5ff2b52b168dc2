"""Terms: what the lexical channel compares instead of words.

Each word gives two: its first five letters, which serves an agglutinative language well and
forgives endings, and its stem. Two analyses with different errors did better than either alone.
Pairs of neighbours tell the phrases of the law apart from their words.
"""

from itertools import pairwise

from qa.fold import words_of
from qa.stem import stem

_CUT = 5
_STEM = "="  # keeps a stem apart from a cut that is spelled alike


def terms_of(text: str, language: str) -> list[str]:
    """The terms of ``text`` in ``language`` (kk, ru, en), in order of the words; repeats stay."""
    terms: list[str] = []
    for word in words_of(text):
        terms += (word[:_CUT], _STEM + stem(word, language)) if word.isalpha() else (word,)
    return terms


def pairs_of(text: str) -> list[str]:
    """Each word of ``text`` cut, with the next, in order; repeats stay."""
    cuts = [word[:_CUT] for word in words_of(text)]
    return [f"{word} {following}" for word, following in pairwise(cuts)]
