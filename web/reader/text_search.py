"""Text search in an act by plain words, and marking of matches in a text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from data.model import Act, Provision, Span
from qa.citation import label, url

MAX_PLACES = 100
# Characters that are shown before the first word that was found.
_BEFORE, _LENGTH = 60, 260


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of text; ``found`` when it is one of the words."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A provision that holds every word, with an excerpt cut into pieces.

    ``language`` is that of the excerpt, which is of a translation where it is not the act's.
    """

    label: str
    url: str
    pieces: tuple[TextPiece, ...]
    eid: str
    language: str


def search_text(
    act: Act, words: str, language: str, address: str | None = None
) -> tuple[SearchHit, ...]:
    """Return the first ``MAX_PLACES`` provisions that contain all ``words`` as word beginnings.

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
            SearchHit(
                label(act, provision.eid, language),
                url(address or act.id, provision.eid),
                excerpt(_shown(provision), any_of),
                provision.eid,
                act.language,
            )
        )
        if len(places) == MAX_PLACES:
            break
    return tuple(places)


def _shown(provision: Provision) -> str:
    return " ".join(filter(None, (provision.heading, provision.text)))


def excerpt(text: str, pattern: re.Pattern[str]) -> tuple[TextPiece, ...]:
    """Return the part of ``text`` around the first match, cut at every match.

    ``pattern`` is searched in the text in lower case.
    """
    return tuple(_found_pieces(text, pattern))


def _found_pieces(text: str, pattern: re.Pattern[str]) -> Iterator[TextPiece]:
    folded = text.casefold()
    # Offsets hold only where folding kept the length, which Cyrillic and Latin letters do.
    if len(folded) != len(text):
        folded = text.lower()
    first = pattern.search(folded)
    start = max(0, first.start() - _BEFORE) if first else 0
    if start:
        start = text.find(" ", start) + 1
        yield TextPiece("… ", found=False)
    end = min(len(text), start + _LENGTH)
    if end < len(text):
        # No word is cut; a match that is longer than the excerpt stays as it is.
        end = max(text.rfind(" ", start, end), first.end() if first else 0)
    done = start
    for match in pattern.finditer(folded, start, end):
        yield TextPiece(text[done : match.start()], found=False)
        yield TextPiece(text[match.start() : match.end()], found=True)
        done = match.end()
    yield TextPiece(text[done:end], found=False)
    if end < len(text):
        yield TextPiece(" …", found=False)


def mark_spans(span: Span | None, marks: Iterable[Span]) -> tuple[TextPiece, ...]:
    """Split the text of ``span`` at those ``marks`` that are in it; empty for None."""
    ordered = sorted(set(marks), key=lambda mark: mark.start)
    return tuple(_pieces(span, ordered)) if span is not None else ()


def _pieces(span: Span, marks: list[Span]) -> Iterator[TextPiece]:
    done = span.start
    for mark in marks:
        if mark.eid == span.eid and done <= mark.start and mark.end <= span.end:
            if mark.start > done:
                yield TextPiece(span.text[done - span.start : mark.start - span.start], found=False)
            yield TextPiece(mark.text, found=True)
            done = mark.end
    if done < span.end:
        yield TextPiece(span.text[done - span.start :], found=False)
