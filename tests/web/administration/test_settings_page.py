"""Settings with their sources, in the browser and on the command line, without secrets."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.helpers.databases import SECRET
from tests.helpers.desk import signed_in
from tests.helpers.web_app import settings_of, without_settings
from web.accounts.roles import Role
from web.administration.settings_page import Source, setting_values
from web.cli.main import main
from web.settings import SETTINGS

pytestmark = pytest.mark.slow

HIDDEN = "hunter2-hunter2"


def test_each_setting_is_shown_with_its_source_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_settings(monkeypatch)
    monkeypatch.setenv("BAPTA_SECRET", SECRET)
    monkeypatch.setenv("BAPTA_CONTACTS", "1402 <b>")
    client = signed_in(tmp_path, Role.ADMIN, BAPTA_METRICS_TOKEN=HIDDEN, BAPTA_CONTACTS="1402 <b>")
    page = client.get("/admin/settings").text
    for each in SETTINGS:
        assert f"<code>{each.name}</code>" in page
    assert SECRET not in page
    assert HIDDEN not in page
    assert "set, not shown" in page
    assert "<code>1402 &lt;b&gt;</code>" in page
    stated = client.get("/admin/settings?source=environment").text
    assert "BAPTA_CONTACTS" in stated
    assert "BAPTA_RETENTION_DAYS" not in stated


def test_passwords_of_addresses_are_hidden(tmp_path: Path) -> None:
    environ = {
        "BAPTA_DATABASE_URL": f"postgresql://bapta:{HIDDEN}@db/bapta?sslpassword={HIDDEN}",
        "BAPTA_INDEX": f"milvus+http://root:{HIDDEN}@milvus:19530",
        "BAPTA_HELPLINES": "suicide=150 Helpline",
    }
    values = {each.name: each for each in setting_values(settings_of(tmp_path, **environ), environ)}
    assert not any(HIDDEN in each.value for each in values.values())
    assert values["BAPTA_DATABASE_URL"].value == "postgresql://bapta:***@db/bapta"
    assert values["BAPTA_INDEX"].value == "milvus+http://milvus:19530"
    assert values["BAPTA_HELPLINES"].value == "suicide=150 Helpline | Helpline | Helpline"
    assert values["BAPTA_DATABASE_URL"].source is Source.ENVIRONMENT
    assert values["BAPTA_RETENTION_DAYS"].source is Source.DEFAULT
    plain = {each.name: each for each in setting_values(settings_of(tmp_path), {})}
    assert plain["BAPTA_INDEX"].source is Source.DERIVED
    assert plain["BAPTA_INDEX"].value == str(tmp_path / "index")


def test_command_prints_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_settings(monkeypatch)
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path))
    monkeypatch.setenv("BAPTA_SECRET", SECRET)
    printed = CliRunner().invoke(main, ["settings"]).stdout
    assert "BAPTA_SECRET\tset\tenvironment\n" in printed
    assert "BAPTA_RETENTION_DAYS\t90\tdefault\n" in printed
    assert SECRET not in printed
