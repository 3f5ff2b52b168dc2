"""Progress: the time left, by the pace of what this run did itself."""

import pytest

from web.cli.progress import Eta, progress


def test_time_left_is_told_by_the_pace() -> None:
    now = 0.0
    pace = Eta(lambda: now)
    assert pace.left(400, 1000) == ""
    now = 60.0
    # A hundred in a minute; the four hundred that were there before say nothing.
    assert pace.left(500, 1000) == ", about 5 min left"
    now = 300.0
    assert pace.left(970, 1000) == ", less than a minute left"
    assert pace.left(1000, 1000) == ""
    # The next count begins anew.
    assert pace.left(0, 100_000) == ""
    now = 360.0
    assert pace.left(100, 100_000) == ", about 17 h left"


def test_each_tenth_is_told_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Texts") as told:
        for done in range(1, 21):
            told(done, 20)
    lines = capsys.readouterr().err.splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("Texts: 1 of 20", "Texts: 20 of 20", 11)
