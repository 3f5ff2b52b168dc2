"""Situations in life: tiles of the first page that lead to provisions of the law."""

import re
import tomllib
from html import unescape
from pathlib import Path

import pytest

from data.corpus import load_corpus
from tests.helpers.web_app import ACT, client_of
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
