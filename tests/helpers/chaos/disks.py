"""Full disks and read-only homes. As root on a small file system of its own, else by limits."""

import os
import random
import resource
import subprocess
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.helpers.chaos.commands import answers, command, finish
from tests.helpers.chaos.homes import Base, copied, database_url, fault, told
from tests.helpers.chaos.kills import commands
from tests.helpers.chaos.load import Load, questions
from tests.helpers.chaos.outcome import Outcome
from tests.helpers.chaos.servers import journal_rows, served

SIZE_MIB = 64
SETTLE_SECONDS = 60


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """Mount a small file system at ``folder``; None where this process may not."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "tmpfs", str(folder)]
    if not hasattr(os, "geteuid") or os.geteuid() or subprocess.run(mount, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, left: int) -> Path:
    """Fill the disk of ``folder`` but for about ``left`` bytes; return the file that does it."""
    facts = os.statvfs(folder)
    filler = folder / "filler"
    with filler.open("wb") as file:
        for _ in range(max(0, facts.f_bavail * facts.f_frsize - left) >> 16):
            file.write(bytes(1 << 16))
    return filler


def full_disk(
    base: Base, folder: Path, seed: int, times: int, names: Collection[str] | None = None
) -> Outcome:
    """Run each command, or those of ``names``, ``times`` with another small rest of the disk."""
    one, drawn = Outcome("full disk, commands"), random.Random(seed)
    works = commands(base, folder / "disk")
    works = {name: work for name, work in works.items() if names is None or name in names}
    with small_disk(folder / "disk") as disk:
        one.note = f"tmpfs of {SIZE_MIB} MiB" if disk else "limit of the size of a file"
        for _ in range(times):
            for name, (home, start) in works.items():
                copy = copied(home, (disk or folder) / "copy")
                left = drawn.randrange(0, 1 << drawn.randrange(12, 23))
                filler = fill(disk, left) if disk else None
                limits = None if disk else {resource.RLIMIT_FSIZE: left}
                status = finish(start(copy, limits))
                one.caused += status != 0
                said = told(copy)
                if filler:
                    filler.unlink()
                (disk or folder).joinpath("new.tar.gz").unlink(missing_ok=True)
                # Publications are made in the server, which logs its errors.
                is_command = name != "publish"
                one.require("Traceback" not in said or not is_command, f"{name}: {said}")
                _judge(one, name, copy, base.expected)
    return one


def _judge(one: Outcome, name: str, home: Path, expected: str) -> None:
    one.asked += 1
    wrong = fault(home, expected)
    one.answered += wrong is None
    one.require(wrong is None, f"{name}: {wrong}")


def full_disk_under_load(base: Base, folder: Path, seconds: float) -> Outcome:
    """Fill the disk of a server that answers, and free it again: it keeps every journal row."""
    one = Outcome("full disk, server")
    with small_disk(folder / "disk") as disk:
        if disk is None:
            one.note = "not run: no right to mount"
            return one
        home = copied(base.home, disk / "copy")
        before = journal_rows(database_url(home))
        with served(home) as server:
            load = Load(server.port, questions(), clients=2, pause=0.02)
            with load.running(seconds):
                filler = fill(disk, 0)
                one.caused += 1
            filler.unlink()
            _await_rows(one, home, before + load.first + load.answered)
        load.settle(one)
        _judge(one, "server", home, base.expected)
    return one


def _await_rows(one: Outcome, home: Path, expected: int) -> None:
    until = time.monotonic() + SETTLE_SECONDS
    found = -1
    while found != expected and time.monotonic() < until:
        time.sleep(0.2)
        found = journal_rows(database_url(home))
    one.require(found == expected, f"{found} journal rows of {expected}")


def read_only_home(base: Base, folder: Path) -> Outcome:
    """Use a home on a read-only file system: nothing is written and everything is answered."""
    one = Outcome("read-only home")
    with small_disk(folder / "disk") as disk:
        if disk is None:
            one.note = "not run: no right to mount"
            return one
        home = copied(base.home, disk / "copy")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        log = folder / "told"
        for words in (("ingest", "--no-review", str(base.source)), ("index", "build")):
            one.caused += 1
            status = finish(command(home, words, log=log))
            said = log.read_text(encoding="utf-8")
            is_current = words[0] == "index"
            one.require(is_current or status == 2, f"{words[0]}: {status}")
            one.require("Traceback" not in said, f"{words[0]}: {said[-300:]}")
        one.require(finish(command(home, ["check"], log=log)) == 0, "check fails")
        with served_elsewhere(home, folder) as load, load.running(3):
            pass
        load.settle(one)
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        one.require(answers(home) == base.expected, "an answer is another one")
    return one


@contextmanager
def served_elsewhere(home: Path, folder: Path) -> Iterator[Load]:
    """Serve a read-only home and yield a load on it; the server writes its log to ``folder``."""
    with served(home, log=folder / "server.log") as server:
        yield Load(server.port, questions(), clients=2, pause=0.02)
