"""Parallel quotes: the provision of an answer in the other languages that the corpus has."""

from data.corpus import Corpus, parallel_provisions
from qa.answer import Confidence, Quote
from qa.whole_quote import whole_quote


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
