"""The audit trail: who changed what, written in the transaction of the change."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from web.accounts.tables import AuditRow

# Who acts where a command is run on the machine itself.
CONSOLE = "(console)"


def record(session: Session, account: str, action: str, subject: str, detail: str = "") -> None:
    """Write that ``account`` did ``action``, as ``canned.approve``, to ``subject``."""
    session.add(
        AuditRow(
            at=datetime.now(UTC),
            account=account,
            action=action,
            subject=subject[:300],
            detail=detail,
        )
    )
