"""Tables of the journal: questions with their answers, feedback, the salt of the day."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from web.storage.base import AUTO_ID, Base, UtcTime

MAX_ACT_LENGTH, MAX_EID_LENGTH = 128, 255


class QuestionRow(Base):
    """A redacted question and its answer.

    ``asked_as`` is the normalized question, which groups equal ones; ``struck`` lists the kinds of
    redacted data; ``notice`` is ``danger`` if the answer began with that notice; ``act`` and
    ``eid`` cite the first provision shown; ``passages`` holds all of them as ``[act, eid, sha256,
    confidence]``; ``ms`` is the time of the answer; ``visitor`` is a hash whose salt is deleted
    after the day.
    """

    __tablename__ = "questions"
    # Each statistic is counted by an index-only scan of one of these.
    __table_args__ = (
        Index(None, "day", "language", "status"),
        Index(None, "day", "visitor"),
        Index(None, "day", "act", "eid"),
        Index(None, "day", "ms"),
        Index("ix_questions_missed", "status", "day", "asked_as"),
        # For misses that are in no cluster yet.
        Index("ix_questions_to_sort", "status", "id", "reason", "notice"),
    )

    id: Mapped[int] = mapped_column(AUTO_ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    day: Mapped[date]
    answer_id: Mapped[str] = mapped_column(String(64), index=True)
    session: Mapped[str | None] = mapped_column(String(64), index=True)
    visitor: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(8))
    ui: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(2))
    question: Mapped[str] = mapped_column(Text)
    asked_as: Mapped[str] = mapped_column(String(300))
    struck: Mapped[str] = mapped_column(String(100))
    exact: Mapped[bool]
    repaired: Mapped[bool]
    status: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(32))
    notice: Mapped[str | None] = mapped_column(String(16))
    act: Mapped[str | None] = mapped_column(String(MAX_ACT_LENGTH))
    eid: Mapped[str | None] = mapped_column(String(MAX_EID_LENGTH))
    passages: Mapped[list[Any]] = mapped_column(JSON)
    ms: Mapped[int]


class FeedbackRow(Base):
    """Feedback of a visitor on an answer; ``comment`` is redacted."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(AUTO_ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    day: Mapped[date] = mapped_column(index=True)
    answer_id: Mapped[str] = mapped_column(String(64), index=True)
    verdict: Mapped[str] = mapped_column(String(3))
    fault: Mapped[str | None] = mapped_column(String(32))
    comment: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    eids: Mapped[list[Any]] = mapped_column(JSON)
    session: Mapped[str | None] = mapped_column(String(64))


class SaltRow(Base):
    """The salt of the visitor hashes of one day; only that of the present day is stored."""

    __tablename__ = "salts"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
