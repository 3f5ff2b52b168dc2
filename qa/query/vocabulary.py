"""The vocabulary of each language, with a score of how well a text fits a language.

It is built from the corpus, the question bank, the glossary and everyday words of questions, so an
operator's own acts extend it.
"""

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from importlib.resources import files
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from data.model import LANGUAGES
from embeddings.index.tables import Arrays, Tables, pack, unpack
from qa.query.normalization import fold_word
from qa.query.stemming import kazakh_roots, stem
from qa.query.transliteration import CharNgramModel, count_letters

_MAX_WORD_COST = 4.5  # mean letter cost at which a word no longer resembles the language
_KAZAKH_LETTERS = frozenset("әіңғүұқөһ")
_MAX_CACHED_SCORES = 32_768  # about 5 MB
_MIN_BORROWED_LENGTH = 4  # letters of a Russian word with Kazakh endings
_MIN_ENDING_LENGTH = 2  # a Russian plural in -ы looks like a Kazakh ending of one letter
_MIN_ROOT_LENGTH = 6  # letters of a known stem that make a longer word a form of it
_MIN_NEAR_LENGTH = 4  # letters of a word that may be another one with a typing error
_WORD = re.compile(r"[^\W\d_]+")


def lower_words(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, not folded, without numbers."""
    return _WORD.findall(text.lower())


def everyday_words() -> Mapping[str, frozenset[str]]:
    """Return the everyday words of questions by language."""
    table = tomllib.loads(files("qa.query").joinpath("function_words.toml").read_text("utf-8"))
    return {language: frozenset(text.split()) for language, text in table.items()}


def ordinary_words() -> Mapping[str, frozenset[str]]:
    """Return the ordinary words that look like typing errors of words of the law, by language."""
    table = tomllib.loads(files("qa.query").joinpath("ordinary_words.toml").read_text("utf-8"))
    return {language: frozenset(text.split()) for language, text in table.items()}


class Vocabulary:
    """Word counts by language, with stems and a character model of each."""

    def __init__(
        self,
        texts: Iterable[tuple[str, str]],
        names: Iterable[tuple[str, str]] = (),
        slang: Iterable[tuple[str, str]] = (),
        tables: Tables | None = None,
    ) -> None:
        """Count the words of (language, text) pairs, ignoring languages but kk, ru and en.

        ``names`` of terms are words of content too, but no usual words; ``slang`` only tells a
        language. What ``tables`` have is not computed.
        """
        self._texts: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        names_of: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        slang_of: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        for found, into in ((texts, self._texts), (names, names_of), (slang, slang_of)):
            for language, text in found:
                if language in into:
                    into[language].append(text)
        self.counts: dict[str, Counter[str]] = {}
        self._tables = tables or Tables()
        self._content: dict[str, dict[str, int]] = {}
        self._lettered: dict[str, dict[str, int]] = {}
        self._usual: dict[str, frozenset[str]] = {}
        self._stems: dict[str, frozenset[str]] = {}
        for language in LANGUAGES:
            build = partial(
                _count, self._texts[language], names_of[language], slang_of[language], language
            )
            packed, counts, content, lettered, usual, stems = self._tables.get(
                f"vocabulary {language}", build
            )
            words = unpack(packed)
            self.counts[language] = Counter(_positive(words, counts))
            self._content[language] = _positive(words, content)
            self._lettered[language] = _positive(words, lettered)
            self._usual[language] = frozenset(_positive(words, usual))
            self._stems[language] = frozenset(unpack(stems))
            self._texts[language] += names_of[language]
        self._letters: dict[str, CharNgramModel] = {}
        self._scores: dict[tuple[str, str], float] = {}
        self._folded: dict[str, dict[str, list[str]]] = {}
        self._shapes: dict[str, dict[tuple[str, int], list[str]]] = {}

    def letters(self, language: str) -> CharNgramModel:
        """Return the character model of ``language``."""
        if language not in self._letters:
            words = self._lettered[language].items()
            stored = self._tables.get(f"letters {language}", lambda: count_letters(words))
            self._letters[language] = CharNgramModel(stored)
        return self._letters[language]

    def contains_word(self, word: str, language: str) -> bool:
        """Return whether ``word`` (lower case) is known in exactly this spelling."""
        return word in self.counts[language]

    def is_usual(self, word: str, language: str) -> bool:
        """Return whether ``word`` (lower case) occurs in the texts or is an everyday word."""
        return word in self._usual[language]

    def is_russian_with_kazakh_ending(self, word: str) -> bool:
        """Return whether ``word`` is a known Russian word with Kazakh endings ("паспортымды")."""
        folded, longest = fold_word(word), len(word) - _MIN_ENDING_LENGTH
        return folded[:_MIN_BORROWED_LENGTH] in self._russian_beginnings and any(
            _MIN_BORROWED_LENGTH <= len(root) <= longest and self.contains_word(root, "ru")
            for root in kazakh_roots(folded)[1:]
        )

    @cached_property
    def _russian_beginnings(self) -> frozenset[str]:
        return frozenset(word[:_MIN_BORROWED_LENGTH] for word in self.counts["ru"])

    def contains_stem(self, word: str, language: str) -> bool:
        """Return whether a word of the same stem is known, regardless of Kazakh letters."""
        return len(word) > 2 and stem(fold_word(word), language) in self._stems[language]

    def contains_root(self, word: str, language: str) -> bool:
        """Return whether ``word`` is known, has a known stem, or begins with one."""
        if self.contains_word(word, language) or self.contains_stem(word, language):
            return True
        folded = fold_word(word)
        return any(
            folded[:size] in self._stems[language] for size in range(_MIN_ROOT_LENGTH, len(folded))
        )

    def content(self, language: str) -> ItemsView[str, int]:
        """Return the known words with their counts, without everyday words."""
        return self._content[language].items()

    def count(self, word: str, language: str) -> int:
        """Return the count of ``word`` of :meth:`content`."""
        return self._content[language].get(word, 0)

    def similar_words(self, word: str, language: str, difference: int) -> Sequence[str]:
        """Return the words of :meth:`content` with the first letter of ``word``.

        Their lengths differ from its length by at most ``difference``.
        """
        if language not in self._shapes:
            shapes: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
            for known, _ in self.content(language):
                shapes[known[0], len(known)].append(known)
            self._shapes[language] = dict(shapes)
        lengths = range(len(word) - difference, len(word) + difference + 1)
        similar = (self._shapes[language].get((word[0], length), ()) for length in lengths)
        return list(chain.from_iterable(similar))

    def is_near_word(self, word: str, language: str) -> bool:
        """Return whether ``word`` is known or, from four letters on, one edit away from one."""
        if self.contains_word(word, language):
            return True
        return len(word) >= _MIN_NEAR_LENGTH and any(
            OSA.distance(word, known, score_cutoff=1) <= 1
            for known in self.similar_words(word, language, 1)
        )

    def spellings(self, word: str, language: str) -> Sequence[str]:
        """Return the known words of the same folded form as ``word``, most frequent first."""
        if language not in self._folded:
            table: defaultdict[str, list[str]] = defaultdict(list)
            for known, _ in self.counts[language].most_common():
                table[fold_word(known)].append(known)
            self._folded[language] = dict(table)
        return self._folded[language].get(fold_word(word), ())

    def occurrences(self, prefix: str, language: str) -> Iterator[tuple[str, str, str]]:
        """Yield each content word of the texts that begins with ``prefix``, between its neighbours.

        A neighbour beyond the edge of a text is empty.
        """
        content = self._content[language]
        text, start = self._running_text[language], -1
        while (start := text.find(f" {prefix}", start + 1)) >= 0:
            before, word, after = _word_at(text, start)
            if word in content:
                yield before, word, after

    @cached_property
    def _running_text(self) -> dict[str, str]:
        """Return the words of all texts of each language between single spaces."""
        return {
            language: " " + "  ".join(" ".join(lower_words(text)) for text in texts) + " "
            for language, texts in self._texts.items()
        }

    def language_score(self, text: str, language: str) -> float:
        """Return how well ``text`` fits ``language``, from 0 to 1, weighted by word length."""
        total = weighted = 0.0
        for word in lower_words(text):
            weight = math.sqrt(len(word))
            total += weight
            weighted += weight * self._word_score(word, language)
        return weighted / total if total else 0.0

    def _word_score(self, word: str, language: str) -> float:
        score = self._scores.get((word, language))
        if score is None:
            if len(self._scores) >= _MAX_CACHED_SCORES:
                self._scores.clear()
            score = self._scores[word, language] = self._compute_score(word, language)
        return score

    def _compute_score(self, word: str, language: str) -> float:
        if language != "kk" and not _KAZAKH_LETTERS.isdisjoint(word):
            return 0.0
        if self.contains_word(word, language):
            return 1.0
        if self.contains_stem(word, language):
            return 0.9
        if language == "kk" and self.is_russian_with_kazakh_ending(word):
            return 0.8
        return 0.7 * max(0.0, 1.0 - self.letters(language).word_cost(word) / _MAX_WORD_COST)


def _count(
    texts: Sequence[str], names: Sequence[str], slang: Sequence[str], language: str
) -> Arrays:
    """Return the words of a language, and for each its counts and whether it is usual; stems.

    The counts are of all words, of words of content, and of those that letters are learned from.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(lower_words(text))
    everyday = everyday_words()[language]
    usual = everyday.union(counts)
    for name in names:
        counts.update(lower_words(name))
    content = {word: count for word, count in counts.items() if word not in everyday}
    counts.update(everyday)
    lettered = dict(counts)
    for form in slang:
        counts.update(lower_words(form))
    counts.update(ordinary_words().get(language, ()))
    stems = {stem(fold_word(word), language) for word in counts}
    return (
        pack(counts),
        np.fromiter(counts.values(), np.int64),
        np.array([content.get(word, 0) for word in counts], np.int64),
        np.array([lettered.get(word, 0) for word in counts], np.int64),
        np.array([word in usual for word in counts], np.uint8),
        pack(sorted(stems)),
    )


def _positive(words: Sequence[str], counts: NDArray[Any]) -> dict[str, int]:
    """Return the words that have a count, in order."""
    return {word: count for word, count in zip(words, counts.tolist(), strict=True) if count}


def _word_at(text: str, start: int) -> tuple[str, str, str]:
    """Return the word after the space at ``start`` and its neighbours."""
    end = text.index(" ", start + 1)
    before = text[text.rfind(" ", 0, start) + 1 : start]
    following = text.find(" ", end + 1)
    return before, text[start + 1 : end], text[end + 1 : following] if following > 0 else ""
