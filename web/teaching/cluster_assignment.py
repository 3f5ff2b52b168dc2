"""Assignment of misses to groups: by equal text, else by the nearest embedding.

The cosines from which questions are similar are in :mod:`qa.retrieval.question_similarity`.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from embeddings.encoder import FloatMatrix
from qa.retrieval.question_similarity import QuestionVectors, nearest_question
from web.teaching.miss_queries import UnclusteredMiss, distinct
from web.teaching.models import GroupState, MissGroupRow, MissReason, MissRow, MissVectorRow

_INITIAL_CAPACITY = 64


class ClusterIndex:
    """In-memory index of groups by id, a row (views, d) each; its capacity doubles as needed."""

    def __init__(self, like: QuestionVectors, epoch: int) -> None:
        """Create an empty index with the row shape and the least cosines of ``like``."""
        self.made_with = like.made_with
        self.epoch = epoch
        self._min_cosines = like.min_cosines
        self._ids: list[int] = []
        self._rows = np.empty((_INITIAL_CAPACITY, *like.rows.shape[1:]), dtype=np.float32)

    def add(self, group_id: int, row: FloatMatrix) -> None:
        if len(self._ids) == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[len(self._ids)] = row
        self._ids.append(group_id)

    def nearest(self, row: FloatMatrix) -> int | None:
        """Return the most similar group; None if none is similar enough."""
        best = nearest_question(self._rows[: len(self._ids)], row, self._min_cosines)
        return None if best is None else self._ids[best]

    def decode_row(self, stored: bytes) -> FloatMatrix:
        """Return a stored row. Raises ValueError if its shape differs."""
        return np.frombuffer(stored, dtype=np.float32).reshape(self._rows.shape[1:])

    def forget(self, group_ids: Sequence[int]) -> None:
        """Remove the groups that were added last, after a rollback."""
        dropped = set(group_ids)
        while self._ids and self._ids[-1] in dropped:
            self._ids.pop()


def groups_by_exact_text(session: Session, misses: Sequence[UnclusteredMiss]) -> dict[str, int]:
    """Return the groups that already contain a text of ``misses``, by text."""
    found = session.execute(
        select(MissRow.asked_as, MissRow.group_id)
        .where(MissRow.asked_as.in_({miss.asked_as for miss in misses}))
        .distinct()
    )
    return {each.asked_as: each.group_id for each in found}


def assign_to_clusters(
    session: Session,
    misses: Sequence[UnclusteredMiss],
    rows: Mapping[str, FloatMatrix],
    index: ClusterIndex,
    on_added: Callable[[int], None],
) -> None:
    """Assign ``misses`` to groups; ``rows`` are the embeddings of texts that are in no group.

    ``on_added`` is called with each group added to ``index``, to be forgotten after a rollback.
    """
    placed = groups_by_exact_text(session, misses)
    for words, miss in distinct(misses).items():
        if words in placed:
            continue
        nearest = index.nearest(rows[words])
        if nearest is None:
            nearest = _new_group(session, miss, rows[words], index)
            on_added(nearest)
        placed[words] = nearest
    members_by_group: dict[int, list[UnclusteredMiss]] = {}
    for miss in misses:
        members_by_group.setdefault(placed[miss.asked_as], []).append(miss)
    assigned = _assigned_downvotes(session, misses)
    for group_id, members in members_by_group.items():
        _add_counts(session, group_id, [miss for miss in members if miss.id not in assigned])
    for question_id in assigned:
        _mark_downvoted(session, question_id)
    new_rows = [
        {
            "question_id": miss.id,
            "group_id": placed[miss.asked_as],
            "how": miss.how,
            "no": miss.no,
            "asked_as": miss.asked_as,
        }
        for miss in misses
        if miss.id not in assigned
    ]
    if new_rows:
        session.execute(insert(MissRow), new_rows)


def _new_group(
    session: Session, miss: UnclusteredMiss, row: FloatMatrix, index: ClusterIndex
) -> int:
    group = MissGroupRow(
        text=miss.question, language=miss.language, languages="", first_at=miss.at, last_at=miss.at
    )
    session.add(group)
    session.flush()
    session.add(MissVectorRow(group_id=group.id, made_with=index.made_with, vector=row.tobytes()))
    index.add(group.id, row)
    return group.id


def _assigned_downvotes(session: Session, misses: Sequence[UnclusteredMiss]) -> set[int]:
    """Return the questions with negative feedback that are in a group already."""
    downvoted = [miss.id for miss in misses if miss.no]
    return set(
        session.scalars(select(MissRow.question_id).where(MissRow.question_id.in_(downvoted)))
    )


def _add_counts(session: Session, group_id: int, members: Sequence[UnclusteredMiss]) -> None:
    if not members:
        return
    group = session.get_one(MissGroupRow, group_id)
    group.asked += len(members)
    group.not_covered += sum(miss.how == MissReason.NOT_COVERED for miss in members)
    group.closest += sum(miss.how == MissReason.CLOSEST for miss in members)
    group.noes += sum(miss.no for miss in members)
    group.again += len(members) if group.state != GroupState.OPEN else 0
    group.first_at = min(group.first_at, *(miss.at for miss in members))
    group.last_at = max(group.last_at, *(miss.at for miss in members))
    languages = {*group.languages.split(","), *(miss.language for miss in members)}
    group.languages = ",".join(sorted(languages - {""}))
    session.flush()


def _mark_downvoted(session: Session, question_id: int) -> None:
    miss = session.get_one(MissRow, question_id)
    if miss.no:
        return
    session.execute(update(MissRow).where(MissRow.question_id == question_id).values(no=True))
    session.execute(
        update(MissGroupRow)
        .where(MissGroupRow.id == miss.group_id)
        .values(noes=MissGroupRow.noes + 1)
    )
