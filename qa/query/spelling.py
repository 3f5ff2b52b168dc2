"""Spelling correction of unknown words by edit distance and a character model."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from qa.query.vocabulary import Vocabulary

_MIN_LENGTH = 5
_MIN_LENGTH_FOR_TWO_EDITS = 10
# A correction must lower the mean letter cost by this much. An unseen form of a known word has a
# low cost as it is; a substituted letter is more often another word than a lost one.
_MIN_SAVING = 0.9
_MIN_SAVING_BY_SUBSTITUTION = 1.15
_STEM_LENGTH = 4  # a letter substituted further right may be another ending of the same word


@dataclass(frozen=True, order=True, slots=True)
class _Candidate:
    edits: int
    rarity: int
    word: str


def correct_spelling(word: str, language: str, vocabulary: Vocabulary) -> str:
    """Return the most likely correction of ``word`` (lower case), or ``word`` itself.

    The distance is optimal string alignment: one edit, or two in words of ten letters and more,
    none of them in the first letter. Known words and short words stay, and no word is corrected to
    an everyday word.
    """
    if (
        len(word) < _MIN_LENGTH
        or vocabulary.contains_word(word, language)
        or vocabulary.contains_stem(word, language)
    ):
        return word
    best = min(_candidates(word, language, vocabulary), default=None)
    if best is None:
        return word
    letters = vocabulary.letters(language)
    saving = letters.word_cost(word) - letters.word_cost(best.word)
    is_substitution = len(word) == len(best.word) and sorted(word) != sorted(best.word)
    if is_substitution and word[:_STEM_LENGTH] == best.word[:_STEM_LENGTH]:
        return best.word if language != "kk" and word[-1] == best.word[-1] else word
    threshold = _MIN_SAVING_BY_SUBSTITUTION if is_substitution else _MIN_SAVING
    return best.word if saving >= threshold else word


def _candidates(word: str, language: str, vocabulary: Vocabulary) -> Iterator[_Candidate]:
    allowed = 2 if len(word) >= _MIN_LENGTH_FOR_TWO_EDITS else 1
    similar = vocabulary.similar_words(word, language, allowed)
    # All distances in one call: one call for each of thousands of words took most of the time.
    found = process.extract(word, similar, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    for candidate, edits, _ in found:
        yield _Candidate(int(edits), -vocabulary.count(candidate, language), candidate)
