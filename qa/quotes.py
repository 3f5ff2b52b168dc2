"""Quotes of whole provisions and their parallel versions in other languages."""

from data.corpus import Corpus, parallel_provisions
from data.model import Act, Provision
from qa.answer import Confidence, Quote
from qa.citation import citation


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
