"""Lookup of the provisions that a question names, before any search."""

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
    """The act that a question names (None: not in the corpus) and its provisions.

    ``eids`` are in the order of the question; ``missing`` are references without a provision.
    """

    act: Act | None
    eids: tuple[str, ...]
    missing: tuple[Reference, ...]


def find_referenced_provisions(
    texts: Sequence[str], corpus: Corpus, acts: Sequence[str] = ()
) -> tuple[str, ReferencedProvisions] | None:
    """Return the first of ``texts`` (variants of one question) with references, and its provisions.

    The act is the one that the text names by its title or a usual name, by default the first of
    ``acts``, or else the default act.
    """
    for text in texts:
        if references := find_references(text):
            act = _find_act(text, corpus, acts)
            if act is None:
                return text, ReferencedProvisions(None, (), references)
            resolved = {reference: resolve(reference, act) for reference in references}
            eids = dict.fromkeys(eid for eid in resolved.values() if eid is not None)
            missing = tuple(reference for reference, eid in resolved.items() if eid is None)
            return text, ReferencedProvisions(act, tuple(eids), missing)
    return None


def _find_act(text: str, corpus: Corpus, acts: Sequence[str]) -> Act | None:
    folded = fold(text)
    phrases = _phrases()
    words = _word_forms(text)
    named = [act for act in corpus.acts if _is_named(act, words)]
    if _matches_any(phrases.codes, folded):
        # "What does article 188 of the Criminal Code say to internal affairs bodies?"
        named = [act for act in named if _is_code(act)]
        return max(named, key=_title_length, default=None)
    if named:
        return max(named, key=_title_length)
    if _matches_any(phrases.laws, folded):
        return None
    return corpus.act(acts[0]) if acts else corpus.default


def _title_length(act: Act) -> int:
    return len(act.title)


def _is_code(act: Act) -> bool:
    return any(_matches_any(_phrases().codes, fold(name)) for name in (act.title, *act.names))


def _is_named(act: Act, words: Sequence[frozenset[str]]) -> bool:
    """Return whether the words contain every content word of the title, or a usual name."""
    return _contains_title(act.title, words) or any(_contains_name(n, words) for n in act.names)


def _contains_title(title: str, words: Sequence[frozenset[str]]) -> bool:
    all_forms = frozenset[str]().union(*words)
    content = [word for word in split_words(title) if word not in _phrases().general]
    return bool(content) and all(not all_forms.isdisjoint(_forms(word)) for word in content)


def _contains_name(name: str, words: Sequence[frozenset[str]]) -> bool:
    phrase = _word_forms(name)
    starts = range(len(words) - len(phrase) + 1) if phrase else ()
    return any(
        all(not forms.isdisjoint(words[start + n]) for n, forms in enumerate(phrase))
        for start in starts
    )


def _word_forms(text: str) -> list[frozenset[str]]:
    return [_forms(word) for word in split_words(text) if word not in _phrases().silent]


def _forms(word: str) -> frozenset[str]:
    """Return the word and its stems in all languages, since questions mix languages."""
    return frozenset({word, *(stem(word, language) for language in LANGUAGES)})


def _matches_any(patterns: Sequence[str], folded: str) -> bool:
    return any(re.search(pattern, folded) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Words and phrases that refer to acts (act_names.toml)."""

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
