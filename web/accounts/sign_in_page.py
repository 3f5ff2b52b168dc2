"""``/sign-in`` and ``/sign-out``."""

from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.accounts.account import Account
from web.accounts.gate import COOKIE, require, token_of
from web.accounts.registry import SIGNED_IN_HOURS
from web.accounts.roles import Role
from web.accounts.signer import Signer
from web.cookie import drop_cookie, keep_cookie
from web.pages import page
from web.prefs_page import local_path
from web.request_cost import client_key, limited
from web.root_path import go_to
from web.site import Site, site_of

router = APIRouter(include_in_schema=False)

SiteOf = Annotated[Site, Depends(site_of)]
Text = Annotated[str, Form()]

# Before anybody is signed in, a cookie of its own stands behind the token of the form, so that
# no other site can sign a visitor in to an account that it knows.
GATE = "bapta_gate"
_GATE_SECONDS = 3600


@router.get("/sign-in")
def sign_in_page(request: Request, site: SiteOf, to: str = "/desk") -> Response:
    """The form to sign in with; ``to`` is the page to go on to."""
    return _form(request, _signer(site), to)


@router.post("/sign-in", dependencies=[Depends(limited())])
def sign_in(
    request: Request,
    site: SiteOf,
    name: Text = "",
    password: Text = "",
    to: Text = "/desk",
    csrf: Text = "",
) -> Response:
    """Sign in and go on, or show the form again with one sentence for every refusal."""
    signer = _signer(site)
    gate = signer.read_cookie(request.cookies.get(GATE), _GATE_SECONDS)
    if gate is None or not signer.is_form_token(csrf, gate):
        return _form(request, signer, to, name, wrong="sign_in.again")
    token = site.accounts.sign_in(name.strip(), password, client_key(request, site))
    if token is None:
        return _form(request, signer, to, name, wrong="sign_in.wrong")
    response = go_to(request, _first_page(site, token, local_path(to)))
    keep_cookie(request, response, COOKIE, signer.cookie(token), SIGNED_IN_HOURS * 3600)
    drop_cookie(request, response, GATE)
    return response


@router.post("/sign-out")
def sign_out(
    request: Request, site: SiteOf, account: Annotated[Account, Depends(require(Role.LEARNER))]
) -> Response:
    """End the sign-in and go to the first page."""
    token = token_of(request)
    if token is not None:
        site.accounts.sign_out(token, account.name)
    response = go_to(request, "/")
    drop_cookie(request, response, COOKIE)
    return response


def _first_page(site: Site, token: str, to: str) -> str:
    """Where to go on to: nobody is sent to the desk who may not use it."""
    account = site.accounts.signed_in(token)
    if to == "/desk" and account is not None and not account.may(Role.OPERATOR):
        return "/train"
    return to


def _signer(site: Site) -> Signer:
    if site.signer is None:
        raise HTTPException(404)
    return site.signer


def _form(request: Request, signer: Signer, to: str, name: str = "", wrong: str = "") -> Response:
    gate = token_urlsafe(24)
    context = {
        "to": local_path(to),
        "name": name[:64],
        "wrong": wrong,
        "csrf": signer.form_token(gate),
    }
    response = page(request, "accounts/sign_in.html", context, status=403 if wrong else 200)
    response.headers["Cache-Control"] = "no-store"
    keep_cookie(request, response, GATE, signer.cookie(gate), _GATE_SECONDS)
    return response
