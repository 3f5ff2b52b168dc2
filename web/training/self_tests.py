"""Repository of exams that learners set themselves, with the answers so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from qa.drills.exam_paper import SubmittedAnswer
from web.storage.database import Database
from web.training.exam import Ticket
from web.training.exam_papers import GRACE, merge_answers, parse_answers
from web.training.models import SelfTestRow

# A code keeps its terms for so long after an exam began under it.
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SelfTest:
    """Started exam; ``draft`` has the answers so far, () before the first."""

    ticket: Ticket
    account: int | None
    draft: tuple[SubmittedAnswer, ...]
    handed_in_at: datetime | None


class SelfTests:
    """Store of exams that learners set. Every method may raise DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def terms(self, address: str, code: str) -> Ticket | None:
        """Return the ticket of the first exam under ``code``, whose terms all later ones have."""
        with self._database.reading() as session:
            text = session.scalar(
                select(SelfTestRow.ticket)
                .where(SelfTestRow.address == address, SelfTestRow.code == code)
                .order_by(SelfTestRow.started_at, SelfTestRow.nonce)
                .limit(1)
            )
        return Ticket.model_validate_json(text) if text else None

    def begin(self, ticket: Ticket, account: int | None, code: str, now: datetime) -> SelfTest:
        """Store a started exam and return it.

        An account has one exam under a code: the earlier one is returned.
        """
        try:
            with self._database.begin() as session:
                session.execute(delete(SelfTestRow).where(SelfTestRow.started_at < now - KEPT))
                session.add(
                    SelfTestRow(
                        nonce=ticket.nonce,
                        account_id=account,
                        address=ticket.address,
                        code=code or ticket.nonce,
                        ticket=ticket.model_dump_json(),
                        draft="",
                        started_at=now,
                        handed_in_at=None,
                    )
                )
        except IntegrityError:
            with self._database.reading() as session:
                row = session.scalar(
                    select(SelfTestRow).where(
                        SelfTestRow.account_id == account,
                        SelfTestRow.address == ticket.address,
                        SelfTestRow.code == code,
                    )
                )
                if row is not None:
                    return _self_test(row)
            raise
        return SelfTest(ticket, account, (), None)

    def of(self, nonce: str) -> SelfTest | None:
        """Return the exam, None if there is none or it is forgotten."""
        with self._database.reading() as session:
            row = session.get(SelfTestRow, nonce)
            return _self_test(row) if row else None

    def open(self, account: int, address: str, now: datetime) -> tuple[SelfTest, ...]:
        """Return the exams of an account on an act that it can go on with, the newest first."""
        with self._database.reading() as session:
            rows = session.scalars(
                select(SelfTestRow)
                .where(
                    SelfTestRow.account_id == account,
                    SelfTestRow.address == address,
                    SelfTestRow.handed_in_at.is_(None),
                )
                .order_by(SelfTestRow.started_at.desc())
            )
            found = tuple(_self_test(row) for row in rows)
        return tuple(each for each in found if now.timestamp() < each.ticket.end)

    def keep(
        self, nonce: str, count: int, changed: Mapping[int, SubmittedAnswer], now: datetime
    ) -> bool:
        """Keep the answers to cards, by number; False if the exam is over or unknown."""
        with self._database.begin() as session:
            row = session.get(SelfTestRow, nonce, with_for_update=True)
            if row is None or row.handed_in_at is not None:
                return False
            end = Ticket.model_validate_json(row.ticket).end + GRACE.total_seconds()
            if now.timestamp() > end:
                return False
            row.draft = merge_answers(row.draft, count, changed)
            return True

    def hand_in(self, nonce: str, now: datetime) -> None:
        """Close the exam: its answers change no more."""
        with self._database.begin() as session:
            row = session.get(SelfTestRow, nonce, with_for_update=True)
            if row is not None and row.handed_in_at is None:
                row.handed_in_at = now


def _self_test(row: SelfTestRow) -> SelfTest:
    return SelfTest(
        Ticket.model_validate_json(row.ticket),
        row.account_id,
        parse_answers(row.draft) if row.draft else (),
        row.handed_in_at,
    )
