"""Audit trail of the command line.

Commands work without a database, and where it is away, so that an entry never makes one fail. What
the browser changes is different: it is not done without its entry.
"""

import logging

from sqlalchemy.exc import SQLAlchemyError

from web.accounts.models import CONSOLE, record_audit
from web.storage.database import Database
from web.storage.errors import DatabaseError

_log = logging.getLogger("bapta.audit")


def record_command(url: str, action: str, subject: str, detail: str = "") -> bool:
    """Record what a command did in the database ``url``; return whether there is an entry.

    A SQLite file that does not exist is not made. Where the database is away, or its tables are of
    another migration, there is no entry and a line in the log.
    """
    try:
        database = Database(url)
    except DatabaseError as error:
        return _without_entry(action, error)
    file = database.file
    if file is not None and not file.exists():
        return False
    try:
        with database.begin() as session:
            record_audit(session, CONSOLE, action, subject, detail)
    except (DatabaseError, SQLAlchemyError, OSError) as error:
        return _without_entry(action, error)
    finally:
        database.close()
    return True


def _without_entry(action: str, error: Exception) -> bool:
    """Warn that the audit trail lacks an entry; an error of the driver may quote values."""
    reason = str(error) if isinstance(error, DatabaseError) else type(error).__name__
    _log.warning("The audit trail has no entry of %s: %s", action, reason)
    return False
