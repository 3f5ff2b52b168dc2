"""An admission queue with no place left."""

from collections.abc import Iterator
from contextlib import contextmanager

from web.http.admission import AdmissionQueue


@contextmanager
def full(queue: AdmissionQueue) -> Iterator[None]:
    queue._inside += 10_000
    yield
    queue._inside -= 10_000
