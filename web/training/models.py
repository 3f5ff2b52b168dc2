"""Tables of learners' memories, exam papers, attempts, and reports of cards."""

from datetime import datetime

from sqlalchemy import BigInteger, Double, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from web.storage.base import Base, UtcTime


class MemoryRow(Base):
    """Memory of a card by an account, with the fields of ``qa.drills.scheduler.Memory``."""

    __tablename__ = "memories"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    act: Mapped[str] = mapped_column(String(100), primary_key=True)
    key: Mapped[str] = mapped_column(String(300), primary_key=True)
    state: Mapped[int]
    step: Mapped[int | None]
    stability: Mapped[float] = mapped_column(Double)
    difficulty: Mapped[float] = mapped_column(Double)
    due: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    seen: Mapped[int]
    missed: Mapped[int]


class PaperRow(Base):
    """Paper set by an instructor.

    ``cards`` is JSON of the cards by language, so that later changes of the act leave the paper
    as it is; ``struck`` is a JSON list of the keys of excluded cards.
    """

    __tablename__ = "papers"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    title: Mapped[str] = mapped_column(String(100))
    group: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(200))
    cards: Mapped[str] = mapped_column(Text)
    struck: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    pass_mark: Mapped[int]
    closed: Mapped[bool]
    made_by: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    opens_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcTime)


class AttemptRow(Base):
    """Attempt of an account at a paper; ``answers`` is a JSON list, empty until handed in.

    ``draft`` is the list of the answers so far, empty before the first.
    """

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("paper_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2))
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcTime)
    answers: Mapped[str] = mapped_column(Text)
    draft: Mapped[str] = mapped_column(Text, server_default="")


class SelfTestRow(Base):
    """Exam that a learner set: its ticket as JSON, and the answers so far as a JSON list.

    ``account_id`` is empty for a visitor without an account.
    """

    __tablename__ = "self_tests"
    __table_args__ = (
        UniqueConstraint("account_id", "address", "code", name="uq_self_tests_account_id"),
        Index("ix_self_tests_address", "address", "code"),
    )

    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(40))
    ticket: Mapped[str] = mapped_column(Text)
    draft: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcTime)


class CardReportRow(Base):
    """Report that a card is faulty; ``note`` has personal data redacted."""

    __tablename__ = "card_reports"
    __table_args__ = (Index("ix_card_reports_act", "act", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(UtcTime)


class StruckCardRow(Base):
    """Card of an act that no session and no new paper asks any more."""

    __tablename__ = "struck_cards"

    act: Mapped[str] = mapped_column(String(100), primary_key=True)
    key: Mapped[str] = mapped_column(String(300), primary_key=True)
    struck_by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)


class HandedInRow(Base):
    """Nonce of a submitted exam without an account, against a second submission."""

    __tablename__ = "handed_in"

    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcTime, index=True)
