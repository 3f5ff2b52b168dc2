"""The limit of questions a minute: the window, the client behind proxies, what is told."""

from pathlib import Path

import pytest

from tests.helpers.web_app import client_of
from web.http.rate_limit import MAX_CLIENTS, RateLimiter, network_of
from web.http.rate_limit import client_address as key_of

pytestmark = pytest.mark.slow


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_window_slides() -> None:
    clock = Clock()
    limiter = RateLimiter(2, clock)
    assert limiter.wait("a") == 0
    clock.now += 20
    assert limiter.wait("a") == 0
    clock.now += 0.5
    assert limiter.wait("a") == 40
    assert limiter.wait("b") == 0
    clock.now += 39.5
    assert limiter.wait("a") == 0
    assert limiter.wait("a") == 20


def test_a_refused_question_is_not_counted() -> None:
    clock = Clock()
    limiter = RateLimiter(1, clock)
    assert [limiter.wait("a") for _ in range(5)] == [0, 60, 60, 60, 60]
    clock.now += 60
    assert limiter.wait("a") == 0


def test_costs_add_up_exactly_and_free_the_window_as_they_leave_it() -> None:
    clock = Clock()
    limiter = RateLimiter(2, clock)
    assert [limiter.wait("a", 0.1) for _ in range(10)] == [0] * 10
    clock.now += 10
    assert limiter.wait("a", 1.0) == 0
    assert limiter.wait("a", 0.1) == 50
    assert limiter.wait("a", 1.1) == 60
    assert limiter.wait("a", 0) == 0
    clock.now += 50
    assert limiter.wait("a", 1.0) == 0


def test_a_cost_above_the_limit_is_allowed_in_an_empty_window() -> None:
    clock = Clock()
    limiter = RateLimiter(2, clock)
    assert limiter.wait("a", 5.0) == 0
    assert limiter.wait("a", 0.1) == 60
    clock.now += 60
    assert limiter.wait("a", 5.0) == 0


def test_many_cheap_requests_take_little_memory() -> None:
    clock = Clock()
    limiter = RateLimiter(60, clock)
    for _ in range(30_000):
        clock.now += 0.002
        limiter.wait("a", 0.001)
    assert len(limiter._clients["a"].slots) <= 61


def test_a_wider_ipv6_network_spends_as_ten_clients(tmp_path: Path) -> None:
    client = client_of(tmp_path, BAPTA_RATE_LIMIT="1", BAPTA_TRUSTED_PROXIES="127.0.0.1")
    client._transport.client = ("127.0.0.1", 50000)  # type: ignore[attr-defined]
    statuses = [
        client.post(
            "/api/chat",
            json={"question": "24-бап"},
            headers={"X-Forwarded-For": f"2001:db8:{number // 11}:{number}::1"},
        ).status_code
        for number in range(12)
    ]
    assert statuses == [200] * 10 + [429, 200]
    assert network_of("192.0.2.1") == "192.0.2.1"
    assert network_of("unknown") == "unknown"


def test_zero_switches_it_off() -> None:
    limiter = RateLimiter(0, Clock())
    assert {limiter.wait("a") for _ in range(1000)} == {0}


def test_memory_is_bounded() -> None:
    limiter = RateLimiter(1, Clock())
    for number in range(MAX_CLIENTS + 1):
        limiter.wait(str(number))
    assert limiter.wait(str(MAX_CLIENTS)) == 60
    assert limiter.wait("0") == 0


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "key"),
    [
        ("203.0.113.9", [], [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], [], "203.0.113.9"),
        ("10.0.0.1", ["198.51.100.1"], ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.1", ["1.2.3.4, 198.51.100.1"], ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.1", ["1.2.3.4", "198.51.100.1, 10.0.0.2"], ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.1", ["rubbish"], ["10.0.0.0/8"], "10.0.0.1"),
        ("2001:db8:1:2:3::9", [], [], "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", [], [], "203.0.113.9"),
        (None, ["198.51.100.1"], ["10.0.0.0/8"], "unknown"),
        ("testclient", [], [], "unknown"),
    ],
)
def test_the_client_behind_proxies(
    peer: str | None, forwarded: list[str], trusted: list[str], key: str
) -> None:
    assert key_of(peer, forwarded, trusted) == key


def test_a_program_is_told_when_to_ask_again(tmp_path: Path) -> None:
    client = client_of(tmp_path, BAPTA_RATE_LIMIT="2", language="en")
    asked = [client.post("/api/chat", json={"question": "24-бап"}) for _ in range(3)]
    assert [response.status_code for response in asked] == [200, 200, 429]
    assert asked[2].headers["content-type"] == "application/problem+json"
    assert 1 <= int(asked[2].headers["retry-after"]) <= 60
    assert asked[2].json()["type"] == "urn:bapta:problem:rate"


def test_a_visitor_is_told_politely_and_keeps_the_text(tmp_path: Path) -> None:
    client = client_of(tmp_path, BAPTA_RATE_LIMIT="1", language="ru")
    assert client.post("/", follow_redirects=True, data={"question": "полиция"}).status_code == 200
    refused = client.post(
        "/", follow_redirects=True, data={"question": "мой вопрос", "earlier": ["~полиция"]}
    )
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert "Подождите минуту и отправьте вопрос ещё раз." in refused.text
    assert "\nмой вопрос</textarea>" in refused.text
    assert 'name="earlier" value="~полиция"' in refused.text
    assert 'class="asked"' not in refused.text
    assert client.get("/").status_code == 200


def test_bad_questions_are_not_counted(tmp_path: Path) -> None:
    client = client_of(tmp_path, BAPTA_RATE_LIMIT="1")
    assert client.post("/", follow_redirects=True, data={"question": ""}).status_code == 422
    unknown = {"question": "полиция", "acts": ["kz-moon"]}
    assert client.post("/api/chat", json=unknown).status_code == 404
    assert client.post("/", follow_redirects=True, data={"question": "полиция"}).status_code == 200
