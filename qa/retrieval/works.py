"""Works: acts with their versions in other languages, and the groups in which they are ranked.

Law that is enacted in two languages is one work. A provision is ranked by the scores of all its
versions and shown in one of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.corpus import Corpus
from data.passages import Passage
from embeddings.encoder import FloatVector

# Share of another version's score in the score of a provision.
_OTHER_VERSION_SHARE = np.float32(0.5)

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Group:
    """Passages whose fused scores are comparable.

    ``act`` is the act with a bank whose passages ``rows`` are; None for those of all other acts.
    """

    act: str | None
    rows: Rows


class Works:
    """The works of a corpus by the rows of their passages."""

    def __init__(
        self, corpus: Corpus, passages: Sequence[Passage], banked: Collection[str] = ()
    ) -> None:
        """Group the passages; ``banked`` are the acts that are ranked by their bank."""
        self._passages = passages
        self._language = {act.id: act.language for act in corpus.acts}
        roots = {act.id: act.parallel_of or act.id for act in corpus.acts}
        members: dict[str, list[str]] = {}
        for act, root in roots.items():
            members.setdefault(root, []).append(act)
        self._versions = {act: tuple(members[root]) for act, root in roots.items()}
        ranked_by_bank = {root: act for act, root in roots.items() if act in banked}
        row_acts = np.array([passage.act for passage in passages])
        # A version of a work with a bank is ranked through the act of the bank.
        is_text = np.array([roots[act] not in ranked_by_bank for act in row_acts], dtype=np.bool_)
        groups = [
            Group(act, np.flatnonzero(row_acts == act))
            for act in dict.fromkeys(ranked_by_bank.values())
        ]
        if is_text.any():
            groups.append(Group(None, np.flatnonzero(is_text)))
        self.groups = tuple(groups)
        self._by_provision: dict[tuple[str, str], list[int]] = {}
        for row, passage in enumerate(passages):
            if len(self._versions[passage.act]) > 1:
                self._by_provision.setdefault((passage.act, passage.eid), []).append(row)

    def versions(self, act: str) -> tuple[str, ...]:
        """Return the acts of the work that ``act`` belongs to, itself included."""
        return self._versions[act]

    def selected(self, group: Group, acts: Collection[str]) -> Rows:
        """Return the rows of ``group`` that belong to ``acts`` or, for a bank, to a version."""
        if not acts:
            return group.rows
        if group.act is not None:
            is_selected = any(version in acts for version in self._versions[group.act])
            return group.rows if is_selected else group.rows[:0]
        keep = [self._passages[row].act in acts for row in group.rows]
        return group.rows[np.array(keep, dtype=np.bool_)]

    def merged(self, scores: FloatVector, rows: Rows) -> FloatVector:
        """Return ``scores`` of the passages ``rows`` merged with those of their other versions.

        A provision without another version among ``rows`` keeps its score.
        """
        best: dict[tuple[str, str], float] = {}
        positions = []
        for position, row in enumerate(rows):
            key = self._passages[row].act, self._passages[row].eid
            if key in self._by_provision:
                positions.append((position, key))
                best[key] = max(best.get(key, -np.inf), float(scores[position]))
        if not positions:
            return scores
        result = scores.copy()
        for position, (act, eid) in positions:
            others = [best[v, eid] for v in self._versions[act] if v != act and (v, eid) in best]
            if others:
                result[position] += _OTHER_VERSION_SHARE * (
                    np.float32(max(others)) - result[position]
                )
        return result

    def shown(self, row: int, language: str, acts: Collection[str], scores: FloatVector) -> int:
        """Return the row to quote for ``row``: the same provision in ``language``, if there is one.

        ``acts`` limits the versions; of several passages the one of the best ``scores`` (all rows).
        """
        passage = self._passages[row]
        versions = [v for v in self._versions[passage.act] if not acts or v in acts]
        versions.sort(key=lambda v: (self._language[v] != language, v != passage.act))
        for version in versions:
            if version == passage.act:
                return row
            if found := self._by_provision.get((version, passage.eid)):
                return max(found, key=lambda one: float(scores[one]))
        return row
