"""The listing: every candidate for a question with its band and what each channel says of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa.answer import Answer, Quote


@dataclass(frozen=True, slots=True)
class Listed:
    """A candidate as a quote; ``channels`` are z-scores over all passages, by channel.

    There are none for a provision that the question names: it is found without a search.
    """

    quote: Quote
    channels: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Listing:
    """The answer that everybody gets, and the candidates behind it, best first."""

    answer: Answer
    candidates: tuple[Listed, ...]
