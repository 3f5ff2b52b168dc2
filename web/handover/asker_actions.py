"""Actions of askers on their case: verdict, one reply, deletion."""

from datetime import timedelta

from qa.query.validation import QuestionError, check_question
from web.accounts.models import record_audit
from web.desk.case_times import record_reopening, record_verdict, usual_wait
from web.handover.case_access import CaseAccess
from web.handover.decisions import replace_decision
from web.handover.models import MAX_REPLY_LENGTH, CaseEvent, CaseState, Replacement, WebhookEvent
from web.http.problems import Problem, ProblemError

ASKER = "(asker)"


class AskerActions(CaseAccess):
    """Actions by the private link; each raises ProblemError (404, 410) for a link that is none."""

    def judge_by_token(self, token: str, *, helped: bool) -> None:
        """Record whether the answer helped. Raises ProblemError (409) for an open case."""
        with self._database.begin() as session:
            row = self._of_token(session, token)
            if row.state == CaseState.OPEN.value:
                raise ProblemError(Problem(409, "case_open"))
            if row.helped is helped:
                return
            row.helped = helped
            self._record(session, row, "", CaseEvent.HELPED if helped else CaseEvent.NOT_HELPED)
            record_verdict(session, row.reference, helped=helped)

    def reply_by_token(self, token: str, text: str) -> None:
        """Store the asker's one reply and put the case back into the queue.

        Raises ProblemError: 409 for an open case or a second reply, 422 for an invalid text.
        """
        try:
            text = check_question(text)
        except QuestionError as error:
            raise ProblemError(Problem(422, "case_reply")) from error
        if len(text) > MAX_REPLY_LENGTH:
            raise ProblemError(Problem(422, "case_reply"))
        now = self._clock()
        with self._database.begin() as session:
            row = self._of_token(session, token)
            if row.state == CaseState.OPEN.value and row.reply is None:
                raise ProblemError(Problem(409, "case_open"))
            if row.reply is not None:
                raise ProblemError(Problem(409, "case_replied"))
            replace_decision(session, row, Replacement.REPLIED)
            row.state, row.reply, row.replied_at = CaseState.OPEN.value, text, now
            row.decided_by = row.decided_at = None
            row.due_at, row.until = now + self._due, now + self._life
            record_reopening(session, row.reference)
            self._record(session, row, "", CaseEvent.REPLIED)
            self._tell(session, WebhookEvent.REPLIED, row)

    def delete_by_token(self, token: str) -> None:
        """Erase the case of a private link."""
        with self._database.begin() as session:
            row = self._of_token(session, token)
            record_audit(session, ASKER, "case.delete", row.reference)
            session.delete(row)

    def usual_wait(self) -> timedelta | None:
        """Return the time in which nine of ten questions were answered lately, if it is known."""
        with self._database.reading() as session:
            return usual_wait(session, self._clock())
