"""A provision quoted whole, as replies and parallel texts show it."""

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
