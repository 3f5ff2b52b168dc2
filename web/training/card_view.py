"""View models of cards for the templates."""

from dataclasses import dataclass

from data.corpus import Corpus
from data.model import Act, Provision, Span, outer_closing
from data.reading_aids import AidsLibrary
from qa.answer import Citation, Quote
from qa.citation import citation
from qa.drills.card import Card, CardKind
from qa.drills.exam_paper import SubmittedAnswer
from qa.quotes import translated, whole_quote
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
    """Answered card: ``right`` is None for an excluded card.

    ``shown`` is empty if the act has changed. ``quotes`` are the card's provisions that have an
    unofficial translation in the reader's language; ``sources`` are the citations of the options,
    None for one that is no slice of the law.
    """

    card: Card
    right: bool | None
    given: SubmittedAnswer
    shown: tuple[CardView, ...]
    quotes: tuple[Quote, ...] = ()
    sources: tuple[Citation | None, ...] = ()


def answered(
    corpus: Corpus,
    act: Act,
    card: Card,
    given: SubmittedAnswer,
    right: bool | None,
    language: str,
    library: AidsLibrary | None = None,
) -> Answered:
    """Return the view of an answered card with its citations in ``language``."""
    if not is_verbatim(act, card):
        return Answered(card, right, given, ())
    address = corpus.address(act)
    sources = tuple(
        citation(act, option.eid, language, address) if option.eid in act.by_eid else None
        for option in card.options
    )
    quotes: tuple[Quote, ...] = ()
    if library is not None:
        aids = library.aids(act, language)
        found = (
            translated(whole_quote(act, each, language, address), act, aids)
            for each in _provisions(act, card)
        )
        quotes = tuple(quote for quote in found if quote.translation is not None)
    return Answered(card, right, given, card_views(corpus, act, card, language), quotes, sources)


def is_verbatim(act: Act, card: Card) -> bool:
    """Return True if every span of ``card`` matches the text of ``act``.

    A stored card of a paper may be older than the text of its edition.
    """
    spec = card.spec
    lines = (span for line in spec.lines for span in line if span is not None)
    options = (span for option in card.options for span in option.spans)
    spans = (*spec.hidden, *lines, *options)
    return spec.eid in act.by_eid and all(act.has_span(span) for span in spans)


def card_views(corpus: Corpus, act: Act, card: Card, language: str) -> tuple[CardView, ...]:
    """Return the views of the card's provisions: one, with all its points for a list card.

    A case has one of each right provision.
    """
    spec = card.spec
    provisions = _provisions(act, card)
    address = corpus.address(act)
    if spec.kind is CardKind.CASE:
        return tuple(
            _view((each,), (), citation(act, each.eid, language, address)) for each in provisions
        )
    return (_view(provisions, spec.hidden, citation(act, spec.eid, language, address)),)


def _view(provisions: tuple[Provision, ...], hidden: tuple[Span, ...], cited: Citation) -> CardView:
    first = provisions[0]
    return CardView(
        mark_spans(first.lead_in, hidden),
        tuple(mark_spans(each.whole, hidden) for each in provisions),
        mark_spans(outer_closing(first.closing, (each.whole for each in provisions)), hidden),
        cited,
        any(each.errata for each in provisions),
    )


def _provisions(act: Act, card: Card) -> tuple[Provision, ...]:
    """Return the provisions that the card is about, in the order of the act."""
    spec = card.spec
    about = {span.eid for line in (*spec.lines, spec.hidden) for span in line if span}
    if spec.kind is CardKind.CASE:
        return tuple(each for each in act.provisions if each.eid in about)
    points = tuple(p for p in act.provisions if p.eid in about and p.parent == spec.eid)
    is_list = spec.kind is CardKind.LIST or (spec.kind is CardKind.ORDER and points)
    return points if is_list else (act.by_eid[spec.eid],)
