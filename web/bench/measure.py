"""The machine that figures come from: its processor and its cores, and no name of it.

Times of single calls and what is told of them.
"""

import os
import platform
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController

from embeddings.factory import available_cores

# What makes products of small whole numbers fast.
_TELLING = ("avx2", "avx512f", "avx512_vnni", "avx_vnni")


def machine() -> dict[str, Any]:
    """Model and cores of the processor, its telling abilities, memory, load, Python."""
    about = _read(Path("/proc/cpuinfo"))
    model = re.search(r"^model name\s*:\s*(.+)$", about, re.MULTILINE)
    flags = re.search(r"^flags\s*:\s*(.+)$", about, re.MULTILINE)
    able = set(flags[1].split()) if flags else set()
    return {
        "processor": model[1].strip() if model else platform.processor() or platform.machine(),
        "cores": available_cores(),
        "abilities": [one for one in _TELLING if one in able],
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }


def resident_mb(pid: int) -> float | None:
    """Resident memory of a process and its children in MB; None where the system does not tell."""
    sizes = [_resident(each) for each in (pid, *_children(pid))]
    known = [size for size in sizes if size is not None]
    return round(sum(known), 1) if known else None


def _resident(pid: int) -> float | None:
    found = re.search(r"^VmRSS:\s*(\d+) kB", _read(Path(f"/proc/{pid}/status")), re.MULTILINE)
    return int(found[1]) / 1000 if found else None


def _children(pid: int) -> list[int]:
    return [int(child) for child in _read(Path(f"/proc/{pid}/task/{pid}/children")).split()]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Latency:
    """Percentiles of ``n`` calls, in milliseconds."""

    n: int
    p50: float
    p95: float
    p99: float

    def figures(self) -> dict[str, float | int]:
        """The same as a plain dict."""
        return asdict(self)


def latency(seconds: Sequence[float]) -> Latency:
    """The percentiles of call times (nearest rank); ValueError for none."""
    if not seconds:
        raise ValueError("no call was timed")
    ordered = sorted(seconds)

    def at(share: float) -> float:
        place = min(len(ordered) - 1, int(share * len(ordered)))
        return round(1000 * ordered[place], 2)

    return Latency(len(ordered), at(0.5), at(0.95), at(0.99))


def as_served(call: Callable[[str], object]) -> Callable[[str], object]:
    """``call`` with one thread for each product of matrices, as a server has it; the model's
    threads are its own. Made once the libraries are loaded.
    """
    libraries = ThreadpoolController()

    def limited(given: str) -> object:
        with libraries.limit(limits=1):
            return call(given)

    return limited


def timed(call: Callable[[Given], object], given: Sequence[Given], warm: int = 5) -> Latency:
    """The latency of ``call`` with each of ``given``; the first ``warm`` are called once before."""
    return timed_in_turn((call,), given, warm)[0]


def timed_in_turn(
    calls: Sequence[Callable[[Given], object]], given: Sequence[Given], warm: int = 5
) -> list[Latency]:
    """The latency of each of ``calls``, which take turns, so that all meet the same machine."""
    for one in given[:warm]:
        for call in calls:
            call(one)
    times: list[list[float]] = [[] for _ in calls]
    for one in given:
        for call, own in zip(calls, times, strict=True):
            start = perf_counter()
            call(one)
            own.append(perf_counter() - start)
    return [latency(own) for own in times]
