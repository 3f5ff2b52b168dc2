"""Value types of the notice before an answer: kinds of danger and lines to call."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class DangerKind(StrEnum):
    """The kind of danger in a message; ``distress`` is a bare call for help."""

    SUICIDE = "suicide"
    BOMB = "bomb"
    FIRE = "fire"
    BREAK_IN = "break_in"
    VIOLENCE = "violence"
    THREAT = "threat"
    STALKING = "stalking"
    MISSING = "missing"
    INJURY = "injury"
    DISTRESS = "distress"


@dataclass(frozen=True, slots=True)
class Helpline:
    """A telephone line of the operator for ``kinds`` of danger, all of them if there are none.

    ``labels`` are by language: kk, ru, en.
    """

    tel: str
    labels: Mapping[str, str]
    kinds: frozenset[DangerKind] = frozenset()

    def serves(self, kind: DangerKind) -> bool:
        """Return whether the line is offered for ``kind``."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True)
class Contact:
    """A line to call: ``label`` in words and ``tel``, the number as in a ``tel:`` link."""

    label: str
    tel: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice before the answer, which it never replaces. ``kind`` is always ``danger``.

    The kind of danger is kept out of it: it chooses the words and the lines and is not stored.
    """

    kind: str
    text: str
    contacts: tuple[Contact, ...]
