"""Limits of submissions: no network fills the queue of questions for staff."""

import pytest

from web.handover.limits import SubmissionLimits
from web.handover.repository import MAX_OPEN


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def submitted(clients: list[str], taken: int = 0) -> int:
    """Return how many of the submissions, one each second, are allowed."""
    clock = Clock()
    limits, start = SubmissionLimits(is_limited=True, clock=clock), taken
    for client in clients:
        clock.now += 1
        taken += not limits.wait(client, taken / MAX_OPEN)
    return taken - start


@pytest.mark.parametrize(
    ("clients", "taken", "allowed"),
    [
        (["192.0.2.1"] * 3600, 0, 20),
        ([f"192.0.2.{n % 250}" for n in range(3000)], 0, 50),
        ([f"2001:db8:0:{n:x}::/64" for n in range(3000)], 0, 50),
        ([f"2001:db8:{n:x}::/64" for n in range(3000)], 0, 200),
        ([f"2001:db8:0:{n:x}::/64" for n in range(3000)], MAX_OPEN // 2, 12),
        # Whoever submits little still finds a place in the second half.
        ([f"{n}.0.0.1" for n in range(1, 200)], MAX_OPEN // 2, 199),
        (["unknown"] * 3000, 0, 20),
    ],
)
def test_a_network_takes_a_small_part_of_the_queue(
    clients: list[str], taken: int, allowed: int
) -> None:
    assert submitted(clients, taken) == allowed


def test_limits_end_after_a_day_and_can_be_off() -> None:
    clock = Clock()
    limits = SubmissionLimits(is_limited=True, clock=clock)
    waits = []
    for _ in range(21):
        clock.now += 60
        waits.append(limits.wait("192.0.2.1", 0.0))
    assert waits[:20] == [0] * 20
    assert waits[20] == 86_400 - 20 * 60
    clock.now += 86_400
    assert limits.wait("192.0.2.1", 0.0) == 0
    off = SubmissionLimits(is_limited=False, clock=clock)
    assert {off.wait("192.0.2.1", 1.0) for _ in range(100)} == {0}
