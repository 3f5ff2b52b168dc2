"""The provisions of its own act that a provision names: "осы баптың 2-тармағында", "пункта 2
настоящей статьи", "paragraph 2 of this Article".

What to read beside an answer: provisions that the quote refers to, then its neighbours.
"""

import re
from collections.abc import Iterator, Sequence

from data.eid import article_of, parse_eid
from data.model import Act, Provision
from qa.answer import SeeAlso
from qa.citation import label, url
from qa.references.parser import find_references, resolve

# What follows in Kazakh, and stands before in Russian and English, up to another law or sentence.
_AFTER = re.compile(
    r"осы\s+(?P<whole>Заңның|Кодекстің|баптың|тармақтың)\s+"
    r"(?P<named>\d(?:(?!Заң|Кодекс)[^.;«\"]){0,90})",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"\s+(?:настоящ(?:ей|его)|of\s+this)\s+"
    r"(?P<whole>Закона|Кодекса|статьи|пункта|Law|Code|Article|paragraph)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.;«\"]")
_REACH = 90
_IN_PARAGRAPH = ("тармақтың", "пункта", "paragraph")
_IN_ARTICLE = ("баптың", "статьи", "article", *_IN_PARAGRAPH)


def inner_references(act: Act, provision: Provision) -> Iterator[str]:
    """The eIds that the text of ``provision`` names, in order; of a provision of another article
    that is not there its article. Repeats stay.
    """
    own = article_of(provision.eid)
    for text in _spelled_out(provision):
        for reference in find_references(text):
            eid = resolve(reference, act)
            outer = f"art_{reference.article}"
            if eid is not None:
                yield eid
            elif outer in act.by_eid and outer != own:
                yield outer


def _spelled_out(provision: Provision) -> Iterator[str]:
    """Each reference in full, with "this article" and "this paragraph" as numbers."""
    numbers = {step.kind: step.number for step in parse_eid(provision.eid)}
    article, paragraph = numbers.get("art"), numbers.get("para")
    for match in _AFTER.finditer(provision.text):
        place = f"{article}-баптың " if _means(match, _IN_ARTICLE, article) else ""
        place += f"{paragraph}-тармағының " if _means(match, _IN_PARAGRAPH, paragraph) else ""
        yield place + match["named"]
    said = 0
    for match in _THIS.finditer(provision.text):
        before = provision.text[max(said, match.start() - _REACH) : match.start()]
        named = _STOP.split(before)[-1]
        if not named:
            continue
        said = match.end()
        place = f" пункта {paragraph}" if _means(match, _IN_PARAGRAPH, paragraph) else ""
        place += f" статьи {article}" if _means(match, _IN_ARTICLE, article) else ""
        yield named + place


def _means(match: re.Match[str], words: Sequence[str], number: str | None) -> bool:
    return number is not None and match["whole"].lower() in words


MAX_RELATED = 5


def see_also(
    act: Act, provision: Provision, language: str, address: str | None = None
) -> tuple[SeeAlso, ...]:
    """At most MOST provisions of ``act``, those named in the text first; never itself.

    ``address`` pins the edition, as `Corpus.address` gives it; by default it is the act's id.
    """
    eids = dict.fromkeys((*inner_references(act, provision), *_neighbours(act, provision)))
    shown = [eid for eid in eids if eid != provision.eid and not _is_repealed(act, eid)]
    return tuple(neighbour(act, eid, language, address) for eid in shown[:MAX_RELATED])


def _is_repealed(act: Act, eid: str) -> bool:
    # A chapter that is named is no provision.
    return eid in act.by_eid and act.by_eid[eid].repealed


def neighbour(act: Act, eid: str, language: str, address: str | None = None) -> SeeAlso:
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
