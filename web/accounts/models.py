"""Tables of accounts, sign-ins and the audit trail."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from web.storage.base import Base, UtcTime, utc_now


class AccountRow(Base):
    """An account; ``password`` is the argon2 hash, ``failures`` those since the last success.

    ``locked_until`` is of earlier versions, which locked the account for everybody; it is not read.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    group: Mapped[str] = mapped_column(String(64), default="")
    password: Mapped[str] = mapped_column(String(200))
    disabled: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)


class SignInRow(Base):
    """A sign-in by the SHA-256 of its id, which the browser alone has."""

    __tablename__ = "sign_ins"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    until: Mapped[datetime] = mapped_column(UtcTime)


class AuditRow(Base):
    """Entry of the audit trail: account, action, subject, time; rows are never changed."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    account: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(300))
    detail: Mapped[str] = mapped_column(Text, default="")


# The actor of a command that is run on the machine itself.
CONSOLE = "(console)"


def record_audit(
    session: Session, account: str, action: str, subject: str, detail: str = ""
) -> None:
    """Record that ``account`` did ``action``, such as ``canned.approve``, to ``subject``."""
    session.add(
        AuditRow(
            at=utc_now(),
            account=account,
            action=action,
            subject=subject[:300],
            detail=detail,
        )
    )
