"""Digits typed for letters inside a Cyrillic word ("4то", "б3р", "м9рапат")."""

import re
from itertools import product

from qa.query.transliteration import Table
from qa.query.vocabulary import Vocabulary

_MIXED_WORD = re.compile(r"(?=\d*[\u0400-\u04ff])(?=[\u0400-\u04ff]*\d)[\u0400-\u04ff\d]{3,}")
_DIGIT = re.compile(r"\d")
_MAX_DIGITS = 3
_MAX_WORDS = 12  # of one text; each has many spellings
_MIN_BEGINNING_LENGTH = 5  # letters of a word of which only the beginning is known


def restore_letters(text: str, language: str, table: Table, vocabulary: Vocabulary) -> str:
    """Return ``text`` with letters for the digits inside its words, by the units of ``table``.

    Only a word that becomes a known one of ``language`` is changed, so that "24ч" and "18бап" stay,
    and no more than ``_MAX_WORDS`` words.
    """

    def restore(match: re.Match[str]) -> str:
        word = match[0].lower()
        if len(_DIGIT.findall(word)) > _MAX_DIGITS or word[-1].isdigit():
            return match[0]
        options = [table.get(sign, {sign: 0.0}).items() for sign in word]
        spellings = sorted(
            product(*options), key=lambda spelling: sum(cost for _, cost in spelling)
        )
        for spelling in spellings:
            restored = "".join(letter for letter, _ in spelling)
            if vocabulary.contains_word(restored, language):
                return restored
            if known := vocabulary.spellings(restored, language):
                return known[0]
        if len(word) < _MIN_BEGINNING_LENGTH:
            return match[0]
        for spelling in spellings:
            restored = "".join(letter for letter, _ in spelling)
            if vocabulary.contains_stem(restored, language) or any(
                vocabulary.occurrences(restored, language)
            ):
                return restored
        return match[0]

    return _MIXED_WORD.sub(restore, text, count=_MAX_WORDS)
