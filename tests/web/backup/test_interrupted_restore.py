"""A restore that is killed loses nothing, and none begins while somebody uses the home."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.helpers.databases import add_account
from tests.helpers.killing import dies_at
from tests.helpers.web_app import without_settings
from web.accounts.repository import AccountRepository
from web.accounts.roles import Role
from web.backup.archive import write_backup
from web.backup.home_lock import home_lock, previous_home
from web.backup.restore import restore_backup
from web.cli.main import main
from web.storage.database import Database


def ignore_progress(done: int, total: int) -> None:
    """Take the progress of a command that nobody watches."""


def bapta(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def accounts_in(url: str) -> list[str]:
    """Return the names of the accounts of a database."""
    database = Database(url)
    names = [row.name for row in AccountRepository(database).all()]
    database.close()
    return names


def kill_restore(file: Path, home: Path, url: str, moment: int) -> bool:
    """Restore in a child that dies before its ``moment``-th rename; return whether it died."""
    return dies_at(moment, lambda: restore_backup(file, home, Database(url), ignore_progress))


@pytest.mark.slow
@pytest.mark.parametrize("place", ["home/bapta.sqlite", "elsewhere.sqlite"])
def test_killed_restore_names_the_command_that_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    file, home, url = tmp_path / "b.tar.gz", tmp_path / "home", f"sqlite:///{tmp_path / place}"
    without_settings(monkeypatch)
    monkeypatch.setenv("BAPTA_HOME", str(home))
    monkeypatch.setenv("BAPTA_DATABASE_URL", url)
    for name in ("restored", "later"):
        database = Database(url)
        add_account(database, name, Role.ADMIN)
        (home / "acts").mkdir(parents=True, exist_ok=True)
        if name == "restored":
            write_backup(home, database, file, ignore_progress)
        database.close()
    moment = 1
    while kill_restore(file, home, url, moment):
        told = bapta("check")
        if told.exit_code:
            # The home is missing, or new beside a database that is not: no command uses it.
            assert bapta("ask", "?").stderr == told.stderr
            assert " was interrupted" in told.stderr
            assert "rm " not in told.stderr
        else:
            assert accounts_in(url) == ["later", "restored"]
        moment += 1
        if previous_home(home).exists():
            # A restore can be repeated although the files from before an earlier one are kept.
            assert bapta("restore", str(file)).exit_code == 0
            assert accounts_in(url) == ["restored"]
            break
    assert moment > 1
    assert bapta("check").exit_code == 0
    assert previous_home(home).is_dir()


def test_no_restore_while_a_command_uses_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_settings(monkeypatch)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("BAPTA_HOME", str(home))
    with home_lock(home), home_lock(home):
        refused = bapta("restore", str(tmp_path / "none"))
        assert refused.exit_code == 2
        assert f"A server or another command uses {home}, " in refused.stderr
    with home_lock(home, exclusive=True):
        assert "Try again when it has ended." in bapta("show", "art_1").stderr
    assert bapta("show", "art_1").exit_code == 0


@pytest.mark.parametrize("place", ["home/bapta.sqlite", "elsewhere.sqlite"])
def test_no_command_uses_a_missing_home_while_it_is_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    without_settings(monkeypatch)
    file, home, url = tmp_path / "b.tar.gz", tmp_path / "home", f"sqlite:///{tmp_path / place}"
    monkeypatch.setenv("BAPTA_HOME", str(home))
    monkeypatch.setenv("BAPTA_DATABASE_URL", url)
    database = Database(url)
    add_account(database, "restored", Role.ADMIN)
    write_backup(home, database, file, ignore_progress)
    database.close()
    shutil.rmtree(home, ignore_errors=True)
    told: list[str] = []

    def report(done: int, total: int) -> None:
        told.append(bapta("show", "art_1").stderr)
        told.append(bapta("restore", str(file)).stderr)

    database = Database(url)
    restore_backup(file, home, database, report)
    database.close()
    assert len(told) > 2
    assert {line for line in told[::2] if "A restore replaces" not in line} == set()
    assert {line for line in told[1::2] if "another command uses" not in line} == set()
    assert accounts_in(url) == ["restored"]
    assert not previous_home(home).exists()
    assert bapta("show", "art_1").exit_code == 0


def test_failed_restore_makes_no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_settings(monkeypatch)
    home = tmp_path / "made" / "home"
    monkeypatch.setenv("BAPTA_HOME", str(home))
    (tmp_path / "file").write_bytes(b"no backup")
    refused = bapta("restore", str(tmp_path / "file"))
    assert "is not a complete backup" in refused.stderr
    assert list(home.parent.iterdir()) == []


def test_kill_while_a_missing_home_is_restored_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_settings(monkeypatch)
    file, home = tmp_path / "b.tar.gz", tmp_path / "home"
    url = f"sqlite:///{home / 'bapta.sqlite'}"
    monkeypatch.setenv("BAPTA_HOME", str(home))
    database = Database(url)
    add_account(database, "restored", Role.ADMIN)
    write_backup(home, database, file, ignore_progress)
    database.close()
    previous = previous_home(home)
    # As a kill between the two renames of an earlier version leaves it.
    home.rename(previous)
    moment = 1
    while kill_restore(file, home, url, moment):
        told = bapta("check")
        assert told.exit_code == 0 or "bapta restore" in told.stderr or "mv " in told.stderr
        assert told.exit_code or accounts_in(url) == ["restored"]
        assert previous.is_dir()
        moment += 1
    assert moment > 1
    assert accounts_in(url) == ["restored"]
