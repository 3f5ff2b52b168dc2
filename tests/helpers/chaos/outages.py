"""PostgreSQL and Milvus stopped and started while a server answers."""

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from tests.helpers.chaos.commands import command, finish
from tests.helpers.chaos.homes import Base, copied
from tests.helpers.chaos.load import Load, ask, questions
from tests.helpers.chaos.outcome import Outcome
from tests.helpers.chaos.servers import journal_rows, served
from tests.helpers.databases import postgres_server
from tests.helpers.milvus_server import MilvusServer
from web.storage.database import Database

SETTLE_SECONDS = 90


def postgres_outages(base: Base, folder: Path, times: int, seconds: float) -> Outcome:
    """Stop PostgreSQL for so many ``seconds``, ``times`` times: no journal row is lost."""
    one = Outcome("PostgreSQL stopped and started")
    home = copied(base.home, folder / "copy")
    with ExitStack() as server_of_rows:

        def start() -> str:
            return server_of_rows.enter_context(postgres_server(folder / "postgres"))

        url = start()
        with closing(Database(url)) as database:
            database.upgrade()
        with served(home, BAPTA_DATABASE_URL=url) as server:
            load = Load(server.port, questions(), clients=2, pause=0.02)
            for _ in range(times):
                with load.running(1):
                    server_of_rows.close()
                    one.caused += 1
                    time.sleep(seconds)
                    one.require(start() == url, "PostgreSQL has another address")
            expected = load.first + load.answered
            found = _await(lambda: journal_rows(url), expected)
            one.require(found == expected, f"{found} journal rows of {expected}")
        load.settle(one)
    return one


def milvus_outages(base: Base, folder: Path, times: int, seconds: float) -> Outcome:
    """Stop Milvus for so many ``seconds``, ``times`` times: questions are refused, then answered.

    References to provisions need no search.
    """
    one = Outcome("Milvus stopped and started")
    home = copied(base.home, folder / "copy")
    milvus = MilvusServer(folder / "milvus")
    milvus.start()
    index = f"milvus+http://127.0.0.1:{milvus.port}"
    try:
        status = finish(command(home, ["index", "build"], BAPTA_INDEX=index))
        one.require(status == 0, "the index is not built")
        with served(home, BAPTA_INDEX=index) as server:
            load = Load(server.port, questions(), clients=2, pause=0.02)
            for number in range(times):
                with load.running(2):
                    milvus.stop()
                    one.caused += 1
                    time.sleep(seconds)
                    # The answer cache does not know it, so it needs the search.
                    status, _ = ask(server.port, f"Полицей құжатты тексере ала ма {number}?")
                    one.require(status == 503, f"{status} without Milvus")
                    milvus.start()
                again = partial(_status, server.port, f"Құжатты кім тексереді {number}?")
                found = _await(again, 200)
                one.require(found == 200, "no answer after Milvus has started")
        load.settle(one, may_refuse=True)
    finally:
        milvus.stop()
    return one


def _status(port: int, question: str) -> int:
    return ask(port, question)[0]


def _await(value: Callable[[], int], expected: int) -> int:
    """Return the value as soon as it is the expected one, or after a while."""
    until = time.monotonic() + SETTLE_SECONDS
    while (found := value()) != expected and time.monotonic() < until:
        time.sleep(0.2)
    return found
