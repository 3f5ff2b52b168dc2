"""Terms: what the lexical channel compares instead of words.

Each word gives two: its first five letters, which serves an agglutinative language well and
forgives endings, and its stem. Two analyses with different errors did better than either alone.
"""

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
