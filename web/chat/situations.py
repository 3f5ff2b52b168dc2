"""Situations in life: tiles of the first page, and a page of provisions for each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from data.corpus import Corpus
from data.reading_aids import AidsLibrary
from qa.answer import Confidence
from qa.quotes import translated, whole_quote
from web.http.pages import page, prefs_of
from web.http.site import StateOf
from web.reader.norm_chips import norm_chips
from web.runtime.live_answerer import CorpusCache

router = APIRouter(include_in_schema=False)

CHOICE = Path(__file__).with_name("situations.toml")


@dataclass(frozen=True, slots=True)
class Place:
    """A provision of an act."""

    act: str
    eid: str


@dataclass(frozen=True, slots=True)
class Situations:
    """The situations of the current corpus by name, each with at least one provision."""

    places: CorpusCache[Mapping[str, tuple[Place, ...]]]


def read_situations(corpus: Corpus, choice: Path = CHOICE) -> Mapping[str, tuple[Place, ...]]:
    """Return the provisions of each situation that the acts of ``corpus`` have."""
    chosen = tomllib.loads(choice.read_text(encoding="utf-8"))
    found: dict[str, list[Place]] = {}
    for act in corpus.acts:
        present = {each.eid for each in act.provisions if each.text and not each.repealed}
        for name, eids in chosen.get(act.id, {}).items():
            places = [Place(act.id, eid) for eid in eids if eid in present]
            if places:
                found.setdefault(name, []).extend(places)
    return {name: tuple(places) for name, places in found.items()}


@router.get("/situations/{name}")
def situation_page(request: Request, site: StateOf, name: str) -> Response:
    """Show the provisions of a situation, word for word."""
    places = site.features.get(Situations).places.of(site.corpus).get(name)
    if places is None:
        raise HTTPException(404)
    ui, library, quotes = prefs_of(request).language, site.features.get(AidsLibrary), []
    for place in places:
        act = site.corpus.act(place.act)
        provision = site.corpus.provision(place.act, place.eid)
        quote = whole_quote(act, provision, ui, site.corpus.address(act), Confidence.HIGH)
        quotes.append(translated(quote, act, library.aids(act, ui)))
    context = {
        "name": name,
        "quotes": quotes,
        "act": site.corpus.act(places[0].act),
        "norm_chips": norm_chips,
    }
    return page(request, "situation.html", context)
