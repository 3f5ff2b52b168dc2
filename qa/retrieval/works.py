"""Works: acts with their versions in other languages, and the groups in which they are ranked.

Law that is enacted in two languages is one work. A provision is ranked by the scores of all its
versions and shown in one of them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

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
    """The works of a corpus by the rows of their passages.

    ``provision_numbers`` (passages,) are equal for the passages of one provision.
    """

    def __init__(
        self,
        corpus: Corpus,
        passages: Sequence[Passage],
        rows_of: Mapping[str, Rows],
        banked: Collection[str] = (),
    ) -> None:
        """Group the passages; ``banked`` are the acts that are ranked by their bank.

        ``rows_of`` are the rows of the passages by act.
        """
        self._passages = passages
        self._language = {act.id: act.language for act in corpus.acts}
        versions = [tuple(act.id for act in acts) for acts in corpus.works.values()]
        self._versions = {act: acts for acts in versions for act in acts}
        groups = (_group(acts, rows_of, banked) for acts in versions)
        self._groups = [group for group in groups if len(group.rows)]
        self._with_bank = [group for group in self._groups if group.bank is not None]
        self._text_groups = [group for group in self._groups if group.bank is None]
        # The rows of each group in a run, from the place in ``_starts`` on.
        parts = [group.rows for group in self._text_groups]
        self._text_rows = compact(np.concatenate(parts) if parts else np.empty(0, dtype=np.int64))
        self._starts = np.cumsum([0, *map(len, parts)])[:-1]
        self._by_provision: dict[tuple[str, str], list[int]] = {}
        for row, passage in enumerate(passages):
            if len(self._versions[passage.act]) > 1:
                self._by_provision.setdefault((passage.act, passage.eid), []).append(row)
        provisions: dict[tuple[str, str], int] = {}
        found = (provisions.setdefault((one.act, one.eid), len(provisions)) for one in passages)
        self.provision_numbers = np.fromiter(found, dtype=np.int64, count=len(passages))
        # The version of a row, and the number of its provision, among those of its work.
        self._version_of = np.zeros(len(passages), dtype=np.int64)
        self._number_of = np.full(len(passages), -1, dtype=np.int64)
        numbers: dict[str, dict[str, int]] = {}
        for (act, eid), rows in self._by_provision.items():
            of_work = numbers.setdefault(self._versions[act][0], {})
            self._version_of[rows] = self._versions[act].index(act)
            self._number_of[rows] = of_work.setdefault(eid, len(of_work))

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
        if not self._text_groups:
            return chosen
        best = np.maximum.reduceat(scores[self._text_rows], self._starts)
        others = (
            self._text_groups[number]
            for number in np.argsort(-best, kind="stable").tolist()
            if np.isfinite(best[number]) and _is_selected(self._text_groups[number], acts)
        )
        return chosen + list(islice(others, MAX_TEXT_GROUPS))

    def selected(self, group: Group, acts: Collection[str]) -> Rows:
        """Return the rows of ``group`` that belong to ``acts`` or, for a bank, to a version."""
        if not acts or group.bank is not None or len(group.acts) == 1:
            return group.rows
        keep = [self._passages[row].act in acts for row in group.rows]
        return group.rows[np.array(keep, dtype=np.bool_)]

    def merged(self, scores: FloatVector, rows: Rows, language: str) -> FloatVector:
        """Return ``scores`` of the passages ``rows``, merged over the versions of a provision.

        The rows belong to one group. The version in ``language`` represents a provision, since
        words are stronger evidence within a language (on 176 examination questions,
        versions in both languages ranked no better than that one). Without it each version has a
        share of the best score of the others.
        """
        version, number = self._version_of[rows], self._number_of[rows]
        if not len(rows) or number[0] < 0:
            return scores
        versions = self._versions[self._passages[rows[0]].act]
        shape = len(versions), int(number.max()) + 1
        best = np.full(shape, -np.inf, dtype=np.float32)
        # A flat index is several times faster than a pair of indices.
        np.maximum.at(best.reshape(-1), version * shape[1] + number, scores)
        has = np.zeros(shape, dtype=np.bool_)
        has[version, number] = True
        speaks = np.array([self._language[act] == language for act in versions])
        result = scores.copy()
        for one in np.flatnonzero(~speaks):
            others = np.arange(len(versions)) != one
            is_spoken = has[others & speaks].any(axis=0)
            is_shared = has[others].any(axis=0) & ~is_spoken
            best_other = best[others].max(axis=0)
            own = version == one
            result[own & is_spoken[number]] = -np.inf
            shared = own & is_shared[number]
            difference = best_other[number[shared]] - scores[shared]
            result[shared] += _OTHER_VERSION_SHARE * difference
        return result

    def shown(
        self, row: int, language: str, acts: Collection[str], scores: FloatVector
    ) -> int | None:
        """Return the row to quote for ``row``: the same provision in ``language``, if there is one.

        ``acts`` limits the versions; None if none of them has the provision. Of several passages it
        is the one of the best ``scores`` (all rows).
        """
        passage = self._passages[row]
        own = passage.act
        is_best = self._language[own] == language or len(self._versions[own]) == 1
        if is_best and (not acts or own in acts):
            return row
        versions = [v for v in self._versions[passage.act] if not acts or v in acts]
        versions.sort(key=lambda v: (self._language[v] != language, v != passage.act))
        for version in versions:
            if version == passage.act:
                return row
            if found := self._by_provision.get((version, passage.eid)):
                return max(found, key=lambda one: float(scores[one]))
        return None


def compact(rows: Rows) -> Rows | slice:
    """Return ``rows`` as a slice where they follow each other, which reads them without a copy."""
    if len(rows) and np.all(np.diff(rows) == 1):
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def rows_by_act(passages: Sequence[Passage]) -> dict[str, Rows]:
    """Return the rows of the passages of each act, in order."""
    rows: dict[str, list[int]] = {}
    for row, passage in enumerate(passages):
        rows.setdefault(passage.act, []).append(row)
    return {act: np.array(found, dtype=np.int64) for act, found in rows.items()}


def _group(acts: Sequence[str], rows_of: Mapping[str, Rows], banked: Collection[str]) -> Group:
    """Return the group of the work with the versions ``acts``.

    A work with a bank is ranked through the act of the bank alone.
    """
    bank = next((act for act in acts if act in banked), None)
    ranked = acts if bank is None else [bank]
    found = [rows_of[act] for act in ranked if act in rows_of]
    rows = np.sort(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    return Group(tuple(acts), rows, bank)


def _is_selected(group: Group, acts: Collection[str]) -> bool:
    return not acts or any(act in acts for act in group.acts)
