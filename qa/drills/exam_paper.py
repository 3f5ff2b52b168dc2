"""Exam papers: cards drawn by a seed, so that a group gets equal papers, and their grading."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from data.eid import article_of
from qa.drills.card import Card, CardKind, Spec, is_correct
from qa.drills.deck import Deck
from qa.drills.selection import select_cards


@dataclass(frozen=True, slots=True)
class SubmittedAnswer:
    """The answer to one card: indexes of options, or typed words."""

    chosen: tuple[int, ...] = ()
    typed: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.chosen and not self.typed.strip()


def sample_cards(
    deck: Deck,
    kinds: Collection[CardKind],
    count: int,
    seed: str,
    articles: Collection[str] = (),
    left_out: Collection[str] = (),
) -> tuple[Spec, ...]:
    """Return the cards of a paper: kinds in turn, no provision twice while others are left.

    ``articles`` are the eIds of the articles or chapters that it is about, all without any;
    ``left_out`` has the keys of cards that are not asked.
    """
    specs = [
        spec
        for spec in deck.choose(kinds, left_out=left_out)
        if not articles
        or article_of(spec.eid) in articles
        or deck.act.by_eid[spec.eid].chapter in articles
    ]
    return select_cards(specs, {}, count, 0, seed)


def paper_cards(deck: Deck, keys: Sequence[str], seed: str, language: str) -> tuple[Card, ...]:
    """Return the cards that everybody gets who has this paper. Raises KeyError."""
    return tuple(deck.make_card(deck.by_key[key], seed, language) for key in keys)


def options_digest(cards: Sequence[Card]) -> str:
    """Return the SHA-256 (hex) of all options, which equal papers share.

    It does not reveal the right ones.
    """
    offered = [
        (card.spec.key, [(option.frame, option.eid, option.spans) for option in card.options])
        for card in cards
    ]
    return sha256(repr(offered).encode()).hexdigest()


def grade(
    cards: Sequence[Card], answers: Sequence[SubmittedAnswer], excluded: Collection[str] = ()
) -> tuple[bool | None, ...]:
    """Return whether each answer is right, None for a card whose key is ``excluded``."""
    return tuple(
        None if card.spec.key in excluded else is_correct(card, answer.chosen, answer.typed)
        for card, answer in zip(cards, answers, strict=True)
    )


def percent(marks: Sequence[bool | None]) -> int:
    """Return the percentage of right answers, rounded down; 0 if every card is excluded."""
    counted = [mark for mark in marks if mark is not None]
    return 100 * sum(counted) // len(counted) if counted else 0


def weakest_provisions(
    marks_by_eid: Mapping[str, Sequence[bool]],
) -> tuple[tuple[str, int, int], ...]:
    """Return eId, right answers and all answers of each provision, the weakest first."""
    tallies = [(eid, sum(marks), len(marks)) for eid, marks in marks_by_eid.items() if marks]
    return tuple(sorted(tallies, key=lambda tally: (tally[1] / tally[2], -tally[2], tally[0])))
