"""Decisions on cases: answers, corrections, closing and its undoing."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from data.corpus import Corpus
from qa.answer import Quote
from qa.query.validation import QuestionError, check_question
from web.desk.case_times import record_decision, record_reopening
from web.desk.staleness import quote_marks
from web.handover.case_access import CaseAccess
from web.handover.models import (
    MAX_NOTE_LENGTH,
    PHRASES,
    UNDO_TIME,
    CaseDraftRow,
    CaseEvent,
    CaseQuoteRow,
    CaseRow,
    CaseState,
    KeptQuote,
    PastDecisionRow,
    Replacement,
)
from web.http.problems import Problem, ProblemError


class CaseDecisions(CaseAccess):
    """Decisions on the cases of one database, each in one transaction."""

    def answer(
        self,
        by: str,
        reference: str,
        corpus: Corpus,
        quotes: Sequence[Quote],
        phrase: str = "",
        note: str = "",
    ) -> None:
        """Answer an open case with provisions of ``corpus``.

        Raises ProblemError: 409 if the case is already decided or another operator works on it,
        422 for an invalid note.
        """
        marks = [quote_marks(corpus, each.citation.act, each.citation.eid) for each in quotes]
        note = _checked(phrase, note)
        with self._database.begin() as session:
            row = self._free(session, reference, by)
            self._decide(session, row, by, CaseState.ANSWERED, phrase, note, marks)
            self._audit(session, row, by, CaseEvent.ANSWERED, "case.answer", _references(marks))

    def correct(
        self,
        by: str,
        reference: str,
        corpus: Corpus,
        quotes: Sequence[Quote],
        seen: datetime,
        phrase: str = "",
        note: str = "",
    ) -> None:
        """Replace the answer of ``seen``, its time; the asker is shown both.

        Raises ProblemError: 409 if that is no longer the present answer, 422 for an invalid note.
        """
        marks = [quote_marks(corpus, each.citation.act, each.citation.eid) for each in quotes]
        note = _checked(phrase, note)
        with self._database.begin() as session:
            row = self._alive(session, reference)
            if row.state != CaseState.ANSWERED.value or row.decided_at != seen:
                raise ProblemError(Problem(409, "case_done"))
            replace_decision(session, row, Replacement.CORRECTED)
            self._decide(session, row, by, CaseState.ANSWERED, phrase, note, marks)
            self._audit(session, row, by, CaseEvent.CORRECTED, "case.correct", _references(marks))

    def close(self, by: str, reference: str, note: str = "") -> None:
        """Close an open case that the law does not answer. Raises as :meth:`answer`."""
        note = _checked("", note)
        with self._database.begin() as session:
            row = self._free(session, reference, by)
            self._decide(session, row, by, CaseState.CLOSED, "", note, ())
            self._audit(session, row, by, CaseEvent.CLOSED, "case.close")

    def undo_closing(self, by: str, reference: str) -> None:
        """Open a case again that was closed at most UNDO_TIME ago.

        The note becomes a draft of ``by``. Raises ProblemError (409) if it is too late
        or the case is not closed.
        """
        with self._database.begin() as session:
            row = self._alive(session, reference)
            decided = row.decided_at
            is_late = decided is None or self._clock() - decided >= UNDO_TIME
            if row.state != CaseState.CLOSED.value or is_late:
                raise ProblemError(Problem(409, "case_no_undo"))
            if row.note:
                body = {"note": row.note}
                key = {"case_id": row.id, "account": by}
                if session.get(CaseDraftRow, (row.id, by)) is None:
                    session.add(CaseDraftRow(**key, saved_at=self._clock(), body=body))
            row.state, row.note = CaseState.OPEN.value, ""
            row.decided_by = row.decided_at = None
            record_reopening(session, row.reference)
            self._audit(session, row, by, CaseEvent.UNDONE, "case.undo")

    def _free(self, session: Session, reference: str, by: str) -> CaseRow:
        """Return an open case that no other operator works on, locked for a change."""
        row = self._open(session, reference)
        if row.claimed_by not in (None, by):
            raise ProblemError(Problem(409, "case_claimed", said={"who": row.claimed_by}))
        return row

    def _decide(
        self,
        session: Session,
        row: CaseRow,
        by: str,
        state: CaseState,
        phrase: str,
        note: str,
        marks: Sequence[dict[str, str]],
    ) -> None:
        """Store a decision and drop the draft of its author."""
        now = self._clock()
        row.state, row.phrase, row.note = state.value, phrase, note
        row.decided_by, row.decided_at, row.until = by, now, now + self._life
        row.helped = None
        row.quotes.extend(CaseQuoteRow(place=n, **mark) for n, mark in enumerate(marks))
        drafts = (CaseDraftRow.case_id == row.id, CaseDraftRow.account == by)
        session.execute(delete(CaseDraftRow).where(*drafts))
        is_answer = state is CaseState.ANSWERED
        record_decision(session, row.reference, by, now, is_answer=is_answer)


def replace_decision(session: Session, row: CaseRow, replaced: Replacement) -> None:
    """Move the present decision of a case to the past ones."""
    row.past.append(
        PastDecisionRow(
            state=row.state,
            replaced=replaced.value,
            decided_by=row.decided_by or "",
            decided_at=row.decided_at,
            phrase=row.phrase,
            note=row.note,
            quotes=[asdict(KeptQuote.of(each)) for each in row.quotes],
        )
    )
    row.quotes.clear()
    row.phrase = row.note = ""
    # The new quotes take the places of these.
    session.flush()


def _references(marks: Sequence[dict[str, str]]) -> str:
    return ", ".join(f"{each['act']}:{each['eid']}" for each in marks)


def _checked(phrase: str, note: str) -> str:
    """Return a normalized note. Raises ProblemError (422) for an invalid one or phrase."""
    try:
        note = check_question(note) if note.strip() else ""
    except QuestionError as error:
        raise ProblemError(Problem(422, "case_note")) from error
    if len(note) > MAX_NOTE_LENGTH or phrase not in ("", *PHRASES):
        raise ProblemError(Problem(422, "case_note"))
    return note
