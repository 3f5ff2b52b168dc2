"""What to read beside an answer: provisions that the quote refers to, then its neighbours."""

from collections.abc import Iterator

from data.model import Act, Provision
from qa.answer import SeeAlso
from qa.citation import label, url
from qa.inner_references import inner_references

MOST = 5


def see_also(
    act: Act, provision: Provision, language: str, address: str | None = None
) -> tuple[SeeAlso, ...]:
    """At most MOST provisions of ``act``, those named in the text first; never itself.

    ``address`` pins the edition, as `Corpus.address` gives it; by default it is the act's id.
    """
    eids = dict.fromkeys((*inner_references(act, provision), *_neighbours(act, provision)))
    shown = [eid for eid in eids if eid != provision.eid and not _is_repealed(act, eid)]
    return tuple(beside(act, eid, language, address) for eid in shown[:MOST])


def _is_repealed(act: Act, eid: str) -> bool:
    # A chapter that is named is no provision.
    return eid in act.by_eid and act.by_eid[eid].repealed


def beside(act: Act, eid: str, language: str, address: str | None = None) -> SeeAlso:
    """The provision ``eid`` as something to read beside an answer."""
    return SeeAlso(eid, label(act, eid, language), url(address or act.id, eid))


def _neighbours(act: Act, provision: Provision) -> Iterator[str]:
    siblings = [
        p.eid for p in act.provisions if p.parent == provision.parent and (p.text or p.heading)
    ]
    place = siblings.index(provision.eid) if provision.eid in siblings else None
    if place is not None:
        yield from siblings[place + 1 : place + 2]
        yield from siblings[max(0, place - 1) : place]
