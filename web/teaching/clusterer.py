"""Incremental clustering of the journal's misses."""

from collections.abc import Callable, Iterator, Sequence
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
    record_follow_ups,
    unanswered_misses,
)
from web.teaching.models import MissGroupRow, MissVectorRow, SortingRow

# Questions per transaction, and per model call: few, since visitors wait during a call.
_TRANSACTION_SIZE, _ENCODING_SIZE = 200, 8


class QuestionEncoder(Protocol):
    """Part of an answerer that clustering uses."""

    def encode_questions(self, questions: Sequence[Question]) -> QuestionVectors:
        """Return the embeddings of questions, a row each."""


class Clusterer:
    """Clustering step by step; one process at a time holds the lease."""

    def __init__(
        self,
        database: Database,
        answerer: QuestionEncoder,
        rest: Callable[[float], None],
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """``rest`` is called with the seconds that each model call took, and may wait."""
        self._database = database
        self._answerer = answerer
        self._rest = rest
        self._clock = clock
        self._holder = token_hex(8)
        self._index: ClusterIndex | None = None
        self._clustered_to: Watermark | None = None

    def step(self) -> bool:
        """Cluster one batch; return False if nothing is left or another process holds the lease.

        Raises DatabaseError, and the errors of the answerer.
        """
        with self._database.reading() as session:
            ends = journal_watermark(session)
        if ends == self._clustered_to:
            return False
        with self._database.begin() as session:
            row = acquire(session, self._holder, self._clock())
            if row is None:
                return False
            done, epoch = Watermark(row.question_id, row.feedback_id), row.epoch
        with self._database.reading() as session:
            downvoted, reached = downvoted_answers(session, done.feedback_id, _TRANSACTION_SIZE)
            batch = unanswered_misses(session, done.question_id, _TRANSACTION_SIZE)
            placed = groups_by_exact_text(session, [*downvoted, *batch])
        index = self._current_index(epoch)
        misses = _distinct_by_id([*downvoted, *batch])
        new = [one for text, one in distinct(misses).items() if text not in placed]
        rows = self._encode_misses(new)
        more = len(batch) == _TRANSACTION_SIZE or len(downvoted) == _TRANSACTION_SIZE
        # A batch that is not full reached the end of the journal.
        question_id = batch[-1].id if len(batch) == _TRANSACTION_SIZE else ends.question_id
        feedback_id = reached if len(downvoted) == _TRANSACTION_SIZE else ends.feedback_id
        with self._forget_on_rollback(index) as added, self._database.begin() as session:
            row = self._acquire_unchanged(session, index)
            if row is None:
                return True
            assign_to_clusters(session, misses, rows, index, added.append)
            record_follow_ups(session, [one.id for one in misses], self._clock())
            row.question_id = max(row.question_id, question_id)
            row.feedback_id = max(row.feedback_id, feedback_id)
        if not more:
            self._clustered_to = ends
        return more

    def stop(self) -> None:
        with self._database.begin() as session:
            release(session, self._holder)

    def _acquire_unchanged(self, session: Session, index: ClusterIndex) -> SortingRow | None:
        """Renew the lease; return None if it is lost or another process changed groups."""
        row = acquire(session, self._holder, self._clock())
        if row is None or row.epoch != index.epoch:
            self._index = None
            return None
        return row

    @contextmanager
    def _forget_on_rollback(self, index: ClusterIndex) -> Iterator[list[int]]:
        """Yield a list for added groups, which ``index`` forgets if the transaction fails."""
        added: list[int] = []
        try:
            yield added
        except BaseException:
            index.forget(added)
            raise

    def _encode_misses(self, misses: Sequence[UnclusteredMiss]) -> dict[str, FloatMatrix]:
        rows = self._encode([(one.question, one.language) for one in misses])
        return {one.asked_as: row for one, row in zip(misses, rows, strict=True)}

    def _encode(self, texts: Sequence[tuple[str, str]]) -> Iterator[FloatMatrix]:
        """Yield the embeddings of (text, language) pairs, encoded in small batches."""
        for start in range(0, len(texts), _ENCODING_SIZE):
            some = [
                Question(text, language) for text, language in texts[start : start + _ENCODING_SIZE]
            ]
            begun = perf_counter()
            rows = self._answerer.encode_questions(some).rows
            self._rest(perf_counter() - begun)
            # On a slow machine encoding can take longer than the lease.
            with self._database.begin() as session:
                renew(session, self._holder, self._clock())
            yield from rows

    def _current_index(self, epoch: int) -> ClusterIndex:
        """Return the index of the present groups, with vectors of the present model and metric."""
        like = self._answerer.encode_questions(())
        index = self._index
        if index is not None and (index.epoch, index.made_with) == (epoch, like.made_with):
            return index
        self._encode_groups(like.made_with)
        index = ClusterIndex(like, epoch)
        with self._database.reading() as session:
            found = session.execute(
                select(MissVectorRow.group_id, MissVectorRow.vector)
                .where(MissVectorRow.made_with == like.made_with)
                .order_by(MissVectorRow.group_id),
                execution_options={"yield_per": _TRANSACTION_SIZE},
            )
            for group_id, vector in found:
                index.add(group_id, index.decode_row(vector))
        self._index = index
        return index

    def _encode_groups(self, made_with: str) -> None:
        """Store vectors for groups without one of the present model."""
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
                    .limit(_TRANSACTION_SIZE)
                ).all()
            if not found:
                return
            rows = list(self._encode([(text, language) for _, text, language in found]))
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


def _distinct_by_id(misses: Sequence[UnclusteredMiss]) -> list[UnclusteredMiss]:
    """Return each question once, ordered by id; the first of two equal ones wins."""
    by_id: dict[int, UnclusteredMiss] = {}
    for one in misses:
        by_id.setdefault(one.id, one)
    return [by_id[question_id] for question_id in sorted(by_id)]
