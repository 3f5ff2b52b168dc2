"""Accounts: creation, throttle, disabling and audit trail."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Literal

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner, Result
from sqlalchemy import select

from tests.helpers.accounts import trail
from tests.helpers.databases import CHEAP, PASSWORD
from tests.helpers.polling import until
from web.accounts.errors import AccountError, SecretError, SignInBusyError
from web.accounts.models import AccountRow, AuditRow
from web.accounts.passwords import MAX_COMPUTING, MAX_COMPUTING_AND_WAITING, Passwords
from web.accounts.repository import AccountRepository
from web.accounts.roles import Role
from web.accounts.tokens import Signer
from web.cli.main import main
from web.storage.database import Database
from web.storage.errors import DatabaseValueError

pytestmark = pytest.mark.slow

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(database: Database, clock: Clock) -> AccountRepository:
    made = AccountRepository(database, CHEAP, clock)
    made.add("test", "aigul", Role.OPERATOR, PASSWORD, "Алматы 2")
    return made


def test_sign_in_is_valid_until_it_expires(accounts: AccountRepository, clock: Clock) -> None:
    token = accounts.sign_in("aigul", PASSWORD)
    assert token is not None
    account = accounts.signed_in(token)
    assert account is not None
    assert (account.name, account.role, account.group) == ("aigul", Role.OPERATOR, "Алматы 2")
    assert accounts.signed_in(token + "x") is None
    clock.now += timedelta(hours=12)
    assert accounts.signed_in(token) is None


def test_sign_out_ends_one_sign_in_only(accounts: AccountRepository) -> None:
    one, two = accounts.sign_in("aigul", PASSWORD), accounts.sign_in("aigul", PASSWORD)
    assert one is not None
    assert two is not None
    accounts.sign_out(one, "aigul")
    assert accounts.signed_in(one) is None
    assert accounts.signed_in(two) is not None


def test_five_failures_throttle_the_client_for_30_seconds(
    accounts: AccountRepository, clock: Clock, database: Database
) -> None:
    for _ in range(5):
        assert accounts.sign_in("aigul", "wrong", "192.0.2.1") is None
    assert accounts.sign_in("aigul", PASSWORD, "192.0.2.1") is None
    clock.now += timedelta(seconds=30)
    assert accounts.sign_in("aigul", PASSWORD, "192.0.2.1") is not None
    assert trail(database)[1:] == [
        ("aigul", "account.locked", "aigul"),
        ("aigul", "account.refused", "aigul"),
        ("aigul", "account.sign_in", "aigul"),
    ]


def test_failures_of_one_client_do_not_throttle_another(accounts: AccountRepository) -> None:
    for _ in range(20):
        assert accounts.sign_in("aigul", "wrong", "192.0.2.1") is None
    assert accounts.sign_in("aigul", PASSWORD, "192.0.2.1") is None
    assert accounts.sign_in("aigul", PASSWORD, "192.0.2.2") is not None


def test_a_flood_of_refusals_leaves_one_audit_entry_an_hour(
    accounts: AccountRepository, clock: Clock, database: Database
) -> None:
    for number in range(80):
        accounts.sign_in("aigul", "wrong", f"192.0.2.{number // 10}")
        clock.now += timedelta(seconds=1)
    assert trail(database)[1:] == [
        ("aigul", "account.locked", "aigul"),
        ("aigul", "account.refused", "aigul"),
    ]
    clock.now += timedelta(hours=1)
    for _ in range(6):
        accounts.sign_in("aigul", "wrong", "192.0.2.1")
    with database.reading() as session:
        details = session.scalars(select(AuditRow.detail).order_by(AuditRow.id.desc()))
        assert "40 times since the last entry" in details.first()  # type: ignore[operator]


def test_few_hashes_are_computed_at_once_and_few_wait() -> None:
    class Counting(PasswordHasher):
        """A hasher that is held up and knows how many calls run."""

        running = most = 0
        gate = Event()

        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            Counting.running += 1
            Counting.most = max(Counting.most, Counting.running)
            self.gate.wait(5)
            Counting.running -= 1
            return True

    passwords = Passwords(Counting())
    with ThreadPoolExecutor(MAX_COMPUTING_AND_WAITING) as pool:
        tries = [
            pool.submit(passwords.verify, "hash", PASSWORD)
            for _ in range(MAX_COMPUTING_AND_WAITING)
        ]
        until(lambda: passwords._admitted._value == 0)
        with pytest.raises(SignInBusyError):
            passwords.verify("hash", PASSWORD)
        Counting.gate.set()
        assert all(each.result() for each in tries)
    assert Counting.most <= MAX_COMPUTING
    assert passwords.verify("hash", PASSWORD)


def test_lock_of_an_earlier_version_is_ignored(
    accounts: AccountRepository, clock: Clock, database: Database
) -> None:
    with database.begin() as session:
        row = session.scalars(select(AccountRow)).one()
        row.locked_until = clock.now + timedelta(minutes=15)
    assert accounts.sign_in("aigul", PASSWORD) is not None
    with database.reading() as session:
        assert session.scalars(select(AccountRow.locked_until)).one() is None


def test_new_password_resets_the_throttle(accounts: AccountRepository) -> None:
    for _ in range(5):
        accounts.sign_in("aigul", "wrong")
    accounts.set_password("boss", "aigul", "new password")
    assert accounts.sign_in("aigul", "new password") is not None


def test_many_failures_of_many_clients_are_audited(
    accounts: AccountRepository, database: Database
) -> None:
    for number in range(100):
        accounts.sign_in("aigul", "wrong", f"192.0.2.{number}")
    assert trail(database)[1:] == [("aigul", "account.failures", "aigul")]
    assert accounts.sign_in("aigul", PASSWORD, "192.0.2.200") is not None


def test_success_resets_the_failures(accounts: AccountRepository) -> None:
    for password in ["wrong"] * 4 + [PASSWORD] + ["wrong"] * 4:
        accounts.sign_in("aigul", password)
    assert accounts.sign_in("aigul", PASSWORD) is not None


def test_a_name_that_the_database_cannot_take_is_refused(accounts: AccountRepository) -> None:
    # PostgreSQL has no texts with a NUL character, SQLite has.
    with suppress(DatabaseValueError):
        assert accounts.sign_in("a\x00b", PASSWORD) is None


def test_unknown_names_are_refused_in_the_same_way(accounts: AccountRepository) -> None:
    assert accounts.sign_in("nobody", PASSWORD) is None
    assert accounts.sign_in("", "") is None
    assert accounts.sign_in("aigul", "x" * 10_000) is None


def test_disabled_account_is_signed_out_at_once(
    accounts: AccountRepository, database: Database
) -> None:
    token = accounts.sign_in("aigul", PASSWORD)
    assert token is not None
    accounts.set_disabled("boss", "aigul", True)
    assert accounts.signed_in(token) is None
    assert accounts.sign_in("aigul", PASSWORD) is None
    accounts.set_disabled("boss", "aigul", False)
    assert accounts.sign_in("aigul", PASSWORD) is not None
    assert ("boss", "account.disable", "aigul") in trail(database)


def test_new_role_applies_to_existing_sign_ins(
    accounts: AccountRepository, database: Database
) -> None:
    token = accounts.sign_in("aigul", PASSWORD)
    assert token is not None
    accounts.change("boss", "aigul", role=Role.ADMIN)
    account = accounts.signed_in(token)
    assert account is not None
    assert account.role is Role.ADMIN
    assert ("boss", "account.role", "aigul") in trail(database)


def test_new_password_ends_old_sign_ins(accounts: AccountRepository) -> None:
    token = accounts.sign_in("aigul", PASSWORD)
    assert token is not None
    accounts.set_password("boss", "aigul", "бір рет кес!")
    assert accounts.signed_in(token) is None
    assert accounts.sign_in("aigul", PASSWORD) is None
    assert accounts.sign_in("aigul", "бір рет кес!") is not None


def test_invalid_account_raises(accounts: AccountRepository) -> None:
    for name, group, password, sentence in (
        ("aigul", "", PASSWORD, "The account 'aigul' already exists."),
        ("a b", "", PASSWORD, "A user name must have"),
        ("a", "<b>", PASSWORD, "A group may have"),
        ("a", "", "short", "A password must have 10 to 200 characters."),
    ):
        with pytest.raises(AccountError) as told:
            accounts.add("test", name, Role.LEARNER, password, group)
        assert str(told.value).startswith(sentence)
    with pytest.raises(AccountError, match=r"account 'x' does not exist. Run: bapta user list"):
        accounts.set_password("test", "x", PASSWORD)


def test_roles_include_their_lower_roles() -> None:
    included = {role: {other.value for other in Role if role.may(other)} for role in Role}
    assert included == {
        Role.LEARNER: {"learner"},
        Role.INSTRUCTOR: {"learner", "instructor"},
        Role.OPERATOR: {"learner", "operator"},
        Role.EDITOR: {"learner", "operator", "editor"},
        Role.ADMIN: {"learner", "instructor", "operator", "editor", "admin"},
    }


def test_passwords_are_stored_as_argon2id_hashes() -> None:
    kept = Passwords().hash(PASSWORD)
    assert kept.startswith("$argon2id$v=19$")
    assert PASSWORD not in kept
    assert Passwords().verify(kept, PASSWORD)
    assert not Passwords().verify("no hash", PASSWORD)


def test_only_own_signatures_are_accepted() -> None:
    ours, other = Signer("a" * 32), Signer("b" * 32)
    assert ours.read_cookie(ours.cookie("tab"), 60) == "tab"
    assert ours.read_cookie(other.cookie("tab"), 60) is None
    assert ours.read_cookie(ours.cookie("tab") + "x", 60) is None
    assert ours.read_cookie(ours.cookie("tab"), -1) is None
    assert ours.read_cookie(ours.form_token("tab"), 60) is None
    assert ours.is_form_token(ours.form_token("tab"), "tab")
    assert not ours.is_form_token(ours.form_token("tab"), "another")
    assert not ours.is_form_token("", "tab")
    assert not ours.is_form_token("қате", "tab")
    assert not ours.is_form_token("x" * 10_001, "tab")
    assert not ours.is_form_token(Signer("x" * 32).form_token("tab"), "tab")
    with pytest.raises(SecretError, match="32 bytes"):
        Signer("short")


def bapta(home: Path, *words: str, typed: str = "") -> Result:
    environ = {**os.environ, "BAPTA_HOME": str(home), "BAPTA_DATABASE_URL": "", "BAPTA_SECRET": ""}
    return CliRunner().invoke(main, words, input=typed, env=environ)


def test_command_creates_lists_and_disables_accounts(tmp_path: Path) -> None:
    made = bapta(tmp_path, "user", "add", "aigul", "--role", "editor", typed=PASSWORD + "\n")
    assert made.stdout == "The account aigul was created: editor.\n"
    assert (
        made.stderr == "Now that there are accounts, set BAPTA_SECRET before you run bapta serve.\n"
    )
    bapta(
        tmp_path, "user", "add", "daulet", "--role", "learner", "--group", "2 топ", typed=PASSWORD
    )
    assert bapta(tmp_path, "user", "disable", "aigul").exit_code == 0
    assert bapta(tmp_path, "user", "list").stdout == (
        "aigul\teditor\t-\tdisabled\ndaulet\tlearner\t2 топ\tactive\n"
    )
    assert bapta(tmp_path, "user", "enable", "aigul").exit_code == 0
    assert bapta(tmp_path, "user", "password", "aigul", typed="another password").exit_code == 0
    changed = bapta(tmp_path, "user", "role", "daulet", "instructor")
    assert changed.stdout == "The account daulet now has the role instructor.\n"
    assert "daulet\tinstructor\t2 топ\tactive\n" in bapta(tmp_path, "user", "list").stdout
    assert bapta(tmp_path, "user", "group", "daulet", "3 топ").exit_code == 0
    assert "daulet\tinstructor\t3 топ\tactive\n" in bapta(tmp_path, "user", "list").stdout
    assert bapta(tmp_path, "user", "role", "daulet", "king").exit_code == 2
    assert bapta(tmp_path, "user", "role", "zhanna", "admin").stderr == (
        "bapta: The account 'zhanna' does not exist. Run: bapta user list\n"
    )
    short = bapta(tmp_path, "user", "password", "aigul", typed="short\n")
    assert (short.exit_code, short.stderr) == (
        2,
        "bapta: A password must have 10 to 200 characters.\n",
    )
    gone = bapta(tmp_path, "user", "disable", "zhanna")
    assert (gone.exit_code, gone.stderr) == (
        2,
        "bapta: The account 'zhanna' does not exist. Run: bapta user list\n",
    )


def test_accounts_are_not_served_without_a_secret(tmp_path: Path) -> None:
    bapta(tmp_path, "user", "add", "aigul", "--role", "admin", typed=PASSWORD)
    refused = bapta(tmp_path, "serve", "--port", "1")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("bapta: There are accounts, so BAPTA_SECRET must be set.")


def test_two_administrators_cannot_disable_each_other_at_once(database: Database) -> None:
    accounts = AccountRepository(database, CHEAP)
    pairs = [("one", "two"), ("two", "one")]
    for name, _ in pairs:
        accounts.add("test", name, Role.ADMIN, PASSWORD)
    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            tries = [pool.submit(accounts.set_disabled, by, name, True) for by, name in pairs]
        refused = [each.exception() for each in tries if each.exception() is not None]
        assert [type(error) for error in refused] == [AccountError]
        states = {row.name: row.disabled for row in accounts.all()}
        assert sorted(states.values()) == [False, True]
        accounts.set_disabled("test", next(name for name in states if states[name]), False)
