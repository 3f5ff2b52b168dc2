"""Repository of the replies that operators write, each in the hands of one account."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from web.desk.models import ReplyRow
from web.desk.reply_body import ReplyBody, body_from_json, body_to_json
from web.http.problems import Problem, ProblemError
from web.storage.base import utc_now
from web.storage.database import Database

KEPT = timedelta(days=30)
"""Time for which a reply is kept after its last change."""
MAX_KEPT = 200
"""Replies of one account that are kept, the latest ones."""
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class StoredReply:
    """A reply as it is kept; ``version`` grows with each change."""

    id: int
    question: str
    body: ReplyBody
    version: int
    saved_at: datetime


class ReplyRepository:
    """Replies of one database. Each method raises DatabaseError if it is unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, by: str, question: str, body: ReplyBody) -> int:
        """Store a new reply and return its id; those that are too old or too many are erased."""
        now = utc_now()
        with self._database.begin() as session:
            session.execute(delete(ReplyRow).where(ReplyRow.saved_at < now - KEPT))
            row = ReplyRow(
                account=by, question=question, body=body_to_json(body), version=1, saved_at=now
            )
            session.add(row)
            session.flush()
            newest = select(ReplyRow.id).where(ReplyRow.account == by)
            newest = newest.order_by(ReplyRow.saved_at.desc(), ReplyRow.id.desc())
            kept = session.scalars(newest.limit(MAX_KEPT)).all()
            own = (ReplyRow.account == by, ReplyRow.id.not_in(kept))
            session.execute(delete(ReplyRow).where(*own))
            return row.id

    def one(self, by: str, reply_id: int) -> StoredReply:
        """Return a reply of ``by``. Raises ProblemError (404)."""
        with self._database.reading() as session:
            return _stored(_row(session, by, reply_id))

    def latest(self, by: str) -> tuple[StoredReply, ...]:
        """Return the latest replies of ``by``, the newest first."""
        with self._database.reading() as session:
            rows = session.scalars(
                select(ReplyRow)
                .where(ReplyRow.account == by)
                .order_by(ReplyRow.saved_at.desc(), ReplyRow.id.desc())
                .limit(_SHOWN)
            )
            return tuple(_stored(row) for row in rows)

    def save(self, by: str, reply_id: int, version: int, question: str, body: ReplyBody) -> int:
        """Store a change of ``version`` and return the new version.

        The same change sent twice, as by a page that is left, is one. Raises ProblemError: 404, and
        409 if the reply has changed since.
        """
        with self._database.begin() as session:
            changed = session.execute(
                update(ReplyRow)
                .where(ReplyRow.id == reply_id, ReplyRow.account == by, ReplyRow.version == version)
                .values(
                    question=question,
                    body=body_to_json(body),
                    version=version + 1,
                    saved_at=utc_now(),
                )
                .returning(ReplyRow.version)
            ).scalar()
            if changed is not None:
                return changed
            row = _row(session, by, reply_id)
            if row.question == question and body_from_json(row.body) == body:
                return row.version
            raise ProblemError(Problem(409, "reply_changed"))

    def delete(self, by: str, reply_id: int) -> None:
        """Delete a reply of ``by``. Raises ProblemError (404)."""
        with self._database.begin() as session:
            session.delete(_row(session, by, reply_id))


def _row(session: Session, by: str, reply_id: int) -> ReplyRow:
    row = session.get(ReplyRow, reply_id)
    if row is None or row.account != by:
        raise ProblemError(Problem(404, "no_reply"))
    return row


def _stored(row: ReplyRow) -> StoredReply:
    return StoredReply(row.id, row.question, body_from_json(row.body), row.version, row.saved_at)
