"""Mark words of the law in a slice of it."""

from collections.abc import Iterable, Iterator

from data.model import Span
from web.find import Piece


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
