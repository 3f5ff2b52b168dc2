"""The page that finds words in an act.

The words are posted, so that no URL and no log holds them: the results have an address with a
random key, and a cookie of this address alone has the words for some minutes.
"""

from base64 import b64decode, urlsafe_b64encode
from functools import cache
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Form, Path, Request
from starlette.responses import Response

from data.glossary import Term, load_glossary
from data.model import LANGUAGES, Act
from data.reading_aids import AidsLibrary
from web.http.pages import page, prefs_of
from web.http.request_cost import FIND, limited
from web.http.requests import redirect, set_cookie
from web.http.site import StateOf
from web.reader.pages import shared_context
from web.reader.translated_search import search_act

router = APIRouter(include_in_schema=False)

COOKIE = "find"
_SECONDS = 1800
MAX_WORDS_LENGTH = 1000

Words = Annotated[str, Form(max_length=MAX_WORDS_LENGTH)]
Key = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


@router.post("/acts/{act}/find")
def find_words(request: Request, site: StateOf, act: str, words: Words = "") -> Response:
    """Send the browser to the results, with the words in a cookie of their address."""
    site.corpus.at(act)
    path = f"/acts/{act}/find/{token_urlsafe(12)}"
    response = redirect(request, path)
    kept = urlsafe_b64encode(words.encode()).decode()
    set_cookie(request, response, COOKIE, kept, _SECONDS, path)
    return response


@router.get("/acts/{act}/find/{key}", dependencies=[Depends(limited(FIND))])
def results_page(
    request: Request,
    site: StateOf,
    act: str,
    key: Key,
    find: Annotated[str | None, Cookie()] = None,
) -> Response:
    """Show the provisions that contain the words, or say that the words are no longer there."""
    read = site.corpus.at(act)
    words = _words(find)
    language = prefs_of(request).language
    library = site.features.get(AidsLibrary)
    found = search_act(
        read,
        words or "",
        language,
        [library.aids(read, each) for each in _other_languages(read, language)],
        _glossary(),
        act,
    )
    context = {"words": words or "", "is_gone": words is None, "found": found}
    response = page(request, "found.html", shared_context(request, site, read, act) | context)
    # The words are the visitor's own.
    response.headers["Cache-Control"] = "no-store"
    return response


def _words(cookie: str | None) -> str | None:
    """Return the words in the cookie; None without it, or if it was not written here."""
    try:
        words = b64decode(cookie or "", b"-_", validate=True).decode()
    except ValueError:
        return None
    return words if cookie is not None and len(words) <= MAX_WORDS_LENGTH else None


def _other_languages(act: Act, first: str) -> tuple[str, ...]:
    """Return the languages that the act is not in, ``first`` before the others."""
    return tuple(each for each in dict.fromkeys((first, *LANGUAGES)) if each != act.language)


@cache
def _glossary() -> tuple[Term, ...]:
    return load_glossary()
