"""Works: acts with their versions in other languages, and the groups in which they are ranked.

Law that is enacted in two languages is one work. A provision is ranked by the scores of all its
versions and shown in one of them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.corpus import Corpus
from data.passages import Passage
from embeddings.encoder import FloatVector

# Share of the other versions' score where none is in the language of the question.
_OTHER_VERSION_SHARE = np.float32(0.5)

MAX_TEXT_GROUPS = 6
"""Works without a bank that are ranked for one question."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Group:
    """The passages ``rows`` of a work, which are ranked together.

    ``bank`` is its act with a bank, to which the rows then belong, or None.
    """

    acts: tuple[str, ...]
    rows: Rows
    bank: str | None = None


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
        rows_of: dict[str, list[int]] = {}
        for row, passage in enumerate(passages):
            rows_of.setdefault(passage.act, []).append(row)
        groups = (_group(acts, rows_of, banked) for acts in members.values())
        self._groups = [group for group in groups if len(group.rows)]
        self._with_bank = [group for group in self._groups if group.bank is not None]
        self._group_of = np.full(len(passages), -1, dtype=np.int64)
        for number, group in enumerate(self._groups):
            if group.bank is None:
                self._group_of[group.rows] = number
        self._by_provision: dict[tuple[str, str], list[int]] = {}
        for row, passage in enumerate(passages):
            if len(self._versions[passage.act]) > 1:
                self._by_provision.setdefault((passage.act, passage.eid), []).append(row)

    def provision(self, row: int) -> tuple[str, str]:
        """Return the work, by its first act, and the eId of the passage ``row``."""
        passage = self._passages[row]
        return self._versions[passage.act][0], passage.eid

    def candidates(self, scores: FloatVector, acts: Collection[str]) -> list[Group]:
        """Return the groups to rank: those with a bank, and the best of the others.

        The others are chosen by the best of the fused ``scores`` (all rows) of their passages;
        ``acts`` limits the groups, if there are any.
        """
        chosen = [group for group in self._with_bank if _is_selected(group, acts)]
        best = np.full(len(self._groups), -np.inf, dtype=np.float32)
        is_text = self._group_of >= 0
        np.maximum.at(best, self._group_of[is_text], scores[is_text])
        others = [
            self._groups[number]
            for number in np.argsort(-best, kind="stable")
            if np.isfinite(best[number]) and _is_selected(self._groups[number], acts)
        ]
        return chosen + others[:MAX_TEXT_GROUPS]

    def selected(self, group: Group, acts: Collection[str]) -> Rows:
        """Return the rows of ``group`` that belong to ``acts`` or, for a bank, to a version."""
        if not acts or group.bank is not None or len(group.acts) == 1:
            return group.rows
        keep = [self._passages[row].act in acts for row in group.rows]
        return group.rows[np.array(keep, dtype=np.bool_)]

    def merged(self, scores: FloatVector, rows: Rows, language: str) -> FloatVector:
        """Return ``scores`` of the passages ``rows``, merged over the versions of a provision.

        The version in ``language`` speaks for a provision, since words tell more within a language
        (on 176 examination questions, versions in both languages ranked no better than that one).
        Without it each version has a share of the best score of the others.
        """
        result = scores
        best: dict[tuple[str, str], float] = {}
        positions = []
        for position, row in enumerate(rows):
            key = self._passages[row].act, self._passages[row].eid
            if key in self._by_provision:
                positions.append((position, key))
                best[key] = max(best.get(key, -np.inf), float(scores[position]))
        if positions:
            result = scores.copy()
        for position, (act, eid) in positions:
            others = [v for v in self._versions[act] if v != act and (v, eid) in best]
            if self._language[act] == language or not others:
                continue
            if any(self._language[version] == language for version in others):
                result[position] = -np.inf
            else:
                other = np.float32(max(best[version, eid] for version in others))
                result[position] += _OTHER_VERSION_SHARE * (other - result[position])
        return result

    def shown(
        self, row: int, language: str, acts: Collection[str], scores: FloatVector
    ) -> int | None:
        """Return the row to quote for ``row``: the same provision in ``language``, if there is one.

        ``acts`` limits the versions; None if none of them has the provision. Of several passages it
        is the one of the best ``scores`` (all rows).
        """
        passage = self._passages[row]
        versions = [v for v in self._versions[passage.act] if not acts or v in acts]
        versions.sort(key=lambda v: (self._language[v] != language, v != passage.act))
        for version in versions:
            if version == passage.act:
                return row
            if found := self._by_provision.get((version, passage.eid)):
                return max(found, key=lambda one: float(scores[one]))
        return None


def _group(
    acts: Sequence[str], rows_of: Mapping[str, Sequence[int]], banked: Collection[str]
) -> Group:
    """Return the group of the work with the versions ``acts``.

    A work with a bank is ranked through the act of the bank alone.
    """
    bank = next((act for act in acts if act in banked), None)
    ranked = acts if bank is None else [bank]
    rows = sorted(row for act in ranked for row in rows_of.get(act, ()))
    return Group(tuple(acts), np.array(rows, dtype=np.int64), bank)


def _is_selected(group: Group, acts: Collection[str]) -> bool:
    return not acts or any(act in acts for act in group.acts)
