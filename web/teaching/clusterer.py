"""Incremental clustering of the journal's misses."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from secrets import token_hex
from time import perf_counter
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from embeddings.encoder import FloatMatrix
from qa.answer import Question
from qa.retrieval.question_similarity import QuestionVectors
from web.storage.base import utc_now
from web.storage.database import Database
from web.teaching.cluster_assignment import ClusterIndex, assign_to_clusters, groups_by_exact_text
from web.teaching.lease import acquire, release, renew
from web.teaching.miss_queries import (
    UnclusteredMiss,
    Watermark,
    distinct,
    downvoted_answers,
    journal_watermark,
    missed,
    record_follow_ups,
)
from web.teaching.models import MissGroupRow, MissVectorRow

# Questions that go into groups in one transaction, and that are encoded in one call: few, for
# people who ask wait meanwhile.
_AT_ONCE, _ENCODED = 200, 8


class Meaning(Protocol):
    """Interface of clustering to an answerer: the vectors of questions."""

    def encode_questions(self, questions: Sequence[Question]) -> QuestionVectors:
        """Return the vectors of ``questions``, a row each."""


class Clusterer:
    """Clustering step by step; one process at a time holds the lease."""

    def __init__(
        self,
        database: Database,
        answerer: Meaning,
        rest: Callable[[float], None],
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """``rest`` is called with the seconds that each model call took, and may wait."""
        self._database = database
        self._answerer = answerer
        self._rest = rest
        self._clock = clock
        self._holder = token_hex(8)
        self._known: ClusterIndex | None = None
        self._seen: Watermark | None = None

    def step(self) -> bool:
        """Cluster one batch; return False if nothing is left or another process holds the lease.

        Raises DatabaseError, and the errors of the answerer.
        """
        with self._database.reading() as session:
            ends = journal_watermark(session)
        if ends == self._seen:
            return False
        with self._database.begin() as session:
            row = acquire(session, self._holder, self._clock())
            if row is None:
                return False
            done, epoch = Watermark(row.question_id, row.feedback_id), row.epoch
        with self._database.reading() as session:
            noes, reached = downvoted_answers(session, done.feedback_id, _AT_ONCE)
            batch = missed(session, done.question_id, _AT_ONCE)
            placed = groups_by_exact_text(session, [*noes, *batch])
        known = self._current(epoch)
        both = _once([*noes, *batch])
        rows = self._rows(one for words, one in distinct(both).items() if words not in placed)
        more = len(batch) == _AT_ONCE or len(noes) == _AT_ONCE
        # Where all was taken, what is no miss is passed by as well.
        question_id = batch[-1].id if len(batch) == _AT_ONCE else ends.question_id
        feedback_id = reached if len(noes) == _AT_ONCE else ends.feedback_id
        with self._adding(known) as added, self._database.begin() as session:
            if not self._still(session, known):
                return True
            assign_to_clusters(session, both, rows, known, added.append)
            record_follow_ups(session, [one.id for one in both], self._clock())
            row = acquire(session, self._holder, self._clock())
            if row is None:
                raise RuntimeError("The lease was lost within a transaction.")
            row.question_id = max(row.question_id, question_id)
            row.feedback_id = max(row.feedback_id, feedback_id)
        if not more:
            self._seen = ends
        return more

    def stop(self) -> None:
        """Release the lease."""
        with self._database.begin() as session:
            release(session, self._holder)

    def _still(self, session: Session, known: ClusterIndex) -> bool:
        """Return whether this process holds the lease and no other has changed the groups."""
        row = acquire(session, self._holder, self._clock())
        if row is None or row.epoch != known.epoch:
            self._known = None
            return False
        return True

    @contextmanager
    def _adding(self, known: ClusterIndex) -> Iterator[list[int]]:
        """Yield the added groups; they are removed from the index if the transaction fails."""
        added: list[int] = []
        try:
            yield added
        except BaseException:
            known.forget(added)
            raise

    def _rows(self, unsorted: Iterable[UnclusteredMiss]) -> dict[str, FloatMatrix]:
        every = list(unsorted)
        texts = [(one.question, one.language) for one in every]
        return {one.asked_as: row for one, row in zip(every, self._encoded(texts), strict=True)}

    def _encoded(self, texts: Sequence[tuple[str, str]]) -> Iterator[FloatMatrix]:
        """Yield the vectors of texts with their languages, a few at a time, with pauses."""
        for start in range(0, len(texts), _ENCODED):
            some = [Question(text, language) for text, language in texts[start : start + _ENCODED]]
            begun = perf_counter()
            rows = self._answerer.encode_questions(some).rows
            self._rest(perf_counter() - begun)
            # On a slow machine many questions take longer than it is held.
            with self._database.begin() as session:
                renew(session, self._holder, self._clock())
            yield from rows

    def _current(self, epoch: int) -> ClusterIndex:
        """Return the current groups, with vectors of the current model and metric."""
        like = self._answerer.encode_questions(())
        known = self._known
        if known is not None and (known.epoch, known.made_with) == (epoch, like.made_with):
            return known
        self._make_anew(like.made_with)
        known = ClusterIndex(like, epoch)
        with self._database.reading() as session:
            found = session.execute(
                select(MissVectorRow.group_id, MissVectorRow.vector)
                .where(MissVectorRow.made_with == like.made_with)
                .order_by(MissVectorRow.group_id),
                execution_options={"yield_per": _AT_ONCE},
            )
            for group_id, vector in found:
                known.add(group_id, known.row_of(vector))
        self._known = known
        return known

    def _make_anew(self, made_with: str) -> None:
        """Make vectors for groups without one and for those made with something else."""
        while True:
            with self._database.reading() as session:
                group = MissGroupRow
                found = session.execute(
                    select(group.id, group.text, group.language)
                    .outerjoin(MissVectorRow, MissVectorRow.group_id == group.id)
                    .where(
                        or_(
                            MissVectorRow.group_id.is_(None),
                            MissVectorRow.made_with != made_with,
                        )
                    )
                    .order_by(group.id)
                    .limit(_AT_ONCE)
                ).all()
            if not found:
                return
            rows = list(self._encoded([(text, language) for _, text, language in found]))
            with self._database.begin() as session:
                if not renew(session, self._holder, self._clock()):
                    return
                for (group_id, text, _), row in zip(found, rows, strict=True):
                    present = session.get(MissGroupRow, group_id)
                    if present is not None and present.text == text:
                        session.merge(
                            MissVectorRow(
                                group_id=group_id, made_with=made_with, vector=row.tobytes()
                            )
                        )


def _once(unsorted: Sequence[UnclusteredMiss]) -> list[UnclusteredMiss]:
    """Each question once, in the order of their ids; one that got a "no" as such."""
    by_id: dict[int, UnclusteredMiss] = {}
    for one in unsorted:
        by_id.setdefault(one.id, one)
    return [by_id[one] for one in sorted(by_id)]
