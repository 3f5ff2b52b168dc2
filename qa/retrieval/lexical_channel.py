"""The lexical retrieval channel: BM25 within a language, and through translations across languages.

Passages are indexed in parts, each with term statistics of its own: each act with a bank, and all
other acts by language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import FloatVector
from embeddings.index.tables import Tables
from qa.query.lexicon import TranslationLexicon
from qa.query.question_words import QuestionWords
from qa.query.terms import document_pairs, document_terms
from qa.query.translation import Translator
from qa.retrieval.lexical import LexicalIndex, WeighedGroups
from qa.retrieval.works import compact

# Set on lay questions on nine acts and, this channel alone, on 1,500 lay questions on 97 acts.
_WORDS, _AGREEMENT = np.float32(0.95), np.float32(1.54)
_OWN, _NAMES = np.float32(1.1), np.float32(0.35)
# A passage with nearly all words of a question; set on examination questions too.
_COVERED, _MIN_COVERED = np.float32(6), np.float32(0.35)

# Variants of the questions that threads ask at once.
_MAX_QUESTIONS = 64


@dataclass(frozen=True, slots=True)
class Document:
    """The language and the indexed text of a passage."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class _Part:
    language: str
    rows: NDArray[np.int64] | slice
    index: LexicalIndex
    is_banked: bool


class LexicalChannel:
    """Scores of passages by their words."""

    def __init__(
        self,
        documents: Sequence[Document],
        parts: Sequence[tuple[str, NDArray[np.int64]]],
        translator: Translator,
        lexicon: TranslationLexicon,
        banked: int = 0,
        tables: Tables | None = None,
    ) -> None:
        """Index ``documents`` in ``parts``, pairs of a language and the rows in it.

        The first ``banked`` parts are acts with a bank. Postings in ``tables`` are not computed.
        """
        self._translator = translator
        self._lexicon = lexicon
        # Each act that is ranked needs the same words of the question.
        self.words = lru_cache(maxsize=_MAX_QUESTIONS)(self._read_words)
        self._weighed_terms = lru_cache(maxsize=_MAX_QUESTIONS)(self._weigh_terms)
        self._weighed_words = lru_cache(maxsize=_MAX_QUESTIONS)(self._weigh_words)
        self._parts = [
            _Part(
                language,
                compact(rows),
                LexicalIndex(
                    map(_terms, (documents[row] for row in rows)), tables=tables, name=str(number)
                ),
                number < banked,
            )
            for number, (language, rows) in enumerate(parts)
            if len(rows)
        ]
        self._index_of = {part.language: part.index for part in self._parts}
        self._part = np.zeros(len(documents), dtype=np.int64)
        self._position = np.zeros(len(documents), dtype=np.int64)
        for number, part in enumerate(self._parts):
            self._part[part.rows] = number
            self._position[part.rows] = np.arange(part.index.size)

    def scores(self, text: str, language: str) -> FloatVector:
        """Return the scores (passages,) of a question; see :meth:`LexicalIndex.scores`."""
        words = self.words(text, language)
        scores = np.zeros(len(self._part), dtype=np.float32)
        for number, part in enumerate(self._parts):
            terms = words.terms(part.language)
            own, names = [*terms.own, *terms.own_pairs], [*terms.names, *terms.name_pairs]
            if part.is_banked and language == part.language:
                # The weights of the bank are fitted to this sum.
                scores[part.rows] = part.index.scores(own + names)
                continue
            of_names = part.index.scores(names)
            if language == part.language:
                covered = part.index.coverages(self._weighed_words(text, language, number))
                bonus = _COVERED * np.maximum(covered - _MIN_COVERED, 0)
                scores[part.rows] = _OWN * part.index.scores(own) + _NAMES * of_names + bonus
            else:
                scores[part.rows] = _combine(
                    part.index.group_scores(words.groups(part.language)), of_names
                )
        return scores

    def coverage(self, text: str, language: str, row: int) -> float:
        """Return the share, weighted by idf, of the terms of a question in passage ``row``."""
        number = int(self._part[row])
        terms = self._weighed_terms(text, language, number)
        return self._parts[number].index.coverage(terms, [int(self._position[row])])

    def word_coverage(self, text: str, language: str, rows: NDArray[np.int64]) -> float:
        """Return the share, weighted by idf, of a question's words in any of the passages ``rows``.

        The rows are of one part; a word in another language is there if a translation is.
        """
        number = int(self._part[rows[0]])
        words = self._weighed_words(text, language, number)
        return self._parts[number].index.coverage(words, self._position[rows])

    def _weigh_terms(self, text: str, language: str, number: int) -> WeighedGroups:
        """Return the terms of a question, weighed in the part ``number``."""
        part = self._parts[number]
        terms = self.words(text, language).terms(part.language)
        return part.index.weigh_terms([*terms.own, *terms.names])

    def _weigh_words(self, text: str, language: str, number: int) -> WeighedGroups:
        """Return the words of a question, weighed in the part ``number``."""
        part = self._parts[number]
        return part.index.weigh(self.words(text, language).groups(part.language))

    def _read_words(self, text: str, language: str) -> QuestionWords:
        return QuestionWords(text, language, self._translator, self._lexicon)

    def idf(self, term: str, language: str) -> float:
        """Return the idf of ``term`` among the passages in ``language``; 0 if there are none."""
        index = self._index_of.get(language)
        return 0.0 if index is None else index.idf(term)


def _combine(words: FloatVector, names: FloatVector) -> FloatVector:
    """Return the score across languages, from those of the lexicon and of the glossary.

    Their geometric mean counts what both find: the glossary finds lay words that the lexicon does
    not know, and matches too much in a long question.
    """
    combined: FloatVector = _WORDS * words + _AGREEMENT * np.sqrt(np.maximum(words * names, 0))
    return combined


def _terms(document: Document) -> list[str]:
    return document_terms(document.text, document.language) + document_pairs(document.text)
