"""Decisions of editors on proposed questions, which are remembered."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from data.question_bank import BankQuestion
from web.accounts.models import record_audit
from web.http.problems import Problem, ProblemError
from web.storage.base import utc_now
from web.teaching import drafts
from web.teaching.models import ProposalDecisionRow


def decided_digests(session: Session, act_id: str) -> frozenset[str]:
    """Return the digests of the accepted and the dismissed proposals for an act."""
    row = ProposalDecisionRow
    return frozenset(session.scalars(select(row.digest).where(row.act == act_id)))


def count_dismissed(session: Session, act_id: str) -> int:
    """Count the dismissed proposals for an act."""
    row = ProposalDecisionRow
    dismissed = select(func.count()).where(row.act == act_id, row.draft_id.is_(None))
    return session.scalar(dismissed) or 0


def accept(session: Session, by: str, act_id: str, digest: str, entry: BankQuestion) -> int:
    """Add the validated ``entry`` to the draft and return its id.

    ``act_id`` and ``digest`` name the proposal; an editor may have changed the entry made of it.
    Raises ProblemError (409) if the proposal is decided already.
    """
    _check_open(session, act_id, digest)
    (draft_id,) = drafts.add(session, by, [entry])
    _decide(session, by, act_id, digest, draft_id)
    subject = f"{entry.act}:{','.join(entry.eids)}"
    record_audit(session, by, "teaching.accept", subject, f"draft {draft_id}")
    return draft_id


def dismiss(session: Session, by: str, act_id: str, digest: str) -> None:
    """Dismiss a proposal. Raises ProblemError (409) if it is decided already."""
    _check_open(session, act_id, digest)
    _decide(session, by, act_id, digest, None)
    record_audit(session, by, "teaching.dismiss", f"proposal {act_id}", digest)


def restore(session: Session, by: str, act_id: str) -> None:
    """Propose the dismissed questions of an act again."""
    row = ProposalDecisionRow
    count = count_dismissed(session, act_id)
    session.execute(delete(row).where(row.act == act_id, row.draft_id.is_(None)))
    record_audit(session, by, "teaching.restore", f"proposals {act_id}", f"{count} proposals")


def _check_open(session: Session, act_id: str, digest: str) -> None:
    if session.get(ProposalDecisionRow, (act_id, digest)) is not None:
        raise ProblemError(Problem(409, "proposal_decided"))


def _decide(session: Session, by: str, act_id: str, digest: str, draft_id: int | None) -> None:
    session.add(
        ProposalDecisionRow(act=act_id, digest=digest, draft_id=draft_id, by=by, at=utc_now())
    )
    session.flush()
