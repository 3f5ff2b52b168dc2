"""Provisions as the pages of teaching name them, also those that are gone."""

from dataclasses import dataclass

from data.corpus import Corpus
from web.desk.named import named
from web.teaching.groups import Found


@dataclass(frozen=True, slots=True)
class Place:
    """A provision's label and path (None where it is gone), and how often it was found."""

    label: str
    path: str | None
    number: int


def place_of(corpus: Corpus, found: Found, language: str) -> Place:
    """What ``found`` is called in ``language``."""
    return Place(*named(corpus, language, found.act, found.eid), found.number)
