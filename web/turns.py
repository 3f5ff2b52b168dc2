"""Turns of a conversation: a question, its answer, and the answer's cards ready to be shown."""

import re
from dataclasses import dataclass
from secrets import token_urlsafe

from qa.answer import Answer, Quote

MOST_EARLIER = 4
_AS_WRITTEN, _FREELY = "=", "~"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A question that was asked before on the same page; ``exact`` when it was not repaired."""

    question: str
    exact: bool = False

    @property
    def mark(self) -> str:
        """The question as a form field: the first sign says whether it was exact."""
        return (_AS_WRITTEN if self.exact else _FREELY) + self.question


def read_earlier(marks: list[str]) -> tuple[Earlier, ...]:
    """The questions in form fields, the last ``MOST_EARLIER`` of them."""
    return tuple(
        Earlier(mark[1:], mark[0] == _AS_WRITTEN)
        for mark in marks[-MOST_EARLIER:]
        if mark[:1] in {_AS_WRITTEN, _FREELY}
    )


@dataclass(frozen=True, slots=True)
class Card:
    """A quote cut at its highlight: ``before + marked + after`` is the quote."""

    quote: Quote
    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer."""

    answer: Answer
    exact: bool
    cards: tuple[Card, ...]

    @property
    def earlier(self) -> Earlier:
        """The turn as it is carried to the next question."""
        return Earlier(self.answer.question, self.exact)


def turn_of(answer: Answer, exact: bool) -> Turn:
    """The turn that shows ``answer``."""
    return Turn(answer, exact, tuple(card_of(quote) for quote in answer.passages))


def card_of(quote: Quote) -> Card:
    """The card that shows ``quote``."""
    start, end = quote.highlight or (0, 0)
    return Card(quote, quote.quote[:start], quote.quote[start:end], quote.quote[end:])


def new_session() -> str:
    """A random id for a tab."""
    return token_urlsafe(12)


def tab_id(session: str) -> str:
    """``session`` where it can be the id of a tab, else a new one."""
    return session if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", session) else new_session()
