"""Servers that the faults hit."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import func, select

from tests.helpers.chaos.commands import Limits, command, finish
from tests.helpers.chaos.load import health
from tests.helpers.databases import SECRET
from tests.helpers.serving import Serving, free_port, serving
from web.journal.models import QuestionRow
from web.storage.database import Database

START_SECONDS = 480


@contextmanager
def served(
    home: Path, limits: Limits | None = None, log: Path | None = None, **settings: str
) -> Iterator[Serving]:
    """Run a server with the encoder of the tests over ``home`` in a child until the block ends.

    It must end by itself when it is asked to.
    """
    port = free_port()
    log = log or home.parent / "server.log"
    pid = command(home, ["serve", "--port", str(port)], limits, log, **settings)
    try:
        _wait(port, log, lambda: os.waitpid(pid, os.WNOHANG)[0] == 0)
        yield Serving(port, pid, log)
    except BaseException:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            finish(pid)
        raise
    os.kill(pid, signal.SIGTERM)
    status = finish(pid)
    assert status in {0, -signal.SIGTERM}, (status, log.read_text()[-2000:])


@contextmanager
def served_with_model(home: Path, *options: str, **environment: str) -> Iterator[Serving]:
    """Run the command itself, with the bundled model and accounts, until the block ends."""
    settings = {"BAPTA_SECRET": SECRET, "BAPTA_RATE_LIMIT": "0", **environment}
    with serving(home, home.parent / "server.log", *options, **settings) as server:
        yield server


def model_home(home: Path, folder: Path) -> Path:
    """Return a copy of the home of the operator, whose model is linked, in ``folder``."""
    copy = folder / "home"
    shutil.rmtree(folder, ignore_errors=True)
    copy.mkdir(parents=True)
    shutil.copytree(home / "index", copy / "index")
    (copy / "models").symlink_to(home / "models")
    return copy


def journal_rows(url: str) -> int:
    """Return the number of questions in the journal."""
    with closing(Database(url)) as database, database.reading() as session:
        return session.scalar(select(func.count(QuestionRow.id))) or 0


def _wait(port: int, log: Path, lives: Callable[[], bool]) -> None:
    until = time.monotonic() + START_SECONDS
    while not health(port):
        assert lives(), log.read_text()[-2000:]
        assert time.monotonic() < until, "The server does not start."
        time.sleep(0.05)
