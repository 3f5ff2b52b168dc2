"""Words of rules in numbered lists, found by sound keys with one typing error allowed."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

MIN_FUZZY_LENGTH = 5
"""The least letters of a word in which an error is forgiven."""


class RuleWord(NamedTuple):
    """A word of a rule: ``key`` is its sound key, matched as a beginning if it is a stem.

    A named tuple: the lists look words up a hundred thousand times, which a dataclass makes slow.
    """

    key: str
    is_stem: bool
    is_fuzzy: bool

    def resembles(self, key: str) -> bool:
        """Return whether ``key`` is the word, or begins with it, but for one typing error.

        In a short word another letter makes another word, so only a swapped or a missing letter is
        forgiven there.
        """
        size = len(self.key)
        starts = (key[:size], key[: size + 1], key[: size - 1]) if self.is_stem else (key,)
        near = (each for each in starts if OSA.distance(each, self.key, score_cutoff=1) <= 1)
        if size > MIN_FUZZY_LENGTH:
            return any(near)
        letters = sorted(self.key)
        return any(len(each) < size or sorted(each) == letters for each in near)


class WordLists:
    """The lists of words of the rules by number, and the lists that a sound key belongs to."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[RuleWord, ...], int] = {}
        self._lists: dict[RuleWord, set[int]] = {}
        self._exact: dict[str, set[RuleWord]] = {}
        self._stems: dict[str, set[RuleWord]] = {}
        # By the first letter, with the letters of each word.
        self._fuzzy: dict[str, dict[RuleWord, int]] = {}

    def number(self, words: tuple[RuleWord, ...]) -> int:
        """Return the number of a list of words, which is added if it is new."""
        number = self._numbers.setdefault(words, len(self._numbers))
        for word in words:
            lists = self._lists.get(word)
            if lists is None:
                lists = self._lists[word] = set()
                self._add(word)
            lists.add(number)
        return number

    def _add(self, word: RuleWord) -> None:
        self._exact.setdefault(word.key, set()).add(word)
        if word.is_stem:
            self._stems.setdefault(word.key, set()).add(word)
        if word.is_fuzzy:
            self._fuzzy.setdefault(word.key[0], {})[word] = _letters_of(word.key)

    @cached_property
    def _near(self) -> Mapping[str, tuple[Sequence[RuleWord], NDArray[np.uint64]]]:
        """Return the words that errors are forgiven in, and their letters, by the first letter."""
        return {
            first: (tuple(words), np.array(list(words.values()), dtype=np.uint64))
            for first, words in self._fuzzy.items()
        }

    def lists_of(self, key: str) -> frozenset[int]:
        """Return the numbers of the lists with a word that ``key`` matches."""
        found = set(self._exact.get(key, ()))
        for size in range(1, len(key)):
            found |= self._stems.get(key[:size], set())
        if len(key) >= MIN_FUZZY_LENGTH - 1 and key[0] in self._near:
            words, letters = self._near[key[0]]
            # One typing error takes one letter at most out of a word.
            likely = np.bitwise_count(letters & ~np.uint64(_letters_of(key))) <= 1
            near = (words[place] for place in np.flatnonzero(likely).tolist())
            found |= {word for word in near if word.resembles(key)}
        return frozenset().union(*(self._lists[word] for word in found))


def _letters_of(key: str) -> int:
    """Return the set of the letters of ``key`` as bits.

    Letters that share a bit only let more words through to the comparison.
    """
    bits = 0
    for letter in key:
        bits |= 1 << (ord(letter) & 63)
    return bits
