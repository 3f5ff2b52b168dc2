"""A card as the templates show it, before and after the answer."""

from collections.abc import Collection
from dataclasses import dataclass

from data.act import Act, Provision, Span
from data.corpus import Corpus
from qa.answer import Citation
from qa.citation import citation
from qa.drills.card import Card, CardKind
from qa.drills.ground import whole
from qa.drills.paper import Given
from web.find import Piece
from web.marking import marked


@dataclass(frozen=True, slots=True)
class Shown:
    """A provision word for word, the words that the card asked for marked."""

    lead_in: tuple[Piece, ...]
    words: tuple[tuple[Piece, ...], ...]
    closing: tuple[Piece, ...]
    citation: Citation
    errata: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A card that was answered, ``right`` or not (None: struck off), with the law's words."""

    card: Card
    right: bool | None
    given: Given
    shown: Shown


def answered(
    corpus: Corpus, act: Act, card: Card, given: Given, right: bool | None, language: str
) -> Answered:
    """The view of an answered card; its citation is in ``language``."""
    return Answered(card, right, given, shown(corpus, act, card, language))


def shown(corpus: Corpus, act: Act, card: Card, language: str) -> Shown:
    """The provision that the card is about; of a list, the points that the card is about."""
    spec = card.spec
    provisions: tuple[Provision, ...] = (act.by_eid[spec.eid],)
    if spec.kind is CardKind.LIST:
        about = {span.eid for line in (*spec.lines, spec.hidden) for span in line if span}
        provisions = tuple(p for p in act.provisions if p.eid in about and p.parent == spec.eid)
    first = provisions[0]
    return Shown(
        marked(first.lead_in, spec.hidden),
        tuple(marked(whole(each), spec.hidden) for each in provisions),
        marked(_closing(first, {each.eid for each in provisions}), spec.hidden),
        citation(act, spec.eid, language, corpus.address(act)),
        any(each.errata for each in provisions),
    )


def _closing(provision: Provision, eids: Collection[str]) -> Span | None:
    """The closing, unless it stands in the words that are shown."""
    closing = provision.closing
    return None if closing is None or closing.eid in eids else closing
