"""Ticket of an exam without an account, and parsing and wording of its answers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated

from fastapi import Form, Request
from pydantic import BaseModel, Field

from qa.drills.card import Card, CardKind
from qa.drills.exam_paper import SubmittedAnswer
from web.training.card_view import Answered

MAX_CARDS = 60
MIN_CARDS = 5
MAX_MINUTES = 240
# Longer than any gap of an act.
_MAX_TYPED = 300

Minutes = Annotated[int, Field(ge=1, le=MAX_MINUTES)]
PassMark = Annotated[int, Field(ge=1, le=100)]
Numbers = Annotated[list[Annotated[int, Form(ge=0, lt=MAX_CARDS)]], Form(max_length=MAX_CARDS)]
"""Form field with the numbers of cards."""


class Ticket(BaseModel):
    """Signed terms of a started exam; ``seed``, ``kinds`` and ``count`` determine its cards.

    ``left_out`` has the keys of the cards that were struck out then.

    ``started`` is in seconds since 1970, ``pass_mark`` in percent. ``digest`` covers the options,
    so that a paper is not graded against words that have changed.
    """

    address: str
    seed: str
    kinds: tuple[CardKind, ...]
    count: int
    minutes: Minutes
    pass_mark: PassMark
    language: str
    name: str
    digest: str
    nonce: str
    started: int
    left_out: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        """Return the deadline in seconds since 1970, without the grace period."""
        return self.started + 60 * self.minutes


class Submission(BaseModel):
    """Ticket with its answers, from which the results are exported."""

    ticket: Ticket
    given: tuple[tuple[tuple[int, ...], str], ...]
    at: int


async def raw_answers(request: Request) -> Mapping[int, list[str]]:
    """Return the form fields ``c0``, ``c1`` … by number."""
    found: dict[int, list[str]] = {}
    for name, value in (await request.form()).multi_items():
        number = name[1:]
        if name[:1] == "c" and number.isascii() and number.isdigit() and len(number) < 3:
            found.setdefault(int(number), []).append(value if isinstance(value, str) else "")
    return found


def read_answers(
    cards: Sequence[Card], raw: Mapping[int, list[str]]
) -> tuple[SubmittedAnswer, ...]:
    """Return the answer to each card; an invalid one counts as empty."""
    return tuple(_parse_answer(card, raw.get(number, [])) for number, card in enumerate(cards))


def changed_answers(
    cards: Sequence[Card], raw: Mapping[int, list[str]], numbers: Collection[int]
) -> dict[int, SubmittedAnswer]:
    """Return the answers to the cards ``numbers``, to all without any, by number."""
    wanted = [n for n in numbers if 0 <= n < len(cards)] or range(len(cards))
    return {number: _parse_answer(cards[number], raw.get(number, [])) for number in wanted}


def complete_answers(
    given: Sequence[SubmittedAnswer], draft: Sequence[SubmittedAnswer]
) -> tuple[SubmittedAnswer, ...]:
    """Return the answers of a form, with those of the draft where the form has none."""
    kept = (*draft, *([SubmittedAnswer()] * len(given)))
    return tuple(kept[n] if each.is_empty else each for n, each in enumerate(given))


def _parse_answer(card: Card, values: Sequence[str]) -> SubmittedAnswer:
    if not card.options:
        return SubmittedAnswer(typed=values[0][:_MAX_TYPED].strip() if values else "")
    places = {
        int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 3
    }
    chosen = sorted(place for place in places if place < len(card.options))
    # Several choices are invalid for a card with one answer.
    return SubmittedAnswer(tuple(chosen) if card.has_several_answers or len(chosen) == 1 else ())


def answer_words(view: Answered, frames: Mapping[str, str]) -> tuple[str, str]:
    """Return the given and the right answer as plain text."""
    card = view.card
    if not card.options:
        return view.given.typed, " ".join(span.text for span in card.spec.hidden)
    return (
        _option_words(card, view.given.chosen, frames),
        _option_words(card, sorted(card.right), frames),
    )


def _option_words(card: Card, places: Iterable[int], frames: Mapping[str, str]) -> str:
    options = (card.options[place] for place in places)
    return " | ".join(
        frames[each.frame] if each.frame else " ".join(span.text for span in each.spans)
        for each in options
    )
