"""Provisions that a question names: found before any search, in the act that it names."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from data.corpus import Corpus
from data.model import LANGUAGES, Act
from qa.query.normalization import fold, split_words
from qa.query.stemming import stem
from qa.references.parser import Reference, find_references, resolve


@dataclass(frozen=True, slots=True)
class ReferencedProvisions:
    """What a question names: the act (None: one that is not here) and its provisions.

    ``eids`` are those that exist, in the order named; ``missing`` the references without one.
    """

    act: Act | None
    eids: tuple[str, ...]
    missing: tuple[Reference, ...]


def find_referenced_provisions(
    texts: Sequence[str], corpus: Corpus, acts: Sequence[str] = ()
) -> tuple[str, ReferencedProvisions] | None:
    """The first of ``texts`` (readings of one question) that names provisions, and what it names.

    The act is the one that the text names by its title or a usual name, else the first of
    ``acts``, else the default act.
    """
    for text in texts:
        if references := find_references(text):
            act = _act(text, corpus, acts)
            if act is None:
                return text, ReferencedProvisions(None, (), references)
            found = {reference: resolve(reference, act) for reference in references}
            eids = dict.fromkeys(eid for eid in found.values() if eid is not None)
            missing = tuple(reference for reference, eid in found.items() if eid is None)
            return text, ReferencedProvisions(act, tuple(eids), missing)
    return None


def _act(text: str, corpus: Corpus, acts: Sequence[str]) -> Act | None:
    folded = fold(text)
    phrases = _phrases()
    words = _words(text)
    known = [act for act in corpus.acts if _is_named(act, words)]
    if _holds(phrases.codes, folded):
        # "What does article 188 of the Criminal Code say to internal affairs bodies?"
        known = [act for act in known if _is_code(act)]
        return max(known, key=_length, default=None)
    if known:
        return max(known, key=_length)
    if _holds(phrases.laws, folded):
        return None
    return corpus.act(acts[0]) if acts else corpus.default


def _length(act: Act) -> int:
    return len(act.title)


def _is_code(act: Act) -> bool:
    return any(_holds(_phrases().codes, fold(name)) for name in (act.title, *act.names))


def _is_named(act: Act, words: Sequence[frozenset[str]]) -> bool:
    """Whether the words hold every telling word of the title, or a usual name as a phrase."""
    return _holds_all(act.title, words) or any(_holds_phrase(name, words) for name in act.names)


def _holds_all(title: str, words: Sequence[frozenset[str]]) -> bool:
    held = frozenset[str]().union(*words)
    telling = [word for word in split_words(title) if word not in _phrases().general]
    return bool(telling) and all(not held.isdisjoint(_forms(word)) for word in telling)


def _holds_phrase(name: str, words: Sequence[frozenset[str]]) -> bool:
    phrase = _words(name)
    starts = range(len(words) - len(phrase) + 1) if phrase else ()
    return any(
        all(not one.isdisjoint(words[start + n]) for n, one in enumerate(phrase))
        for start in starts
    )


def _words(text: str) -> list[frozenset[str]]:
    return [_forms(word) for word in split_words(text) if word not in _phrases().silent]


def _forms(word: str) -> frozenset[str]:
    """The word and its stems; a question about an act of another language mixes languages."""
    return frozenset({word, *(stem(word, language) for language in LANGUAGES)})


def _holds(patterns: Sequence[str], folded: str) -> bool:
    return any(re.search(pattern, folded) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class _Phrases:
    """How acts are spoken of (act_names.toml)."""

    general: frozenset[str]
    silent: frozenset[str]
    codes: tuple[str, ...]
    laws: tuple[str, ...]


@cache
def _phrases() -> _Phrases:
    table = tomllib.loads(files("qa.references").joinpath("act_names.toml").read_text("utf-8"))
    return _Phrases(
        general=frozenset(table["general"].split()),
        silent=frozenset(table["silent"].split()),
        codes=tuple(table["codes"]),
        laws=tuple(table["laws"]),
    )
