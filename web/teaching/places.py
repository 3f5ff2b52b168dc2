"""Provisions as the pages of teaching name them, also those that are gone."""

from dataclasses import dataclass

from data.corpus import Corpus
from data.errors import ActError
from qa.citation import label, url
from web.teaching.groups import Found


@dataclass(frozen=True, slots=True)
class Place:
    """A provision's label and path (None where it is gone), and how often it was found."""

    label: str
    path: str | None
    number: int


def place_of(corpus: Corpus, found: Found, language: str) -> Place:
    """What ``found`` is called in ``language``."""
    try:
        act = corpus.act(found.act)
        corpus.provision(found.act, found.eid)
    except ActError:
        return Place(f"{found.act}:{found.eid}", None, found.number)
    path = url(corpus.address(act), found.eid)
    return Place(label(act, found.eid, language), path, found.number)
