"""The index of an act: its rights, duties, prohibitions, competences and time limits."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from data.eid import article_of
from data.model import Act, Provision, Span
from data.norm_bearers import Bearer, BorneNorm
from data.norms import Norm, NormKind
from data.reading_aids import AidsLibrary
from qa.citation import label, url
from web.http.pages import page, prefs_of
from web.http.request_cost import limited, page_cost
from web.http.site import StateOf
from web.reader.edition_cache import EditionCaches
from web.reader.norm_chips import ALL
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


def norms_cost(site: StateOf, act: str) -> float:
    """Return the cost of the norms of an act, which are computed once for each edition."""
    return page_cost(is_cached=site.features.get(EditionCaches).norms.has(site.corpus.at(act)))


@router.get("/acts/{act}/index", dependencies=[Depends(limited(norms_cost))])
@router.get("/acts/{act}/index/{kind}", dependencies=[Depends(limited(norms_cost))])
@router.get("/acts/{act}/index/{kind}/{bearer}", dependencies=[Depends(limited(norms_cost))])
def index_page(
    request: Request, site: StateOf, act: str, kind: str = "", bearer: str = ""
) -> Response:
    """Show the norms of one kind and bearer, by article.

    By default the kind is the first one that has any norms. The bearer is then people and
    organisations, or ``all`` where they have no norm of the kind.
    """
    read = site.corpus.at(act)
    norms = site.features.get(EditionCaches).norms.get(read)
    counts = Counter({each: _count(norms, each) for each in NormKind})
    if kind not in ("", *NormKind) or bearer not in ("", ALL, *Bearer):
        raise HTTPException(404)
    chosen = NormKind(kind or next((each for each in NormKind if counts[each]), NormKind.RIGHT))
    bearers = _bearers([each for each in norms if each.norm.kind is chosen])
    of = bearer or next(iter(bearers), ALL)
    shown = [each.norm for each in norms if each.norm.kind is chosen and of in (ALL, each.bearer)]
    language = prefs_of(request).language
    context = {
        "act": read,
        "address": act,
        "present": site.corpus.act(read.id),
        "kinds": tuple(NormKind),
        "counts": counts,
        "kind": chosen,
        "bearers": bearers,
        "bearer": of,
        "groups": group_norms(read, shown),
        "aids": site.features.get(AidsLibrary).aids(read, language),
        "label": partial(label, read, language=language),
        "path": partial(url, site.corpus.address(read)),
    }
    return page(request, "norms.html", context)


def _count(norms: Iterable[BorneNorm], kind: NormKind) -> int:
    """Return the number of provisions with a norm of this kind."""
    return len({each.norm.eid for each in norms if each.norm.kind is kind})


def _bearers(norms: Sequence[BorneNorm]) -> Mapping[str, int]:
    """Return the number of provisions of each bearer that has any, and of all.

    People and organisations come first, and all where these have none.
    """
    eids = {each: {norm.norm.eid for norm in norms if norm.bearer is each} for each in Bearer}
    counts: dict[str, int] = {str(each): len(found) for each, found in eids.items() if found}
    every = {ALL: len({norm.norm.eid for norm in norms})}
    return {**counts, **every} if Bearer.CITIZEN in counts else {**every, **counts}


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
