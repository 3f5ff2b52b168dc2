"""The reader: acts, their contents, and one article a page with an anchor for each provision."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from data.corpus import Corpus
from data.model import Act, Provision
from data.reading_aids import AidsLibrary
from qa.citation import has_page, label, url
from web.http.pages import page, prefs_of
from web.http.request_cost import limited, page_cost
from web.http.requests import root_of
from web.http.site import AppState, StateOf
from web.http.translations import Translations
from web.reader.edition_cache import EditionCaches
from web.reader.norm_chips import page_chips
from web.reader.outline import (
    article_contents,
    neighbours,
    nodes_without_page,
    page_nodes,
    sections,
)
from web.reader.side_by_side import parallel_and_editions

router = APIRouter(include_in_schema=False)


@router.get("/acts")
def acts_page(request: Request) -> Response:
    """List the acts."""
    return page(request, "acts.html", {})


@router.get("/acts/{act}")
def act_page(request: Request, site: StateOf, act: str, source: str = "") -> Response:
    """Show the contents of an act by chapter, and the provisions outside articles."""
    read = site.corpus.at(act)
    context: dict[str, Any] = {
        "sections": sections(read),
        "nodes": nodes_without_page(read),
        "has_page": has_page,
        "chips": {},
        "editions": site.corpus.editions(read.id),
        "sources": bool(source),
    }
    return page(request, "act.html", shared_context(request, site, read, act) | context)


def _beside_cost(site: StateOf, act: str, article: str, beside: str = "") -> float:
    """Return the cost of a second text; an article alone costs nothing."""
    if not beside:
        return 0.0
    read = site.corpus.at(act)
    other = _beside(site.corpus, parallel_and_editions(site.corpus, read), beside)
    return page_cost(
        is_cached=other is None or site.features.get(EditionCaches).rows.has(read, other, article)
    )


@router.get("/acts/{act}/{article}", dependencies=[Depends(limited(_beside_cost))])
def article_page(
    request: Request, site: StateOf, act: str, article: str, beside: str = "", source: str = ""
) -> Response:
    """Show an article with its paragraphs, points and parts in their order.

    ``beside`` is the address of another text of the act, to be shown beside it; ``source`` asks
    for the lines of the source file.
    """
    read = site.corpus.at(act)
    others = parallel_and_editions(site.corpus, read)
    other = _beside(site.corpus, others, beside)
    nodes = page_nodes(read, article)
    top = nodes[0].provision
    before, after = neighbours(read, article)
    shared = shared_context(request, site, read, act)
    context = {
        "top": top,
        "sources": bool(source),
        "nodes": nodes,
        "before": before,
        "after": after,
        "relatives": others,
        "other": other,
        "rows": site.features.get(EditionCaches).rows.get(read, other, article) if other else (),
        "chips": page_chips(read, [node.provision.eid for node in nodes]),
        "contents": article_contents(read, nodes, shared["aids"]),
        "chapter": next((each for each in read.chapters if each.eid == top.chapter), None),
    }
    return page(request, "article.html", shared | context)


def _beside(corpus: Corpus, others: tuple[Act, ...], address: str) -> Act | None:
    return next((each for each in others if corpus.address(each) == address), None)


def shared_context(request: Request, site: AppState, act: Act, address: str) -> dict[str, Any]:
    """Return the values of every page of an act; ``address`` is the requested name of the act."""
    language = prefs_of(request).language
    root = root_of(request)
    return {
        "act": act,
        "address": address,
        "present": site.corpus.act(act.id),
        "permanent": partial(_permanent, root, site.corpus.address(act), address),
        "label": partial(label, act, language=language),
        "aids": site.features.get(AidsLibrary).aids(act, language),
        "source_lines": _source_lines,
        "say_repair": partial(_say_repair, site.wording[language]),
    }


def _permanent(root: str, pinned: str, address: str, eid: str) -> str:
    """Return the link to a provision of the page, which pins the edition if there are several."""
    return f"#{eid}" if "@" in address or pinned == address else root + url(pinned, eid)


def _source_lines(act: Act, provision: Provision) -> tuple[str, ...]:
    first, last = provision.lines
    return act.source_lines[first - 1 : last]


def _say_repair(wording: Translations, repair: str) -> str:
    """Return a repair such as ``line 36: page break`` in the words of the interface."""
    line, _, name = repair.removeprefix("line ").partition(": ")
    return wording.say("origin.line", line=line, repair=wording.say(f"repair.{name}"))
