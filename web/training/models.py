"""Tables of learners' memories, exam papers and attempts."""

from datetime import datetime

from sqlalchemy import BigInteger, Double, ForeignKey, String, Text, UniqueConstraint
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


class AttemptRow(Base):
    """Attempt of an account at a paper; ``answers`` is a JSON list, empty until handed in."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("paper_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2))
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcTime)
    answers: Mapped[str] = mapped_column(Text)


class HandedInRow(Base):
    """Nonce of a submitted exam without an account, against a second submission."""

    __tablename__ = "handed_in"

    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcTime, index=True)
