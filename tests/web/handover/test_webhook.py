"""The webhook: what it tells, its signature, an address that fails, retries and their bound."""

import hmac
import json
import socket
from base64 import b64decode, b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.helpers.browser import free_port
from tests.helpers.databases import SECRET
from tests.helpers.desk import app_state, signed_in, small_answerer
from tests.helpers.handover import ON, QUESTION, Clock, leave, operator
from tests.helpers.polling import until
from web.accounts.roles import Role
from web.background import Lifecycle
from web.desk.reply import picked_quotes
from web.handover.models import DeliveryState
from web.handover.repository import CaseRepository
from web.handover.tokens import CaseTokens
from web.handover.webhook import MAX_ATTEMPTS, Outbox
from web.handover.webhook_worker import WebhookWorker
from web.settings import SettingsError, read_settings
from web.storage.database import Database

pytestmark = pytest.mark.slow

KEY = "whsec_" + b64encode(b"k" * 32).decode()
SITE = "https://law.example"


class Receiver:
    """A server that keeps what it is sent and answers with the statuses it was given."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.release = Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.received.append(({k.lower(): v for k, v in self.headers.items()}, body))
                status = receiver.statuses.pop(0) if receiver.statuses else 204
                if status == 0:
                    receiver.release.wait(20)
                    return
                self.send_response(status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook/secret-path"


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = Thread(target=receiver.server.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.release.set()
        receiver.server.shutdown()
        thread.join()
        receiver.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cases(database: Database, clock: Clock) -> CaseRepository:
    return CaseRepository(database, CaseTokens(SECRET), 30, clock, 48, tells=True)


def worker_of(
    database: Database, address: str, clock: Clock, timeout: float = 10.0
) -> WebhookWorker:
    return WebhookWorker(Outbox(database), address, KEY, SITE, clock, timeout)


def told(receiver: Receiver) -> list[str]:
    return [json.loads(body)["type"] for _, body in receiver.received]


def test_a_new_case_is_told_signed_and_without_its_question(
    database: Database, cases: CaseRepository, clock: Clock, receiver: Receiver
) -> None:
    left = cases.submit(QUESTION, "kk", None, "f" * 32)
    # The form is sent twice: it is one case, and told once.
    cases.submit(QUESTION, "kk", None, "f" * 32)
    assert worker_of(database, receiver.address, clock).run_once() == 1
    ((headers, body),) = receiver.received
    assert json.loads(body) == {
        "type": "case.new",
        "timestamp": clock.now.isoformat(),
        "data": {
            "reference": left.reference,
            "language": "kk",
            "due_at": (clock.now + timedelta(hours=48)).isoformat(),
            "address": f"{SITE}/desk/handover/{left.reference}",
        },
    }
    assert left.token.encode() not in body
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(b64decode(KEY.removeprefix("whsec_")), signed, sha256).digest()
    assert headers["webhook-signature"] == "v1," + b64encode(digest).decode()
    assert int(headers["webhook-timestamp"]) == int(clock.now.timestamp())
    assert worker_of(database, receiver.address, clock).run_once() == 0
    assert Outbox(database).latest(9)[0].state is DeliveryState.DELIVERED


def test_an_overdue_case_and_a_reply_are_told_once(
    database: Database, cases: CaseRepository, clock: Clock, receiver: Receiver
) -> None:
    worker = worker_of(database, receiver.address, clock)
    left = cases.submit(QUESTION, "kk", None)
    clock.move(hours=48)
    for _ in range(3):
        worker.run_once()
    assert told(receiver) == ["case.new", "case.overdue"]
    cases.set_due("aigul", left.reference, clock.now + timedelta(hours=1))
    clock.move(hours=2)
    worker.run_once()
    corpus = small_answerer(changed=False).corpus
    quotes = picked_quotes(corpus, ["small:art_1__para_1__point_1"], "kk")
    cases.answer("aigul", left.reference, corpus, quotes)
    clock.move(hours=100)
    worker.run_once()
    cases.reply_by_token(left.token, "Ал түнде ше?")
    worker.run_once()
    assert told(receiver) == ["case.new", "case.overdue", "case.overdue", "case.replied"]


def test_a_failing_address_is_retried_with_back_off_and_in_bounds(
    database: Database, cases: CaseRepository, clock: Clock, receiver: Receiver
) -> None:
    cases.submit(QUESTION, "kk", None)
    receiver.statuses = [500, 302, 404]
    worker, outbox = worker_of(database, receiver.address, clock), Outbox(database)
    waits = []
    for _ in range(3):
        assert worker.run_once() == 1
        (kept,) = outbox.latest(9)
        assert kept.state is DeliveryState.WAITING
        waits.append((kept.next_at - clock.now).total_seconds())
        clock.now = kept.next_at - timedelta(seconds=1)
        assert worker.run_once() == 0
        clock.move(seconds=1)
    assert waits == [30, 120, 480]
    assert worker.run_once() == 1
    (kept,) = outbox.latest(9)
    assert (kept.state, kept.attempts, kept.result) == (DeliveryState.DELIVERED, 4, "HTTP 204")
    # A redirect is not followed, and each attempt names the same message.
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1
    assert len(receiver.received) == 4


def test_an_address_that_is_away_or_slow_fails_in_the_end(
    database: Database,
    cases: CaseRepository,
    clock: Clock,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
) -> None:
    cases.submit(QUESTION, "kk", None)
    outbox = Outbox(database)
    receiver.statuses = [0]
    worker_of(database, receiver.address, clock, timeout=0.2).run_once()
    assert outbox.latest(1)[0].result == "no answer in 0.2 s"
    away = worker_of(database, f"http://127.0.0.1:{free_port()}/hook/secret-path", clock)
    for _ in range(MAX_ATTEMPTS - 1):
        clock.now = outbox.latest(1)[0].next_at
        assert away.run_once() == 1
    (kept,) = outbox.latest(9)
    assert (kept.state, kept.attempts) == (DeliveryState.FAILED, MAX_ATTEMPTS)
    assert kept.result == "ConnectError"
    clock.move(days=1)
    assert away.run_once() == 0
    assert "secret-path" not in caplog.text
    receiver.statuses.clear()
    assert outbox.retry(kept.id, clock.now)
    assert not outbox.retry(kept.id, clock.now)
    assert worker_of(database, receiver.address, clock).run_once() == 1
    assert outbox.latest(1)[0].state is DeliveryState.DELIVERED


def test_an_answer_byte_by_byte_is_cut_off(
    database: Database, cases: CaseRepository, clock: Clock
) -> None:
    cases.submit(QUESTION, "kk", None)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        done = Event()

        def drip() -> None:
            connection, _ = listening.accept()
            with connection:
                for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000:
                    if done.wait(0.05):
                        return
                    try:
                        connection.send(bytes([byte]))
                    except OSError:
                        return

        thread = Thread(target=drip)
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        worker_of(database, address, clock, timeout=0.5).run_once()
        done.set()
        thread.join()
    assert Outbox(database).latest(1)[0].result == "no answer in 0.5 s"


def test_two_processes_tell_each_case_once(
    database: Database, cases: CaseRepository, clock: Clock, receiver: Receiver
) -> None:
    for number in range(6):
        cases.submit(f"Сұрақ {number}", "kk", None)
    clock.move(hours=48)
    workers = [worker_of(database, receiver.address, clock) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(WebhookWorker.run_once, workers)) == 12
    assert sorted(told(receiver)) == ["case.new"] * 6 + ["case.overdue"] * 6
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 12


def test_a_server_tells_by_itself_and_shows_the_state(tmp_path: Path, receiver: Receiver) -> None:
    receiver.statuses = [500]
    variables = {**ON, "BAPTA_WEBHOOK_URL": receiver.address, "BAPTA_WEBHOOK_SECRET": KEY}
    with signed_in(tmp_path, Role.ADMIN, None, None, **variables) as admin:
        reference, _ = leave(admin)
        (worker,) = (
            each
            for each in app_state(admin).features.get(Lifecycle).workers
            if each.name == "webhook"
        )
        worker.wake()
        until(lambda: "HTTP 500" in admin.get("/desk/handover/webhook").text)
        page = admin.get("/desk/handover/webhook").text
        assert reference in page
        assert "Next attempt:" in page
        assert "secret-path" not in page
        assert json.loads(receiver.received[0][1])["data"]["address"] is None
        outbox = Outbox(app_state(admin).database)
        assert (
            admin.post(f"/desk/handover/webhook/{outbox.latest(1)[0].id}/retry").status_code == 303
        )
    staff = operator(tmp_path)
    assert staff.get("/desk/handover/webhook").status_code == 403


def test_an_open_desk_is_told_of_news(tmp_path: Path) -> None:
    staff = operator(tmp_path)
    assert staff.get("/desk/handover/pulse").json() == {"open": 0, "overdue": 0, "newest": None}
    leave(staff, "Бірінші")
    reference, _ = leave(staff, "Екінші")
    news = staff.get("/desk/handover/pulse")
    assert news.json() == {"open": 2, "overdue": 0, "newest": reference}
    assert news.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"BAPTA_WEBHOOK_URL": "ftp://example.org/"}, "BAPTA_WEBHOOK_URL must be an address"),
        ({"BAPTA_WEBHOOK_URL": "file:///etc/passwd"}, "BAPTA_WEBHOOK_URL must be an address"),
        ({"BAPTA_WEBHOOK_URL": "https://a:b@example.org/"}, "BAPTA_WEBHOOK_URL must be an address"),
        ({"BAPTA_WEBHOOK_URL": "https://example.org/x"}, "needs BAPTA_WEBHOOK_SECRET"),
        ({"BAPTA_WEBHOOK_SECRET": "short"}, "BAPTA_WEBHOOK_SECRET must be whsec_"),
        ({"BAPTA_WEBHOOK_SECRET": "whsec_ы"}, "BAPTA_WEBHOOK_SECRET must be whsec_"),
        (
            {"BAPTA_WEBHOOK_URL": "https://example.org/x", "BAPTA_WEBHOOK_SECRET": KEY},
            "BAPTA_HANDOVER is off",
        ),
    ],
)
def test_wrong_settings_are_named(variables: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message) as error:
        read_settings({"BAPTA_HOME": "/srv", **variables})
    assert "example.org/x" not in str(error.value)
