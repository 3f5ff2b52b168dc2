"""Admission queues that refuse every question."""

from collections.abc import Iterator
from contextlib import contextmanager

from web.http.admission import AdmissionQueue


@contextmanager
def full(queue: AdmissionQueue) -> Iterator[None]:
    """Leave the queue no place for a question inside the block."""
    queue._inside += 10_000
    try:
        yield
    finally:
        queue._inside -= 10_000
