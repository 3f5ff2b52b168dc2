"""Related provisions: those that a provision refers to in its own act, and its neighbours.

References are "осы баптың 2-тармағында", "пункта 2 настоящей статьи", "paragraph 2 of this
Article".
"""

import re
from collections.abc import Iterator, Sequence

from data.eid import article_of, parse_eid
from data.model import Act, Provision
from qa.answer import SeeAlso
from qa.citation import label, url
from qa.references.parser import find_references, resolve

# The reference follows in Kazakh and precedes in Russian and English, within a sentence.
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
_MAX_DISTANCE = 90
_IN_PARAGRAPH = ("тармақтың", "пункта", "paragraph")
_IN_ARTICLE = ("баптың", "статьи", "article", *_IN_PARAGRAPH)

MAX_RELATED = 5


def inner_references(act: Act, provision: Provision) -> Iterator[str]:
    """Yield the eIds that the text of ``provision`` refers to, in order, with repeats.

    For a missing provision of another article it is that article.
    """
    own = article_of(provision.eid)
    for text in _full_references(provision):
        for reference in find_references(text):
            eid = resolve(reference, act)
            article = f"art_{reference.article}"
            if eid is not None:
                yield eid
            elif article in act.by_eid and article != own:
                yield article


def _full_references(provision: Provision) -> Iterator[str]:
    """Yield each reference in full, with numbers for "this article" and "this paragraph"."""
    numbers = {step.kind: step.number for step in parse_eid(provision.eid)}
    article, paragraph = numbers.get("art"), numbers.get("para")
    for match in _AFTER.finditer(provision.text):
        context = f"{article}-баптың " if _is_inside(match, _IN_ARTICLE, article) else ""
        context += f"{paragraph}-тармағының " if _is_inside(match, _IN_PARAGRAPH, paragraph) else ""
        yield context + match["named"]
    end = 0
    for match in _THIS.finditer(provision.text):
        before = provision.text[max(end, match.start() - _MAX_DISTANCE) : match.start()]
        named = _STOP.split(before)[-1]
        if not named:
            continue
        end = match.end()
        context = f" пункта {paragraph}" if _is_inside(match, _IN_PARAGRAPH, paragraph) else ""
        context += f" статьи {article}" if _is_inside(match, _IN_ARTICLE, article) else ""
        yield named + context


def _is_inside(match: re.Match[str], words: Sequence[str], number: str | None) -> bool:
    return number is not None and match["whole"].lower() in words


def see_also(
    act: Act, provision: Provision, language: str, address: str | None = None
) -> tuple[SeeAlso, ...]:
    """Return at most ``MAX_RELATED`` other provisions of ``act``, those named in the text first.

    ``address`` is that of the edition (``Corpus.address``), by default the act's id.
    """
    eids = dict.fromkeys((*inner_references(act, provision), *_neighbours(act, provision)))
    related = [eid for eid in eids if eid != provision.eid and not _is_repealed(act, eid)]
    return tuple(neighbour(act, eid, language, address) for eid in related[:MAX_RELATED])


def _is_repealed(act: Act, eid: str) -> bool:
    # A chapter is no provision.
    return eid in act.by_eid and act.by_eid[eid].repealed


def neighbour(act: Act, eid: str, language: str, address: str | None = None) -> SeeAlso:
    """Return the link to the provision ``eid``."""
    path = url(address or act.id, eid)
    return SeeAlso(eid, label(act, eid, language), path, act.id, act.title)


def _neighbours(act: Act, provision: Provision) -> Iterator[str]:
    siblings = [
        p.eid for p in act.provisions if p.parent == provision.parent and (p.text or p.heading)
    ]
    if provision.eid in siblings:
        position = siblings.index(provision.eid)
        yield from siblings[position + 1 : position + 2]
        yield from siblings[max(0, position - 1) : position]
