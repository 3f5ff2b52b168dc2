"""Provisions that a question names: found before any search, in the act that it names."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from data.act import Act
from data.corpus import Corpus
from qa.fold import fold, words_of
from qa.references import Reference, find_references, resolve
from qa.stem import stem


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names: the act (None: one that is not here) and its provisions.

    ``eids`` are those that exist, in the order named; ``missing`` the references without one.
    """

    act: Act | None
    eids: tuple[str, ...]
    missing: tuple[Reference, ...]


def named_in(
    texts: Sequence[str], corpus: Corpus, acts: Sequence[str] = ()
) -> tuple[str, Named] | None:
    """The first of ``texts`` (readings of one question) that names provisions, and what it names.

    The act is the one that the text names by its title or a usual name, else the first of
    ``acts``, else the default act.
    """
    for text in texts:
        if references := find_references(text):
            act = _act(text, corpus, acts)
            if act is None:
                return text, Named(None, (), references)
            found = {reference: resolve(reference, act) for reference in references}
            eids = dict.fromkeys(eid for eid in found.values() if eid is not None)
            missing = tuple(reference for reference, eid in found.items() if eid is None)
            return text, Named(act, tuple(eids), missing)
    return None


def _act(text: str, corpus: Corpus, acts: Sequence[str]) -> Act | None:
    folded = fold(text)
    known = [act for act in corpus.acts if any(_spoken(name, text) for name in _names(act))]
    if known:
        return max(known, key=lambda act: len(act.title))
    if any(re.search(pattern, folded) for pattern in _table()[1]):
        return None
    return corpus.act(acts[0]) if acts else corpus.default


def _names(act: Act) -> tuple[str, ...]:
    return (act.title, *act.names)


def _spoken(name: str, text: str) -> bool:
    """Whether every telling word of ``name`` stands in ``text``, in whatever form."""
    stems = {stem(word, language) for word in words_of(text) for language in ("kk", "ru", "en")}
    telling = [word for word in words_of(name) if word not in _table()[0]]
    return bool(telling) and all(
        not stems.isdisjoint({word, *(stem(word, one) for one in ("kk", "ru", "en"))})
        for word in telling
    )


@cache
def _table() -> tuple[frozenset[str], tuple[str, ...]]:
    table = tomllib.loads(files("qa").joinpath("act_names.toml").read_text("utf-8"))
    return frozenset(table["general"].split()), tuple(table["named"])
