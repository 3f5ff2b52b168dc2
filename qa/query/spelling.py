"""Typing errors: an unknown word one or two slips away from a known one."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from qa.query.vocabulary import Vocabulary

_SHORTEST = 5
_TWO_SLIPS = 10
# The letter cost that a correction must save. An unseen form of a known word reads well as it is,
# a slip makes it read worse; a changed letter is more often another word than a lost one is.
_SAVED = 0.9
_SAVED_BY_CHANGE = 1.15
_STEM = 4  # a letter changed after this many may be another ending of the same word


@dataclass(frozen=True, order=True, slots=True)
class _Candidate:
    slips: int
    rarity: int
    word: str


def correct_spelling(word: str, language: str, vocabulary: Vocabulary) -> str:
    """The known word that ``word`` (lower case) was most likely meant to be, or ``word`` itself.

    The distance is optimal string alignment (insert, delete, change, swap neighbours): one slip, or
    two in words of ten letters and more, none of them in the first letter. Known words and short
    words stand, and nothing is corrected to an everyday word.
    """
    if (
        len(word) < _SHORTEST
        or vocabulary.knows(word, language)
        or vocabulary.contains_stem(word, language)
    ):
        return word
    best = min(_candidates(word, language, vocabulary), default=None)
    if best is None:
        return word
    letters = vocabulary.letters[language]
    saved = letters.word_cost(word) - letters.word_cost(best.word)
    changed = len(word) == len(best.word) and sorted(word) != sorted(best.word)
    if changed and word[:_STEM] == best.word[:_STEM]:
        return best.word if language != "kk" and word[-1] == best.word[-1] else word
    return best.word if saved >= (_SAVED_BY_CHANGE if changed else _SAVED) else word


def _candidates(word: str, language: str, vocabulary: Vocabulary) -> Iterator[_Candidate]:
    """Each known word in reach."""
    allowed = 2 if len(word) >= _TWO_SLIPS else 1
    for candidate, count in vocabulary.alike(word, language, allowed):
        slips = OSA.distance(word, candidate, score_cutoff=allowed)
        if slips <= allowed:
            yield _Candidate(slips, -count, candidate)
