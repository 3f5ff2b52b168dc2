"""Processes that are killed, and processes with few file descriptors or little memory."""

import os
import re
import resource
import signal
import socket
import time
from contextlib import ExitStack, closing
from pathlib import Path

from tests.helpers.chaos.homes import Base, copied, database_url, fault
from tests.helpers.chaos.load import Load, ask, health, questions
from tests.helpers.chaos.outcome import Outcome
from tests.helpers.chaos.servers import journal_rows, model_home, served, served_with_model
from tests.helpers.serving import Serving
from tests.helpers.web_app import FIREARM, FIREARM_WORDS

SETTLE_SECONDS = 480


def workers_killed(home: Path, folder: Path, times: int) -> Outcome:
    """Kill a worker process of two, ``times`` times: the other answers and a new one replaces it.

    This is the command itself with the bundled model. What a killed process had not written to the
    journal yet, at most the last half second, is lost with it and counted.
    """
    one = Outcome("worker killed, real model")
    copy = model_home(home, folder / "copy")
    with served_with_model(copy, "--workers", "2") as server:
        _await_children(server, 2)
        status, (_, quotes) = ask(server.port, FIREARM)
        is_right = status == 200 and quotes[0] == ("art_24__para_3", FIREARM_WORDS)
        one.require(is_right, "the first answer is wrong")
        load = Load(server.port, questions(16), clients=2, pause=0.05)
        for number in range(times):
            with load.running(1):
                os.kill(_await_children(server, 2)[number % 2], signal.SIGKILL)
                one.caused += 1
                _await_children(server, 2)
        one.require(ask(server.port, FIREARM) == (200, (_, quotes)), "another answer")
    load.settle(one, may_cut=True)
    lost = 2 + load.first + load.answered - journal_rows(database_url(copy))
    one.note = f"{load.cut} connections cut, {max(0, lost)} journal rows lost with their process"
    return one


def _await_children(server: Serving, count: int) -> list[int]:
    """Return the worker processes as soon as there are ``count`` of them that listen."""
    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        found = children(server.pid)
        started = {int(pid) for pid in re.findall(r"Started server process \[(\d+)", server.lines)}
        if len(found) == count and started.issuperset(found):
            return found
        time.sleep(0.1)
    raise TimeoutError("The workers do not start.")


def children(pid: int) -> list[int]:
    """Return the child processes of a process."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def few_descriptors(base: Base, folder: Path) -> Outcome:
    """Hold more idle connections than a server may have descriptors; then it answers as before."""
    one = Outcome("file descriptors limited")
    home = copied(base.home, folder / "copy")
    limits = {resource.RLIMIT_NOFILE: 64}
    proxy = "127.0.0.1"
    with served(home, limits, BAPTA_TRUSTED_PROXIES=proxy) as server, ExitStack() as held:
        load = Load(server.port, questions(), clients=2, pause=0.02)
        for _ in range(120):
            idle = held.enter_context(closing(socket.socket()))
            idle.settimeout(5)
            idle.connect(("127.0.0.1", server.port))
            one.caused += 1
        # The server closes idle connections after ten seconds, those that it could take first.
        with load.running(45):
            pass
        held.close()
        # A connection that waited meanwhile counts as asked; from now on each is answered.
        _await_health(server)
        after = Load(server.port, questions(), clients=2, pause=0.02)
        with after.running(2):
            pass
        expected = load.first + load.answered + after.first + after.answered
        time.sleep(2)
        found = journal_rows(database_url(home))
        one.require(found >= expected, f"{found} journal rows of {expected}")
    load.settle(one, may_cut=True, may_refuse=True)
    after.settle(one)
    problem = fault(home, base.expected)
    one.require(problem is None, str(problem))
    return one


def little_memory(base: Base, folder: Path) -> Outcome:
    """Start servers with less and less address space: each answers rightly or ends with a word."""
    one = Outcome("memory limited")
    home = copied(base.home, folder / "copy")
    used = _mapped_bytes(os.getpid())
    for share in (2.0, 0.5, 0.2, 0.1, 0.05, 0.02):
        limit = used + int(share * (1 << 30))
        one.caused += 1
        try:
            with served(home, {resource.RLIMIT_AS: limit}) as server:
                load = Load(server.port, questions(8), clients=2, pause=0.02)
                with load.running(2):
                    pass
                load.settle(one, may_cut=True, may_refuse=True)
        except AssertionError as end:
            one.note = f"does not start with {share} GiB above the interpreter"
            one.require("Error" in str(end) or "rror" in str(end), f"no word: {end}")
            break
    problem = fault(home, base.expected)
    one.require(problem is None, str(problem))
    return one


def _mapped_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * resource.getpagesize()


def _await_health(server: Serving) -> None:
    until = time.monotonic() + SETTLE_SECONDS
    while not health(server.port):
        assert time.monotonic() < until, server.lines[-500:]
        time.sleep(0.1)
