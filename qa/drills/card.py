"""Value types of training cards, and the check of an answer to a card.

Everything that a card shows is a slice of the act (:class:`data.model.Span`), a question of the
bank or the name of a frame, whose words the interface has. ``None`` among the slices is a gap.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from data.model import Span
from data.question_bank import BankQuestion
from qa.drills.number_words import read_amount
from qa.query.normalization import split_words
from qa.references.tokens import read_number

Line = tuple[Span | None, ...]


class CardKind(StrEnum):
    """The kind of a card.

    Which article answers a question, a case with several right articles, fill the gap, points of
    a list, put in order, which article a provision is in, kind of the norm.
    """

    WHICH = "which"
    CASE = "case"
    GAP = "gap"
    LIST = "list"
    ORDER = "order"
    ARTICLE = "article"
    MODAL = "modal"


@dataclass(frozen=True, slots=True)
class Spec:
    """The specification of a card, from which a seed makes the card.

    ``key`` is the same in every edition whose words are the same. ``sort`` is the sort of the gap
    (who, time, number) or the norm that is right. ``hidden`` is the solution (the words of a gap,
    the modal words, the missing points, the steps in order); ``lines`` is the context.
    """

    key: str
    kind: CardKind
    eid: str
    sort: str = ""
    hidden: tuple[Span, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """An option to choose: slices of the provision ``eid``, or the name of a frame.

    Without both it is the number of the article ``eid``. ``clipped`` is of papers set by earlier
    versions: the provision has more words than are shown.
    """

    spans: tuple[Span, ...] = ()
    frame: str = ""
    eid: str = ""
    clipped: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A card; ``right`` are indexes of ``options``. Without options the answer is typed."""

    spec: Spec
    options: tuple[Option, ...]
    right: frozenset[int]
    question: BankQuestion | None = None

    @property
    def has_several_answers(self) -> bool:
        """Return whether any number of options may be chosen."""
        return self.spec.kind in {CardKind.LIST, CardKind.CASE}


def is_correct(card: Card, chosen: Collection[int], typed: str = "") -> bool:
    """Return whether exactly the right options were chosen, or the hidden words typed."""
    if card.options:
        return frozenset(chosen) == card.right
    return any(comparable_words(typed) == comparable_words(span.text) for span in card.spec.hidden)


def comparable_words(text: str) -> tuple[str, ...]:
    """Return the folded words of ``text`` with spelled-out numbers as digits."""
    words = split_words(text)
    found = []
    while words:
        amounts = (read_amount(words), read_number(words))
        value, length = max(amounts, key=lambda amount: amount[1])
        found.append(str(value) if length else words[0])
        words = words[max(length, 1) :]
    return tuple(found)
