"""Assignment of cases to operators, their due times, and the drafts of answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from web.handover.case_access import CaseAccess
from web.handover.models import CaseDraftRow, CaseEvent, CaseEventRow, CaseRow, HistoryEntry
from web.http.problems import Problem, ProblemError


class CaseAssignment(CaseAccess):
    """Claims, assignments and due times of the cases of one database."""

    def claim(self, by: str, reference: str, *, from_account: str = "") -> None:
        """Let ``by`` work on an open case.

        ``from_account`` is whom it is taken over from. Raises ProblemError: 404, and 409 if the
        case is decided or another account works on it by now.
        """
        with self._database.begin() as session:
            row = self._open(session, reference)
            if row.claimed_by == by:
                return
            if row.claimed_by not in (None, from_account):
                raise ProblemError(Problem(409, "case_claimed", said={"who": row.claimed_by}))
            before, kind = row.claimed_by, CaseEvent.CLAIMED
            if before is not None:
                kind = CaseEvent.TAKEN_OVER
            row.claimed_by, row.claimed_at = by, self._clock()
            self._audit(session, row, by, kind, "case.claim", before or "")

    def release(self, by: str, reference: str) -> None:
        """Release an open case, which then has no operator. Raises ProblemError (404, 409)."""
        with self._database.begin() as session:
            row = self._open(session, reference)
            if row.claimed_by is not None:
                self._audit(session, row, by, CaseEvent.RELEASED, "case.release", row.claimed_by)
                row.claimed_by = row.claimed_at = None

    def assign(self, by: str, reference: str, to: str) -> None:
        """Let ``to``, an account that may, work on an open case. Raises ProblemError (404, 409)."""
        with self._database.begin() as session:
            row = self._open(session, reference)
            if row.claimed_by != to:
                row.claimed_by, row.claimed_at = to, self._clock()
                self._audit(session, row, by, CaseEvent.ASSIGNED, "case.assign", to)

    def set_due(self, by: str, reference: str, due_at: datetime) -> None:
        """Set the time by which an open case should be decided. Raises ProblemError (404, 409)."""
        with self._database.begin() as session:
            row = self._open(session, reference)
            if row.due_at != due_at:
                row.due_at = due_at
                detail = due_at.strftime("%Y-%m-%d %H:%M")
                self._audit(session, row, by, CaseEvent.DUE, "case.due", detail)

    def history(self, reference: str) -> tuple[HistoryEntry, ...]:
        """Return what happened to a case, the oldest first."""
        with self._database.reading() as session:
            rows = session.scalars(
                select(CaseEventRow)
                .join(CaseRow, CaseRow.id == CaseEventRow.case_id)
                .where(CaseRow.reference == reference)
                .order_by(CaseEventRow.id)
            )
            return tuple(
                HistoryEntry(row.at, row.account, CaseEvent(row.kind), row.detail) for row in rows
            )

    def save_draft(self, by: str, reference: str, body: Mapping[str, Any]) -> None:
        """Keep the unsent answer of ``by``; an empty ``body`` drops it. Raises ProblemError (404).

        Each operator has a draft of their own, so none is lost to another's.
        """
        with self._database.begin() as session:
            case = self._alive(session, reference)
            row = session.get(CaseDraftRow, (case.id, by))
            if not body:
                if row is not None:
                    session.delete(row)
            elif row is None:
                session.add(
                    CaseDraftRow(
                        case_id=case.id, account=by, saved_at=self._clock(), body=dict(body)
                    )
                )
            else:
                row.saved_at, row.body = self._clock(), dict(body)

    def drafts(self, reference: str) -> dict[str, Mapping[str, Any]]:
        """Return the unsent answers to a case by the account that wrote them."""
        with self._database.reading() as session:
            rows = session.scalars(
                select(CaseDraftRow)
                .join(CaseRow, CaseRow.id == CaseDraftRow.case_id)
                .where(CaseRow.reference == reference)
                .order_by(CaseDraftRow.account)
            )
            return {row.account: row.body for row in rows}
