"""Index swaps under load: no question fails, and each answer is of one whole state of the law."""

import time
from pathlib import Path

from tests.helpers.chaos.commands import command, finish
from tests.helpers.chaos.homes import Base, copied, fault, told
from tests.helpers.chaos.load import Load, health, questions
from tests.helpers.chaos.outcome import Outcome
from tests.helpers.chaos.servers import served
from tests.helpers.serving import Serving

SETTLE_SECONDS = 120


def index_swaps(base: Base, folder: Path, times: int) -> Outcome:
    """Add and remove an act in turn, and build the index, while a server answers."""
    one = Outcome("index swap")
    home = copied(base.home, folder / "copy")
    with served(home) as server:
        load = Load(server.port, questions(), clients=2, pause=0.02)
        # Answers of either state of the law are right; those of a mixture would be none.
        for number in range(2):
            one.require(_swap(base, home, server, number), "the first swaps are not taken up")
            load.learn()
        with load.running():
            for number in range(times):
                one.caused += _swap(base, home, server, number)
    load.settle(one)
    one.require(one.caused == times, f"{one.caused} swaps of {times} were taken up")
    problem = fault(home, base.expected)
    one.require(problem is None, str(problem))
    return one


def _swap(base: Base, home: Path, server: Serving, number: int) -> bool:
    """Add the second act, or remove it; return whether the server takes the new index up."""
    before = health(server.port)["corpus"]
    if number % 2 == 0:
        assert finish(command(home, ["ingest", "--no-review", str(base.source)])) == 0, told(home)
    else:
        for path in (home / "acts").glob("more.*"):
            path.unlink()
    assert finish(command(home, ["index", "build"])) == 0, told(home)
    until = time.monotonic() + SETTLE_SECONDS
    while health(server.port).get("corpus", before) == before:
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True
