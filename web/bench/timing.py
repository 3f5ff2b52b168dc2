"""Times of single calls and what is told of them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TypeVar

from threadpoolctl import ThreadpoolController

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
