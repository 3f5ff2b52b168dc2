"""Cards of the kind "complete the list": points are missing, and a neighbour's are mixed in."""

import re
from collections.abc import Iterator

from data.model import Provision, Span
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import CardSource, PointList, shuffled, slice_span
from qa.query.normalization import split_words

# Points that one card is about, how many of them are missing, and wrong ones beside those.
_WINDOW = 5
_MISSING = 2
_WRONG = 3
_DRAWN_FROM = 12
# A point of another list that is as near as this to a point of the list may belong there too.
_TOO_NEAR = 0.45
_LAST_SIGNS = re.compile(r"[\s;.]+$")


class ListCards:
    """The lists of an act, and for each the points of other lists that it has not."""

    def __init__(self, ground: CardSource) -> None:
        """Look through the whole act once."""
        self._ground = ground
        self._wrong = {each.parent: _wrong(ground, each) for each in ground.lists}
        # A list whose neighbours give too few wrong points has no cards.
        self.specs = tuple(
            spec
            for each in ground.lists
            if len(self._wrong[each.parent]) >= _MISSING
            for spec in _windows(ground, each)
        )

    def deal(self, spec: Spec, seed: str) -> Card:
        """The card: the missing points among points of the lists next to it, in any order."""
        chance = shuffled(spec.key, seed)
        wrong = self._wrong[spec.eid]
        options = [
            Option((span,), eid=span.eid)
            for span in (*spec.hidden, *chance.sample(wrong, min(_WRONG, len(wrong))))
        ]
        chance.shuffle(options)
        missing = {span.eid for span in spec.hidden}
        right = frozenset(n for n, option in enumerate(options) if option.eid in missing)
        return Card(spec, tuple(options), right)


def _windows(ground: CardSource, each: PointList) -> Iterator[Spec]:
    count = len(each.points)
    for first in range(0, count, _WINDOW):
        # A last window that would be short takes in points of the one before it.
        start = max(0, min(first, count - _WINDOW))
        points = each.points[start : start + _WINDOW]
        if len({tuple(split_words(point_span(point).text)) for point in points}) < len(points):
            continue
        key = ground.key(CardKind.LIST, each.parent, str(start), points)
        by_chance = shuffled(key, "").sample(range(len(points)), min(_MISSING, len(points) - 1))
        missing = tuple(point_span(points[place]) for place in sorted(by_chance))
        shown = tuple(
            slice_span(point_span(point), [gap for gap in missing if gap.eid == point.eid])
            for point in points
        )
        before = ((each.lead_in,),) if each.lead_in else ()
        after = ((each.closing,),) if each.closing else ()
        lines = (*before, *shown, *after)
        yield Spec(key, CardKind.LIST, each.parent, "", missing, lines)


def point_span(point: Provision) -> Span:
    """The words of a point without its last signs, and without the closing of its list."""
    text = point.text
    if point.closing is not None and point.outer_closing is None:
        text = text[: point.closing.start]
    return point.whole.slice(0, len(_LAST_SIGNS.sub("", text)))


def _wrong(ground: CardSource, each: PointList) -> list[Span]:
    """Points of other lists that this one has not, the nearest lists first, those alike first."""
    near = ground.nearness(point.eid for point in each.points)
    own = {tuple(split_words(point_span(point).text)) for point in each.points}
    here = ground.place[each.points[0].eid]
    others = sorted(
        (other for other in ground.lists if other.parent != each.parent),
        key=lambda other: (
            (other.closing is None) != (each.closing is None),
            abs(ground.place[other.points[0].eid] - here),
        ),
    )
    found: dict[tuple[str, ...], Span] = {}
    for other in others:
        for point in other.points:
            span = point_span(point)
            words = tuple(split_words(span.text))
            if words and words not in own and near[ground.place[point.eid]] < _TOO_NEAR:
                found.setdefault(words, span)
    return list(found.values())[:_DRAWN_FROM]
