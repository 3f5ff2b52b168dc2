"""The lexical retrieval channel: BM25 within a language, and through translations across languages.

Passages are indexed in parts, whose term statistics stand alone: each act with a bank, and all
other acts by language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import FloatVector
from qa.query.lexicon import TranslationLexicon
from qa.query.term_groups import TermGroup, translated_groups
from qa.query.terms import document_pairs, document_terms, query_pairs, query_terms, question_terms
from qa.query.translation import Translator
from qa.retrieval.lexical import LexicalIndex

# Set on the development questions, as the weights of fusion.toml.
_WORDS, _AGREEMENT = np.float32(0.8), np.float32(1.3)

# Variants of the questions that threads ask at once, in each language of passages.
_MAX_QUERIES = 64


@dataclass(frozen=True, slots=True)
class Document:
    """The language and the indexed text of a passage."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class _Part:
    language: str
    rows: NDArray[np.int64]
    index: LexicalIndex


@dataclass(frozen=True, slots=True)
class _Query:
    """A question for passages in one language: terms and pairs, and its words as term groups."""

    terms: list[str]
    pairs: list[str]
    words: Sequence[TermGroup]


class LexicalChannel:
    """Scores of passages by their words."""

    def __init__(
        self,
        documents: Sequence[Document],
        parts: Sequence[tuple[str, NDArray[np.int64]]],
        translator: Translator,
        lexicon: TranslationLexicon,
    ) -> None:
        """Index ``documents`` in ``parts``, pairs of a language and the rows in it."""
        self._translator = translator
        self._lexicon = lexicon
        # Each act that is ranked needs the same words of the question.
        self._query = lru_cache(maxsize=_MAX_QUERIES)(self._build_query)
        self._parts = [
            _Part(language, rows, LexicalIndex([_terms(documents[row]) for row in rows]))
            for language, rows in parts
            if len(rows)
        ]
        self._part = np.zeros(len(documents), dtype=np.int64)
        self._position = np.zeros(len(documents), dtype=np.int64)
        for number, part in enumerate(self._parts):
            self._part[part.rows] = number
            self._position[part.rows] = np.arange(len(part.rows))

    def scores(self, text: str, language: str) -> FloatVector:
        """Return the scores (passages,) of a question; see :meth:`LexicalIndex.scores`."""
        scores = np.zeros(len(self._part), dtype=np.float32)
        for part in self._parts:
            query = self._query(text, language, part.language)
            found = part.index.scores(query.terms + query.pairs)
            if language != part.language:
                found = _combine(part.index.group_scores(query.words), found)
            scores[part.rows] = found
        return scores

    def coverage(self, text: str, language: str, row: int) -> float:
        """Return the share, weighted by idf, of the terms of a question in passage ``row``."""
        part: _Part = self._parts[self._part[row]]
        terms = self._query(text, language, part.language).terms
        return part.index.term_coverage(terms, [int(self._position[row])])

    def word_coverage(self, text: str, language: str, rows: NDArray[np.int64]) -> float:
        """Return the share, weighted by idf, of a question's words in any of the passages ``rows``.

        The rows are of one part; a word in another language is there if a translation is.
        """
        part: _Part = self._parts[self._part[rows[0]]]
        words = self._query(text, language, part.language).words
        return part.index.group_coverage(words, self._position[rows])

    def _build_query(self, text: str, language: str, target: str) -> _Query:
        words: Sequence[TermGroup]
        if language == target:
            words = [{term: 1.0} for term in question_terms(text, language)]
        else:
            words = translated_groups(text, language, target, self._lexicon, self._translator)
        return _Query(
            query_terms(text, language, target, self._translator),
            query_pairs(text, language, target, self._translator),
            words,
        )

    def idf(self, term: str, language: str) -> float:
        """Return the idf of ``term`` among the passages in ``language``; 0 if there are none."""
        indexes = [part.index for part in self._parts if part.language == language]
        return indexes[-1].idf(term) if indexes else 0.0


def _combine(words: FloatVector, names: FloatVector) -> FloatVector:
    """Return the score across languages, from those of the lexicon and of the glossary.

    Their geometric mean counts what both find: the glossary finds lay words that the lexicon does
    not know, and matches too much in a long question.
    """
    combined: FloatVector = _WORDS * words + _AGREEMENT * np.sqrt(np.maximum(words * names, 0))
    return combined


def _terms(document: Document) -> list[str]:
    return document_terms(document.text, document.language) + document_pairs(document.text)
