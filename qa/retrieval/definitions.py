"""Definitions, by which a question for the meaning of a term is answered.

"What is theft?", "хищение – это" and a message that is no more than a term are answered by the
provision that defines it. A term matches if its words are those of the question, or in another
language translations of all of them.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files

from data.corpus import Corpus
from data.definitions import defined_terms
from data.model import LANGUAGES, Act
from qa.query.lexicon import TranslationLexicon
from qa.query.normalization import FOLDED_LETTERS, fold, split_words
from qa.query.rewriting import QueryVariant
from qa.query.terms import everyday
from qa.query.translation import Translator
from qa.retrieval.phrases import PhraseTranslator, Translations, phrase_score, phrase_stem

# Least share of the term in the words of the question, for a question that asks for a meaning, as
# translations of a word share its weight, and for a message that is no more than the term.
_MIN_ASKED, _MIN_BARE = 0.7, 0.9
_MAX_WORDS = 8
# Longer messages tell a story. It bounds the time of the patterns too.
_MAX_LENGTH = 200
_QUOTES = re.compile(r"[«»“”„\"'‘’]")
# A term before a dash or a colon is a sentence to be completed, as in examinations.
_CUT = re.compile(r"(?P<term>[^–—:?!]+?)(?: [–—-]|:| :)")
_END = " .,:;?!…–—-"


@dataclass(frozen=True, slots=True)
class Definition:
    """The provision ``eid`` of ``act`` that defines the term of a message.

    It ``is_certain`` if the message asks for a meaning, in the language of the act. A term that
    ``is_listed`` is a point of a list of terms.
    """

    act: str
    eid: str
    is_certain: bool
    is_listed: bool


@dataclass(frozen=True, slots=True)
class _Term:
    """A wording of a term: its stems, equally weighted."""

    eid: str
    stems: Mapping[str, float]
    is_listed: bool


class DefinitionIndex:
    """The defined terms of a corpus."""

    def __init__(self, corpus: Corpus, translator: Translator, lexicon: TranslationLexicon) -> None:
        self._acts = {act.id: act for act in corpus.acts}
        # Few acts are asked, and reading the terms of all would delay the start.
        self._terms_of = cache(lambda act: _terms(self._acts[act]))
        self._translator = PhraseTranslator(translator, lexicon)

    def asked(
        self, variants: Sequence[QueryVariant], acts: Collection[str] = ()
    ) -> frozenset[Definition]:
        """Return the definitions in ``acts``, or in all, of a term that a message asks for."""
        return frozenset(one for variant in variants for one in self._first(variant, acts))

    def _first(self, variant: QueryVariant, acts: Collection[str]) -> Collection[Definition]:
        """Return the definitions of the likeliest reading of ``variant`` that has any.

        Those in its own language leave out the others, which translation makes less certain.
        """
        readings = list(_asked_terms(variant.text, variant.language))
        (divider,) = _patterns("and")[variant.language]
        together = [([term], is_meaning) for term, is_meaning in readings]
        together += [(divider.split(term), is_meaning) for term, is_meaning in readings]
        for terms, is_meaning in together:
            found = [
                one
                for term in terms
                for one in self._find(
                    term, variant.language, acts, _MIN_ASKED, is_meaning=is_meaning
                )
            ]
            if found:
                own = [one for one in found if self._acts[one.act].language == variant.language]
                return own or found
        return ()

    def named(
        self, variants: Sequence[QueryVariant], acts: Collection[str] = ()
    ) -> frozenset[Definition]:
        """Return the definitions in ``acts``, or in all, of the term that the message is."""
        return frozenset(
            definition
            for variant in variants
            if not everyday(variant.language).intersection(split_words(variant.text))
            for definition in self._find(
                variant.text, variant.language, acts, _MIN_BARE, is_meaning=True
            )
        )

    def _find(
        self, term: str, language: str, acts: Collection[str], least: float, *, is_meaning: bool
    ) -> Iterator[Definition]:
        """Yield the definitions of the terms of each act that match best, from ``least`` on."""
        words = tuple(dict.fromkeys(_words(term, language)))
        if not 0 < len(words) <= _MAX_WORDS:
            return
        readings = cache(partial(self._readings, words, language))
        for act in self._acts.values():
            if (acts and act.id not in acts) or not (terms := self._terms_of(act.id)):
                continue
            scores = [
                (max(phrase_score(each, one.stems) for each in readings(act.language)), one)
                for one in terms
            ]
            best = max(score for score, _ in scores)
            if best >= least:
                is_certain = is_meaning and language == act.language
                yield from (
                    Definition(act.id, one.eid, is_certain, one.is_listed)
                    for score, one in scores
                    if score == best
                )

    def _readings(
        self, words: Sequence[str], language: str, target: str
    ) -> tuple[Translations, ...]:
        """Return the ways to read ``words`` in ``target``: by word, and by names of them all."""
        names = self._translator.names(words, language, target)
        return (
            self._translator.exact_translations(words, language, target),
            *([{phrase_stem(part, target): 1.0} for part in name] for name in names),
        )


def _terms(act: Act) -> tuple[_Term, ...]:
    terms = (
        _Term(
            term.eid,
            {phrase_stem(word, act.language): 1.0 for word in _words(name, act.language)},
            term.is_listed,
        )
        for term in defined_terms(act)
        for name in term.names
    )
    return tuple(term for term in terms if term.stems)


def _words(text: str, language: str) -> Iterator[str]:
    """Yield the words of a term that tell it from others."""
    left_out = _beside()[language]
    return (word for word in split_words(text) if word not in left_out)


def _asked_terms(text: str, language: str) -> Iterator[tuple[str, bool]]:
    """Yield the terms that a message may ask for, and whether it asks for their meanings."""
    if len(text) > _MAX_LENGTH:
        return
    typed = " ".join(_QUOTES.sub("", fold(text)).split())
    plain = typed.strip(_END)
    readings = dict.fromkeys((plain, _without_frame(plain, language)))
    for name in ("meaning", "naming"):
        for reading in readings:
            for pattern in _patterns(name)[language]:
                if found := pattern.fullmatch(reading):
                    yield found["term"], name == "meaning"
    if cut := _CUT.fullmatch(typed):
        yield cut["term"], True


def _without_frame(text: str, language: str) -> str:
    """Return ``text`` without the words around and in a question that say nothing: "please"."""
    opening, closing, filler = (
        _patterns(name)[language][0] for name in ("opening", "closing", "filler")
    )
    text = " ".join(filler.sub(" ", text).split()).strip(_END)
    while start := opening.match(text):
        text = text[start.end() :]
    while end := closing.search(text):
        text = text[: end.start()].strip(_END)
    return text


@cache
def _table() -> Mapping[str, Mapping[str, str | Sequence[str]]]:
    return tomllib.loads(files("qa.retrieval").joinpath("definitions.toml").read_text("utf-8"))


@cache
def _patterns(name: str) -> Mapping[str, Sequence[re.Pattern[str]]]:
    found: dict[str, Sequence[re.Pattern[str]]] = {}
    for language in LANGUAGES:
        texts = _table()[name][language]
        end = "$" if name == "closing" else ""
        each = [texts] if isinstance(texts, str) else texts
        found[language] = [
            re.compile(f"(?:{text.translate(FOLDED_LETTERS)}){end}") for text in each
        ]
    return found


@cache
def _beside() -> Mapping[str, frozenset[str]]:
    return {code: frozenset(split_words(str(_table()["beside"][code]))) for code in LANGUAGES}
