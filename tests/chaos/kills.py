"""Kills of commands at random moments; afterwards the home must hold what it held.

Run as a program: seconds, seed, a folder for the homes. Each child works on a copy of one home and
dies by SIGKILL within the time that the command takes. Then `bapta check` must find nothing, or
name the command that mends it; the account and the act of before must be there. Prints a table.
"""

import contextlib
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.helpers.acts import write_act
from tests.helpers.databases import SECRET, add_account
from web.accounts.repository import AccountRepository
from web.accounts.roles import Role
from web.cli.main import main as bapta
from web.storage.database import Database

WORDS = "Бұл сөздер қалуы тиіс."


def command(home: Path, words: Sequence[str]) -> int:
    """Start a command of Bapta in a child; return the id of its process."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.environ.update(BAPTA_HOME=str(home), BAPTA_SECRET=SECRET)
            with (
                (home.parent / "told").open("w") as told,
                contextlib.redirect_stdout(told),
                contextlib.redirect_stderr(told),
            ):
                bapta(list(words))
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            os._exit(status)
    return child


def finish(child: int) -> int:
    """Return the exit status of a child, negative for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def prepare(folder: Path) -> dict[str, tuple[str, ...]]:
    """Make the home, the backup and the sources, and return the commands to kill."""
    home = folder / "base" / "home"
    home.mkdir(parents=True)
    write_act(folder, "kept", "kept", f"1-бап. Сан\n\n{WORDS}\n")
    write_act(folder, "more", "more")
    database = Database(f"sqlite:///{home / 'bapta.sqlite'}")
    add_account(database, "kept", Role.ADMIN)
    database.close()
    assert finish(command(home, ["ingest", "--no-review", str(folder / "kept.txt")])) == 0
    assert finish(command(home, ["backup", str(folder / "backup.tar.gz")])) == 0
    return {
        "ingest": ("ingest", "--no-review", str(folder / "more.txt")),
        "backup": ("backup", str(folder / "new.tar.gz")),
        "restore": ("restore", str(folder / "backup.tar.gz")),
        "db upgrade": ("db", "upgrade"),
    }


def fault(home: Path) -> str | None:
    """Return what is wrong with a home after a kill, after the mend that is named; else None."""
    if finish(command(home, ["check"])):
        told = (home.parent / "told").read_text()
        mend = re.search(r"Run: (mv .*|bapta restore .*)", told)
        if mend is None:
            return f"no command is named: {told[-300:]}"
        words = shlex.split(mend[1])
        if words[0] == "mv":
            subprocess.run(words, check=True)
        elif finish(command(home, words[1:])):
            return "the mend fails"
        if finish(command(home, ["check"])):
            return "the mend mends nothing"
    database = Database(f"sqlite:///{home / 'bapta.sqlite'}")
    names = [row.name for row in AccountRepository(database).all()]
    database.close()
    if "kept" not in names:
        return "an account is lost"
    shown = finish(command(home, ["show", "kept:art_1"]))
    return None if shown == 0 and WORDS in (home.parent / "told").read_text() else "an act is lost"


def run(seconds: float, seed: int, folder: Path) -> int:
    """Kill commands for so long; print how often each was killed, and return the faults."""
    shutil.rmtree(folder, ignore_errors=True)
    commands, drawn = prepare(folder), random.Random(seed)
    killed: Counter[str] = Counter()
    faults, began = 0, time.monotonic()
    lasts: dict[str, float] = {}
    while time.monotonic() - began < seconds:
        name = drawn.choice(sorted(commands))
        copy = folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder / "base", copy)
        started = time.monotonic()
        child = command(copy / "home", commands[name])
        if name in lasts:
            time.sleep(drawn.uniform(0, lasts[name]))
            os.kill(child, signal.SIGKILL)
        killed[name] += finish(child) == -signal.SIGKILL
        lasts.setdefault(name, time.monotonic() - started)
        (folder / "new.tar.gz").unlink(missing_ok=True)
        wrong = fault(copy / "home")
        if wrong:
            faults += 1
            print(f"{name}: {wrong}", file=sys.stderr)
    for name, times in sorted(killed.items()):
        print(f"{name}: killed {times} times")
    print(f"faults: {faults}")
    return faults


if __name__ == "__main__":
    sys.exit(run(float(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])) > 0)
