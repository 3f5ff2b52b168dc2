"""Assignment of misses to groups: by equal text, else by the nearest embedding."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from embeddings.encoder import FloatMatrix
from qa.retrieval.question_similarity import QuestionVectors, nearest_question
from web.teaching.miss_queries import UnclusteredMiss, distinct
from web.teaching.models import GroupState, MissGroupRow, MissReason, MissRow, MissVectorRow

_FIRST = 64


class ClusterIndex:
    """In-memory index of groups by id, a row (views, d) each; its capacity doubles as needed."""

    def __init__(self, like: QuestionVectors, epoch: int) -> None:
        """Create an empty index with the row shape and the least cosines of ``like``."""
        self.made_with = like.made_with
        self.epoch = epoch
        self._min_cosines = like.min_cosines
        self._ids: list[int] = []
        self._rows = np.empty((_FIRST, *like.rows.shape[1:]), dtype=np.float32)

    def add(self, group_id: int, row: FloatMatrix) -> None:
        if len(self._ids) == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[len(self._ids)] = row
        self._ids.append(group_id)

    def nearest(self, row: FloatMatrix) -> int | None:
        """Return the most similar group; None if none is similar enough."""
        best = nearest_question(self._rows[: len(self._ids)], row, self._min_cosines)
        return None if best is None else self._ids[best]

    def row_of(self, kept: bytes) -> FloatMatrix:
        """Return a row from its bytes. ValueError if they have another shape."""
        return np.frombuffer(kept, dtype=np.float32).reshape(self._rows.shape[1:])

    def forget(self, group_ids: Sequence[int]) -> None:
        """Remove the groups that were added last, after a rollback."""
        dropped = set(group_ids)
        while self._ids and self._ids[-1] in dropped:
            self._ids.pop()


def groups_by_exact_text(session: Session, unsorted: Sequence[UnclusteredMiss]) -> dict[str, int]:
    """Return the groups that already contain a text of ``misses``, by text."""
    found = session.execute(
        select(MissRow.asked_as, MissRow.group_id)
        .where(MissRow.asked_as.in_({one.asked_as for one in unsorted}))
        .distinct()
    )
    return {each.asked_as: each.group_id for each in found}


def assign_to_clusters(
    session: Session,
    unsorted: Sequence[UnclusteredMiss],
    rows: Mapping[str, FloatMatrix],
    known: ClusterIndex,
    undone: Callable[[int], None],
) -> None:
    """Assign ``misses`` to groups; ``rows`` are the embeddings of texts that are in no group.

    ``on_added`` is called with each group added to ``index``, to be forgotten after a rollback.
    """
    placed = groups_by_exact_text(session, unsorted)
    for words, one in distinct(unsorted).items():
        if words in placed:
            continue
        nearest = known.nearest(rows[words])
        if nearest is None:
            nearest = _new_group(session, one, rows[words], known)
            undone(nearest)
        placed[words] = nearest
    of_group: dict[int, list[UnclusteredMiss]] = {}
    for one in unsorted:
        of_group.setdefault(placed[one.asked_as], []).append(one)
    there = _already(session, unsorted)
    for group_id, members in of_group.items():
        _count(session, group_id, [one for one in members if one.id not in there])
    for question_id in there:
        _say_no(session, question_id)
    rows_of_new = [
        {
            "question_id": one.id,
            "group_id": placed[one.asked_as],
            "how": one.how,
            "no": one.no,
            "asked_as": one.asked_as,
        }
        for one in unsorted
        if one.id not in there
    ]
    if rows_of_new:
        session.execute(insert(MissRow), rows_of_new)


def _new_group(
    session: Session, one: UnclusteredMiss, row: FloatMatrix, known: ClusterIndex
) -> int:
    group = MissGroupRow(
        text=one.question, language=one.language, languages="", first_at=one.at, last_at=one.at
    )
    session.add(group)
    session.flush()
    session.add(MissVectorRow(group_id=group.id, made_with=known.made_with, vector=row.tobytes()))
    known.add(group.id, row)
    return group.id


def _already(session: Session, unsorted: Sequence[UnclusteredMiss]) -> set[int]:
    """Return those of ``unsorted`` that are in a group and only got a downvote since."""
    refused = [one.id for one in unsorted if one.no]
    return set(session.scalars(select(MissRow.question_id).where(MissRow.question_id.in_(refused))))


def _count(session: Session, group_id: int, members: Sequence[UnclusteredMiss]) -> None:
    if not members:
        return
    group = session.get_one(MissGroupRow, group_id)
    group.asked += len(members)
    group.not_covered += sum(one.how == MissReason.NOT_COVERED for one in members)
    group.closest += sum(one.how == MissReason.CLOSEST for one in members)
    group.noes += sum(one.no for one in members)
    group.again += len(members) if group.state != GroupState.OPEN else 0
    group.first_at = min(group.first_at, *(one.at for one in members))
    group.last_at = max(group.last_at, *(one.at for one in members))
    languages = {*group.languages.split(","), *(one.language for one in members)}
    group.languages = ",".join(sorted(languages - {""}))
    session.flush()


def _say_no(session: Session, question_id: int) -> None:
    miss = session.get_one(MissRow, question_id)
    if miss.no:
        return
    session.execute(update(MissRow).where(MissRow.question_id == question_id).values(no=True))
    session.execute(
        update(MissGroupRow)
        .where(MissGroupRow.id == miss.group_id)
        .values(noes=MissGroupRow.noes + 1)
    )
