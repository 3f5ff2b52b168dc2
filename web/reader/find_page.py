"""The page that finds words in an act.

The words are posted, so that no URL and no log holds them: the results have an address with a
random key, and a cookie of this address alone has the words for some minutes. Words that find
nothing are searched in the spelling that a question is searched in.
"""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
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
from web.http.site import AppState, StateOf
from web.reader.pages import shared_context
from web.reader.translated_search import FoundPlaces, search_act

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
    aids = [library.aids(read, each) for each in _other_languages(read, language)]

    def search(wanted: str) -> FoundPlaces:
        return search_act(read, wanted, language, aids, _glossary(), act)

    found, searched_as = search(words or ""), None
    if words and words.strip() and not found.hits:
        found, searched_as = _restored(site, search, words, read.language)
    context = {
        "words": words or "",
        "searched_as": searched_as,
        "is_gone": words is None,
        "found": found,
    }
    response = page(request, "found.html", shared_context(request, site, read, act) | context)
    # The words are the visitor's own.
    response.headers["Cache-Control"] = "no-store"
    return response


def _restored(
    site: AppState, search: Callable[[str], FoundPlaces], words: str, language: str
) -> tuple[FoundPlaces, str | None]:
    """Return what the restored ``words`` find, and these words where they find anything."""
    restored = site.answerer.restored(words, language)
    found = search(restored)
    return found, restored if found.hits else None


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
