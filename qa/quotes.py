"""Quotes of whole provisions, their parallel versions and unofficial translations."""

from dataclasses import replace

from data.corpus import Corpus, parallel_provisions
from data.model import Act, Provision, Span
from data.reading_aids import AidPart, ReadingAids
from qa.answer import Confidence, Quote, Translation
from qa.citation import citation, titled_provision


def whole_quote(
    act: Act, provision: Provision, ui: str, address: str, confidence: Confidence = Confidence.HIGH
) -> Quote:
    """Return the whole text of ``provision`` as a quote.

    The label is in the language ``ui``. ``address`` names the act or one edition of it in the path
    of the citation, as :meth:`data.corpus.Corpus.address` returns it.
    """
    return Quote(
        quote=provision.text,
        start=0,
        end=len(provision.text),
        language=act.language,
        lead_in=provision.lead_in,
        closing=provision.closing,
        highlight=None,
        citation=citation(act, provision.eid, ui, address),
        confidence=confidence,
        sha256=provision.sha256,
        errata=bool(provision.errata),
    )


def parallel_quotes(
    corpus: Corpus, act_id: str, eid: str, ui: str, confidence: Confidence
) -> tuple[Quote, ...]:
    """Return the provision ``eid`` of ``act_id`` in the other languages, each one whole.

    A version that is repealed or has no text of its own is left out. Labels are in the language
    ``ui``.

    Raises UnknownActError if the corpus lacks the act.
    """
    return tuple(
        whole_quote(act, provision, ui, corpus.address(act), confidence)
        for act, provision in parallel_provisions(corpus, act_id, eid)
        if provision.quotable
    )


def in_language(quote: Quote, language: str) -> Quote:
    """Return the parallel version in ``language`` with ``quote`` beside it, or ``quote``."""
    other = next((each for each in quote.parallel if each.language == language), None)
    if other is None or quote.language == language:
        return quote
    beside = (replace(quote, parallel=()), *(each for each in quote.parallel if each is not other))
    return replace(other, confidence=quote.confidence, parallel=beside)


def translated(quote: Quote, act: Act, aids: ReadingAids) -> Quote:
    """Return ``quote`` of ``act`` with its translation, if ``aids`` have one that is needed."""
    if any(version.language == aids.language for version in (quote, *quote.parallel)):
        return quote
    text = aids.find(quote.citation.eid)
    if text is None:
        return quote
    titled = titled_provision(act, quote.citation.eid)
    translation = Translation(
        language=aids.language,
        text=text,
        lead_in=_span_aid(aids, quote.lead_in, AidPart.LEAD_IN),
        closing=_span_aid(aids, quote.outer_closing, AidPart.CLOSING),
        article_title=None if titled is None else aids.find(titled.eid, AidPart.HEADING),
    )
    return replace(quote, translation=translation)


def _span_aid(aids: ReadingAids, span: Span | None, part: AidPart) -> str | None:
    return None if span is None else aids.find(span.eid, part)
