"""Tables of replies, canned ones and the times of cases; none holds words of the law."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from web.storage.base import Base, UtcTime


class CannedRow(Base):
    """Canned reply with its latest approval.

    ``asked`` holds sample questions in the users' words, by which a search finds the reply.
    """

    __tablename__ = "canned"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    asked: Mapped[str] = mapped_column(Text)
    approved_by: Mapped[str] = mapped_column(String(64))
    approved_at: Mapped[datetime] = mapped_column(UtcTime)
    quotes: Mapped[list["CannedQuoteRow"]] = relationship(
        order_by="CannedQuoteRow.place", cascade="all, delete-orphan", lazy="selectin"
    )


class QuoteColumns:
    """Columns of a provision that is quoted, as it was then.

    ``digest`` covers lead-in, text and closing (:func:`web.desk.staleness.digest_of`), ``sha256``
    the provision's text alone.
    """

    place: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(128))
    edition: Mapped[str] = mapped_column(String(128))
    eid: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class CannedQuoteRow(QuoteColumns, Base):
    """Provision quoted by a canned reply, as it was when approved."""

    __tablename__ = "canned_quotes"

    canned_id: Mapped[int] = mapped_column(
        ForeignKey("canned.id", ondelete="CASCADE"), primary_key=True
    )


class ReplyRow(Base):
    """Reply that ``account`` writes; ``body`` is that of :mod:`web.desk.reply_body`.

    ``question`` is as it was asked, unredacted. ``version`` grows with every change (optimistic
    locking).
    """

    __tablename__ = "desk_replies"
    __table_args__ = (Index(None, "account", "saved_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    question: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(UtcTime)


class CaseTimeRow(Base):
    """Times of a case for the figures, without its question; they outlive the case.

    ``answered_at`` is that of the first answer; ``decided_at`` that of the last decision, None
    while the case is open.
    """

    __tablename__ = "case_times"

    reference: Mapped[str] = mapped_column(String(16), primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    left_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    answered_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    decided_by: Mapped[str | None] = mapped_column(String(64))
    helped: Mapped[bool | None]
