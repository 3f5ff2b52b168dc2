"""Tests of progress: the time left, and reports without a terminal."""

import pytest

from web.cli.progress import Eta, progress


def test_time_left_follows_the_pace_of_this_run() -> None:
    now = 0.0
    eta = Eta(lambda: now)
    assert eta.left(400, 1000) == ""
    now = 60.0
    # A hundred in a minute; the four hundred before the first report do not count.
    assert eta.left(500, 1000) == ", about 5 min left"
    now = 300.0
    assert eta.left(970, 1000) == ", less than a minute left"
    assert eta.left(1000, 1000) == ""
    # The next count begins anew.
    assert eta.left(0, 100_000) == ""
    now = 360.0
    assert eta.left(100, 100_000) == ", about 17 h left"


def test_each_tenth_is_printed_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Texts") as report:
        for done in range(1, 21):
            report(done, 20)
    lines = capsys.readouterr().err.splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("Texts: 1 of 20", "Texts: 20 of 20", 11)
