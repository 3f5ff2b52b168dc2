"""Repository of reports of faulty cards, and of the cards that instructors struck out."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select

from web.accounts.models import record_audit
from web.storage.database import Database
from web.storage.errors import DatabaseError
from web.training.models import CardReportRow, StruckCardRow

# Reports that are kept of one act; more come from a machine.
MAX_REPORTS = 5_000
_MAX_NOTES = 20


class Reason(StrEnum):
    """Fault of a card that a learner can report."""

    WRONG = "wrong"
    AMBIGUOUS = "ambiguous"
    TRIVIAL = "trivial"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class ReportedCard:
    """Card with reports: how many give each reason, the newest notes, and whether it is struck."""

    act: str
    key: str
    reasons: Mapping[str, int]
    notes: tuple[str, ...]
    struck: bool

    @property
    def total(self) -> int:
        return sum(self.reasons.values())


class CardReports:
    """Store of reports and of cards that are struck out. Methods may raise DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, act: str, key: str, reason: Reason, note: str, at: datetime) -> None:
        """Keep a report; the oldest ones of the act make room for it."""
        with self._database.begin() as session:
            oldest = session.scalar(
                select(CardReportRow.id)
                .where(CardReportRow.act == act)
                .order_by(CardReportRow.id.desc())
                .offset(MAX_REPORTS - 1)
                .limit(1)
            )
            if oldest is not None:
                session.execute(
                    delete(CardReportRow).where(
                        CardReportRow.act == act, CardReportRow.id <= oldest
                    )
                )
            row = CardReportRow(act=act, key=key, reason=reason.value, note=note[:300], at=at)
            session.add(row)

    def reported(self, act: str) -> tuple[ReportedCard, ...]:
        """Return the cards of an act that were reported or struck, those with most reports first.

        Struck ones come last.
        """
        struck = self.struck(act)
        reasons: dict[str, Counter[str]] = {key: Counter() for key in struck}
        notes: dict[str, list[str]] = {}
        with self._database.reading() as session:
            rows = session.scalars(
                select(CardReportRow)
                .where(CardReportRow.act == act)
                .order_by(CardReportRow.id.desc())
            )
            for row in rows:
                reasons.setdefault(row.key, Counter())[row.reason] += 1
                if row.note:
                    notes.setdefault(row.key, []).append(row.note)
        cards = [
            ReportedCard(act, key, counts, tuple(notes.get(key, ())[:_MAX_NOTES]), key in struck)
            for key, counts in reasons.items()
        ]
        return tuple(sorted(cards, key=lambda card: (card.struck, -card.total, card.key)))

    def struck(self, act: str) -> frozenset[str]:
        """Return the keys of the cards of an act that are struck out."""
        with self._database.reading() as session:
            query = select(StruckCardRow.key).where(StruckCardRow.act == act)
            return frozenset(session.scalars(query))

    def left_out(self, act: str) -> frozenset[str]:
        """Return the keys that are struck out; none, and a line in the log, without a database."""
        try:
            return self.struck(act)
        except DatabaseError as error:
            logging.getLogger(__name__).error("Struck cards cannot be read: %s", error)
            return frozenset()

    def strike(self, by: str, act: str, key: str, at: datetime, *, struck: bool) -> None:
        """Strike a card out, or undo that."""
        with self._database.begin() as session:
            session.execute(
                delete(StruckCardRow).where(StruckCardRow.act == act, StruckCardRow.key == key)
            )
            if struck:
                session.add(StruckCardRow(act=act, key=key, struck_by=by, at=at))
            action = "card.strike" if struck else "card.restore"
            record_audit(session, by, action, act, key[:200])
