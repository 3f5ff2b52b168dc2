"""Rendering of pages: preferences, translations, addresses and the templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import segno
from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from data.model import LANGUAGES
from data.reading_aids import AidsLibrary
from qa.messages import lines_for
from qa.query.validation import MAX_QUESTION_LENGTH
from web.http.contacts import contact_lines
from web.http.formats import format_day, format_time
from web.http.preferences import COOKIE, Prefs, read_prefs
from web.http.requests import root_of, site_url
from web.http.site import AppState, state_of

MAX_CODES = 1024
TEMPLATES = Path(__file__).parents[1] / "templates"


def read_templates(folder: Path = TEMPLATES) -> Jinja2Templates:
    """Return the templates, which escape every value."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["new_form_id"] = partial(token_urlsafe, 24)
    environment.globals["max_question_length"] = MAX_QUESTION_LENGTH
    return Jinja2Templates(env=environment)


def prefs_of(request: Request) -> Prefs:
    """Return the visitor's preferences."""
    return read_prefs(request.cookies.get(COOKIE), request.headers.get("accept-language"))


@dataclass(frozen=True, slots=True)
class TextSource:
    """Source of an act's text: the address of the official text if it is set.

    The name of the file that was given stands only in pages for staff.
    """

    official_url: str | None


def text_source(site: AppState, act_id: str) -> TextSource:
    """Return the source of the present edition of the act; raises UnknownActError."""
    act = site.corpus.act(act_id)
    return TextSource(act.official_url or site.settings.official_url)


@lru_cache(MAX_CODES)
def qr_code(address: str) -> str:
    """Return the QR code (ISO/IEC 18004) of ``address`` as the data URI of an SVG picture.

    Codes are cached: one takes milliseconds to make, and the addresses of provisions repeat.
    """
    code = segno.make(address, error="m", micro=False)
    return code.svg_data_uri(scale=4, border=2, omitsize=True)


def page(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    prefs: Prefs | None = None,
) -> Response:
    """Render a page in the visitor's language; ``prefs`` replaces the preferences of the
    request.
    """
    site = state_of(request)
    prefs = prefs or prefs_of(request)
    wording = site.wording[prefs.language]
    root = root_of(request)
    shared = {
        "prefs": prefs,
        "languages": LANGUAGES,
        "wording": wording,
        "say": wording.say,
        "count": wording.count,
        "format_day": partial(format_day, language=prefs.language),
        "format_time": partial(format_time, language=prefs.language),
        "root": root,
        "site_url": site_url(request),
        "qr_code": qr_code,
        "today": datetime.now(UTC),
        "here": request.url.path.removeprefix(root) if request.method == "GET" else "/",
        "switches_in_form": False,
        "site": site,
        "features": site.features.names,
        "settings": site.settings,
        "owner": ", ".join(lines_for(site.settings.owner or "", prefs.language)),
        "aids_of": (site.features.find(AidsLibrary) or AidsLibrary(())).aids,
        "contact_lines": partial(contact_lines, language=prefs.language),
        "text_source": partial(text_source, site),
        "corpus": site.corpus,
        "css": root + site.assets.path("bapta.css"),
        "script": root + site.assets.path("bapta.js"),
    }
    response = site.templates.TemplateResponse(
        request, template, {**shared, **context}, status_code=status, headers=headers
    )
    # A page differs by cookie and header, and an answer is private.
    response.headers["Vary"] = "Cookie, Accept-Language"
    response.headers["Cache-Control"] = "no-store" if request.method == "POST" else "no-cache"
    response.headers["Content-Language"] = prefs.language
    return response
