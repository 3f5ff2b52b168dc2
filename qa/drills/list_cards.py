"""Cards of the kind "complete the list": points are missing among those of other lists."""

import re
from collections.abc import Iterator

from data.model import Provision, Span
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import CardSource, PointList, seeded_random, slice_span
from qa.query.normalization import split_words

# Points that one card shows, how many of them are missing, and distractors beside those.
_WINDOW = 5
_MISSING = 2
_DISTRACTORS = 3
_DRAWN_FROM = 12
# A point of another list that is as similar to a point of the list may belong there too.
_MAX_SIMILARITY = 0.45
_LAST_SIGNS = re.compile(r"[\s;.]+$")


class ListCards:
    """The list cards of an act, and the points of other lists that are distractors for each."""

    def __init__(self, source: CardSource) -> None:
        self._distractors = {found.parent: _distractors(source, found) for found in source.lists}
        # A list whose neighbours give too few distractors has no cards.
        self.specs = tuple(
            spec
            for found in source.lists
            if len(self._distractors[found.parent]) >= _MISSING
            for spec in _specs(source, found)
        )

    def make_card(self, spec: Spec, seed: str) -> Card:
        """Return the card: the missing points and distractors in random order."""
        generator = seeded_random(spec.key, seed)
        distractors = self._distractors[spec.eid]
        drawn = generator.sample(distractors, min(_DISTRACTORS, len(distractors)))
        options = [Option((span,), eid=span.eid) for span in (*spec.hidden, *drawn)]
        generator.shuffle(options)
        missing = {span.eid for span in spec.hidden}
        right = frozenset(n for n, option in enumerate(options) if option.eid in missing)
        return Card(spec, tuple(options), right)


def point_span(point: Provision) -> Span:
    """Return the words of a point without its last signs and without the closing of its list."""
    text = point.text
    if point.closing is not None and point.outer_closing is None:
        text = text[: point.closing.start]
    return point.whole.slice(0, len(_LAST_SIGNS.sub("", text)))


def _specs(source: CardSource, found: PointList) -> Iterator[Spec]:
    """Yield a card for each window of the points of a list."""
    count = len(found.points)
    for first in range(0, count, _WINDOW):
        # A short last window is filled with points of the one before it.
        start = max(0, min(first, count - _WINDOW))
        points = found.points[start : start + _WINDOW]
        if len({_words(point) for point in points}) < len(points):
            continue
        key = source.key(CardKind.LIST, found.parent, str(start), points)
        rows = seeded_random(key, "").sample(range(len(points)), min(_MISSING, len(points) - 1))
        missing = tuple(point_span(points[row]) for row in sorted(rows))
        shown = tuple(
            slice_span(point_span(point), [gap for gap in missing if gap.eid == point.eid])
            for point in points
        )
        before = ((found.lead_in,),) if found.lead_in else ()
        after = ((found.closing,),) if found.closing else ()
        yield Spec(key, CardKind.LIST, found.parent, "", missing, (*before, *shown, *after))


def _words(point: Provision) -> tuple[str, ...]:
    return tuple(split_words(point_span(point).text))


def _distractors(source: CardSource, found: PointList) -> list[Span]:
    """Return points of other lists: lists with a closing as this one first, then by distance."""
    similarity = source.similarity(point.eid for point in found.points)
    own = {_words(point) for point in found.points}
    position = source.position
    here = position[found.points[0].eid]
    others = sorted(
        (other for other in source.lists if other.parent != found.parent),
        key=lambda other: (
            (other.closing is None) != (found.closing is None),
            abs(position[other.points[0].eid] - here),
        ),
    )
    spans: dict[tuple[str, ...], Span] = {}
    for point in (point for other in others for point in other.points):
        words = _words(point)
        if words and words not in own and similarity[position[point.eid]] < _MAX_SIMILARITY:
            spans.setdefault(words, point_span(point))
    return list(spans.values())[:_DRAWN_FROM]
