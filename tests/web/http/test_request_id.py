"""Ids of requests: made by the server, or taken over from a trusted proxy."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from qa.answer import Answer, Question
from qa.answerer import StepRecorder
from tests.helpers.web_app import LawAnswering, client_of
from web.http.request_id import current_request

OWN = re.compile(r"[0-9a-f]{32}")
STATED = "7f3a-proxy.42"


def client_at(peer: str, home: Path, **settings: str) -> TestClient:
    """Return a client whose requests come from the address ``peer``."""
    app = client_of(home, None, language="kk", raises=False, parts=None, **settings).app
    return TestClient(app, client=(peer, 50000), raise_server_exceptions=False)


def test_every_response_has_an_id_of_its_own(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    ids = [client.get(path).headers["x-request-id"] for path in ("/", "/nothing", "/api/v1/acts")]
    assert all(OWN.fullmatch(each) for each in ids)
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    ("peer", "trusted", "stated", "is_taken"),
    [
        ("10.0.0.2", "10.0.0.0/8", STATED, True),
        ("10.0.0.2", "10.0.0.0/8", "short", False),
        ("10.0.0.2", "10.0.0.0/8", "a b c d e f g h", False),
        ("10.0.0.2", "10.0.0.0/8", "x" * 65, False),
        ("192.0.2.1", "10.0.0.0/8", STATED, False),
        ("192.0.2.1", "", STATED, False),
        ("testclient", "10.0.0.0/8", STATED, False),
    ],
)
def test_only_a_trusted_proxy_states_an_id(
    tmp_path: Path, peer: str, trusted: str, stated: str, is_taken: bool
) -> None:
    client = client_at(peer, tmp_path, BAPTA_TRUSTED_PROXIES=trusted)
    # The address of the visitor, which takes the place of that of the proxy, is not trusted.
    headers = {"X-Request-ID": stated, "X-Forwarded-For": "198.51.100.7"}
    given = client.get("/healthz", headers=headers).headers["x-request-id"]
    assert (given == stated) is is_taken
    assert is_taken or OWN.fullmatch(given)


def test_scheme_of_a_trusted_proxy_is_taken_over(tmp_path: Path) -> None:
    forwarded = {"X-Forwarded-Proto": "https"}
    trusted = client_at("10.0.0.2", tmp_path, BAPTA_TRUSTED_PROXIES="10.0.0.2")
    assert "strict-transport-security" in trusted.get("/", headers=forwarded).headers
    other = client_at("10.0.0.3", tmp_path, BAPTA_TRUSTED_PROXIES="10.0.0.2")
    assert "strict-transport-security" not in other.get("/", headers=forwarded).headers


def test_unexpected_exception_keeps_the_id_of_its_request(tmp_path: Path) -> None:
    seen: list[str] = []

    class Broken(LawAnswering):
        def ask(self, question: Question, record: StepRecorder | None = None) -> Answer:
            current = current_request()
            assert current is not None
            seen.append(current.id)
            raise KeyError("сұрақ")

    client = client_of(tmp_path, Broken(), raises=False)
    response = client.post("/api/chat", json={"question": "24-бап"})
    assert response.status_code == 500
    assert [response.headers["x-request-id"]] == seen


def test_nothing_is_current_outside_of_requests() -> None:
    assert current_request() is None
