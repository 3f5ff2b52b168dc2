"""Kills of commands at random moments; afterwards the home must hold what it held.

Each child works on a copy of a home and dies by SIGKILL within the time that its work takes.
"""

import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from data.publications import active_publications, read_publications
from qa.retrieval.bank_index import merge_bank, question_vector_store
from tests.helpers.chaos.commands import Limits, child, command, finish
from tests.helpers.chaos.homes import Base, copied, fault
from tests.helpers.chaos.outcome import Outcome
from tests.helpers.teaching import DRONE, hashing_parts
from tests.helpers.web_app import settings_of
from web.runtime.composition import compose_corpus
from web.storage.database import Database
from web.teaching.publication_repository import all_publications
from web.teaching.publisher import Publisher, bank_state
from web.teaching.service import follow_once

Start = Callable[[Path, Limits | None], int]


def commands(base: Base, folder: Path) -> dict[str, tuple[Path, Start]]:
    """Return the home to copy and the work to kill, by the name of the work."""

    def of(*words: str) -> Start:
        return lambda home, limits: command(home, words, limits)

    return {
        "ingest": (base.home, of("ingest", "--no-review", str(base.source))),
        "index build": (base.stale, of("index", "build")),
        "publish": (base.home, publish),
        "backup": (base.home, of("backup", str(folder / "new.tar.gz"))),
        "restore": (base.home, of("restore", str(base.backup))),
        "db upgrade": (base.older, of("db", "upgrade")),
    }


def publish(home: Path, limits: Limits | None = None) -> int:
    """Publish a question in a child; return the id of its process."""

    def work() -> None:
        settings = settings_of(home)
        publisher = Publisher(settings, hashing_parts(home), Database(settings.database_url))
        corpus = compose_corpus(settings)
        own = active_publications(read_publications(settings.bank))
        publisher.publish([DRONE], "kept", bank_state(corpus, merge_bank(corpus, own)))

    return child(home.parent / "told", work, limits)


def publication_fault(home: Path) -> str | None:
    """Return what is wrong with the publications, after a server has started on ``home``."""
    target = home.parent / "published"
    target.unlink(missing_ok=True)

    def compare() -> None:
        settings, parts = settings_of(home), hashing_parts(home)
        follow_once(settings, parts)
        database = Database(settings.database_url)
        with database.reading() as session:
            stored = len(all_publications(session))
        database.close()
        files = read_publications(settings.bank)
        assert stored == len(files)
        bank = parts.sources.bank(active_publications(files))
        rows = question_vector_store(settings.index, bank).load(parts.encoder()).size
        assert rows == len(bank.entries)
        target.touch()

    if finish(child(home.parent / "compared", compare)) == 0:
        return None
    return f"the bank is not whole: {(home.parent / 'compared').read_text()[-300:]}"


def run_kills(
    base: Base, folder: Path, seconds: float, seed: int, most: int | None = None
) -> list[Outcome]:
    """Kill each work in turn for so long, at most ``most`` times each; return an outcome each."""
    works, drawn = commands(base, folder), random.Random(seed)
    lasts = {name: _duration(folder, *works[name]) for name in works}
    outcomes = {name: Outcome(f"kill of {name}") for name in works}
    until = time.monotonic() + seconds
    times = 0
    while time.monotonic() < until and (most is None or times < most):
        times += 1
        for name, (home, start) in works.items():
            copy = copied(home, folder / "copy")
            pid = start(copy, None)
            moment = drawn.uniform(0, lasts[name])
            time.sleep(moment)
            os.kill(pid, signal.SIGKILL)
            one = outcomes[name]
            is_killed = finish(pid) == -signal.SIGKILL
            one.caused += is_killed
            # The work may take less than the first time, or more on a busy machine.
            lasts[name] = 1.1 * lasts[name] if is_killed else max(moment, 0.7 * lasts[name])
            (folder / "new.tar.gz").unlink(missing_ok=True)
            _judge(one, copy, base.expected)
    for name, one in outcomes.items():
        one.note = f"within {lasts[name]:.1f} s of work"
    return list(outcomes.values())


def _duration(folder: Path, home: Path, start: Start) -> float:
    """Return the seconds that the work takes, which must succeed."""
    copy = copied(home, folder / "copy")
    began = time.monotonic()
    assert finish(start(copy, None)) == 0, (copy.parent / "told").read_text()
    (folder / "new.tar.gz").unlink(missing_ok=True)
    return time.monotonic() - began


def _judge(one: Outcome, home: Path, expected: str) -> None:
    one.asked += 1
    problems: Sequence[str | None] = (fault(home, expected), publication_fault(home))
    if one.fault.endswith("publish"):
        problems = problems[::-1]
    found = [problem for problem in problems if problem]
    one.problems += found
    one.answered += not found
