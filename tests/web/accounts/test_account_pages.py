"""Accounts in the browser: made, changed, disabled, and the own password."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from tests.helpers.accounts import sign_in
from tests.helpers.databases import PASSWORD, add_account
from tests.helpers.desk import app_state, signed_in
from web.accounts.auth import Accounts
from web.accounts.models import AccountRow, AuditRow
from web.accounts.repository import AccountRepository
from web.accounts.roles import Role

pytestmark = pytest.mark.slow

NEW = "a new long password"


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return signed_in(tmp_path, Role.ADMIN)


def rows(client: TestClient) -> dict[str, AccountRow]:
    return {row.name: row for row in app_state(client).features.get(Accounts).repository.all()}


def trail(client: TestClient) -> list[tuple[str, str, str]]:
    """What the audit trail says that the administrator did."""
    with app_state(client).database.reading() as session:
        found = session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [(r.action, r.subject, r.detail) for r in found if r.account == "admin"][1:]


def test_account_is_made_with_a_password_that_is_shown_once(client: TestClient) -> None:
    form = {"name": "dana", "role": "operator", "group": "Алматы 2"}
    shown = client.post("/admin/accounts", data=form)
    assert shown.headers["cache-control"] == "no-store"
    (password,) = re.findall(r'<code class="once">([^<]+)</code>', shown.text)
    assert len(password) >= 16
    assert password not in client.get("/admin/accounts").text
    assert AccountRepository(app_state(client).database).sign_in("dana", password) is not None
    row = rows(client)["dana"]
    assert (row.role, row.group, row.disabled) == ("operator", "Алматы 2", False)
    assert trail(client) == [("account.add", "dana", "role operator, group 'Алматы 2'")]


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        ({"name": "a b", "role": "learner"}, 422, "A user name has 1 to 64 letters"),
        ({"name": "dana", "role": "king"}, 422, "Choose a role from the list."),
        ({"name": "dana", "role": "learner", "group": "a;b"}, 422, "A group has up to 64"),
        ({"name": "dana", "role": "learner", "password": "short"}, 422, "10 to 200 characters"),
        ({"name": "admin", "role": "learner"}, 409, "This user name is taken."),
        ({}, 422, "A user name has 1 to 64 letters"),
    ],
)
def test_wrong_account_is_refused_and_the_form_keeps_what_was_typed(
    client: TestClient, form: dict[str, str], status: int, sentence: str
) -> None:
    refused = client.post("/admin/accounts", data={"role": "learner", **form})
    assert refused.status_code == status
    assert sentence in refused.text
    assert f'value="{form.get("name", "")}"' in refused.text
    assert list(rows(client)) == ["admin"]
    assert trail(client) == []


def test_role_group_password_and_state_are_changed(client: TestClient) -> None:
    add_account(app_state(client).database, "dana", Role.LEARNER)
    page = f"/admin/accounts/{rows(client)['dana'].id}"
    token = AccountRepository(app_state(client).database).sign_in("dana", PASSWORD)
    assert token is not None
    accounts = app_state(client).features.get(Accounts).repository
    done = client.post(f"{page}/role", data={"role": "editor", "group": "Астана"})
    assert (done.status_code, done.headers["location"]) == (303, page)
    found = accounts.signed_in(token)
    assert found is not None
    assert (found.role, found.group) == (Role.EDITOR, "Астана")
    # The open sign-in of a disabled account ends.
    assert client.post(f"{page}/disable").status_code == 303
    assert accounts.signed_in(token) is None
    assert "Disabled" in client.get(page).text
    assert client.post(f"{page}/enable").status_code == 303
    assert accounts.signed_in(token) is None
    assert client.post(f"{page}/password", data={"password": "short"}).status_code == 422
    assert client.post(f"{page}/password", data={"password": NEW}).status_code == 200
    assert accounts.sign_in("dana", NEW) is not None
    assert trail(client) == [
        ("account.role", "dana", "learner to editor"),
        ("account.group", "dana", "'' to 'Астана'"),
        ("account.disable", "dana", ""),
        ("account.enable", "dana", ""),
        ("account.password", "dana", ""),
    ]


def test_last_administrator_can_neither_be_disabled_nor_lower_the_own_role(
    client: TestClient,
) -> None:
    page = f"/admin/accounts/{rows(client)['admin'].id}"
    for path, form in (("/disable", {}), ("/role", {"role": "editor", "group": ""})):
        refused = client.post(page + path, data=form)
        assert refused.status_code == 409
        assert "This is the only administrator." in refused.text
    assert trail(client) == []
    # A disabled administrator does not count.
    add_account(app_state(client).database, "dana", Role.ADMIN)
    other = f"/admin/accounts/{rows(client)['dana'].id}"
    assert client.post(f"{other}/disable").status_code == 303
    assert client.post(f"{page}/disable").status_code == 409
    assert client.post(f"{other}/enable").status_code == 303
    assert client.post(f"{page}/role", data={"role": "editor", "group": ""}).status_code == 303
    assert client.get(page).status_code == 403


def test_unknown_account_is_not_found(client: TestClient) -> None:
    assert client.get("/admin/accounts/99").status_code == 404
    assert client.post("/admin/accounts/99/disable").status_code == 404


def test_own_password_is_changed_and_other_sign_ins_end(tmp_path: Path) -> None:
    client = signed_in(tmp_path, Role.LEARNER)
    accounts = app_state(client).features.get(Accounts).repository
    elsewhere = accounts.sign_in("learner", PASSWORD)
    assert elsewhere is not None
    wrong = {"current": "no", "password": NEW, "again": NEW}
    assert "The current password is wrong" in client.post("/account/password", data=wrong).text
    differing = {"current": PASSWORD, "password": NEW, "again": "another password"}
    assert client.post("/account/password", data=differing).status_code == 422
    short = {"current": PASSWORD, "password": "short", "again": "short"}
    assert client.post("/account/password", data=short).status_code == 422
    assert accounts.signed_in(elsewhere) is not None
    right = {"current": PASSWORD, "password": NEW, "again": NEW}
    assert "Your password has been changed." in client.post("/account/password", data=right).text
    assert client.get("/account").status_code == 200
    assert accounts.signed_in(elsewhere) is None
    client.cookies.clear()
    assert sign_in(client, name="learner") == 403
    assert sign_in(client, NEW, name="learner") == 303


def test_guesses_of_the_own_password_are_throttled(tmp_path: Path) -> None:
    client = signed_in(tmp_path, Role.LEARNER)
    for _ in range(5):
        form = {"current": "guess", "password": NEW, "again": NEW}
        assert client.post("/account/password", data=form).status_code == 422
    right = {"current": PASSWORD, "password": NEW, "again": NEW}
    assert client.post("/account/password", data=right).status_code == 422
