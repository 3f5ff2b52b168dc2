"""A restore that is killed loses nothing, and none begins while somebody uses the home."""

import os
import signal
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.helpers.databases import add_account
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
    child = os.fork()
    if child == 0:
        renames = 0

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal renames
            if event == "os.rename":
                renames += 1
                if renames == moment:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        try:
            restore_backup(file, home, Database(url), ignore_progress)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


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
