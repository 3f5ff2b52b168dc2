"""Cases: their tables, states, the rule of overdue ones, and the values that pages show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from web.desk.models import QuoteColumns
from web.storage.base import Base, UtcTime

MAX_NOTE_LENGTH = 500
MAX_REPLY_LENGTH = 1_000
"""Longest answer back of an asker."""
UNDO_TIME = timedelta(minutes=30)
"""Time in which closing a case can be undone."""
PHRASES = ("whole_article", "not_in_full", "ask_again")
"""Introductory sentences of an answer: ``handover.phrase.<name>``."""


class CaseState(StrEnum):
    """State of a case."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class CaseEvent(StrEnum):
    """Event in the history of a case."""

    CLAIMED = "claimed"
    TAKEN_OVER = "taken_over"
    RELEASED = "released"
    ASSIGNED = "assigned"
    DUE = "due"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    CLOSED = "closed"
    UNDONE = "undone"
    REPLIED = "replied"
    HELPED = "helped"
    NOT_HELPED = "not_helped"


class Replacement(StrEnum):
    """Reason why a decision is no longer the present one."""

    CORRECTED = "corrected"
    REPLIED = "replied"


class WebhookEvent(StrEnum):
    """Event that the webhook reports."""

    NEW = "case.new"
    OVERDUE = "case.overdue"
    REPLIED = "case.replied"


class DeliveryState(StrEnum):
    """State of a delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class KeptQuote:
    """A provision that answers a case; ``digest`` covers everything that was shown."""

    act: str
    edition: str
    eid: str
    sha256: str
    digest: str

    @classmethod
    def of(cls, row: QuoteColumns) -> "KeptQuote":
        """Return the values of a row."""
        return cls(row.act, row.edition, row.eid, row.sha256, row.digest)


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A decision that another one or the asker's reply replaced."""

    state: CaseState
    replaced: Replacement
    decided_by: str
    decided_at: datetime
    phrase: str
    note: str
    quotes: tuple[KeptQuote, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A question submitted to staff; its private link expires at ``until``.

    ``claimed_by`` is the account that works on it, ``due_at`` the time by which it should be
    decided. ``reply`` is what the asker wrote back, ``helped`` whether the answer helped.
    """

    reference: str
    state: CaseState
    question: str
    language: str
    answer_id: str | None
    left_at: datetime
    until: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    phrase: str = ""
    note: str = ""
    quotes: tuple[KeptQuote, ...] = ()
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    due_at: datetime | None = None
    reply: str = ""
    replied_at: datetime | None = None
    helped: bool | None = None
    past: tuple[PastDecision, ...] = ()

    @property
    def standing(self) -> str:
        """Return the state; ``finished`` is closed after an earlier answer."""
        has_answer = any(each.state is CaseState.ANSWERED for each in self.past)
        return "finished" if self.state is CaseState.CLOSED and has_answer else self.state.value

    def is_overdue(self, now: datetime) -> bool:
        """Return whether the case is open past its time."""
        return self.state is CaseState.OPEN and self.due_at is not None and self.due_at <= now

    def may_be_undone(self, now: datetime) -> bool:
        """Return whether closing it can still be undone."""
        is_closed = self.state is CaseState.CLOSED and self.decided_at is not None
        return is_closed and now - self.decided_at < UNDO_TIME  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Entry in the history of a case; ``account`` is empty for the asker."""

    at: datetime
    account: str
    kind: CaseEvent
    detail: str


@dataclass(frozen=True, slots=True)
class SubmittedCase:
    """A new case: its reference number, and the token of its link, which is shown only once."""

    reference: str
    token: str
    until: datetime
    due_at: datetime


class CaseRow(Base):
    """A question submitted to staff, unredacted.

    ``token`` is the SHA-256 of the private link's token; ``state`` is a :class:`CaseState`;
    ``phrase`` is one of PHRASES, ``note`` the operator's own text; ``answer_id`` is that of the
    automatic answer in the journal; ``told_due`` is the due time that the webhook has reported.
    """

    __tablename__ = "cases"
    __table_args__ = (Index(None, "state", "left_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    answer_id: Mapped[str | None] = mapped_column(String(64))
    left_at: Mapped[datetime] = mapped_column(UtcTime)
    until: Mapped[datetime] = mapped_column(UtcTime, index=True)
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    phrase: Mapped[str] = mapped_column(String(32), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    told_due: Mapped[datetime | None] = mapped_column(UtcTime)
    reply: Mapped[str | None] = mapped_column(Text)
    replied_at: Mapped[datetime | None] = mapped_column(UtcTime)
    helped: Mapped[bool | None]
    quotes: Mapped[list["CaseQuoteRow"]] = relationship(
        order_by="CaseQuoteRow.place", cascade="all, delete-orphan", lazy="selectin"
    )
    past: Mapped[list["PastDecisionRow"]] = relationship(
        order_by="PastDecisionRow.id", cascade="all, delete-orphan", lazy="selectin"
    )


def overdue_conditions(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the rows whose case is overdue, as :meth:`Case.is_overdue`."""
    # A case without a due time fulfils no comparison.
    return CaseRow.state == CaseState.OPEN.value, CaseRow.due_at <= now


class CaseQuoteRow(QuoteColumns, Base):
    """A provision that answers a case."""

    __tablename__ = "case_quotes"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True
    )


class PastDecisionRow(Base):
    """A replaced decision; ``quotes`` lists the columns of :class:`CaseQuoteRow` in order."""

    __tablename__ = "case_past_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    replaced: Mapped[str] = mapped_column(String(16))
    decided_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime] = mapped_column(UtcTime)
    phrase: Mapped[str] = mapped_column(String(32))
    note: Mapped[str] = mapped_column(Text)
    quotes: Mapped[list[dict[str, str]]] = mapped_column(JSON)


class CaseEventRow(Base):
    """Entry in the history of a case: a :class:`CaseEvent` of ``account``."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    account: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    detail: Mapped[str] = mapped_column(String(300))


class CaseDraftRow(Base):
    """Unsent answer of one operator to a case; ``body`` holds the fields of the form."""

    __tablename__ = "case_drafts"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True
    )
    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    saved_at: Mapped[datetime] = mapped_column(UtcTime)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class DeliveryRow(Base):
    """An event to deliver; ``result`` is that of the latest attempt, such as "HTTP 500"."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (Index(None, "state", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(16))
    reference: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(2))
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    next_at: Mapped[datetime] = mapped_column(UtcTime)
    result: Mapped[str] = mapped_column(String(100))
