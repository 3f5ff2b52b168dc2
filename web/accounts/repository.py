"""Repository of accounts and sign-ins."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.accounts.errors import AccountError
from web.accounts.models import AccountRow, SignInRow, record_audit
from web.accounts.passwords import Passwords
from web.accounts.roles import Account, Role
from web.accounts.throttle import RefusalCounts, SignInThrottle
from web.storage.base import utc_now
from web.storage.database import Database

# The audit trail records each multiple of this number of consecutive failures, of all clients.
MANY_FAILURES = 100
SIGNED_IN_HOURS = 12
_NAME = re.compile(r"[\w.@-]{1,64}")
_GROUP = re.compile(r"[\w. @-]{0,64}")


class AccountRepository:
    """Accounts of one database; ``clock`` gives the time in UTC."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._passwords = passwords or Passwords()
        self._clock = clock
        self._throttle = SignInThrottle(clock)
        self._refusals = RefusalCounts(clock)

    def add(self, by: str, name: str, role: Role, password: str, group: str = "") -> None:
        """Create an account. Raises AccountError for a taken name or an invalid value."""
        if not _NAME.fullmatch(name):
            raise AccountError(
                "A user name must have 1 to 64 letters, digits or the characters . _ - @.",
                code="account_name",
            )
        _check_group(group)
        row = AccountRow(
            name=name,
            role=role.value,
            group=group,
            password=self._passwords.hash(password),
            made_at=self._clock(),
        )
        try:
            with self._database.begin() as session:
                session.add(row)
                record_audit(
                    session, by, "account.add", name, f"role {role.value}, group {group!r}"
                )
        except IntegrityError as error:
            raise AccountError(
                f"The account {name!r} already exists.", code="account_taken"
            ) from error

    def all(self) -> Sequence[AccountRow]:
        """Return all accounts by name."""
        with self._database.reading() as session:
            return session.scalars(select(AccountRow).order_by(AccountRow.name)).all()

    def any(self) -> bool:
        """Return whether there is an account."""
        with self._database.reading() as session:
            return bool(session.scalar(select(func.count(AccountRow.id))))

    def find(self, account_id: int) -> AccountRow | None:
        """Return the account with this id, or None."""
        with self._database.reading() as session:
            return session.get(AccountRow, account_id)

    def set_disabled(self, by: str, name: str, disabled: bool) -> None:
        """Disable or enable an account; disabling signs it out.

        Raises AccountError, also for the last administrator.
        """
        with self._database.begin() as session:
            row = _named(session, name)
            if disabled:
                _require_other_admin(session, row)
            row.disabled = disabled
            if disabled:
                _sign_out_everywhere(session, row)
            record_audit(session, by, "account.disable" if disabled else "account.enable", name)

    def change(
        self, by: str, name: str, *, role: Role | None = None, group: str | None = None
    ) -> None:
        """Change the role and the group that are given, both or neither.

        The role counts from the next request of the account on. Raises AccountError, also for a
        lower role of the last administrator.
        """
        if group is not None:
            _check_group(group)
        with self._database.begin() as session:
            row = _named(session, name)
            if role is not None and role.value != row.role:
                if role is not Role.ADMIN:
                    _require_other_admin(session, row)
                record_audit(session, by, "account.role", name, f"{row.role} to {role.value}")
                row.role = role.value
            if group is not None and group != row.group:
                record_audit(session, by, "account.group", name, f"{row.group!r} to {group!r}")
                row.group = group

    def set_password(self, by: str, name: str, password: str) -> None:
        """Set a password, end all sign-ins of the account and reset its throttle."""
        hashed = self._passwords.hash(password)
        with self._database.begin() as session:
            row = _named(session, name)
            row.password, row.failures, row.locked_until = hashed, 0, None
            _sign_out_everywhere(session, row)
            record_audit(session, by, "account.password", name)

    def change_password(self, account: Account, token: str, current: str, password: str) -> None:
        """Set the password of ``account``, who knows the ``current`` one.

        The other sign-ins of the account end; ``token`` is the id of the one that stays. Raises
        AccountError for a wrong current password, also while it is throttled, and for a new one of
        the wrong length; SignInBusyError as :meth:`sign_in`.
        """
        with self._database.reading() as session:
            before = _named(session, account.name).password
        key = (account.name, "own", before)
        if not self._throttle.admit(key) or not self._passwords.verify(before, current):
            raise AccountError("The current password is wrong.", code="password_wrong")
        self._throttle.forget(key)
        hashed = self._passwords.hash(password)
        with self._database.begin() as session:
            row = _named(session, account.name)
            row.password, row.failures = hashed, 0
            _sign_out_everywhere(session, row, but=token)
            record_audit(session, account.name, "account.password", account.name)

    def sign_in(self, name: str, password: str, client: str = "") -> str | None:
        """Return the id of a new sign-in, or None: wrong name or password, disabled, throttled.

        Consecutive wrong passwords throttle ``client`` at this account, but no other client; it is
        the key of an address, or of a browser that signed in to this account before. Every refusal
        takes as long as a success, so that timing does not reveal the names of accounts.
        Raises SignInBusyError when too many passwords are verified.
        """
        with self._database.reading() as session:
            found = session.scalar(select(AccountRow).where(AccountRow.name == name))
        now = self._clock()
        # With the hash in the key, a new password resets the count.
        key = (name[:65], client, found.password if found is not None else "")
        admitted = self._throttle.admit(key)
        is_open = found is not None and not found.disabled and admitted
        hashed = found.password if found is not None and is_open else self._passwords.dummy_hash
        is_correct = self._passwords.verify(hashed, password)
        if found is None:
            return None
        with self._database.begin() as session:
            row = session.get_one(AccountRow, found.id, with_for_update=True)
            if not is_open:
                self._record_refusal(session, name, "account.refused", "disabled or throttled")
                return None
            if not is_correct:
                self._count_failure(session, row, self._throttle.is_refused(key))
                return None
            self._throttle.forget(key)
            row.failures, row.locked_until = 0, None
            session.execute(delete(SignInRow).where(SignInRow.until < now))
            token = token_urlsafe(32)
            until = now + timedelta(hours=SIGNED_IN_HOURS)
            session.add(SignInRow(digest=_digest(token), account_id=row.id, until=until))
            record_audit(session, name, "account.sign_in", name)
            return token

    def signed_in(self, token: str) -> Account | None:
        """Return the account of a valid sign-in, else None."""
        with self._database.reading() as session:
            row = session.scalar(
                select(AccountRow)
                .join(SignInRow, SignInRow.account_id == AccountRow.id)
                .where(SignInRow.digest == _digest(token), SignInRow.until > self._clock())
            )
        if row is None or row.disabled:
            return None
        return Account(row.id, row.name, Role(row.role), row.group)

    def sign_out(self, token: str, name: str) -> None:
        """End a sign-in."""
        with self._database.begin() as session:
            session.execute(delete(SignInRow).where(SignInRow.digest == _digest(token)))
            record_audit(session, name, "account.sign_out", name)

    def _count_failure(self, session: Session, row: AccountRow, is_throttled: bool) -> None:
        row.failures += 1
        if is_throttled:
            self._record_refusal(session, row.name, "account.locked", "for one client")
        if row.failures % MANY_FAILURES == 0:
            self._record_refusal(session, row.name, "account.failures", f"{row.failures} in a row")

    def _record_refusal(self, session: Session, name: str, action: str, detail: str) -> None:
        """Record a refusal, once an hour with the number of those since the last entry."""
        count = self._refusals.take(name, action)
        if count:
            times = "" if count == 1 else f", {count} times since the last entry"
            record_audit(session, name, action, name, detail + times)


def _named(session: Session, name: str) -> AccountRow:
    row = session.scalar(select(AccountRow).where(AccountRow.name == name))
    if row is None:
        raise AccountError(
            f"The account {name!r} does not exist.", "bapta user list", code="account_missing"
        )
    return row


def _check_group(group: str) -> None:
    if not _GROUP.fullmatch(group):
        raise AccountError(
            "A group may have up to 64 letters, digits, spaces or the characters . _ - @.",
            code="account_group",
        )


def _require_other_admin(session: Session, row: AccountRow) -> None:
    """Raise AccountError if ``row`` is the only administrator who is not disabled.

    Their rows are locked in one order, so that two administrators cannot disable each other.
    """
    if row.role != Role.ADMIN or row.disabled:
        return
    admins = session.scalars(
        select(AccountRow.id)
        .where(AccountRow.role == Role.ADMIN.value, AccountRow.disabled.is_(False))
        .order_by(AccountRow.id)
        .with_for_update()
    )
    if not set(admins) - {row.id}:
        raise AccountError(
            f"The account {row.name!r} is the only administrator. Make another one first.",
            "bapta user add NAME --role admin",
            code="last_admin",
        )


def _sign_out_everywhere(session: Session, row: AccountRow, but: str = "") -> None:
    session.execute(
        delete(SignInRow).where(SignInRow.account_id == row.id, SignInRow.digest != _digest(but))
    )


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
