"""Measurements: the machine, memory of processes, and latency of calls."""

import os
import platform
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController

from embeddings.factory import available_cores

# Instructions that make products of small integers fast.
_INSTRUCTIONS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni")


def describe_machine() -> dict[str, Any]:
    """Return processor, cores, instruction sets, memory, load and Python, but not the host name."""
    about = _read(Path("/proc/cpuinfo"))
    model = re.search(r"^model name\s*:\s*(.+)$", about, re.MULTILINE)
    flags = re.search(r"^flags\s*:\s*(.+)$", about, re.MULTILINE)
    available = set(flags[1].split()) if flags else set()
    return {
        "processor": model[1].strip() if model else platform.processor() or platform.machine(),
        "cores": available_cores(),
        "abilities": [name for name in _INSTRUCTIONS if name in available],
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }


def resident_mb(pid: int) -> float | None:
    """Return the resident memory of a process and its children in MB; None where it is unknown.

    A page that they share counts once.
    """
    texts = (_read(Path(f"/proc/{process}/smaps_rollup")) for process in (pid, *_children(pid)))
    known = [re.search(r"^Pss:\s*(\d+) kB", text, re.MULTILINE) for text in texts]
    sizes = [int(size[1]) / 1000 for size in known if size]
    return round(sum(sizes), 1) if sizes else None


def processor_seconds(pid: int) -> float | None:
    """Return the processor time of a process and its children; None where it is unknown."""
    texts = [_read(Path(f"/proc/{process}/stat")) for process in (pid, *_children(pid))]
    # After the name in brackets, which may hold spaces: the twelfth and thirteenth field.
    fields = [text.rpartition(")")[2].split() for text in texts if text]
    ticks = [int(found[11]) + int(found[12]) for found in fields]
    return sum(ticks) / os.sysconf("SC_CLK_TCK") if ticks else None


def _children(pid: int) -> list[int]:
    return [int(child) for child in _read(Path(f"/proc/{pid}/task/{pid}/children")).split()]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


Input = TypeVar("Input")


@dataclass(frozen=True, slots=True)
class Latency:
    """Percentiles of ``n`` calls, in milliseconds.

    ``cpu`` is the mean processor time of a call in this process, None where others do the work.
    """

    n: int
    p50: float
    p95: float
    p99: float
    cpu: float | None = None

    def figures(self) -> dict[str, float | int | None]:
        """Return the fields as a dict."""
        return asdict(self)


def latency(seconds: Sequence[float], processor: float | None = None) -> Latency:
    """Return the percentiles of call times (nearest rank) and the mean of ``processor`` seconds.

    Raises ValueError for no times.
    """
    if not seconds:
        raise ValueError("no call was timed")
    ordered = sorted(seconds)

    def percentile(share: float) -> float:
        rank = min(len(ordered) - 1, int(share * len(ordered)))
        return round(1000 * ordered[rank], 2)

    cpu = None if processor is None else round(1000 * processor / len(ordered), 2)
    return Latency(len(ordered), percentile(0.5), percentile(0.95), percentile(0.99), cpu)


def as_served(call: Callable[[str], object]) -> Callable[[str], object]:
    """Limit ``call`` to one thread for each product of matrices, as in a server.

    Threads of the model are not limited. Load the libraries before.
    """
    libraries = ThreadpoolController()

    def limited(question: str) -> object:
        with libraries.limit(limits=1):
            return call(question)

    return limited


def time_call(call: Callable[[Input], object], inputs: Sequence[Input], warm: int = 5) -> Latency:
    """Measure ``call`` with each of ``inputs``, after a first round with ``warm`` of them."""
    return time_in_turn((call,), inputs, warm)[0]


def time_in_turn(
    calls: Sequence[Callable[[Input], object]], inputs: Sequence[Input], warm: int = 5
) -> list[Latency]:
    """Measure each of ``calls``, which take turns, so that the load of the machine is the same."""
    for value in inputs[:warm]:
        for call in calls:
            call(value)
    times: list[list[float]] = [[] for _ in calls]
    processor = [0.0 for _ in calls]
    for value in inputs:
        for number, call in enumerate(calls):
            start, used = perf_counter(), process_time()
            call(value)
            times[number].append(perf_counter() - start)
            processor[number] += process_time() - used
    return [latency(own, used) for own, used in zip(times, processor, strict=True)]
