"""Find words in the text of an act: plain words, in document order.

Mark words of the law in a slice of it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from data.model import Act, Provision, Span
from qa.citation import label, url

MOST_PLACES = 100
# Characters that are shown before the first word that was found.
_BEFORE, _LENGTH = 60, 260


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text; ``found`` when it is one of the words."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A provision that holds every word, with an excerpt cut into pieces."""

    label: str
    url: str
    pieces: tuple[Piece, ...]


def find(act: Act, words: str, language: str, address: str | None = None) -> tuple[Place, ...]:
    """The first ``MOST_PLACES`` provisions that hold all ``words``, as beginnings of words.

    Case does not matter; labels are in ``language``, paths under ``address`` (by default
    the act's id). No words find nothing.
    """
    wanted = [re.escape(word) for word in words.casefold().split()]
    if not wanted:
        return ()
    each = [re.compile(rf"\b{word}") for word in wanted]
    any_of = re.compile(rf"\b(?:{'|'.join(sorted(wanted, key=len, reverse=True))})")
    places = []
    for provision in act.provisions:
        folded = _shown(provision).casefold()
        if not all(pattern.search(folded) for pattern in each):
            continue
        places.append(
            Place(
                label(act, provision.eid, language),
                url(address or act.id, provision.eid),
                tuple(_found_pieces(_shown(provision), any_of)),
            )
        )
        if len(places) == MOST_PLACES:
            break
    return tuple(places)


def _shown(provision: Provision) -> str:
    return " ".join(filter(None, (provision.heading, provision.text)))


def _found_pieces(text: str, pattern: re.Pattern[str]) -> Iterator[Piece]:
    folded = text.casefold()
    # Offsets hold only where folding kept the length, which Cyrillic and Latin letters do.
    if len(folded) != len(text):
        folded = text.lower()
    first = pattern.search(folded)
    start = max(0, first.start() - _BEFORE) if first else 0
    if start:
        start = text.find(" ", start) + 1
        yield Piece("… ", found=False)
    end = min(len(text), start + _LENGTH)
    done = start
    for match in pattern.finditer(folded, start, end):
        yield Piece(text[done : match.start()], found=False)
        yield Piece(text[match.start() : match.end()], found=True)
        done = match.end()
    yield Piece(text[done:end], found=False)
    if end < len(text):
        yield Piece(" …", found=False)


def marked(span: Span | None, marks: Iterable[Span]) -> tuple[Piece, ...]:
    """The words of ``span``, cut at those of ``marks`` that lie in it; nothing for None."""
    ordered = sorted(set(marks), key=lambda mark: mark.start)
    return tuple(_pieces(span, ordered)) if span is not None else ()


def _pieces(span: Span, marks: list[Span]) -> Iterator[Piece]:
    done = span.start
    for mark in marks:
        if mark.eid == span.eid and done <= mark.start and mark.end <= span.end:
            if mark.start > done:
                yield Piece(span.text[done - span.start : mark.start - span.start], found=False)
            yield Piece(mark.text, found=True)
            done = mark.end
    if done < span.end:
        yield Piece(span.text[done - span.start :], found=False)
