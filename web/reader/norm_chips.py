"""Chips of a provision: the kinds of its norms and their bearers.

They are derived from the norm index and are not words of the law.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.model import Act
from data.norm_bearers import Bearer, find_bearer
from data.norms import MODAL, Norm, NormKind, provision_norms

ALL = "all"
"""Every bearer, and none, in the path of an index."""

# The order of chips; a time limit has no bearer.
_KINDS = (*MODAL[::-1], NormKind.COMPETENCE, NormKind.TIME)


@dataclass(frozen=True, slots=True)
class NormChip:
    """Kind of a norm with its bearer, None where the words name none."""

    kind: NormKind
    bearer: Bearer | None

    @property
    def index(self) -> str:
        """Return the path of its like under the index of the act: ``right/officer``."""
        return f"{self.kind}/{self.bearer or ALL}"

    @property
    def name(self) -> str:
        """Return the end of the message that says who may, must or must not: ``right.officer``."""
        return f"{self.kind}.{self.bearer}" if self.bearer else str(self.kind)


def norm_chips(act: Act, eid: str) -> tuple[NormChip, ...]:
    """Return the distinct chips of the provision ``eid``, by kind; none for a repealed one."""
    return _distinct(act, provision_norms(act, eid))


def page_chips(act: Act, eids: Iterable[str]) -> Mapping[str, tuple[NormChip, ...]]:
    """Return the chips of the provisions of a page, without those that the one before has too.

    So the points of a list are not each marked as the same duty of the same officers.
    """
    shown: dict[str, tuple[NormChip, ...]] = {}
    before: tuple[NormChip, ...] = ()
    for eid in eids:
        chips = norm_chips(act, eid)
        shown[eid] = tuple(chip for chip in chips if chip not in before)
        before = chips
    return shown


def _distinct(act: Act, norms: Iterable[Norm]) -> tuple[NormChip, ...]:
    """Return the chips in their order; one without a bearer is left out beside one with."""
    chips = dict.fromkeys(NormChip(norm.kind, find_bearer(act, norm)) for norm in norms)
    borne = {chip.kind for chip in chips if chip.bearer}
    kept = (chip for chip in chips if chip.bearer or chip.kind not in borne)
    return tuple(sorted(kept, key=lambda chip: _KINDS.index(chip.kind)))
