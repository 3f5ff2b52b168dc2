"""The tables of cases: questions left to a person, and the provisions that answer them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from web.storage.base import Base, UtcTime


class CaseRow(Base):
    """A question that was left to a person, as its asker wrote it.

    ``token`` is the SHA-256 of the private link's token, which the asker alone has; ``state`` is
    open, answered or closed; ``phrase`` names a sentence of the wording, ``note`` holds the
    operator's own words; ``answer_id`` is what Bapta gave before, as in the journal.
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
    """A provision that answers a case: its edition, and the digest of what was quoted.

    ``digest`` and ``sha256`` are as those of :class:`web.desk.tables.CannedQuoteRow`.
    """

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
