"""Cases: their tables, states and the values that pages show."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from web.storage.base import Base, UtcTime

MAX_NOTE_LENGTH = 500
PHRASES = ("whole_article", "not_in_full", "ask_again")
"""Introductory sentences of an answer: ``handover.phrase.<name>``."""


class CaseState(StrEnum):
    """State of a case."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class KeptQuote:
    """A provision that answers a case; ``digest`` covers everything that was shown."""

    act: str
    edition: str
    eid: str
    sha256: str
    digest: str


@dataclass(frozen=True, slots=True)
class Case:
    """A question submitted to staff; its private link expires at ``until``."""

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


@dataclass(frozen=True, slots=True)
class SubmittedCase:
    """A new case: its reference number, and the token of its link, which is shown only once."""

    reference: str
    token: str
    until: datetime


class CaseRow(Base):
    """A question submitted to staff, unredacted.

    ``token`` is the SHA-256 of the private link's token; ``state`` is a :class:`CaseState`;
    ``phrase`` is one of PHRASES, ``note`` the operator's own text; ``answer_id`` is that of the
    automatic answer in the journal.
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
    quotes: Mapped[list["CaseQuoteRow"]] = relationship(
        order_by="CaseQuoteRow.place", cascade="all, delete-orphan", lazy="selectin"
    )


class CaseQuoteRow(Base):
    """A provision that answers a case; digests as in :class:`web.desk.models.CannedQuoteRow`."""

    __tablename__ = "case_quotes"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(128))
    edition: Mapped[str] = mapped_column(String(128))
    eid: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
