"""Access to the rows of cases that decisions, assignment and askers share."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.accounts.models import record_audit
from web.handover.models import (
    Case,
    CaseEvent,
    CaseEventRow,
    CaseRow,
    CaseState,
    KeptQuote,
    PastDecision,
    Replacement,
    WebhookEvent,
)
from web.handover.tokens import CaseTokens, digest_of_token
from web.handover.webhook import enqueue_event
from web.http.problems import Problem, ProblemError
from web.storage.base import utc_now
from web.storage.database import Database

DUE_HOURS = 72
"""Hours in which a case should be decided, unless the operator sets others."""


class CaseAccess:
    """Cases of one database. Each method raises DatabaseError if it is unavailable."""

    def __init__(
        self,
        database: Database,
        links: CaseTokens,
        days: int,
        clock: Callable[[], datetime] = utc_now,
        due_hours: int = DUE_HOURS,
        *,
        tells: bool = False,
    ) -> None:
        """Let private links expire ``days`` days after submission, and anew after the answer.

        A case is due ``due_hours`` hours after it was left. ``tells`` stores events for a webhook.
        """
        self._database = database
        self._links = links
        self._life = timedelta(days=days)
        self._due = timedelta(hours=due_hours)
        self._clock = clock
        self._tells = tells

    @property
    def now(self) -> datetime:
        return self._clock()

    def _alive(self, session: Session, reference: str) -> CaseRow:
        """Return a case, locked for a change. Raises ProblemError (404)."""
        row = session.scalar(
            select(CaseRow)
            .where(CaseRow.reference == reference, CaseRow.until > self._clock())
            .with_for_update()
        )
        if row is None:
            raise ProblemError(Problem(404, "no_case"))
        return row

    def _open(self, session: Session, reference: str) -> CaseRow:
        """Return an open case, locked for a change. Raises ProblemError: 404, 409 if decided."""
        row = self._alive(session, reference)
        if row.state != CaseState.OPEN.value:
            raise ProblemError(Problem(409, "case_done"))
        return row

    def _of_token(self, session: Session, token: str) -> CaseRow:
        """Return the case of a private link, locked for a change.

        Raises ProblemError: 404 for an invented token, 410 for an expired one.
        """
        row = session.scalar(
            select(CaseRow).where(CaseRow.token == digest_of_token(token)).with_for_update()
        )
        if row is None or row.until <= self._clock():
            raise self._ended(token)
        return row

    def _ended(self, token: str) -> ProblemError:
        is_expired = self._links.is_ours(token)
        return ProblemError(Problem(410, "case_over") if is_expired else Problem(404, "no_link"))

    def _tell(self, session: Session, event: WebhookEvent, row: CaseRow) -> None:
        """Store an event for the webhook, if there is one."""
        if self._tells:
            enqueue_event(session, event, row, self._clock())

    def _record(
        self, session: Session, row: CaseRow, by: str, kind: CaseEvent, detail: str = ""
    ) -> None:
        """Add an entry to the history of a case."""
        entry = CaseEventRow(
            case_id=row.id, at=self._clock(), account=by, kind=kind.value, detail=detail[:300]
        )
        session.add(entry)

    def _audit(
        self,
        session: Session,
        row: CaseRow,
        by: str,
        kind: CaseEvent,
        action: str,
        detail: str = "",
    ) -> None:
        """Add an entry to the history of a case and to the audit trail."""
        self._record(session, row, by, kind, detail)
        record_audit(session, by, action, row.reference, detail)


def case_of(row: CaseRow) -> Case:
    """Return the values of a row."""
    return Case(
        reference=row.reference,
        state=CaseState(row.state),
        question=row.question,
        language=row.language,
        answer_id=row.answer_id,
        left_at=row.left_at,
        until=row.until,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        phrase=row.phrase,
        note=row.note,
        quotes=tuple(map(KeptQuote.of, row.quotes)),
        claimed_by=row.claimed_by,
        claimed_at=row.claimed_at,
        due_at=row.due_at,
        reply=row.reply or "",
        replied_at=row.replied_at,
        helped=row.helped,
        past=tuple(
            PastDecision(
                state=CaseState(each.state),
                replaced=Replacement(each.replaced),
                decided_by=each.decided_by,
                decided_at=each.decided_at,
                phrase=each.phrase,
                note=each.note,
                quotes=tuple(KeptQuote(**mark) for mark in each.quotes),
            )
            for each in row.past
        ),
    )
