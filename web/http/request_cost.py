"""Costs of requests, in questions, and the dependency that charges them."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Request

from web.http.problems import Problem, ProblemError
from web.http.rate_limit import client_address, network_of
from web.http.site import AppState, state_of

QUESTION = 1.0
NETWORK_CLIENTS = 10
"""A wider IPv6 network may spend as much as so many clients."""
FIND = 0.2
TRAINING = 0.1
# An answer of an exam that is kept: one at each choice.
SAVE = 0.02
# The index, the changes and the side-by-side view of an act.
CACHED_PAGE = 0.1
COMPUTED_PAGE = 1.0
QUOTE_CHARACTERS = 2000
"""Characters of a quote whose check costs one question."""
MIN_QUOTE = 0.2

Done = TypeVar("Done")
Cost = float | Callable[..., float] | Callable[..., Awaitable[float]]


def limited(cost: Cost = QUESTION) -> Callable[..., Awaitable[None]]:
    """Return a dependency that counts a request; it ends the request with 429 above the limit.

    ``cost`` is in questions, or itself a dependency that computes them; 0 is not counted. An error
    of that dependency ends the request uncounted.
    """
    # On the event loop: a refused request takes no thread of the pages.
    if callable(cost):

        async def counted(request: Request, computed: Annotated[float, Depends(cost)]) -> None:
            charge(request, state_of(request), computed)

        return counted

    async def counted_alike(request: Request) -> None:
        charge(request, state_of(request), cost)

    return counted_alike


def charge(request: Request, site: AppState, cost: float) -> None:
    """Count ``cost`` questions of the client; ProblemError (429) above the rate limit."""
    client = client_key(request, site)
    wait = site.limiter.wait(client, cost)
    network = network_of(client)
    if not wait and network != client:
        wait = site.limiter.wait(network, cost / NETWORK_CLIENTS)
    if wait:
        raise ProblemError(Problem(429, "rate", headers={"Retry-After": str(wait)}))


async def admit(request: Request, site: AppState, work: Callable[[], Done]) -> Done:
    """Return the result of ``work`` from the admission queue, in the share of the client's network.

    ProblemError (503) when the queue or the share is full.
    """
    return await site.queue.run(work, network_of(client_key(request, site)))


def page_cost(*, is_cached: bool) -> float:
    """Return the cost of a page whose results are, or are not, in the cache."""
    return CACHED_PAGE if is_cached else COMPUTED_PAGE


def quote_cost(quote: str) -> float:
    """Return the cost of checking ``quote``, which grows with its length."""
    return max(MIN_QUOTE, len(quote) / QUOTE_CHARACTERS)


def client_key(request: Request, site: AppState) -> str:
    """Return the key of the client, for the limit and for counting visitors.

    It is read from the addresses once for each request.
    """
    state = request.state
    if not hasattr(state, "client_key"):
        peer = request.client.host if request.client else None
        forwarded = request.headers.getlist("x-forwarded-for")
        state.client_key = client_address(peer, forwarded, site.settings.trusted_proxies)
    return cast(str, state.client_key)
