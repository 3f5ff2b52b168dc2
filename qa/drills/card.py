"""The value types of drills: what a card is made of, and the card itself.

Everything that a card shows is a slice of the act (:class:`data.model.Span`), a question of the
bank or the name of a frame, whose words the interface has. ``None`` among the slices is a gap.

Whether the answer to a card is right.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from data.model import Span
from data.question_bank import BankQuestion
from qa.query.normalization import split_words
from qa.references.tokens import read_number

Line = tuple[Span | None, ...]


class CardKind(StrEnum):
    """What a card asks for."""

    WHICH = "which"
    GAP = "gap"
    LIST = "list"
    MODAL = "modal"


@dataclass(frozen=True, slots=True)
class Spec:
    """A card before it is dealt: what it asks, of which provision.

    ``key`` is the same in every edition whose words are the same. ``sort`` is the sort of the gap
    (term, number, time, body, modal) or the norm that is right. ``hidden`` is what is to be told
    (the words of a gap, the modal words, the missing points); ``lines`` is what is shown around.
    """

    key: str
    kind: CardKind
    eid: str
    sort: str = ""
    hidden: tuple[Span, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: slices of the act, or the name of a frame; ``eid`` is whose words.

    ``clipped`` says that the provision has more words than are shown.
    """

    spans: tuple[Span, ...] = ()
    frame: str = ""
    eid: str = ""
    clipped: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it is dealt. ``right`` are places in ``options``; without options it is typed."""

    spec: Spec
    options: tuple[Option, ...]
    right: frozenset[int]
    question: BankQuestion | None = None

    @property
    def several(self) -> bool:
        """Whether any number of options may be chosen."""
        return self.spec.kind is CardKind.LIST


def is_correct(card: Card, chosen: Collection[int], typed: str = "") -> bool:
    """Whether the answer to a card is right: the very options, or the very words."""
    if card.options:
        return frozenset(chosen) == card.right
    return any(same_words(typed) == same_words(span.text) for span in card.spec.hidden)


def same_words(text: str) -> tuple[str, ...]:
    """The folded words of a text, numbers in words as digits: how typed words are compared."""
    words = split_words(text)
    same = []
    while words:
        value, taken = read_number(words)
        same.append(str(value) if taken else words[0])
        words = words[max(taken, 1) :]
    return tuple(same)
