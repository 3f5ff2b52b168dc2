"""Clock of the machine moved while a server answers, by libfaketime where it is installed."""

import http.client
import time
from pathlib import Path

from tests.helpers.chaos.homes import database_url
from tests.helpers.chaos.load import Load, questions
from tests.helpers.chaos.outcome import Outcome
from tests.helpers.chaos.servers import journal_rows, model_home, served_with_model

LIBRARY = "faketime/libfaketimeMT.so.1"
MOVES = ("+0", "+90", "-90", "+3600", "-3600", "+864000", "-864000", "+0")
"""Seconds by which the clock is moved, one after the other."""


def library() -> Path | None:
    """Return the library that moves the clock of a process, None where it is not installed."""
    return next(iter(sorted(Path("/usr/lib").glob(f"*/{LIBRARY}"))), None)


def clock_moved(home: Path, folder: Path, seconds: float) -> Outcome:
    """Move the wall clock of a server for ``seconds`` each: answers and journal stay."""
    one = Outcome("clock moved, real model")
    fake = library()
    if fake is None:
        one.note = "not run: libfaketime is not installed"
        return one
    copy = model_home(home, folder / "copy")
    stated = folder / "clock"
    stated.write_text(f"{MOVES[0]}\n")
    environment = {
        "LD_PRELOAD": str(fake),
        "FAKETIME_TIMESTAMP_FILE": str(stated),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with served_with_model(copy, **environment) as server:
        load = Load(server.port, questions(16), clients=2, pause=0.05)
        first = server_time(server.port)
        for move in MOVES[1:]:
            stated.write_text(f"{move}\n")
            with load.running(seconds):
                one.caused += 1
            apart = server_time(server.port) - first - int(move)
            one.require(abs(apart) < 120, f"the clock of the server did not move by {move}")
        expected = load.first + load.answered
        until = time.monotonic() + 60
        while (found := journal_rows(database_url(copy))) < expected and time.monotonic() < until:
            time.sleep(0.2)
        one.require(found == expected, f"{found} journal rows of {expected}")
    load.settle(one)
    one.note = f"by up to {max(int(move) for move in MOVES) // 86400} days both ways"
    return one


def server_time(port: int) -> float:
    """Return the time of the server, from the date of a response."""
    from email.utils import parsedate_to_datetime

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/healthz")
    stated = connection.getresponse().headers["date"]
    connection.close()
    return parsedate_to_datetime(stated).timestamp()
