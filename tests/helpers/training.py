"""Parts of the tests of training: forms read from pages, answers that are right, a clock."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from starlette.testclient import TestClient

from qa.drills.card import Card, CardKind
from qa.drills.deck import Deck
from tests.helpers.web_app import ACT
from web.http.site import AppState
from web.training.practice_session import PracticeSession
from web.training.service import Training

TRAIN = f"/train/{ACT}"


def app_state(client: TestClient) -> AppState:
    site: AppState = client.app.state.site  # type: ignore[attr-defined]
    return site


def deck_of(client: TestClient, address: str = ACT) -> Deck:
    """The deck of an act or of an edition, as the pages of now deal it."""
    site = app_state(client)
    return site.features.get(Training).shelf.deck(site.corpus, address)


class Clock:
    """A clock that stands until it is moved on."""

    def __init__(self, client: TestClient) -> None:
        self.now = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
        site = app_state(client)
        training = replace(site.features.get(Training), clock=lambda: self.now)
        site.features.add(training)

    def move(self, **time: int) -> None:
        self.now += timedelta(**time)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the first form of the page's main part that has any."""
    main = page[page.index("<main") :]
    for form in re.findall(r"<form.*?</form>", main, re.S):
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
        if found:
            return {name: unescape(value) for name, value in found}
    return {}


def begin(client: TestClient, **fields: Any) -> str:
    response = client.post(f"{TRAIN}/session", data=fields)
    assert response.status_code == 200, response.text
    return response.text


def sitting_in(client: TestClient, page: str) -> PracticeSession:
    return (
        app_state(client)
        .features.get(Training)
        .signer.load(PracticeSession, hidden(page)["sitting"])
    )


def card_in(client: TestClient, page: str, language: str = "en") -> Card:
    """The card that the page asks."""
    at = sitting_in(client, page)
    deck = deck_of(client, at.address)
    return deck.make_card(deck.by_key[at.keys[at.answered]], at.seed, language, typed=at.typed)


def answer(client: TestClient, page: str, right: bool = True) -> str:
    """Answer the card of the page; gives the page with the verdict."""
    card = card_in(client, page)
    fields: dict[str, Any] = hidden(page)
    if not card.options:
        fields["typed"] = card.spec.hidden[0].text if right else "жоқ"
    else:
        wrong = [n for n in range(len(card.options)) if n not in card.right]
        fields["choice"] = [str(n) for n in (sorted(card.right) if right else wrong[:1])]
    response = client.post(f"{TRAIN}/answer", data=fields)
    assert response.status_code == 200
    return response.text


def go_on(client: TestClient, page: str) -> str:
    return client.post(f"{TRAIN}/next", data=hidden(page)).text


def every_kind() -> list[str]:
    """The kinds of cards that the shipped law has: it names no steps in order."""
    return [kind.value for kind in CardKind if kind is not CardKind.ORDER]
