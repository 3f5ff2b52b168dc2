"""Definitions, by which a question for the meaning of a term is answered.

"What is theft?", "хищение – это" and a message that is no more than a term are answered by the
provision that defines it. A term matches if its words are those of the question or translations
of them; words that name the act or the country count on neither side.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from data.corpus import Corpus
from data.definitions import defined_terms
from data.model import LANGUAGES, Act
from qa.query.lexicon import TranslationLexicon
from qa.query.normalization import split_words
from qa.query.rewriting import QueryVariant
from qa.query.terms import everyday
from qa.query.translation import Translator
from qa.retrieval.phrases import PhraseTranslator, phrase_score, phrase_stem

# Least share of the term in the words of the question, for a question that asks for a meaning and
# for a message that is no more than the term.
_MIN_ASKED, _MIN_BARE = 0.8, 0.9
_MAX_WORDS = 8
_QUOTES = re.compile(r"[«»“”„\"'‘’]")
# A term before a dash or a colon is a sentence to be completed, as in examinations.
_CUT = re.compile(r"(?P<term>[^–—:?!]+?)\s*(?:\s[–—-]|:)\s*:?")
_END = " \t\n.,:;?!…–—-"


@dataclass(frozen=True, slots=True)
class Definition:
    """The provision ``eid`` of ``act`` that defines the term of a message."""

    act: str
    eid: str


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of one act: pairs of eId and equally weighted stems."""

    act: str
    language: str
    stems: tuple[tuple[str, Mapping[str, float]], ...]


class DefinitionIndex:
    """The defined terms of a corpus."""

    def __init__(self, corpus: Corpus, translator: Translator, lexicon: TranslationLexicon) -> None:
        self._acts = [_terms(act) for act in corpus.acts]
        self._translator = PhraseTranslator(translator, lexicon)

    def asked(
        self, variants: Sequence[QueryVariant], acts: Collection[str] = ()
    ) -> frozenset[Definition]:
        """Return the definitions in ``acts``, or in all, of a term whose meaning is asked."""
        return frozenset(
            definition
            for variant in variants
            if (term := _asked_term(variant.text, variant.language)) is not None
            for definition in self._find(term, variant.language, acts, _MIN_ASKED)
        )

    def named(
        self, variants: Sequence[QueryVariant], acts: Collection[str] = ()
    ) -> frozenset[Definition]:
        """Return the definitions in ``acts``, or in all, of the term that the message is."""
        return frozenset(
            definition
            for variant in variants
            if not everyday(variant.language).intersection(split_words(variant.text))
            for definition in self._find(variant.text, variant.language, acts, _MIN_BARE)
        )

    def _find(
        self, term: str, language: str, acts: Collection[str], least: float
    ) -> Iterator[Definition]:
        """Yield the definitions of the terms of each act that match best, from ``least`` on."""
        words = tuple(dict.fromkeys(_words(term, language)))
        if not 0 < len(words) <= _MAX_WORDS:
            return
        for terms in self._acts:
            if not terms.stems or (acts and terms.act not in acts):
                continue
            translated = self._translator.translations(words, language, terms.language)
            scores = [(phrase_score(translated, stems), eid) for eid, stems in terms.stems]
            best = max(score for score, _ in scores)
            if best >= least:
                yield from (Definition(terms.act, eid) for score, eid in scores if score == best)


def _terms(act: Act) -> _Terms:
    stems = (
        (term.eid, {phrase_stem(word, act.language): 1.0 for word in _words(name, act.language)})
        for term in defined_terms(act)
        for name in term.names
    )
    return _Terms(act.id, act.language, tuple((eid, found) for eid, found in stems if found))


def _words(text: str, language: str) -> Iterator[str]:
    """Yield the words of a term that tell it from others."""
    left_out = _beside()[language]
    return (word for word in split_words(text) if word not in left_out)


def _asked_term(text: str, language: str) -> str | None:
    """Return the term whose meaning a message asks for, or None."""
    typed = _QUOTES.sub("", text.lower()).strip()
    plain = typed.strip(_END)
    for pattern in _questions()[language]:
        if found := pattern.fullmatch(plain):
            return found["term"]
    cut = _CUT.fullmatch(typed)
    return cut["term"] if cut else None


@cache
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(files("qa.retrieval").joinpath("definitions.toml").read_text("utf-8"))


@cache
def _questions() -> Mapping[str, Sequence[re.Pattern[str]]]:
    return {code: [re.compile(one) for one in _table()["questions"][code]] for code in LANGUAGES}


@cache
def _beside() -> Mapping[str, frozenset[str]]:
    return {
        code: frozenset(word for text in _table()["beside"][code] for word in split_words(text))
        for code in LANGUAGES
    }
