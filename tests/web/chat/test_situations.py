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


def test_a_situation_begins_with_what_happens_in_it() -> None:
    chosen = {
        name: [each.eid for each in places]
        for name, places in read_situations(load_corpus()).items()
    }
    assert {name: eids[0] for name, eids in chosen.items()} == {
        "stopped": "art_18__point_2",
        "detained": "art_18__point_5",
        "home": "art_18__point_11",
        "car": "art_16__para_2__point_21",
        "weapon": "art_24__para_2",
        "complaint": "art_31",
        "service": "art_20__para_1",
    }
    assert "art_16__para_2__point_2" in chosen["stopped"]
    assert chosen["home"][1] == "art_18__point_12"
    assert chosen["car"][-1] == "art_19__para_1__point_7"
    # It is about the grounds of prisons.
    assert all("art_16__para_2__point_33" not in eids for eids in chosen.values())
    assert all(len(set(eids)) == len(eids) for eids in chosen.values())


def test_one_can_ask_at_the_top_and_at_the_end(tmp_path: Path) -> None:
    page = unescape(client_of(tmp_path, language="ru").get("/situations/car").text)
    link = '<a class="button" href="/">Задать вопрос</a>'
    above, _, below = page.partition('<div class="norms">')
    assert link in above
    assert link in below


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
