"""An exam paper: cards drawn by a seed, so that a group gets equal papers; and its marking."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from qa.drills.card import Card, CardKind, Spec, is_correct
from qa.drills.deck import Deck
from qa.drills.selection import select_cards


@dataclass(frozen=True, slots=True)
class SubmittedAnswer:
    """What was answered to one card: options by place, or typed words."""

    chosen: tuple[int, ...] = ()
    typed: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was answered."""
        return not self.chosen and not self.typed.strip()


def sample_cards(
    deck: Deck, kinds: Collection[CardKind], count: int, seed: str
) -> tuple[Spec, ...]:
    """The cards of a paper: the kinds by turns, no provision twice while others are left."""
    return select_cards(deck.choose(kinds), {}, count, 0, seed)


def paper_cards(deck: Deck, keys: Sequence[str], seed: str, language: str) -> tuple[Card, ...]:
    """The cards as they are dealt to everybody who has this paper. Raises KeyError."""
    return tuple(deck.deal(deck.by_key[key], seed, language) for key in keys)


def options_digest(cards: Sequence[Card]) -> str:
    """SHA-256 (hex) of what the cards offer to choose: equal exactly when the papers are equal.

    It tells nothing of what is right.
    """
    offered = [
        (card.spec.key, [(option.frame, option.eid, option.spans) for option in card.options])
        for card in cards
    ]
    return sha256(repr(offered).encode()).hexdigest()


def grade(
    cards: Sequence[Card], given: Sequence[SubmittedAnswer], struck: Collection[str] = ()
) -> tuple[bool | None, ...]:
    """Whether each answer is right; None for a card that was struck off the paper."""
    return tuple(
        None if card.spec.key in struck else is_correct(card, each.chosen, each.typed)
        for card, each in zip(cards, given, strict=True)
    )


def percent(marks: Sequence[bool | None]) -> int:
    """The whole percentage of right answers, rounded down; 0 where every card was struck off."""
    counted = [each for each in marks if each is not None]
    return 100 * sum(counted) // len(counted) if counted else 0


def weakest(marked: Mapping[str, Sequence[bool]]) -> tuple[tuple[str, int, int], ...]:
    """Provisions with how often they were answered right, and how often at all, weakest first."""
    tallies = [(eid, sum(marks), len(marks)) for eid, marks in marked.items() if marks]
    return tuple(sorted(tallies, key=lambda each: (each[1] / each[2], -each[2], each[0])))
