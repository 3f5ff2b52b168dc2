"""Tests of ``bapta serve`` as a process of its own on a real port."""

import json
import os
import re
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.request import Request, urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.helpers.serving import PATIENCE, serving
from tests.helpers.web_app import FIREARM
from web.cli.serve import ServeError, listen
from web.runtime.composition import make_index
from web.settings import read_settings

MAX_WORKER_MB = 60
BACKGROUND_MB = 6
"""Most memory that one more worker process costs."""


@pytest.fixture(scope="module")
def home(bapta_home: Path, bundled_model: Path) -> Path:
    make_index(read_settings({"BAPTA_HOME": str(bapta_home)}))
    return bapta_home


@contextmanager
def served(home: Path, log: Path, *options: str, **settings: str) -> Iterator[str]:
    """Run a server with a database of its own and yield its address."""
    database = f"sqlite:///{log.with_name('bapta.sqlite')}"
    with serving(home, log, *options, BAPTA_DATABASE_URL=database, **settings) as server:
        yield server.address


def test_question_is_answered_and_not_logged(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    # A folder for the metrics of another program is none of ours.
    foreign = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "foreign")}
    with served(home, log, **foreign) as address:
        answer = ask(address, FIREARM)
        assert answer["passages"][0]["citation"]["eid"] == "art_24__para_3"
        urlopen(f"{address}/?question=ruqsatsyz", timeout=PATIENCE).close()
    lines = log.read_text(encoding="utf-8")
    assert lines.startswith(f"Bapta answers on {address}. Ctrl+C stops it.\n")
    assert '"POST /api/chat HTTP/1.1" 200 OK' in lines
    assert '"GET / HTTP/1.1" 200 OK' in lines
    assert "ruqsatsyz" not in lines
    assert "ескертусіз" not in lines


def test_several_workers_answer_under_root_path(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with served(home, log, "--workers", "2", BAPTA_ROOT_PATH="/law") as address:
        with urlopen(f"{address}/acts/kz-internal-affairs", timeout=PATIENCE) as response:
            page = response.read().decode()
            assert "server" not in response.headers
        until = time.monotonic() + PATIENCE
        while len(workers := started_processes(log)) < 2:
            assert time.monotonic() < until
            time.sleep(0.1)
        for _ in range(8):
            ask(address, FIREARM)
        # They share the model, the acts and the vocabulary of their parent. One of them does the
        # background work of all.
        further, leading = sorted(map(private_mb, workers))
        assert further < MAX_WORKER_MB
        assert leading < MAX_WORKER_MB + BACKGROUND_MB
    assert 'href="/law/acts/kz-internal-affairs/art_24' in page
    assert "Started parent process" in log.read_text(encoding="utf-8")


def started_processes(log: Path) -> list[int]:
    """Return the ids of the worker processes that listen."""
    found = re.findall(r"Started server process \[(\d+)", log.read_text(encoding="utf-8"))
    return [int(pid) for pid in found]


def private_mb(pid: int) -> float:
    """Return the memory of a process that no other one shares, in MB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    return (
        sum(int(size) for size in re.findall(r"^Private_\w+:\s*(\d+)", text, re.MULTILINE)) / 1000
    )


def test_scrape_sums_all_workers_and_counters_never_fall(home: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    settings = {"BAPTA_METRICS_TOKEN": "token", "BAPTA_RATE_LIMIT": "0", "TMPDIR": str(temporary)}
    number = 0
    with served(home, tmp_path / "log", "--workers", "2", **settings) as address:
        until = time.monotonic() + PATIENCE
        while len(counted := processes_that_count(temporary)) < 2 or number < 10:
            assert time.monotonic() < until
            ask(address, f"{1 + number % 32}-бап")
            number += 1
        for _ in range(10):
            assert scraped(address)["bapta_answer_seconds_count", "channel=api"] == number
        values = scraped(address)
        assert values["bapta_worker_up", "worker=journal"] == 1
        assert values["bapta_worker_failures_total", "worker=journal"] == 0
        assert values["bapta_journal_dropped", ""] == 0

        os.kill(min(counted), signal.SIGKILL)
        while list(temporary.glob(f"*/gauge_livesum_{min(counted)}.db")):
            assert time.monotonic() < until
            time.sleep(0.1)
        assert scraped(address)["bapta_answer_seconds_count", "channel=api"] == number
        ask(address, "1-бап")
        assert scraped(address)["bapta_answer_seconds_count", "channel=api"] == number + 1
        while len(list(temporary.glob("*/gauge_livesum_*.db"))) < 2:
            assert time.monotonic() < until
            time.sleep(0.1)
        for _ in range(10):
            assert scraped(address)["bapta_answer_seconds_count", "channel=api"] == number + 1
    assert list(temporary.glob("bapta-metrics-*")) == []


def processes_that_count(temporary: Path) -> set[int]:
    """Return the ids of the processes that have counted an answer."""
    files = temporary.glob("bapta-metrics-*/counter_*.db")
    return {
        int(file.stem.removeprefix("counter_"))
        for file in files
        if b"bapta_answers_total" in file.read_bytes()
    }


def scraped(address: str) -> dict[tuple[str, str], float]:
    """Return the samples of a scrape by their names and labels."""
    request = Request(f"{address}/metrics", headers={"Authorization": "Bearer token"})
    with urlopen(request, timeout=PATIENCE) as response:
        text = response.read().decode()
    return {
        (sample.name, ",".join(f"{name}={value}" for name, value in sample.labels.items())): (
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_new_act_is_reloaded_while_questions_are_answered(home: Path, tmp_path: Path) -> None:
    own = tmp_path / "home"
    shutil.copytree(home / "index", own / "index")
    (own / "models").symlink_to(home / "models")
    failed, answered, stop = [], [], Event()

    def keep_asking(address: str, first: int) -> None:
        for number in count(first, 2):
            if stop.is_set():
                return
            try:
                ask(address, f"{1 + number % 32}-бап {number}")
                answered.append(number)
            except OSError as error:
                failed.append(error)

    with served(own, tmp_path / "log", BAPTA_RATE_LIMIT="0") as address:
        asking = [Thread(target=keep_asking, args=(address, first)) for first in (0, 1)]
        for thread in asking:
            thread.start()
        try:
            (own / "acts").mkdir()
            (own / "acts" / "rules.txt").write_text(
                "1-бап. Көлікті қою\n1. Көлік тек белгіленген орынға қойылады.\n", encoding="utf-8"
            )
            (own / "acts" / "rules.toml").write_text(
                'id = "rules"\ntitle = "Көлік қою қағидалары"\nlanguage = "kk"\n', encoding="utf-8"
            )
            make_index(read_settings({"BAPTA_HOME": str(own)}))
            until = time.monotonic() + PATIENCE
            while health(address)["acts"] == 1:
                assert time.monotonic() < until
                time.sleep(0.1)
        finally:
            stop.set()
            for thread in asking:
                thread.join()
        answer = ask(address, "Көлік тек белгіленген орынға қойыла ма?")
    assert failed == []
    assert len(answered) > 10
    assert answer["passages"][0]["citation"]["act"] == "rules"


def ask(address: str, question: str) -> dict[str, Any]:
    """Return the answer over HTTP."""
    body = json.dumps({"question": question}).encode()
    request = Request(f"{address}/api/chat", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=PATIENCE) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def health(address: str) -> dict[str, Any]:
    with urlopen(f"{address}/healthz", timeout=PATIENCE) as response:
        state: dict[str, Any] = json.load(response)
    return state


def test_early_client_waits_and_port_is_exclusive() -> None:
    with listen("127.0.0.1", 0) as listening:
        host, port = listening.getsockname()
        socket.create_connection((host, port), timeout=5).close()
        with pytest.raises(ServeError) as caught:
            listen(host, port)
        assert caught.value.message == f"Port {port} of 127.0.0.1 is already in use."


def test_address_of_another_machine_is_refused() -> None:
    with pytest.raises(ServeError) as caught:
        listen("192.0.2.1", 8000)
    assert caught.value.message.startswith("This machine cannot listen on 192.0.2.1: ")
    assert caught.value.fix == "bapta serve"
