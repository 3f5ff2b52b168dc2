"""Pages of sign-in and sign-out, and the installation of accounts."""

from hashlib import sha256
from secrets import token_urlsafe
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.accounts.auth import (
    COOKIE,
    Accounts,
    LearnerAccount,
    SignInError,
    sign_in_id,
)
from web.accounts.errors import SignInBusyError
from web.accounts.repository import SIGNED_IN_HOURS, AccountRepository
from web.accounts.roles import Role
from web.accounts.tokens import Signer
from web.http.error_handlers import answer_problem, local_path_of, wants_document
from web.http.pages import page
from web.http.problems import Problem, ProblemError
from web.http.request_cost import client_key, limited
from web.http.requests import Text, delete_cookie, local_path, redirect, set_cookie
from web.http.site import AppState, StateOf

router = APIRouter(include_in_schema=False)


# The token of the sign-in form belongs to this cookie, so that no other site can sign a visitor in
# to an account that it knows.
GATE = "bapta_gate"
_GATE_SECONDS = 3600
# It stays after signing out, since it grants no access.
BROWSER = "bapta_browser"
_BROWSER_SECONDS = 90 * 86_400
_BUSY_SECONDS = "2"


@router.get("/sign-in")
def sign_in_page(request: Request, site: StateOf, to: str = "/desk") -> Response:
    """Show the form to sign in with; ``to`` is the page to return to."""
    return _form(request, _accounts(site).signer, to)


@router.post("/sign-in", dependencies=[Depends(limited())])
def sign_in(
    request: Request,
    site: StateOf,
    name: Text = "",
    password: Text = "",
    to: Text = "/desk",
    csrf: Text = "",
) -> Response:
    """Sign in and go on, or show the form again with one sentence for every refusal."""
    accounts = _accounts(site)
    signer = accounts.signer
    gate = signer.read_cookie(request.cookies.get(GATE), _GATE_SECONDS)
    if gate is None or not signer.is_form_token(csrf, gate):
        return _form(request, signer, to, name, wrong="sign_in.again")
    client = _known_browser(request, signer, name.strip()) or client_key(request, site)
    try:
        token = accounts.repository.sign_in(name.strip(), password, client)
    except SignInBusyError as error:
        problem = Problem(503, "sign_in_busy", headers={"Retry-After": _BUSY_SECONDS})
        raise ProblemError(problem) from error
    if token is None:
        return _form(request, signer, to, name, wrong="sign_in.wrong")
    response = redirect(request, _first_page(accounts, token, local_path(to)))
    set_cookie(request, response, COOKIE, signer.cookie(token), SIGNED_IN_HOURS * 3600)
    known = signer.cookie(_browser_of(name.strip()) + token_urlsafe(16))
    set_cookie(request, response, BROWSER, known, _BROWSER_SECONDS)
    delete_cookie(request, response, GATE)
    return response


def _known_browser(request: Request, signer: Signer, name: str) -> str | None:
    """Return the id of the browser if it signed in to the account before, else None.

    Its wrong passwords are counted apart, so that nobody who shares its address can lock it out
    (OWASP Authentication Cheat Sheet, device cookies).
    """
    known = signer.read_cookie(request.cookies.get(BROWSER), _BROWSER_SECONDS)
    return known if known is not None and known.startswith(_browser_of(name)) else None


def _browser_of(name: str) -> str:
    """Return the beginning of the ids of the browsers that signed in as ``name``."""
    return f"browser.{sha256(name.encode()).hexdigest()[:32]}."


@router.post("/sign-out")
def sign_out(
    request: Request,
    site: StateOf,
    account: LearnerAccount,
) -> Response:
    """End the sign-in and go to the first page."""
    token = sign_in_id(request)
    if token is not None:
        _accounts(site).repository.sign_out(token, account.name)
    response = redirect(request, "/")
    delete_cookie(request, response, COOKIE)
    return response


def _first_page(accounts: Accounts, token: str, to: str) -> str:
    """Return the page to go to: learners are not sent to the desk."""
    account = accounts.repository.signed_in(token)
    if to == "/desk" and account is not None and not account.may(Role.OPERATOR):
        return "/train"
    return to


def _accounts(site: AppState) -> Accounts:
    accounts = site.features.find(Accounts)
    if accounts is None:
        raise HTTPException(404)
    return accounts


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
    set_cookie(request, response, GATE, signer.cookie(gate), _GATE_SECONDS)
    return response


def handle_sign_in_error(request: Request, error: Exception) -> Response:
    """Send people to the page to sign in, and back to the page that they asked for."""
    if request.method != "GET" or wants_document(request):
        return answer_problem(request, Problem(401, "signed_out"))
    return redirect(request, f"/sign-in?to={quote(local_path_of(request))}")


def install_accounts(app: FastAPI, site: AppState) -> None:
    """Install accounts where BAPTA_SECRET is set."""
    if site.settings.secret is None:
        return
    signer = Signer(site.settings.secret)
    site.features.add(Accounts(AccountRepository(site.database), signer), "accounts")
    app.add_exception_handler(SignInError, handle_sign_in_error)
