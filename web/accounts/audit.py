"""The audit trail: who changed what, written in the transaction of the change."""

from sqlalchemy.orm import Session

from web.accounts.tables import AuditRow
from web.clock import utc_now

# Who acts where a command is run on the machine itself.
CONSOLE = "(console)"


def record(session: Session, account: str, action: str, subject: str, detail: str = "") -> None:
    """Write that ``account`` did ``action``, as ``canned.approve``, to ``subject``."""
    session.add(
        AuditRow(
            at=utc_now(),
            account=account,
            action=action,
            subject=subject[:300],
            detail=detail,
        )
    )
