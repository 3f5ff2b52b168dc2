"""What to read beside an answer: provisions that the quote refers to, then its neighbours."""

import re
from collections.abc import Iterator

from data.act import Act, Provision
from data.eid import article_of
from qa.answer import SeeAlso
from qa.citation import label, url

# "осы баптың 2-тармағында", "осы Заңның 16-бабының 3-тармағында", "осы тармақтың 5) тармақшасы",
# "пункта 2 настоящей статьи", "статьи 16 настоящего Закона".
_REFERENCE = re.compile(
    r"""
      осы\s+(?:Заңның|Кодекстің)\s+(?P<article>\d+(?:-\d+)?)-баб
        (?:ының\s+(?:(?P<paragraph>\d+(?:-\d+)?)-тармағ|(?P<point>\d+(?:-\d+)?)\)\s*тармақшас))?
    | осы\s+баптың\s+(?:(?P<own_paragraph>\d+(?:-\d+)?)-тармағ|(?P<own_point>\d+)\)\s*тармақшас)
    | (?:пункт\w*\s+(?P<ru_own_paragraph>\d+(?:-\d+)?)\s+настоящей\s+статьи)
    | (?:(?:пункт\w*\s+(?P<ru_paragraph>\d+(?:-\d+)?)\s+)?
        статьи?\w*\s+(?P<ru_article>\d+(?:-\d+)?)\s+настоящего\s+(?:Закона|Кодекса))
    """,
    re.VERBOSE | re.IGNORECASE,
)
MOST = 5


def see_also(act: Act, provision: Provision, language: str) -> tuple[SeeAlso, ...]:
    """At most MOST provisions of ``act``, those named in the text first; never itself."""
    eids = dict.fromkeys((*_named(act, provision), *_neighbours(act, provision)))
    shown = [eid for eid in eids if eid != provision.eid and not act.by_eid[eid].repealed]
    return tuple(beside(act, eid, language) for eid in shown[:MOST])


def beside(act: Act, eid: str, language: str) -> SeeAlso:
    """The provision ``eid`` as something to read beside an answer."""
    return SeeAlso(eid, label(act, eid, language), url(act.id, eid))


def _named(act: Act, provision: Provision) -> Iterator[str]:
    own = article_of(provision.eid)
    for match in _REFERENCE.finditer(provision.text):
        found = {name: number for name, number in match.groupdict().items() if number}
        article = found.get("article") or found.get("ru_article")
        eid = f"art_{article}" if article else own
        paragraph = next((found[name] for name in found if name.endswith("paragraph")), None)
        point = next((found[name] for name in found if name.endswith("point")), None)
        named = eid + (f"__para_{paragraph}" if paragraph else f"__point_{point}" if point else "")
        if named in act.by_eid:
            yield named
        elif eid in act.by_eid and eid != own:
            yield eid


def _neighbours(act: Act, provision: Provision) -> Iterator[str]:
    siblings = [p.eid for p in act.provisions if p.parent == provision.parent and p.text]
    place = siblings.index(provision.eid) if provision.eid in siblings else None
    if place is not None:
        yield from siblings[place + 1 : place + 2]
        yield from siblings[max(0, place - 1) : place]
