"""Cards of the kind "put in order": steps and ranks that an act names in their order."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations, permutations

from data.model import Span
from data.passages import sentence_spans
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import CardSource, context_lines, seeded_random, slice_span
from qa.drills.point_forms import point_span

_MIN_STEPS, _MAX_STEPS = 3, 5
# Words at most between two steps of an enumeration.
_MAX_BETWEEN = 3
# Characters of a step that is a point of a list.
_MAX_STEP_LENGTH = 120
_DISTRACTORS = 3
# Wrong orders are drawn from so many that are most like the right one.
_DRAWN_FROM = 5


@dataclass(frozen=True, slots=True)
class _Rules:
    scales: tuple[tuple[re.Pattern[str], ...], ...]
    ordered: re.Pattern[str]


@cache
def _rules(language: str) -> _Rules:
    table = tomllib.loads(files("qa.drills").joinpath("order_scales.toml").read_text("utf-8"))
    scales = tuple(
        tuple(re.compile(rf"(?<![\w-])(?:{step})[\w-]*") for step in scale)
        for scale in table[language]["scale"]
    )
    return _Rules(scales, re.compile(table[language]["ordered"]))


def order_specs(source: CardSource) -> tuple[Spec, ...]:
    """Return a card for every enumeration of steps or ranks, in document order.

    Enumerations of the same steps have one card, that of the first.
    """
    specs = sorted((*_enumerations(source), *_lists(source)), key=lambda s: _place(source, s))
    # The same steps in another provision are the same to learn.
    found: dict[tuple[str, ...], Spec] = {}
    for spec in specs:
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


def _place(source: CardSource, spec: Spec) -> int:
    return source.position.get(spec.hidden[0].eid, 0)


def _enumerations(source: CardSource) -> Iterator[Spec]:
    for provision in source.provisions:
        if provision.eid in source.unfit:
            continue
        for start, end in sentence_spans(provision.text):
            sentence = provision.whole.slice(start, end)
            steps = _steps(sentence, _rules(source.act.language))
            if steps:
                lines = tuple(
                    slice_span(line, steps)
                    for line in context_lines(source.act.language, provision, sentence)
                )
                detail = f"{steps[0].start}-{steps[-1].end}"
                key = source.key(CardKind.ORDER, provision.eid, detail, (provision,))
                yield Spec(key, CardKind.ORDER, provision.eid, hidden=steps, lines=lines)
                break


def _steps(sentence: Span, rules: _Rules) -> tuple[Span, ...]:
    """Return the longest run of steps of one scale that are close together, in its order."""
    best: tuple[Span, ...] = ()
    for scale in rules.scales:
        run = _run(sentence, scale)
        if len(run) > len(best):
            best = run
    words = [span.text.lower() for span in best]
    is_plain = len(set(words)) == len(words)
    return best if len(best) >= _MIN_STEPS and is_plain else ()


def _run(sentence: Span, scale: Sequence[re.Pattern[str]]) -> tuple[Span, ...]:
    text = sentence.text.lower()
    found = sorted(
        (match.start(), match.end(), step)
        for step, pattern in enumerate(scale)
        for match in pattern.finditer(text)
    )
    run: list[tuple[int, int, int]] = []
    for start, end, step in found:
        if run:
            between = text[run[-1][1] : start]
            is_next = step > run[-1][2] and len(between.split()) <= _MAX_BETWEEN
            if not is_next and len(run) >= _MIN_STEPS:
                break
            if not is_next or start < run[-1][1]:
                run = []
        run.append((start, end, step))
    # A later word of the scale elsewhere in the sentence would reveal part of the order.
    if len(run) < _MIN_STEPS or len(run) != len(found):
        return ()
    return tuple(sentence.slice(start, end) for start, end, _ in run)


def _lists(source: CardSource) -> Iterator[Spec]:
    ordered = _rules(source.act.language).ordered
    for found in source.lists:
        lead_in = found.lead_in
        if lead_in is None or not ordered.search(lead_in.text.lower().strip()):
            continue
        points = found.points
        if not _MIN_STEPS <= len(points) <= _MAX_STEPS:
            continue
        if any(len(each.text) > _MAX_STEP_LENGTH or each.eid in source.unfit for each in points):
            continue
        steps = tuple(point_span(each) for each in points)
        key = source.key(CardKind.ORDER, found.parent, "", points)
        yield Spec(key, CardKind.ORDER, found.parent, hidden=steps, lines=((lead_in,),))
