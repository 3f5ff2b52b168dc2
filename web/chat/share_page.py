"""The page of a share link: provisions word for word, each with what became of it.

The question of a link is in its fragment, which browsers do not send. A script shows it there.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from data.model import Act
from data.reading_aids import AidsLibrary
from qa.answer import Quote
from qa.quotes import translated, whole_quote
from web.chat.share_link import MAX_SHARED, SHARE, SharedProvision, SharedStanding, find_shared
from web.http.pages import page, prefs_of
from web.http.problems import Problem, ProblemError
from web.http.request_cost import CACHED_PAGE, limited
from web.http.site import AppState, StateOf
from web.reader.norm_chips import norm_chips

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SharedQuote:
    """A provision of the page; ``act`` and ``quote`` are None where it is unknown.

    ``changes`` is the path of the changes since the edition that is shown, if it is an older one.
    """

    standing: SharedStanding
    act: Act | None = None
    quote: Quote | None = None
    changes: str | None = None


@router.get(SHARE, dependencies=[Depends(limited(CACHED_PAGE))])
def share_page(
    request: Request, site: StateOf, p: Annotated[list[str] | None, Query()] = None
) -> Response:
    """Show the provisions of a link, each once; 404 if there is none of them.

    A link without provisions is 404, one with more than ``MAX_SHARED`` is 422.
    """
    names = list(dict.fromkeys(p or ()))
    if not names:
        raise ProblemError(Problem(404, "share_empty"))
    if len(names) > MAX_SHARED:
        raise ProblemError(Problem(422, "share_long", said={"most": MAX_SHARED}))
    language = prefs_of(request).language
    shown = [_shown(site, find_shared(site.corpus, name), language) for name in names]
    status = 200 if any(each.quote for each in shown) else 404
    context = {"shown": shown, "norm_chips": norm_chips}
    return page(request, "share.html", context, status=status)


def _shown(site: AppState, shared: SharedProvision, language: str) -> SharedQuote:
    act, provision = shared.act, shared.provision
    if act is None or provision is None:
        return SharedQuote(shared.standing)
    address = site.corpus.address(act)
    quote = whole_quote(act, provision, language, address)
    quote = translated(quote, act, site.features.get(AidsLibrary).aids(act, language))
    is_past = act is not site.corpus.act(act.id)
    return SharedQuote(shared.standing, act, quote, f"/acts/{address}/changes" if is_past else None)
