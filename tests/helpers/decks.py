"""The shipped law, its deck of cards, and acts of a few sentences."""

from functools import cache

from data.corpus import load_corpus
from data.glossary import load_glossary
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.question_bank import load_bank
from qa.drills.card import Card, CardKind
from qa.drills.deck import Deck


@cache
def law() -> Act:
    """Return the shipped law."""
    return load_corpus().default


@cache
def deck() -> Deck:
    """Return all cards of the shipped law."""
    return Deck(law(), load_bank(law()), load_glossary())


def act_of(text: str, language: str = "kk") -> Act:
    """Return an act with the id "other" that has this ``text``."""
    return parse_text(text, Sidecar("other", "Other", language), "other.txt")


def cards(kind: CardKind, seeds: tuple[str, ...] = ("1",)) -> list[Card]:
    """Return every card of a kind of the shipped law by each of ``seeds``."""
    return [deck().make_card(spec, seed) for spec in deck().by_kind[kind] for seed in seeds]
