"""Whether the answer to a card is right."""

from collections.abc import Collection

from qa.drills.card import Card
from qa.fold import words_of
from qa.number_words import read_number


def is_right(card: Card, chosen: Collection[int], typed: str = "") -> bool:
    """Whether the answer to a card is right: the very options, or the very words."""
    if card.options:
        return frozenset(chosen) == card.right
    return any(same_words(typed) == same_words(span.text) for span in card.spec.hidden)


def same_words(text: str) -> tuple[str, ...]:
    """The folded words of a text, numbers in words as digits: how typed words are compared."""
    words = words_of(text)
    same = []
    while words:
        value, taken = read_number(words)
        same.append(str(value) if taken else words[0])
        words = words[max(taken, 1) :]
    return tuple(same)
