"""View models of cards for the templates."""

from dataclasses import dataclass

from data.corpus import Corpus
from data.model import Act, Provision, Span, outer_closing
from qa.answer import Citation
from qa.citation import citation
from qa.drills.card import Card, CardKind
from qa.drills.exam_paper import SubmittedAnswer
from web.reader.text_search import TextPiece, mark_spans


@dataclass(frozen=True, slots=True)
class CardView:
    """Verbatim provision in which the words that the card hides are marked."""

    lead_in: tuple[TextPiece, ...]
    words: tuple[tuple[TextPiece, ...], ...]
    closing: tuple[TextPiece, ...]
    citation: Citation
    errata: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """Answered card: ``right`` is None for an excluded card, ``shown`` if the act has changed."""

    card: Card
    right: bool | None
    given: SubmittedAnswer
    shown: CardView | None


def answered(
    corpus: Corpus, act: Act, card: Card, given: SubmittedAnswer, right: bool | None, language: str
) -> Answered:
    """Return the view of an answered card with its citation in ``language``."""
    shown = card_view(corpus, act, card, language) if is_verbatim(act, card) else None
    return Answered(card, right, given, shown)


def is_verbatim(act: Act, card: Card) -> bool:
    """Return True if every span of ``card`` matches the text of ``act``.

    A stored card of a paper may be older than the text of its edition.
    """
    spec = card.spec
    lines = (span for line in spec.lines for span in line if span is not None)
    options = (span for option in card.options for span in option.spans)
    spans = (*spec.hidden, *lines, *options)
    return spec.eid in act.by_eid and all(_span_matches(act, span) for span in spans)


def _span_matches(act: Act, span: Span) -> bool:
    provision = act.by_eid.get(span.eid)
    return provision is not None and provision.text[span.start : span.end] == span.text


def card_view(corpus: Corpus, act: Act, card: Card, language: str) -> CardView:
    """Return the view of the card's provision or, for a list card, of its points."""
    spec = card.spec
    provisions: tuple[Provision, ...] = (act.by_eid[spec.eid],)
    if spec.kind is CardKind.LIST:
        about = {span.eid for line in (*spec.lines, spec.hidden) for span in line if span}
        provisions = tuple(p for p in act.provisions if p.eid in about and p.parent == spec.eid)
    first = provisions[0]
    return CardView(
        mark_spans(first.lead_in, spec.hidden),
        tuple(mark_spans(each.whole, spec.hidden) for each in provisions),
        mark_spans(outer_closing(first.closing, (each.whole for each in provisions)), spec.hidden),
        citation(act, spec.eid, language, corpus.address(act)),
        any(each.errata for each in provisions),
    )
