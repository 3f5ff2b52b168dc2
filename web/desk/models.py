"""Tables of canned replies, which hold eIds and digests and no words of the law."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
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


class CannedQuoteRow(Base):
    """Provision quoted by a canned reply, as it was when approved.

    ``digest`` covers lead-in, text and closing (:func:`web.desk.staleness.digest_of`), ``sha256``
    the provision's text alone.
    """

    __tablename__ = "canned_quotes"

    canned_id: Mapped[int] = mapped_column(
        ForeignKey("canned.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(128))
    edition: Mapped[str] = mapped_column(String(128))
    eid: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
