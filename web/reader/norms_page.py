"""The index of an act: its rights, duties, prohibitions, competences and time limits."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from data.eid import article_of
from data.model import Act, Provision, Span
from data.norms import Norm, NormKind
from qa.citation import label, url
from web.http.pages import page, prefs_of
from web.http.request_cost import limited, page_cost
from web.http.site import StateOf
from web.reader.edition_cache import EditionCaches
from web.reader.text_search import TextPiece, mark_spans

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A provision of the index; its lead-in, words and closing are cut at the marked words."""

    provision: Provision
    lead_in: tuple[TextPiece, ...]
    words: tuple[TextPiece, ...]
    closing: tuple[TextPiece, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one article (attachment, preamble)."""

    top: Provision | None
    eid: str
    entries: tuple[Entry, ...]


def _cost(site: StateOf, act: str) -> float:
    return page_cost(is_cached=site.features.get(EditionCaches).norms.has(site.corpus.at(act)))


@router.get("/acts/{act}/index", dependencies=[Depends(limited(_cost))])
@router.get("/acts/{act}/index/{kind}", dependencies=[Depends(limited(_cost))])
def index_page(request: Request, site: StateOf, act: str, kind: str = "") -> Response:
    """Show the norms of one kind, by article; by default of the first kind that has any."""
    read = site.corpus.at(act)
    norms = site.features.get(EditionCaches).norms.get(read)
    counts = Counter({each: len({n.eid for n in norms if n.kind is each}) for each in NormKind})
    if kind and kind not in list(NormKind):
        raise HTTPException(404)
    chosen = NormKind(kind or next((each for each in NormKind if counts[each]), NormKind.RIGHT))
    context = {
        "act": read,
        "address": act,
        "present": site.corpus.act(read.id),
        "kinds": tuple(NormKind),
        "counts": counts,
        "kind": chosen,
        "groups": group_norms(read, [norm for norm in norms if norm.kind is chosen]),
        "label": partial(label, read, language=prefs_of(request).language),
        "path": partial(url, site.corpus.address(read)),
    }
    return page(request, "norms.html", context)


def group_norms(act: Act, norms: Sequence[Norm]) -> tuple[Group, ...]:
    """Group the provisions of ``norms`` by article, in document order, one entry each."""
    entries = [
        _entry(act.by_eid[eid], [mark for norm in found for mark in norm.marks])
        for eid, found in groupby(norms, key=lambda norm: norm.eid)
    ]
    return tuple(
        Group(act.by_eid.get(top), top, tuple(each))
        for top, each in groupby(entries, key=lambda entry: article_of(entry.provision.eid))
    )


def _entry(provision: Provision, marks: Iterable[Span]) -> Entry:
    marks = sorted(set(marks), key=lambda mark: mark.start)
    return Entry(
        provision,
        mark_spans(provision.lead_in, marks),
        mark_spans(provision.whole, marks),
        mark_spans(provision.outer_closing, marks),
    )
