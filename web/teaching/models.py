"""Tables of teaching: misses, their groups, clustering progress, drafts, decisions on proposals,
replays, publications.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from web.storage.base import AUTO_ID, Base, UtcTime


class GroupState(StrEnum):
    """Decision on a group."""

    OPEN = "open"
    LINKED = "linked"
    OUTSIDE = "outside"
    DISMISSED = "dismissed"


class MissReason(StrEnum):
    """Reason why a question counts as missed; ``NO`` is negative feedback on an answer."""

    NOT_COVERED = "not_covered"
    CLOSEST = "closest"
    NO = "no"


class ReplayState(StrEnum):
    """State of a replay; ``INTERRUPTED`` (no heartbeat) is derived and never stored."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    REJECTED = "rejected"
    PUBLISHED = "published"
    INTERRUPTED = "interrupted"


class MissGroupRow(Base):
    """Group of similar misses and an editor's decision on it.

    ``text`` is its oldest question, redacted; ``languages`` is comma-separated; ``state`` is a
    :class:`GroupState`, ``reason`` that of a dismissal. ``version`` grows with every decision
    (optimistic locking). ``not_covered``, ``closest`` and ``noes`` count misses by reason,
    ``again`` those since the decision.
    """

    __tablename__ = "miss_groups"
    # The two sort orders of the queue.
    __table_args__ = (Index(None, "state", "asked"), Index(None, "state", "last_at"))

    id: Mapped[int] = mapped_column(AUTO_ID, primary_key=True)
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
    """Embedding (float32) of a group's ``text``; ``made_with`` names the model and metric."""

    __tablename__ = "miss_vectors"

    group_id: Mapped[int] = mapped_column(
        AUTO_ID,
        ForeignKey("miss_groups.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    made_with: Mapped[str] = mapped_column(String(300))
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class MissRow(Base):
    """Missed question.

    ``how`` is a :class:`MissReason`; ``no`` is true after negative feedback, whatever the reason.
    ``asked_as`` is the normalized question: misses with equal ones share a group. ``then_id`` is
    the answered question that the visitor asked right after it.
    """

    __tablename__ = "misses"
    __table_args__ = (Index(None, "group_id", "then_id"),)

    question_id: Mapped[int] = mapped_column(
        AUTO_ID,
        ForeignKey("questions.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    group_id: Mapped[int] = mapped_column(AUTO_ID, ForeignKey("miss_groups.id", ondelete="CASCADE"))
    how: Mapped[str] = mapped_column(String(16))
    no: Mapped[bool]
    asked_as: Mapped[str] = mapped_column(String(300), index=True)
    then_id: Mapped[int | None] = mapped_column(
        AUTO_ID, ForeignKey("questions.id", ondelete="SET NULL"), index=True
    )


class SortingRow(Base):
    """Watermark of clustering in the journal, and the lease of the clustering process; one row.

    ``epoch`` grows when groups change other than by clustering.
    """

    __tablename__ = "sorting"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question_id: Mapped[int] = mapped_column(BigInteger, default=0)
    feedback_id: Mapped[int] = mapped_column(BigInteger, default=0)
    holder: Mapped[str | None] = mapped_column(String(64))
    until: Mapped[datetime | None] = mapped_column(UtcTime)
    epoch: Mapped[int] = mapped_column(default=0)


class DraftEntryRow(Base):
    """Draft entry: a question and the provisions that answer it.

    ``eids`` is a JSON list; an empty one marks the question as out of scope. ``publication`` is
    the number of the publication that contains the entry, None before.
    """

    __tablename__ = "draft_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int | None] = mapped_column(
        AUTO_ID, ForeignKey("miss_groups.id", ondelete="SET NULL"), index=True
    )
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    act: Mapped[str] = mapped_column(String(128))
    eids: Mapped[list[Any]] = mapped_column(JSON)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    publication: Mapped[int | None] = mapped_column(index=True)


class ProposalDecisionRow(Base):
    """Decision on a proposed question, which is not proposed again.

    ``digest`` is that of :class:`qa.proposals.proposal.Proposal`. ``draft_id`` is the draft entry
    that an editor made of it, None if it was dismissed; when the entry is removed from the draft,
    so is the decision.
    """

    __tablename__ = "proposal_decisions"

    act: Mapped[str] = mapped_column(String(128), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(
        ForeignKey("draft_entries.id", ondelete="CASCADE"), index=True
    )
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)


class ReplayRow(Base):
    """Trial of draft entries on the bank of the state ``base``.

    ``state`` is a :class:`ReplayState`, ``trouble`` the reason of a failure, ``beat`` the last
    heartbeat, ``publication`` the number of the resulting publication. ``result`` names questions
    of the journal by id and holds no visitor's words (:mod:`web.teaching.replay_view`).
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
    """Publication of the operator's bank, as in :class:`data.publications.Publication`.

    The unique ``number`` decides between two servers that publish at the same time.
    """

    __tablename__ = "publications"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    withdraws: Mapped[int | None]
    entries: Mapped[list[Any]] = mapped_column(JSON)
