"""An exam without an account: what its sealed ticket says, and how answers are read and told."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from fastapi import Request
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


class Ticket(BaseModel):
    """A paper that was begun. ``started`` is seconds since 1970, ``pass_mark`` a percentage.

    The cards are drawn by ``seed``, ``kinds`` and ``count`` from the deck of ``address``.
    """

    address: str
    seed: str
    kinds: tuple[CardKind, ...]
    count: int
    minutes: Minutes
    pass_mark: PassMark
    language: str
    name: str
    # Of the options, so that a paper of words that changed meanwhile is not marked wrongly.
    digest: str
    nonce: str
    started: int

    @property
    def end(self) -> int:
        """When it has to be handed in, without grace."""
        return self.started + 60 * self.minutes


class Submission(BaseModel):
    """A ticket with its answers, so that the results can be had as a file."""

    ticket: Ticket
    given: tuple[tuple[tuple[int, ...], str], ...]
    at: int


async def raw_answers(request: Request) -> Mapping[int, list[str]]:
    """A dependency: the fields ``c0``, ``c1`` … of a paper, by number."""
    found: dict[int, list[str]] = {}
    for name, value in (await request.form()).multi_items():
        number = name[1:]
        if name[:1] == "c" and number.isascii() and number.isdigit() and len(number) < 3:
            found.setdefault(int(number), []).append(value if isinstance(value, str) else "")
    return found


def read_answers(
    cards: Sequence[Card], raw: Mapping[int, list[str]]
) -> tuple[SubmittedAnswer, ...]:
    """What was answered to each card; what is no answer to it counts as none."""
    return tuple(_given(card, raw.get(number, [])) for number, card in enumerate(cards))


def _given(card: Card, values: Sequence[str]) -> SubmittedAnswer:
    if not card.options:
        return SubmittedAnswer(typed=values[0][:_MAX_TYPED].strip() if values else "")
    places = {
        int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 3
    }
    chosen = sorted(place for place in places if place < len(card.options))
    # Of a choice of one, several are no answer.
    return SubmittedAnswer(tuple(chosen) if card.has_several_answers or len(chosen) == 1 else ())


def answer_words(view: Answered, frames: Mapping[str, str]) -> tuple[str, str]:
    """What was given and what is right, as plain words."""
    card = view.card
    if not card.options:
        return view.given.typed, " ".join(span.text for span in card.spec.hidden)
    return _words(card, view.given.chosen, frames), _words(card, sorted(card.right), frames)


def _words(card: Card, places: Iterable[int], frames: Mapping[str, str]) -> str:
    options = (card.options[place] for place in places)
    return " | ".join(
        frames[each.frame] if each.frame else " ".join(span.text for span in each.spans)
        for each in options
    )
