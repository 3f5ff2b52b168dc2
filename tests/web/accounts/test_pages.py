"""Sign-in over HTTP, with forged, expired and missing cookies and tokens."""

import re
import time
from pathlib import Path

import pytest
from itsdangerous import TimestampSigner
from starlette.testclient import TestClient

from data.model import LANGUAGES
from tests.helpers.accounts import sign_in, token_in
from tests.helpers.databases import PASSWORD, SECRET, add_account, emptied
from tests.helpers.web_app import client_of
from web.accounts.roles import Role
from web.accounts.tokens import Signer

pytestmark = pytest.mark.slow

WRONG = "The user name or password is wrong, or there were too many attempts."


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    client = client_of(tmp_path, language="en", BAPTA_SECRET=SECRET)
    add_account(client.app.state.site.database, "aigul", Role.LEARNER)  # type: ignore[attr-defined]
    return client


def test_sign_in_and_sign_out(client: TestClient) -> None:
    page = client.get("/sign-in?to=/acts")
    assert page.headers["cache-control"] == "no-store"
    form = {
        "name": "aigul",
        "password": PASSWORD,
        "csrf": token_in(page.text),
        "to": "/acts",
    }
    done = client.post("/sign-in", data=form)
    assert (done.status_code, done.headers["location"]) == (303, "/acts")
    flags = next(c for c in done.headers.get_list("set-cookie") if c.startswith("bapta="))
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(re.split("; ?", flags))
    kept = client.cookies["bapta"]
    token = Signer(SECRET).form_token(Signer(SECRET).read_cookie(kept, 60) or "")
    assert client.post("/sign-out").status_code == 403
    out = client.post("/sign-out", data={"csrf": token})
    assert (out.status_code, out.headers["location"]) == (303, "/")
    # The cookie that somebody kept is of no use any more.
    client.cookies.set("bapta", kept)
    assert client.post("/sign-out", data={"csrf": token}).status_code == 401


def test_form_token_is_masked_anew_on_each_page(client: TestClient) -> None:
    sign_in(client)
    first, second = (token_in(client.get("/train").text) for _ in range(2))
    assert first != second
    # Nothing but the length is shared, so that compression tells nothing of the token.
    assert len(first) == len(second)
    assert not {first[at : at + 6] for at in range(len(first) - 5)} & {
        second[at : at + 6] for at in range(len(second) - 5)
    }
    # The page of before is still good.
    assert client.post("/sign-out", data={"csrf": first}).status_code == 303


def test_learner_is_redirected_to_training(client: TestClient) -> None:
    form = {"name": "aigul", "password": PASSWORD, "csrf": token_in(client.get("/sign-in").text)}
    assert client.post("/sign-in", data=form).headers["location"] == "/train"
    assert client.get("/train").status_code == 200
    assert 'href="/sign-in"' in client.get("/").text


def test_wrong_password_wrong_token_and_foreign_path_are_rejected(client: TestClient) -> None:
    token = token_in(client.get("/sign-in").text)
    wrong = client.post("/sign-in", data={"name": "aigul", "password": "no", "csrf": token})
    assert wrong.status_code == 403
    assert WRONG in wrong.text
    assert 'value="aigul"' in wrong.text
    assert sign_in(client, csrf="forged") == 403
    client.cookies.delete("bapta_gate")
    assert (
        client.post(
            "/sign-in", data={"name": "aigul", "password": PASSWORD, "csrf": token}
        ).status_code
        == 403
    )
    token = token_in(client.get("/sign-in").text)
    form = {"name": "aigul", "password": PASSWORD, "csrf": token, "to": "https://evil.example/"}
    assert client.post("/sign-in", data=form).headers["location"] == "/"


@pytest.mark.parametrize(
    "cookie",
    ["", "x", "a.b.c", Signer("x" * 32).cookie("forged")],
    ids=["empty", "short", "unsigned", "signed"],
)
def test_forged_cookie_is_ignored(client: TestClient, cookie: str) -> None:
    client.cookies.set("bapta", cookie)
    assert client.post("/sign-out", data={"csrf": "x"}).status_code == 401


def test_a_nul_character_is_malformed_input_and_no_fault_of_the_database(
    tmp_path: Path, postgres_url: str
) -> None:
    database = emptied(postgres_url)
    database.upgrade()
    database.close()
    client = client_of(
        tmp_path, language="en", BAPTA_SECRET=SECRET, BAPTA_DATABASE_URL=postgres_url
    )
    assert sign_in(client, name="a\x00b") == 422
    assert sign_in(client) == 403
    client.app.state.site.database.close()  # type: ignore[attr-defined]


def test_a_site_without_a_secret_has_no_accounts(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    assert client.get("/sign-in").status_code == 404
    assert client.post("/sign-out").status_code == 404
    assert list(tmp_path.iterdir()) == []


def test_unavailable_database_is_reported_and_questions_are_answered(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    client = client_of(
        tmp_path,
        language="en",
        BAPTA_SECRET=SECRET,
        BAPTA_DATABASE_URL=f"sqlite:///{tmp_path}/file/bapta.sqlite",
    )
    token = token_in(client.get("/sign-in").text)
    refused = client.post("/sign-in", data={"name": "a", "password": "b", "csrf": token})
    assert refused.status_code == 503
    assert "The database is not responding." in refused.text
    assert client.post("/api/chat", json={"question": "статья 24"}).status_code == 200


def test_nobody_locks_out_a_browser_that_signed_in_before(client: TestClient) -> None:
    assert sign_in(client) == 303
    known = client.cookies["bapta_browser"]
    client.cookies.clear()
    assert [sign_in(client, "wrong") for _ in range(5)] == [403] * 5
    assert sign_in(client) == 403
    client.cookies.set("bapta_browser", known)
    assert sign_in(client, name="daulet") == 403
    assert sign_in(client) == 303
    # It has no more tries than any other.
    assert [sign_in(client, "wrong") for _ in range(5)] == [403] * 5
    assert sign_in(client) == 403


def test_sign_in_counts_towards_the_rate_limit(tmp_path: Path) -> None:
    client = client_of(tmp_path, BAPTA_SECRET=SECRET, BAPTA_RATE_LIMIT="1")
    assert sign_in(client) == 403
    assert sign_in(client) == 429


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in_form_exists_in_each_language(tmp_path: Path, language: str) -> None:
    page = client_of(tmp_path, language=language, BAPTA_SECRET=SECRET).get("/sign-in").text
    title = {"kk": "Кіру", "ru": "Вход", "en": "Sign in"}[language]
    assert f"<h1>{title}</h1>" in page


@pytest.mark.parametrize(
    ("ahead", "is_read"), [(5, True), (3600, False), (-50, True), (-4000, False)]
)
def test_cookie_is_read_despite_a_clock_that_is_a_little_behind(
    monkeypatch: pytest.MonkeyPatch, ahead: int, is_read: bool
) -> None:
    signer = Signer(SECRET)
    signed_at = int(time.time()) + ahead
    with monkeypatch.context() as moved:
        moved.setattr(TimestampSigner, "get_timestamp", lambda _: signed_at)
        cookie = signer.cookie("value")
    assert signer.read_cookie(cookie, 3600) == ("value" if is_read else None)
