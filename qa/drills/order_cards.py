"""Cards of the kind "put in order": steps that an act says to follow one another.

The act must say so in the lead-in of a list. Ranks and the like, whose order everybody knows, and
enumerations, whose order means nothing, have no cards.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import combinations, permutations

from data.model import Provision
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import CardSource, PointList, seeded_random
from qa.drills.point_forms import point_span

_MIN_STEPS, _MAX_STEPS = 3, 5
# Of a longer list a card asks for so many steps that follow one another.
_WINDOW = 4
# Characters of a step.
_MAX_STEP_LENGTH = 160
_DISTRACTORS = 3
# Wrong orders are drawn from so many that are most like the right one.
_DRAWN_FROM = 5


@cache
def _ordered(language: str) -> re.Pattern[str]:
    table = tomllib.loads(files("qa.drills").joinpath("order_steps.toml").read_text("utf-8"))
    return re.compile(table[language]["ordered"])


def order_specs(source: CardSource) -> tuple[Spec, ...]:
    """Return a card for every run of steps, in document order."""
    runs = ((each, steps) for each in source.lists for steps in _runs(source, each))
    # The same steps in another provision are the same to learn.
    found: dict[tuple[str, ...], Spec] = {}
    for of_list, run in runs:
        spec = _spec(source, of_list, run)
        steps = tuple(step for span in spec.hidden for step in source.stems(span.text))
        found.setdefault(steps, spec)
    return tuple(found.values())


def make_order_card(spec: Spec, seed: str) -> Card:
    """Return the card: the steps in their order and in others that are much like it."""
    generator = seeded_random(spec.key, seed)
    # Of equally like ones in random order, so that the right one has no place among them.
    right, *wrong = sorted(
        permutations(range(len(spec.hidden))),
        key=lambda order: (_exchanged(order), generator.random()),
    )
    orders = [right, *generator.sample(wrong[:_DRAWN_FROM], _DISTRACTORS)]
    generator.shuffle(orders)
    options = tuple(Option(tuple(spec.hidden[step] for step in order)) for order in orders)
    return Card(spec, options, frozenset({orders.index(right)}))


def _exchanged(order: Sequence[int]) -> int:
    """Return the number of pairs of steps in the reverse order."""
    return sum(one > other for one, other in combinations(order, 2))


def _runs(source: CardSource, found: PointList) -> Iterator[tuple[Provision, ...]]:
    """Yield the steps of each card of a list: all of a short one, else some in a row.

    The first step of a longer one, such as an application, is told by what it says.
    """
    ordered = _ordered(source.act.language)
    if found.lead_in is None or not ordered.search(found.lead_in.text.lower().strip()):
        return
    points = found.points
    if len(points) <= _MAX_STEPS:
        runs = [points]
    else:
        starts = range(1, len(points) - _WINDOW + 1, _WINDOW)
        runs = [points[start : start + _WINDOW] for start in starts]
    for run in runs:
        if len(run) >= _MIN_STEPS and all(_is_step(source, point) for point in run):
            yield run


def _is_step(source: CardSource, point: Provision) -> bool:
    return len(point.text) <= _MAX_STEP_LENGTH and point.eid not in source.unfit


def _spec(source: CardSource, found: PointList, steps: Sequence[Provision]) -> Spec:
    detail = "" if len(steps) == len(found.points) else str(found.points.index(steps[0]))
    key = source.key(CardKind.ORDER, found.parent, detail, steps)
    lines = ((found.lead_in,),)
    return Spec(
        key, CardKind.ORDER, found.parent, hidden=tuple(map(point_span, steps)), lines=lines
    )
