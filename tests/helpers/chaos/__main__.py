"""Faults of every kind, one after the other, and one table at the end.

Arguments: seconds for the kills of commands, seed, an empty folder, and `short` for a few of each.
The other kinds together take some minutes. The exit status is 1 if anything was lost.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.helpers.chaos.clocks import clock_moved
from tests.helpers.chaos.databases import sqlite_faults
from tests.helpers.chaos.disks import full_disk, full_disk_under_load, read_only_home
from tests.helpers.chaos.homes import Base, make_base
from tests.helpers.chaos.kills import run_kills
from tests.helpers.chaos.outages import milvus_outages, postgres_outages
from tests.helpers.chaos.outcome import Outcome, table
from tests.helpers.chaos.processes import few_descriptors, little_memory, workers_killed
from tests.helpers.chaos.swaps import index_swaps

Step = Callable[[], Outcome | Sequence[Outcome]]


def short_steps(base: Base, folder: Path, seed: int) -> Iterator[Step]:
    """Yield a kill of each command, a full disk and an index swap."""
    yield lambda: run_kills(base, folder, 60, seed, most=1)
    yield lambda: full_disk(base, folder, seed, 1, ("ingest", "db upgrade"))
    yield lambda: index_swaps(base, folder, 1)


def long_steps(base: Base, folder: Path, seed: int, seconds: float, home: Path) -> Iterator[Step]:
    """Yield every fault; ``home`` has the bundled model."""
    yield lambda: run_kills(base, folder, seconds, seed)
    yield lambda: full_disk(base, folder, seed, 3)
    yield lambda: full_disk_under_load(base, folder, 5)
    yield lambda: read_only_home(base, folder)
    yield lambda: sqlite_faults(base, folder, 8)
    yield lambda: postgres_outages(base, folder, 3, 4)
    yield lambda: milvus_outages(base, folder, 2, 4)
    yield lambda: workers_killed(home, folder, 4)
    yield lambda: few_descriptors(base, folder)
    yield lambda: little_memory(base, folder)
    yield lambda: clock_moved(home, folder, 3)
    yield lambda: index_swaps(base, folder, 10)


def run(steps: Iterator[Step]) -> list[Outcome]:
    """Cause each fault; a step that raises is a problem of its own."""
    outcomes: list[Outcome] = []
    for number, step in enumerate(steps, 1):
        began = time.monotonic()
        try:
            given = step()
        except Exception as error:  # noqa: BLE001
            given = Outcome(f"step {number}", problems=[f"{type(error).__name__}: {error}"])
        new = [given] if isinstance(given, Outcome) else given
        outcomes += new
        print(f"step {number}: {time.monotonic() - began:.0f} s", file=sys.stderr)
        print(table(new), file=sys.stderr, flush=True)
    return outcomes


def main(seconds: float, seed: int, folder: Path, is_short: bool) -> int:
    """Run the suite; print the table and return the exit status."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    home = Path(os.environ.pop("BAPTA_HOME", "") or Path.home() / ".local" / "share" / "bapta")
    base = make_base(folder)
    long = long_steps(base, folder, seed, seconds, home)
    outcomes = run(short_steps(base, folder, seed) if is_short else long)
    print(table(outcomes))
    shutil.rmtree(folder, ignore_errors=True)
    return int(any(one.problems for one in outcomes))


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), "short" in sys.argv))
