"""The words of an act's undamaged lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from data.lookalikes import fold

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Known words, folded (lower case, look-alike letters as Cyrillic)."""

    words: frozenset[str]

    def __contains__(self, word: str) -> bool:
        """Whether the word is known, whole or as a compound of known words."""
        folded = fold(word).lower()
        if folded in self.words:
            return True
        return "-" in folded and all(part in self.words for part in folded.split("-"))


def lexicon_of(lines: Iterable[str]) -> Lexicon:
    """Collect the words of undamaged lines, compounds with a hyphen whole and in parts."""
    words: set[str] = set()
    for line in lines:
        for word in WORD.findall(fold(line).lower()):
            words.add(word)
            if "-" in word:
                words.update(word.split("-"))
    # One letter is no evidence of a word: on a damaged line nearly every fragment is one.
    return Lexicon(frozenset(word for word in words if len(word) > 1))
