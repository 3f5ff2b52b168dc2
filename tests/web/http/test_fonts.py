"""Fonts: served by this host, small, declared in the style sheet, with their licence."""

import re
from pathlib import Path

from tests.helpers.web_app import client_of
from web.http.assets import STATIC

MAX_FONT_BYTES = 60_000


def test_fonts_are_small_and_served_with_the_style_sheet(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    sheet = client.app.state.site.assets.path("bapta.css")  # type: ignore[attr-defined]
    addresses = re.findall(r"url\(\.\./([^)]+\.woff2)\)", client.get(sheet).text)
    assert len(addresses) == 3
    fonts = [client.get(f"/static/{address}") for address in addresses]
    assert {font.headers["content-type"] for font in fonts} == {"font/woff2"}
    assert all(font.content.startswith(b"wOF2") for font in fonts)
    assert sum(len(font.content) for font in fonts) <= MAX_FONT_BYTES
    assert {path.name for path in STATIC.glob("*.woff2")} == {
        address.split("/")[1] for address in addresses
    }
    assert "SIL OPEN FONT LICENSE Version 1.1" in (STATIC / "OFL.txt").read_text(encoding="utf-8")
