"""The tables of teaching: misses, the groups that they are sorted into, entries that wait, and
publications."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from web.storage.base import Base, UtcTime

# SQLite counts by itself only a key of the plainest type.
_COUNTED = BigInteger().with_variant(Integer, "sqlite")


class GroupState(StrEnum):
    """What was decided of a group."""

    OPEN = "open"
    LINKED = "linked"
    OUTSIDE = "outside"
    DISMISSED = "dismissed"


class MissReason(StrEnum):
    """How a question was missed."""

    NOT_COVERED = "not_covered"
    CLOSEST = "closest"
    NO = "no"


class ReplayState(StrEnum):
    """How a replay stands; it is interrupted where its process is gone, which no row says."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    REJECTED = "rejected"
    PUBLISHED = "published"
    INTERRUPTED = "interrupted"


class MissGroupRow(Base):
    """Misses that are alike, and what an editor decided of them.

    ``text`` is the question, personal data struck out, that was asked first of those kept;
    ``languages`` those of all, commas between; ``state`` is a :class:`GroupState`, ``reason`` why
    it was dismissed. ``version`` grows with every decision, so that of two editors
    the second is told. ``not_covered``, ``closest`` and ``noes`` count misses by what they are,
    ``again`` those since the decision.
    """

    __tablename__ = "miss_groups"
    # The queue is read in the order of one of these.
    __table_args__ = (Index(None, "state", "asked"), Index(None, "state", "last_at"))

    id: Mapped[int] = mapped_column(_COUNTED, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    languages: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default=GroupState.OPEN.value)
    reason: Mapped[str | None] = mapped_column(Text)
    by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    not_covered: Mapped[int] = mapped_column(default=0)
    closest: Mapped[int] = mapped_column(default=0)
    noes: Mapped[int] = mapped_column(default=0)
    again: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    last_at: Mapped[datetime] = mapped_column(UtcTime)


class MissVectorRow(Base):
    """The meaning of a group's ``text`` as float32; ``made_with`` names what it was made with."""

    __tablename__ = "miss_vectors"

    group_id: Mapped[int] = mapped_column(
        _COUNTED,
        ForeignKey("miss_groups.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    made_with: Mapped[str] = mapped_column(String(300))
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class MissRow(Base):
    """A question that was missed.

    ``how`` is a :class:`MissReason`, no for one that was answered and got a "no"; ``no`` says
    whether any of them got one. ``asked_as`` is that of the question: equal ones share a group.
    ``then_id`` is the answered question that the asker found right after it.
    """

    __tablename__ = "misses"
    __table_args__ = (Index(None, "group_id", "then_id"),)

    question_id: Mapped[int] = mapped_column(
        _COUNTED,
        ForeignKey("questions.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    group_id: Mapped[int] = mapped_column(
        _COUNTED, ForeignKey("miss_groups.id", ondelete="CASCADE")
    )
    how: Mapped[str] = mapped_column(String(16))
    no: Mapped[bool]
    asked_as: Mapped[str] = mapped_column(String(300), index=True)
    then_id: Mapped[int | None] = mapped_column(
        _COUNTED, ForeignKey("questions.id", ondelete="SET NULL"), index=True
    )


class SortingRow(Base):
    """How far the journal is sorted, in one row, and which process sorts until when.

    ``epoch`` changes with the groups, but for those that the sorting itself makes.
    """

    __tablename__ = "sorting"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question_id: Mapped[int] = mapped_column(BigInteger, default=0)
    feedback_id: Mapped[int] = mapped_column(BigInteger, default=0)
    holder: Mapped[str | None] = mapped_column(String(64))
    until: Mapped[datetime | None] = mapped_column(UtcTime)
    epoch: Mapped[int] = mapped_column(default=0)


class DraftEntryRow(Base):
    """A question with the provisions that answer it, which waits for its publication.

    ``eids`` is a JSON list; without any, the act does not answer the question. ``publication`` is
    None while it waits, then the number of the publication that it went live with.
    """

    __tablename__ = "draft_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int | None] = mapped_column(
        _COUNTED, ForeignKey("miss_groups.id", ondelete="SET NULL"), index=True
    )
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    act: Mapped[str] = mapped_column(String(128))
    eids: Mapped[list[Any]] = mapped_column(JSON)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    publication: Mapped[int | None] = mapped_column(index=True)


class ReplayRow(Base):
    """Entries tried on the bank of the state ``base`` before they go live.

    ``state`` is a :class:`ReplayState`; ``trouble`` says why it failed, ``publication`` is the
    number that it was published as. While it runs, ``beat`` is renewed. ``result`` holds no
    visitor's words: it names questions of the journal by their ids
    (:mod:`web.teaching.replay_view`).
    """

    __tablename__ = "replays"

    id: Mapped[int] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    base: Mapped[str] = mapped_column(String(64))
    entries: Mapped[list[Any]] = mapped_column(JSON)
    newest: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default=ReplayState.RUNNING.value, index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    beat: Mapped[datetime] = mapped_column(UtcTime)
    trouble: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    publication: Mapped[int | None]


class PublicationRow(Base):
    """A publication of the operator's bank, as in :class:`data.publications.Publication`.

    ``number`` is what tells which of two servers that publish at once was first.
    """

    __tablename__ = "publications"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    withdraws: Mapped[int | None]
    entries: Mapped[list[Any]] = mapped_column(JSON)
