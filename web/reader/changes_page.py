"""The page of differences between two editions of an act, provision by provision."""

from functools import partial

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from data.corpus import Corpus
from data.errors import UnknownEditionError
from data.model import Act
from qa.citation import label, url
from web.http.pages import page, prefs_of
from web.http.request_cost import limited, page_cost
from web.http.site import StateOf
from web.reader.edition_cache import EditionCaches

router = APIRouter(include_in_schema=False)


def _cost(site: StateOf, act: str, to: str = "") -> float:
    old, new = _pair(site.corpus, site.corpus.at(act), to)
    return page_cost(is_cached=site.features.get(EditionCaches).differences.has(old, new))


@router.get("/acts/{act}/changes", dependencies=[Depends(limited(_cost))])
def changes_page(request: Request, site: StateOf, act: str, to: str = "") -> Response:
    """Show the changes between an edition and the edition ``to``, the earlier one first.

    Without ``to`` an earlier edition is compared with the present one, and the present edition
    with the one that it took the place of.
    """
    corpus = site.corpus
    old, new = _pair(corpus, corpus.at(act), to)
    context = {
        "act": new,
        "old": old,
        "new": new,
        "changes": site.features.get(EditionCaches).differences.get(old, new),
        "editions": corpus.editions(new.id),
        "present": corpus.act(new.id),
        "label": partial(label, new, language=prefs_of(request).language),
        "path": url,
    }
    return page(request, "changes.html", context)


def _pair(corpus: Corpus, one: Act, to: str) -> tuple[Act, Act]:
    """Return the two editions, the earlier one first. Raises UnknownEditionError."""
    editions = corpus.editions(one.id)
    if to:
        other = corpus.edition(one.id, to)
    elif one.edition_id != editions[0].edition_id:
        other = editions[0]
    elif len(editions) > 1:
        other = editions[1]
    else:
        raise UnknownEditionError(f"The act “{one.id}” has one edition only.")
    later, earlier = sorted((one, other), key=editions.index)
    return earlier, later
