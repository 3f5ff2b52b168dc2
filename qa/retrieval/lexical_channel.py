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
from qa.query.term_groups import TermGroup, translated_groups
from qa.query.terms import (
    document_pairs,
    document_terms,
    name_pairs,
    name_terms,
    question_terms,
    terms_and_pairs,
)
from qa.query.translation import Translator
from qa.retrieval.lexical import LexicalIndex, WeighedGroups
from qa.retrieval.works import compact

# Set on lay questions on nine acts and, this channel alone, on 1,500 lay questions on 97 acts.
_WORDS, _AGREEMENT = np.float32(0.95), np.float32(1.54)
_OWN, _NAMES = np.float32(1.1), np.float32(0.35)

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
    rows: NDArray[np.int64] | slice
    index: LexicalIndex
    is_banked: bool


@dataclass(frozen=True, slots=True)
class _Query:
    """A question for passages in one language.

    ``own`` are its terms and pairs, if it is in that language, ``names`` those of its names in the
    glossary; ``terms`` are the terms of both. ``words`` are its words as term groups.
    """

    own: list[str]
    names: list[str]
    terms: list[str]
    words: Sequence[TermGroup]


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
        self._query = lru_cache(maxsize=_MAX_QUERIES)(self._build_query)
        self._weighed = lru_cache(maxsize=_MAX_QUERIES)(self._weigh)
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
        self._part = np.zeros(len(documents), dtype=np.int64)
        self._position = np.zeros(len(documents), dtype=np.int64)
        for number, part in enumerate(self._parts):
            self._part[part.rows] = number
            self._position[part.rows] = np.arange(part.index.size)

    def scores(self, text: str, language: str) -> FloatVector:
        """Return the scores (passages,) of a question; see :meth:`LexicalIndex.scores`."""
        scores = np.zeros(len(self._part), dtype=np.float32)
        for part in self._parts:
            query = self._query(text, language, part.language)
            if part.is_banked and language == part.language:
                # The weights of the bank are fitted to this sum.
                scores[part.rows] = part.index.scores(query.own + query.names)
                continue
            names = part.index.scores(query.names)
            if language == part.language:
                scores[part.rows] = _OWN * part.index.scores(query.own) + _NAMES * names
            else:
                scores[part.rows] = _combine(part.index.group_scores(query.words), names)
        return scores

    def coverage(self, text: str, language: str, row: int) -> float:
        """Return the share, weighted by idf, of the terms of a question in passage ``row``."""
        number = int(self._part[row])
        terms, _ = self._weighed(text, language, number)
        return self._parts[number].index.coverage(terms, [int(self._position[row])])

    def word_coverage(self, text: str, language: str, rows: NDArray[np.int64]) -> float:
        """Return the share, weighted by idf, of a question's words in any of the passages ``rows``.

        The rows are of one part; a word in another language is there if a translation is.
        """
        number = int(self._part[rows[0]])
        _, words = self._weighed(text, language, number)
        return self._parts[number].index.coverage(words, self._position[rows])

    def _weigh(self, text: str, language: str, number: int) -> tuple[WeighedGroups, WeighedGroups]:
        """Return the terms and the words of a question, weighed in the part ``number``."""
        part = self._parts[number]
        query = self._query(text, language, part.language)
        terms = [{term: 1.0} for term in dict.fromkeys(query.terms)]
        return part.index.weigh(terms), part.index.weigh(query.words)

    def _build_query(self, text: str, language: str, target: str) -> _Query:
        names = name_terms(text, language, target, self._translator)
        pairs = name_pairs(text, language, target, self._translator)
        if language != target:
            words = translated_groups(text, language, target, self._lexicon, self._translator)
            return _Query([], names + pairs, names, words)
        terms = question_terms(text, language)
        return _Query(
            terms_and_pairs(text, language), names + pairs, terms + names, [{t: 1.0} for t in terms]
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
