"""Caches of results that depend on editions of acts alone."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, ParamSpec, TypeVar

from data.edition_diff import Difference, diff_editions
from data.model import Act
from data.norm_bearers import BorneNorm, find_borne_norms
from web.reader.side_by_side import AlignedRow, align_rows

# An act of a thousand provisions has about 1 MB of norms; a page side by side takes up to 100 KB.
MAX_NORMS, MAX_DIFFERENCES, MAX_ROWS = 32, 32, 256

Given = ParamSpec("Given")
Value = TypeVar("Value")


class EditionCache(Generic[Given, Value]):
    """Results of a pure function of editions; the least recently used are evicted.

    The key of an edition is its act id, edition and digest, so that a hot reload neither serves
    old words nor computes unchanged results again. Threads may share the cache: one of them
    computes a result, the others wait for it.
    """

    def __init__(self, compute: Callable[Given, Value], most: int) -> None:
        """Keep at most ``most`` results of ``compute``."""
        self._compute = compute
        self._most = most
        self._kept: OrderedDict[Hashable, Future[Value]] = OrderedDict()
        self._lock = Lock()

    def get(self, *given: Given.args, **named: Given.kwargs) -> Value:
        """Return the result for these arguments; raises as the function does."""
        key = _key(given, named)
        with self._lock:
            future = self._kept.get(key)
            is_new = future is None
            if future is None:
                future = self._kept[key] = Future()
            self._kept.move_to_end(key)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        if is_new:
            try:
                future.set_result(self._compute(*given, **named))
            # Threads that wait for the result get the error, of whatever kind.
            except BaseException as error:  # noqa: BLE001
                with self._lock:
                    if self._kept.get(key) is future:
                        del self._kept[key]
                future.set_exception(error)
        return future.result()

    def has(self, *given: Given.args, **named: Given.kwargs) -> bool:
        """Return whether the result is in the cache."""
        with self._lock:
            future = self._kept.get(_key(given, named))
            return future is not None and future.done()


@dataclass(frozen=True, slots=True)
class EditionCaches:
    """The caches of a site; the application state holds them."""

    norms: EditionCache[[Act], tuple[BorneNorm, ...]] = field(
        default_factory=lambda: EditionCache(find_borne_norms, MAX_NORMS)
    )
    differences: EditionCache[[Act, Act], tuple[Difference, ...]] = field(
        default_factory=lambda: EditionCache(diff_editions, MAX_DIFFERENCES)
    )
    rows: EditionCache[[Act, Act, str], tuple[AlignedRow, ...]] = field(
        default_factory=lambda: EditionCache(align_rows, MAX_ROWS)
    )


def _key(given: tuple[object, ...], named: dict[str, object]) -> Hashable:
    return tuple(map(_part, given)), tuple((name, _part(named[name])) for name in sorted(named))


def _part(argument: object) -> object:
    if isinstance(argument, Act):
        return argument.id, argument.edition_id, argument.digest
    return argument
