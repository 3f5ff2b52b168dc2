"""Conversations that are kept for minutes: their keys, limits and headers."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.helpers.web_app import client_of
from web.chat.kept_conversations import KEEP_SECONDS, KeptConversation, KeptConversations

pytestmark = pytest.mark.slow


def test_a_conversation_is_kept_for_minutes_and_bounded() -> None:
    now = 0.0
    kept = KeptConversations(most=2, clock=lambda: now)
    keys = [kept.keep(KeptConversation((), "kk", str(number))) for number in range(3)]
    assert [kept.find(key) is None for key in keys] == [True, False, False]
    now = KEEP_SECONDS
    assert all(kept.find(key) is None for key in keys)


def test_a_form_leads_to_a_page_that_holds_no_question_in_its_address(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="en")
    sent = client.post("/", data={"question": "hello"})
    assert sent.status_code == 303
    place = urlsplit(sent.headers["location"])
    assert place.path.startswith("/conversation/")
    assert "hello" not in sent.headers["location"]
    shown = client.get(place.path)
    assert shown.status_code == 200
    assert "hello</span></h2>" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["x-robots-tag"] == "noindex, nofollow"
    gone = client.get("/conversation/" + "A" * 24)
    assert gone.status_code == 404
    assert "This conversation is no longer kept." in gone.text


def test_turns_are_answered_again_in_the_language_of_the_page(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="ru")
    again = client.post("/conversation", data={"earlier": ["~24-бап", "~32-бап"]})
    assert again.text.count('<article class="turn') == 2
    assert "<html" not in again.text
    assert "статья 24" in again.text
    assert len(client.get("/conversation").json()["edition"]) == 21
    foreign = client.post("/conversation", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
