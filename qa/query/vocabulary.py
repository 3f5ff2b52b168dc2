"""The words that Bapta knows in each language, and how much of a text they cover.

Built from the corpus, the question bank, the glossary and everyday words of questions; nothing else
is known about a language, so an operator's own acts widen it.
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

_UNUSUAL = 4.5  # letter cost at which a word no longer looks like the language
_KAZAKH_LETTERS = frozenset("әіңғүұқөһ")
_ROOT = 6  # letters of a known stem that make a longer unknown word a form of it
_WORD = re.compile(r"[^\W\d_]+")


def split_words(text: str) -> list[str]:
    """The words of ``text`` in lower case with their own letters, numbers left out."""
    return _WORD.findall(text.lower())


def everyday_words() -> Mapping[str, frozenset[str]]:
    """Everyday words of questions by language."""
    table = tomllib.loads(files("qa.query").joinpath("function_words.toml").read_text("utf-8"))
    return {language: frozenset(text.split()) for language, text in table.items()}


class Vocabulary:
    """Word counts by language, with stems and a letter model of each."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """``texts`` are (language, text) pairs; languages outside kk, ru, en are passed over."""
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
        """A letter model of each language."""
        return {language: CharNgramModel(c.items()) for language, c in self.counts.items()}

    def knows(self, word: str, language: str) -> bool:
        """Whether ``word`` (lower case) was seen, exactly as it is spelled."""
        return word in self.counts[language]

    def contains_stem(self, word: str, language: str) -> bool:
        """Whether a word of the same stem was seen, Kazakh letters or not."""
        return len(word) > 2 and stem(fold(word), language) in self._stems[language]

    def contains_root(self, word: str, language: str) -> bool:
        """Whether ``word`` is known, shares its stem with a known word, or begins with one."""
        if self.knows(word, language) or self.contains_stem(word, language):
            return True
        folded = fold(word)
        return any(folded[:size] in self._stems[language] for size in range(_ROOT, len(folded)))

    def content(self, language: str) -> ItemsView[str, int]:
        """Known words with their counts, everyday words left out."""
        return self._content[language].items()

    def alike(self, word: str, language: str, difference: int) -> Iterator[tuple[str, int]]:
        """Known words with their counts, everyday words left out, that begin with the letter of
        ``word`` and differ from it by at most ``difference`` letters in length.
        """
        if language not in self._shapes:
            shapes: defaultdict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
            for known, count in self.content(language):
                shapes[known[0], len(known)].append((known, count))
            self._shapes[language] = dict(shapes)
        for length in range(len(word) - difference, len(word) + difference + 1):
            yield from self._shapes[language].get((word[0], length), ())

    def spellings(self, word: str, language: str) -> Sequence[str]:
        """Known words that differ from ``word`` in folded letters only, most frequent first."""
        if language not in self._folded:
            table: defaultdict[str, list[str]] = defaultdict(list)
            for known, _ in self.counts[language].most_common():
                table[fold(known)].append(known)
            self._folded[language] = dict(table)
        return self._folded[language].get(fold(word), ())

    def likeness(self, text: str, language: str) -> float:
        """How much of ``text`` reads as ``language``, from 0 to 1, long words weighing more."""
        words = split_words(text)
        weights = [math.sqrt(len(word)) for word in words]
        total = sum(weights)
        if not total:
            return 0.0
        scored = zip(weights, words, strict=True)
        return sum(w * self._word_likeness(word, language) for w, word in scored) / total

    def _word_likeness(self, word: str, language: str) -> float:
        if language != "kk" and not _KAZAKH_LETTERS.isdisjoint(word):
            return 0.0
        if self.knows(word, language):
            return 1.0
        if self.contains_stem(word, language):
            return 0.9
        return 0.7 * max(0.0, 1.0 - self.letters[language].word_cost(word) / _UNUSUAL)
