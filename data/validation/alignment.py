"""Findings on the eIds of an act and of its version in another language, which pair provisions.

A provision without its other version is ranked by one version alone and shown without the other.
"""

from collections.abc import Sequence

from data.corpus import Corpus
from data.model import Act
from data.validation.finding import Finding, Severity

_MAX_LISTED_EIDS = 5


def check_alignment(corpus: Corpus, act: Act) -> tuple[Finding, ...]:
    """Return a note if quotable provisions of ``act`` and of the act it is parallel to differ.

    An act that states no ``parallel_of``, or one that is not in the corpus, has no finding.
    """
    first = next((one for one in corpus.acts if one.id == act.parallel_of), None)
    if first is None:
        return ()
    ours, theirs = _quotable(act), _quotable(first)
    sides = (
        _side(act.id, [eid for eid in ours if eid not in theirs]),
        _side(first.id, [eid for eid in theirs if eid not in ours]),
    )
    alone = "; ".join(side for side in sides if side)
    if not alone:
        return ()
    common = sum(eid in theirs for eid in ours)
    text = f"{common} provisions have both versions. One version only: {alone}."
    return (Finding(Severity.NOTED, None, 0, text),)


def _quotable(act: Act) -> dict[str, None]:
    """Return the eIds of the provisions that may be quoted, in order."""
    return {provision.eid: None for provision in act.provisions if provision.quotable}


def _side(act_id: str, eids: Sequence[str]) -> str:
    if not eids:
        return ""
    more = ", …" if len(eids) > _MAX_LISTED_EIDS else ""
    return f"{len(eids)} of {act_id} ({', '.join(eids[:_MAX_LISTED_EIDS])}{more})"
