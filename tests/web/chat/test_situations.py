"""Situations in life: tiles of the first page that lead to provisions of the law."""

import re
import tomllib
from html import unescape
from pathlib import Path

import pytest

from data.corpus import load_corpus
from tests.helpers.web_app import ACT, PILAF, client_of
from web.chat.situations import CHOICE, read_situations

pytestmark = pytest.mark.slow


def test_every_chosen_provision_is_in_the_law() -> None:
    chosen = tomllib.loads(CHOICE.read_text(encoding="utf-8"))[ACT]
    found = read_situations(load_corpus())
    assert {name: [each.eid for each in places] for name, places in found.items()} == chosen


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_tile_leads_to_quotes(tmp_path: Path, language: str) -> None:
    client = client_of(tmp_path, language=language, BAPTA_OWNER="Ministry <b>")
    first = client.get("/").text
    assert "Ministry &lt;b&gt;" in first
    tiles = re.findall(r'href="(/situations/[a-z]+)">([^<]+)</a>', first)
    assert len(tiles) == 7
    texts = {each.text for each in load_corpus().default.provisions}
    for address, name in tiles:
        shown = client.get(address)
        assert f"<h1>{name}</h1>" in shown.text
        quotes = re.findall(r'<p class="quote">(.*?)</p>', shown.text, re.DOTALL)
        assert quotes
        assert {unescape(quote) for quote in quotes} <= texts
    assert client.get("/situations/nowhere").status_code == 404


def test_situations_are_offered_where_nothing_is_found(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="ru")
    client.follow_redirects = True
    turn = client.post("/", data={"question": PILAF}).text.split('class="turn not_covered"')[1]
    links = re.findall(r'href="(/situations/[a-z]+)"', turn.split("</article>")[0])
    assert len(set(links)) == 7
    rights = f"/acts/{ACT}/index/right/citizen"
    for page in (turn, client.get("/").text):
        assert f'href="{rights}">Права граждан</a>' in page
    for link in (links[0], rights):
        assert client.get(link).status_code == 200


def test_provisions_of_a_situation_have_chips(tmp_path: Path) -> None:
    shown = client_of(tmp_path, language="en").get("/situations/stopped").text
    chips = re.findall(r'/index/(prohibition/[a-z]+)">([^<]+)</a>', shown)
    # The words that name nobody add nothing to those that name the officers.
    assert chips == [("prohibition/officer", "An officer must not")]
