"""Page that makes the widget's HTML for a site, and the sample page that shows it."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from data.model import LANGUAGES
from web.chat.widget import Origin, to_frame
from web.chat.widget_options import MAX_OFFSET, SIDES, WidgetOptions, site_permission
from web.http.middleware import WIDGET_SAMPLE
from web.http.pages import page, prefs_of
from web.http.preferences import THEMES
from web.http.requests import site_url
from web.http.site import StateOf

router = APIRouter(include_in_schema=False)

Short = Annotated[str, Query(max_length=300)]
Long = Annotated[str, Query(max_length=4000)]


@dataclass(frozen=True, slots=True)
class OptionsQuery:
    """Options of the widget as the query of an address states them."""

    options: WidgetOptions

    @property
    def text(self) -> str:
        """Return the query that states the same options."""
        options = self.options
        stated = {
            "lang": options.language,
            "side": options.side,
            "theme": options.theme,
            "accent": options.accent,
            "offset": options.offset or "",
            "questions": "\n".join(options.examples),
        }
        return urlencode({name: value for name, value in stated.items() if value})


def read_query(
    lang: Short = "",
    side: Short = "",
    theme: Short = "",
    accent: Short = "",
    offset: Short = "",
    questions: Long = "",
) -> OptionsQuery:
    """Return the options of a query, which the site's own editors write; a dependency."""
    return OptionsQuery(WidgetOptions.read(lang, side, theme, accent, offset, questions))


Options = Annotated[OptionsQuery, Depends(read_query)]
# Typed addresses may be long; one that is no origin gets a sentence that says so.
SiteAddress = Annotated[str, Query(alias="site", max_length=2000)]


@router.get("/widget")
def widget_page(
    request: Request,
    site: StateOf,
    query: Options,
    address: SiteAddress = "",
    origin: Origin = "",
) -> Response:
    """Show the form of options, the HTML that they make and the widget that it shows.

    Scripts of earlier versions frame this address with the origin of their site; they are sent
    on to the frame.
    """
    if origin:
        return to_frame(request)
    wording = site.wording[query.options.language or prefs_of(request).language]
    context = {
        "options": query.options,
        "permission": site_permission(address, site.settings.widget_origins),
        "typed_site": address,
        "snippet": query.options.snippet(site_url(request), wording.say("widget.open")),
        "sample": f"{WIDGET_SAMPLE}?{query.text}",
        "sides": SIDES,
        "themes": THEMES,
        "tongues": LANGUAGES,
        "max_offset": MAX_OFFSET,
    }
    return page(request, "widget/page.html", context)


@router.get("/widget/sample")
def sample_page(request: Request, query: Options) -> Response:
    """Show the sample of a site with the widget on it, for the frame of the page above."""
    options = query.options
    prefs = prefs_of(request).with_choices(options.language, options.theme, "")
    return page(request, "widget/sample.html", {"attributes": options.attributes}, prefs=prefs)
