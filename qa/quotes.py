"""A provision quoted whole, as replies and parallel texts show it.

Parallel quotes: the provision of an answer in the other languages that the corpus has.
"""

from data.corpus import Corpus, parallel_provisions
from data.model import Act, Provision
from qa.answer import Confidence, Quote
from qa.citation import citation


def whole_quote(
    act: Act, provision: Provision, ui: str, address: str, confidence: Confidence = Confidence.HIGH
) -> Quote:
    """``provision`` of ``act``, word for word; its label in ``ui``, its path under ``address``."""
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
    """The provision ``eid`` of ``act_id`` in other languages, each whole and verbatim.

    A language in which the provision has no words of its own, or is repealed, is left out; labels
    are in ``ui``. Raises UnknownActError.
    """
    return tuple(
        whole_quote(act, provision, ui, corpus.address(act), confidence)
        for act, provision in parallel_provisions(corpus, act_id, eid)
        if provision.quotable
    )
