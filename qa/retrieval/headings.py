"""Headings of articles, by which a message that is no more than a heading is answered as a whole.

"Duties of officers" and "полномочия полиции" ask for an article, not for one provision of it. A
heading matches if it has each content word of the message or a translation of it, and if those
words make up most of the heading. Words that most headings of the act share weigh little.
"""

import tomllib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from math import log

from data.corpus import Corpus
from data.model import LANGUAGES, Act
from qa.query.lexicon import TranslationLexicon
from qa.query.normalization import split_words
from qa.query.rewriting import QueryVariant
from qa.query.terms import everyday
from qa.query.translation import Translator
from qa.retrieval.phrases import PhraseTranslator, Translations, phrase_score, phrase_stem

_MAX_WORDS = 6
# Set on the development questions: least score of a heading, and its least lead.
_MIN_SCORE, _MIN_LEAD = 0.66, 0.08


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of the article ``eid`` of ``act``, and how well a message matches: 0 to 1."""

    act: str
    eid: str
    score: float


@dataclass(frozen=True, slots=True)
class _Headings:
    """The stems of the headings of one act with their weights, by article."""

    act: str
    language: str
    stems: Mapping[str, Mapping[str, float]]


class HeadingIndex:
    """The headings of the articles of a corpus."""

    def __init__(self, corpus: Corpus, translator: Translator, lexicon: TranslationLexicon) -> None:
        self._acts = [_headings(act) for act in corpus.acts]
        self._translator = PhraseTranslator(translator, lexicon)

    def find(
        self, variants: Sequence[QueryVariant], acts: Collection[str] = ()
    ) -> tuple[Heading, ...]:
        """Return the heading that the message is, in each of ``acts`` or of all that have one."""
        found: dict[str, Heading] = {}
        for variant in variants:
            words = _matter(variant.text, variant.language)
            translated = cache(partial(self._translator.translations, words, variant.language))
            for headings in self._acts if words else ():
                if acts and headings.act not in acts:
                    continue
                heading = _match(translated(headings.language), headings)
                if heading and heading.score > getattr(found.get(heading.act), "score", 0.0):
                    found[heading.act] = heading
        return tuple(found.values())


def _headings(act: Act) -> _Headings:
    stems = {
        article.eid: {phrase_stem(word, act.language) for word in split_words(article.heading)}
        for article in act.articles
        if article.heading
    }
    counts = Counter(one for found in stems.values() for one in found)
    function = {
        phrase_stem(word, act.language) for word in everyday(act.language) - _matters(act.language)
    }
    weights = {
        one: log(1 + (len(stems) - count + 0.5) / (count + 0.5))
        for one, count in counts.items()
        if one not in function
    }
    return _Headings(
        act.id,
        act.language,
        {
            eid: {one: weights[one] for one in found if one in weights}
            for eid, found in stems.items()
        },
    )


def _match(translated: Translations, headings: _Headings) -> Heading | None:
    """Return the heading of one act that consists of the ``translated`` words, if there is one."""
    scores = sorted(
        ((phrase_score(translated, stems), eid) for eid, stems in headings.stems.items()),
        reverse=True,
    )
    if not scores or scores[0][0] < _MIN_SCORE:
        return None
    if len(scores) > 1 and scores[0][0] - scores[1][0] < _MIN_LEAD:
        return None
    return Heading(headings.act, scores[0][1], scores[0][0])


def _matter(text: str, language: str) -> Sequence[str]:
    """Return the content words of a message that may be a heading, none of any other message."""
    beside, function = _beside(language), everyday(language) - _matters(language)
    words = tuple(dict.fromkeys(word for word in split_words(text) if word not in beside))
    if len(words) > _MAX_WORDS or any(word in function for word in words):
        return ()
    return words


@cache
def _table() -> Mapping[str, Mapping[str, frozenset[str]]]:
    text = files("qa.retrieval").joinpath("headings.toml").read_text("utf-8")
    return {
        name: {code: frozenset(split_words(words[code])) for code in LANGUAGES}
        for name, words in tomllib.loads(text).items()
    }


def _beside(language: str) -> frozenset[str]:
    return _table()["beside"][language]


def _matters(language: str) -> frozenset[str]:
    return _table()["matter"][language]
