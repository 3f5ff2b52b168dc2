"""Checks of an installation, on the command line and for administrators."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import embeddings.factory as factory
import web.doctor.parts as parts
from tests.helpers.accounts import sign_in
from tests.helpers.databases import SECRET, add_account
from tests.helpers.web_app import client_of, settings_of, without_settings
from web.accounts.roles import Role
from web.backup.last_backup import MAX_BACKUP_AGE, record_backup
from web.cli.main import main
from web.doctor.finding import Finding, Level, Part
from web.doctor.machine import ProxyHeaders, check_proxy
from web.doctor.parts import examine
from web.runtime.sources import Sources
from web.storage.base import utc_now

pytestmark = pytest.mark.slow


def found(home: Path, **variables: str) -> dict[Part, Finding]:
    findings = examine({"BAPTA_HOME": str(home), **variables})
    return {finding.part: finding for finding in findings}


def test_sound_installation_has_no_fault(
    indexed_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAPTA_DATABASE_URL", f"sqlite:///{tmp_path / 'new.sqlite'}")
    done = CliRunner().invoke(main, ["doctor", "--json"])
    rows = json.loads(done.stdout)
    assert [row["part"] for row in rows] == list(Part)
    assert [row for row in rows if row["level"] == Level.FAULT] == []
    assert done.exit_code == 0
    assert not (tmp_path / "new.sqlite").exists()


def test_index_of_a_former_encoder_is_a_fault(
    indexed_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "bundled_names", lambda _small: ("former", "former"))
    finding = found(indexed_home)[Part.INDEX]
    assert (finding.level, finding.fix) == (Level.FAULT, "bapta index build")
    monkeypatch.setattr(factory, "delta_base", lambda: "0" * 16)
    monkeypatch.setattr(Sources, "all_have_a_bank", lambda _self: False)
    model = found(indexed_home)[Part.MODEL]
    assert (model.level, model.fix) == (Level.FAULT, "make adapt-questions ACTS=FOLDER")
    # What another model is named with is not known without it.
    assert found(indexed_home, BAPTA_MODEL="another/model")[Part.INDEX].level is Level.OK


def test_each_fault_names_the_command_that_fixes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_settings(monkeypatch)
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path / "missing"))
    monkeypatch.setenv("BAPTA_SECRETS", "a slip of the pen")
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1
    assert f"Run: mkdir -m 700 -p {tmp_path / 'missing'}" in done.stdout
    for fix in ("unset BAPTA_SECRETS", "bapta model fetch", "bapta index build", "bapta backup"):
        assert f"Run: {fix}" in done.stdout


def test_setting_that_cannot_be_used_is_the_only_finding(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, BAPTA_RATE_LIMIT="many").values()
    assert (finding.part, finding.level) == (Part.SETTINGS, Level.FAULT)


def test_open_keys_old_backups_and_a_slow_clock_are_found(tmp_path: Path) -> None:
    key = tmp_path / "training.key"
    key.touch(mode=0o644)
    record_backup(tmp_path, tmp_path / "old.tar.gz", utc_now() - 2 * MAX_BACKUP_AGE)
    later = (utc_now() + timedelta(hours=1)).timestamp()
    os.utime(tmp_path / "last-backup.json", (later, later))
    findings = found(tmp_path)
    assert findings[Part.RIGHTS].fix == f"chmod go-rwx {key}"
    assert findings[Part.RIGHTS].level is Level.FAULT
    assert findings[Part.BACKUP].note == "backup_old"
    assert findings[Part.CLOCK].note == "clock_behind"


def test_short_secret_and_old_tables_are_faults(tmp_path: Path) -> None:
    (tmp_path / "bapta.sqlite").touch(mode=0o600)
    findings = found(tmp_path, BAPTA_SECRET="short")
    assert findings[Part.SECRET].level is Level.FAULT
    assert findings[Part.DATABASE].fix == "bapta db upgrade"


@pytest.mark.parametrize(
    ("trusted", "seen", "note"),
    [
        ("", None, "proxy_none"),
        ("", ProxyHeaders("10.0.0.1", ("198.51.100.7",), True), "proxy_untrusted"),
        ("10.0.0.2", ProxyHeaders("10.0.0.1", ("198.51.100.7",), True), "proxy_untrusted"),
        ("10.0.0.1", ProxyHeaders("198.51.100.7", ("198.51.100.7",), True), "proxy_ok"),
        ("10.0.0.1", ProxyHeaders("198.51.100.7", ("198.51.100.7",), False), "proxy_silent"),
    ],
)
def test_headers_of_proxies(
    tmp_path: Path, trusted: str, seen: ProxyHeaders | None, note: str
) -> None:
    settings = settings_of(tmp_path, BAPTA_TRUSTED_PROXIES=trusted)
    assert check_proxy(settings, seen).note == note


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 200), (Role.EDITOR, 403)])
def test_page_is_for_administrators(tmp_path: Path, role: Role, status: int) -> None:
    client = client_of(tmp_path, language="en", BAPTA_SECRET=SECRET)
    add_account(client.app.state.site.database, "aigul", role)  # type: ignore[attr-defined]
    assert client.get("/admin/health").status_code == 303
    sign_in(client)
    shown = client.get("/admin/health", headers={"X-Forwarded-For": "198.51.100.7"})
    assert shown.status_code == status
    if role is Role.ADMIN:
        assert "Version of the database: " in shown.text
        assert "export BAPTA_TRUSTED_PROXIES=testclient" in shown.text
        assert '<td lang="en">' in shown.text
        assert "Questions that are answered or wait: 0." in shown.text
        for name in ("acts", "follower", "warming"):
            assert f'<th scope="row"><code>{name}</code></th>' in shown.text
