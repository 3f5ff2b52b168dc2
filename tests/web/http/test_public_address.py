"""Links and redirects lead to the stated address, whatever ``Host`` a request names."""

from pathlib import Path

import pytest

from tests.helpers.handover import QUESTION, asker
from tests.helpers.web_app import client_of, settings_of
from web.settings import SettingsError

SITE = "https://law.example.org"


def test_redirects_name_no_host(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    moved = client.get("/privacy/", headers={"Host": "evil.example"})
    assert (moved.status_code, moved.headers["location"]) == (307, "/privacy")
    assert "evil" not in client.get("//evil.example/", headers={"Host": "x"}).headers.get(
        "location", ""
    )


def test_private_link_leads_to_the_stated_address(tmp_path: Path) -> None:
    client = asker(tmp_path, BAPTA_PUBLIC_URL=f"{SITE}/")
    given = {"question": QUESTION, "language": "kk"}
    forged = {"Host": "evil.example"}
    left = client.post("/api/handover", json=given, headers=forged)
    assert left.json()["link"].startswith(f"{SITE}/handover/")
    foreign = {**forged, "Origin": "https://evil.example"}
    assert client.post("/api/handover", json=given, headers=foreign).status_code == 403
    own = {"Host": "127.0.0.1:8000", "Origin": SITE}
    assert client.post("/api/handover", json=given, headers=own).status_code == 201
    assert "; secure" in client.get("/sign-in").headers["set-cookie"].lower()


@pytest.mark.parametrize("value", ["law.example.org", f"{SITE}/law", f"{SITE}, http://x"])
def test_public_address_is_one_origin(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="BAPTA_PUBLIC_URL "):
        settings_of(tmp_path, BAPTA_PUBLIC_URL=value)
