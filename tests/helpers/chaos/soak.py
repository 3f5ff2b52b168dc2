"""Soak: a server at half load for long, whose memory, threads and journal must stay.

Run as a program: seconds, a folder for the home. Half load is half of the rate that clients reach
who ask at once after each answer. Memory is measured after a warm-up of a fifth of the time.
"""

import os
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from tests.helpers.chaos.homes import database_url
from tests.helpers.chaos.load import Load, questions
from tests.helpers.chaos.outcome import Outcome, table
from tests.helpers.chaos.servers import journal_rows, model_home, served_with_model
from tests.helpers.serving import Serving

CLIENTS = 2
WARM_UP_SHARE = 0.2
MAX_GROWTH = 0.05
FULL_LOAD_SECONDS = 15.0
_SAMPLES = 120


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory in bytes and the number of threads of the server."""

    memory: int
    threads: int


def sample(server: Serving) -> Sample:
    """Return what the process uses now."""
    lines = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8").splitlines()
    values = dict(line.split(":", 1) for line in lines)
    return Sample(int(values["VmRSS"].split()[0]) * 1024, int(values["Threads"]))


def soak(home: Path, folder: Path, seconds: float) -> Outcome:
    """Ask at half load for so many ``seconds``; the home has the bundled model."""
    one = Outcome("soak at half load")
    copy = model_home(home, folder / "copy")
    with served_with_model(copy) as server:
        full = Load(server.port, questions(), CLIENTS)
        with full.running(FULL_LOAD_SECONDS):
            pass
        # Each client waits as long as an answer took, and so asks half as often.
        load = Load(server.port, questions(), CLIENTS, median(full.times))
        every = (1 - WARM_UP_SHARE) * seconds / _SAMPLES
        samples: list[Sample] = []
        with load.running(seconds):
            time.sleep(WARM_UP_SHARE * seconds)
            for _ in range(_SAMPLES):
                samples.append(sample(server))
                time.sleep(every)
        expected = full.first + full.answered + load.first + load.answered
        rows = _settled_rows(copy, expected)
    full.settle(Outcome("full load"))
    load.settle(one)
    one.caused = 1
    _judge(one, samples, rows, expected)
    one.note += (
        f"; {load.answered / seconds:.1f} questions a second of "
        f"{full.answered / FULL_LOAD_SECONDS:.1f}, median {1000 * median(load.times):.0f} ms, "
        f"95th percentile {1000 * quantiles(load.times, n=20)[-1]:.0f} ms"
    )
    return one


def _settled_rows(home: Path, expected: int) -> int:
    until = time.monotonic() + 60
    while (found := journal_rows(database_url(home))) < expected and time.monotonic() < until:
        time.sleep(0.5)
    return found


def _judge(one: Outcome, samples: Sequence[Sample], rows: int, expected: int) -> None:
    """Compare the last tenth of the samples with the first one after the warm-up."""
    tenth = len(samples) // 10
    first, last = (median(s.memory for s in part) for part in (samples[:tenth], samples[-tenth:]))
    growth = last / first - 1
    threads = samples[0].threads, samples[-1].threads
    one.require(growth <= MAX_GROWTH, f"memory grew by {growth:.1%}")
    one.require(threads[1] >= threads[0], f"{threads[0]} threads became {threads[1]}")
    one.require(rows == expected, f"{rows} journal rows of {expected}")
    one.note = (
        f"memory {first / 2**20:.0f} to {last / 2**20:.0f} MiB ({growth:+.1%}), "
        f"threads {threads[0]} to {threads[1]}, {rows} journal rows of {expected}"
    )


def main(seconds: float, folder: Path) -> int:
    """Run the soak; print its figures and return the exit status."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    home = Path(os.environ.pop("BAPTA_HOME", "") or Path.home() / ".local" / "share" / "bapta")
    one = soak(home, folder, seconds)
    print(table([one]))
    shutil.rmtree(folder, ignore_errors=True)
    return int(bool(one.problems))


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), Path(sys.argv[2])))
