"""The vocabulary of each language, with a score of how well a text fits a language.

It is built from the corpus, the question bank, the glossary and everyday words of questions, so an
operator's own acts extend it.
"""

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.resources import files

from data.model import LANGUAGES
from qa.query.normalization import fold
from qa.query.stemming import stem
from qa.query.transliteration import CharNgramModel

_MAX_WORD_COST = 4.5  # mean letter cost at which a word no longer resembles the language
_KAZAKH_LETTERS = frozenset("әіңғүұқөһ")
_MIN_ROOT_LENGTH = 6  # letters of a known stem that make a longer word a form of it
_WORD = re.compile(r"[^\W\d_]+")


def split_words(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, not folded, without numbers."""
    return _WORD.findall(text.lower())


def everyday_words() -> Mapping[str, frozenset[str]]:
    """Return the everyday words of questions by language."""
    table = tomllib.loads(files("qa.query").joinpath("function_words.toml").read_text("utf-8"))
    return {language: frozenset(text.split()) for language, text in table.items()}


class Vocabulary:
    """Word counts by language, with stems and a character model of each."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """Count the words of (language, text) pairs, ignoring languages but kk, ru and en."""
        self.counts: dict[str, Counter[str]] = {language: Counter() for language in LANGUAGES}
        for language, text in texts:
            if language in self.counts:
                self.counts[language].update(split_words(text))
        self._content = {language: Counter(counts) for language, counts in self.counts.items()}
        for language, words in everyday_words().items():
            self.counts[language].update(words)
            for word in words:
                self._content[language].pop(word, None)
        self._stems = {
            language: {stem(fold(word), language) for word in counts}
            for language, counts in self.counts.items()
        }
        self._folded: dict[str, dict[str, list[str]]] = {}
        self._shapes: dict[str, dict[tuple[str, int], list[tuple[str, int]]]] = {}

    @cached_property
    def letters(self) -> dict[str, CharNgramModel]:
        """Return the character model of each language."""
        return {language: CharNgramModel(c.items()) for language, c in self.counts.items()}

    def contains_word(self, word: str, language: str) -> bool:
        """Return whether ``word`` (lower case) is known in exactly this spelling."""
        return word in self.counts[language]

    def contains_stem(self, word: str, language: str) -> bool:
        """Return whether a word of the same stem is known, regardless of Kazakh letters."""
        return len(word) > 2 and stem(fold(word), language) in self._stems[language]

    def contains_root(self, word: str, language: str) -> bool:
        """Return whether ``word`` is known, has a known stem, or begins with one."""
        if self.contains_word(word, language) or self.contains_stem(word, language):
            return True
        folded = fold(word)
        return any(
            folded[:size] in self._stems[language] for size in range(_MIN_ROOT_LENGTH, len(folded))
        )

    def content(self, language: str) -> ItemsView[str, int]:
        """Return the known words with their counts, without everyday words."""
        return self._content[language].items()

    def similar_words(self, word: str, language: str, difference: int) -> Iterator[tuple[str, int]]:
        """Yield the words of :meth:`content` with the first letter of ``word``.

        Their lengths differ from its length by at most ``difference``.
        """
        if language not in self._shapes:
            shapes: defaultdict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
            for known, count in self.content(language):
                shapes[known[0], len(known)].append((known, count))
            self._shapes[language] = dict(shapes)
        for length in range(len(word) - difference, len(word) + difference + 1):
            yield from self._shapes[language].get((word[0], length), ())

    def spellings(self, word: str, language: str) -> Sequence[str]:
        """Return the known words of the same folded form as ``word``, most frequent first."""
        if language not in self._folded:
            table: defaultdict[str, list[str]] = defaultdict(list)
            for known, _ in self.counts[language].most_common():
                table[fold(known)].append(known)
            self._folded[language] = dict(table)
        return self._folded[language].get(fold(word), ())

    def language_score(self, text: str, language: str) -> float:
        """Return how well ``text`` fits ``language``, from 0 to 1, weighted by word length."""
        words = split_words(text)
        weights = [math.sqrt(len(word)) for word in words]
        total = sum(weights)
        if not total:
            return 0.0
        scored = zip(weights, words, strict=True)
        return sum(w * self._word_score(word, language) for w, word in scored) / total

    def _word_score(self, word: str, language: str) -> float:
        if language != "kk" and not _KAZAKH_LETTERS.isdisjoint(word):
            return 0.0
        if self.contains_word(word, language):
            return 1.0
        if self.contains_stem(word, language):
            return 0.9
        return 0.7 * max(0.0, 1.0 - self.letters[language].word_cost(word) / _MAX_WORD_COST)
