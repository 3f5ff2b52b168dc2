"""Load on a server over HTTP, which compares every answer with that of before the fault."""

import http.client
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import Any

from qa.evaluation.dataset import EVALUATION
from tests.helpers.chaos.outcome import Outcome
from tests.helpers.web_app import ACT

TIMEOUT_SECONDS = 60
REFUSALS = {429, 503}


def questions(count: int = 40) -> list[str]:
    """Return questions on the shipped law, and references to its provisions."""
    lines = (EVALUATION / ACT / "development.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [str(json.loads(line)["question"]) for line in lines[:count]]
    return asked + [f"{number}-бап" for number in range(1, 9)]


def ask(port: int, question: str) -> tuple[int, Any]:
    """Return the status, and what the answer says of the law. Raises OSError, HTTPException."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        body = json.dumps({"question": question})
        connection.request("POST", "/api/chat", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    if response.status != 200:
        return response.status, content[:200].decode(errors="replace")
    answer = json.loads(content)
    quotes = [(each["citation"]["eid"], each["quote"]) for each in answer["passages"]]
    return 200, (answer["status"], quotes)


def health(port: int) -> dict[str, Any]:
    """Return what the health check tells; empty where there is no answer, or none of 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        found: dict[str, Any] = json.loads(response.read())
        return found if response.status == 200 else {}
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()


class Load:
    """Clients that ask the same questions again and again, each at once after its answer.

    ``pause`` is the seconds between an answer and the next question of a client. ``first`` counts
    the questions that were asked to learn the right answers.
    """

    def __init__(
        self, port: int, asked: Sequence[str], clients: int = 4, pause: float = 0.0
    ) -> None:
        """Ask each question once, for the answers to compare with."""
        self._port = port
        self._asked = asked
        self._clients = clients
        self._pause = pause
        self._expected: dict[str, list[Any]] = {question: [] for question in asked}
        self._lock = Lock()
        self.first = self.asked = self.answered = self.refused = self.cut = 0
        self.times: list[float] = []
        self.wrong: list[str] = []
        self.learn()

    def learn(self) -> None:
        """Ask each question once, outside of the counts; its answer of now is right from now on."""
        for question in self._asked:
            status, given = ask(self._port, question)
            assert status == 200, (status, given)
            self._expected[question].append(given)
            self.first += 1

    @contextmanager
    def running(self, seconds: float = 0.0) -> Iterator[None]:
        """Ask within the block, and for so many seconds at least."""
        ends = Event()
        threads = [Thread(target=self._ask, args=(number, ends)) for number in range(self._clients)]
        until = monotonic() + seconds
        for thread in threads:
            thread.start()
        try:
            yield
            sleep(max(0.0, until - monotonic()))
        finally:
            ends.set()
            for thread in threads:
                thread.join()

    def _ask(self, number: int, ends: Event) -> None:
        while not ends.wait(self._pause):
            number += 1
            question = self._asked[number % len(self._asked)]
            began = monotonic()
            try:
                status, given = ask(self._port, question)
            except (OSError, http.client.HTTPException):
                status, given = 0, None
                sleep(0.05)
            self._count(question, status, given, monotonic() - began)

    def _count(self, question: str, status: int, given: Any, seconds: float) -> None:
        with self._lock:
            self.asked += 1
            if status == 200 and given in self._expected[question]:
                self.answered += 1
                self.times.append(seconds)
            elif status in REFUSALS:
                self.refused += 1
            elif status == 0:
                self.cut += 1
            else:
                self.wrong.append(f"{status} for {question!r}: {str(given)[:120]}")

    def settle(self, outcome: Outcome, *, may_cut: bool = False, may_refuse: bool = False) -> None:
        """Add the counts to ``outcome``, with a problem for each kind that must not be."""
        outcome.asked += self.asked
        outcome.answered += self.answered
        outcome.refused += self.refused
        for wrong in self.wrong[:3]:
            outcome.require(False, wrong)
        outcome.require(self.answered > 0, "no question was answered")
        outcome.require(may_cut or not self.cut, f"{self.cut} connections were cut")
        outcome.require(may_refuse or not self.refused, f"{self.refused} questions were refused")
