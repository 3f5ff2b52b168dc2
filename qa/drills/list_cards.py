"""Cards of the kind "points of a list": its lead-in, and its points among those of other lists.

The other points of the list are not shown: they would tell what it is about.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, cycle, islice, product, zip_longest
from math import log2
from statistics import fmean

from data.model import Provision, Span
from data.norms import NormKind
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import CardSource, PointList, seeded_random
from qa.drills.gap_rules import MAKING_RULES, are_related, find_bodies, says_act, verb_class
from qa.drills.list_distractors import find_distractors, words_of
from qa.drills.list_sorts import UNKNOWN, modality, sort_of
from qa.drills.point_forms import DEEDS, main_form, point_form, point_span
from qa.drills.suitability import MAX_CHARACTERS, is_abstaining
from qa.query.normalization import split_words

# Points of which one card asks for some, how many those may be, and all options.
_WINDOW = 5
_ASKED = (1, 2, 3)
_OPTIONS = 5
# Distractors are drawn from so many points that fit a card.
_DRAWN_FROM = 20
# A point that is a distractor of more cards would be known as wrong, and a list that is asked for
# more cards for each of its windows would be known by heart.
_MAX_USES = 3
_MAX_CARDS = 2
# A lead-in and closing with fewer words introduce any list.
_MIN_INTRODUCTION = 2
# Points with so great a share of the shorter one's telling words in common say nearly the same.
_ALIKE = 0.7
# So many words that asked points alone have tell them from the others.
_OWN_WORDS = 2
# So many words name a deed and what it is done to.
_DEED_WORDS = 3
_DONE = DEEDS | {"doing", "doing it"}
# A stem in so great a share of the provisions is no hint.
_COMMON = 0.2


class ListCards:
    """The list cards of an act, and the points of other lists that are distractors for each."""

    def __init__(self, source: CardSource) -> None:
        self._source = source
        self._verbs = {found.parent: _verbs(source.act.language, found) for found in source.lists}
        self._modal = {found.parent for found in source.lists if modality(source, found)}
        self._distractors = {
            found.parent: find_distractors(source, found) for found in source.lists
        }
        self._uses = _uses(self._distractors)
        self._drawn: dict[str, tuple[Span, ...]] = {}
        # A prohibition is easily told from other points: lists of prohibitions have no cards.
        # A list whose neighbours give too few distractors has no cards.
        self.specs = tuple(
            spec
            for found in source.lists
            if sort_of(source, found) not in {UNKNOWN, NormKind.PROHIBITION}
            and _is_introduced(found)
            for spec in self._of_list(found)
        )

    def make_card(self, spec: Spec, seed: str) -> Card:
        """Return the card: the asked points and its distractors in random order."""
        options = [Option((span,), eid=span.eid) for span in (*spec.hidden, *self._drawn[spec.key])]
        seeded_random(spec.key, seed).shuffle(options)
        asked = {span.eid for span in spec.hidden}
        right = frozenset(n for n, option in enumerate(options) if option.eid in asked)
        return Card(spec, tuple(options), right)

    def _draw(self, spec: Spec) -> tuple[Span, ...]:
        """Return the distractors of a card, none if too few are left that fit it."""
        generator = seeded_random(spec.key, "")
        fitting = self._fitting(spec)
        count = _OPTIONS - len(spec.hidden)
        if len(fitting) < count:
            return ()
        # The first ones share as many words with the lead-in as the asked points do.
        first = fitting[: self._leading(spec)]
        rest = fitting[len(first) : _DRAWN_FROM]
        if self._abstains(spec.hidden) and not self._abstains(first):
            # What is not to be done stands beside another such thing, or is recognised by that.
            beside = [span for span in rest if self._abstains([span])]
            if not beside or len(first) == count:
                return ()
            first = [*first, generator.choice(beside)]
            rest.remove(first[-1])
        # One says the same verb as an asked point, so that the verb is no hint.
        alike = (
            []
            if self._says_alike(spec, first)
            else [x for x in rest if self._says_alike(spec, [x])]
        )
        if alike and len(first) < count:
            first = [*first, generator.choice(alike)]
            rest.remove(first[-1])
        drawn = (*first, *generator.sample(rest, count - len(first)))
        return () if self._have_own_subject(spec, drawn) else drawn

    def _of_list(self, found: PointList) -> list[Spec]:
        """Return the cards of a list, without a point in common: one would give the other away.

        Each window has its first one before any has its second one: distractors are few.
        """
        done: set[str] = set()
        windows = [self._specs(found, *window, done) for window in _windows(self._source, found)]
        turns = zip_longest(*(islice(specs, _MAX_CARDS) for specs in windows))
        specs = [spec for turn in turns for spec in turn if spec is not None]
        return sorted(specs, key=lambda spec: self._source.position[spec.hidden[0].eid])

    def _specs(
        self, found: PointList, start: int, window: Sequence[Provision], done: set[str]
    ) -> Iterator[Spec]:
        """Yield the cards of a window that ask for no point of ``done``, to which theirs are added.

        Of all choices of asked points, in random order, they are those with distractors.
        """
        source = self._source
        generator = seeded_random(source.key(CardKind.LIST, found.parent, str(start), window), "")
        choices: list[tuple[int, ...]] = []
        # As many cards ask for one point as for several.
        for count in generator.sample(_ASKED, len(_ASKED)):
            of_count = list(combinations(range(len(window)), count))
            choices += generator.sample(of_count, len(of_count))
        form = main_form(source.act.language, found)
        forms = [point_form(source.act.language, point_span(point)) for point in window]
        for rows in choices:
            # A point of another form would be recognised by its form.
            is_new = not any(window[row].eid in done for row in rows)
            if is_new and all(forms[row] == form for row in rows):
                spec = _spec(source, found, f"{start}-{'-'.join(map(str, rows))}", window, rows)
                drawn = self._draw(spec)
                if drawn:
                    self._drawn[spec.key] = drawn
                    self._uses[found.parent].subtract(span.eid for span in drawn)
                    done.update(span.eid for span in spec.hidden)
                    yield spec

    def _fitting(self, spec: Spec) -> list[Span]:
        """Return the distractors from which the asked points do not differ in form.

        They have the form of the asked points and about their length, and do not say nearly the
        same as each other. None are returned if the asked points share more words with the lead-in
        and the closing than the first two, which share most, or alone have a telling one of them.
        """
        source, language = self._source, self._source.act.language
        verbs = self._verbs[spec.eid]
        forms = {point_form(language, span) for span in spec.hidden}
        lengths = [len(span.text) for span in spec.hidden]
        abstains = self._abstains(spec.hidden)
        fitting = [
            span
            for span in self._distractors[spec.eid]
            if self._uses[spec.eid][span.eid] > 0
            and point_form(language, span) in forms
            and (not verbs or _verb(language, span) in verbs)
            and not self._names_bearer(spec, span)
            and (abstains or not self._abstains([span]))
            and not any(_begins_alike(source, span, other) for other in spec.hidden)
            and min(lengths) / 2 <= len(span.text) <= 2 * max(lengths)
        ]
        if self._have_own_subject(spec, fitting[:_DRAWN_FROM]):
            return []
        shared = self._shared(spec)
        asked = sorted(map(shared, spec.hidden), reverse=True)
        if spec.eid not in self._modal and not self._says_alike(spec, fitting[:_DRAWN_FROM]):
            # What a body does is told from what another does by the verb alone.
            return []
        if not any(asked):
            return self._unlike(fitting)
        fitting.sort(key=shared, reverse=True)
        fitting = self._unlike(fitting)
        first = fitting[: self._leading(spec)]
        if not first or self._is_named(spec, first):
            return []
        is_beside = shared(first[0]) >= fmean(asked) and shared(first[-1]) >= asked[-1]
        return fitting if is_beside else []

    def _have_own_subject(self, spec: Spec, others: Sequence[Span]) -> bool:
        """Return whether all of several asked points share telling words that no other has."""
        words = frozenset.intersection(*(frozenset(self._telling(span)) for span in spec.hidden))
        offered = {word for span in others for word in self._telling(span)}
        return len(spec.hidden) > 1 and len(words - offered) >= _OWN_WORDS

    def _says_alike(self, spec: Spec, others: Sequence[Span]) -> bool:
        """Return whether a distractor has the verb of an asked point, if the points are deeds."""
        language = self._source.act.language
        if point_form(language, spec.hidden[0]) not in _DONE:
            return True
        verbs = {_said(language, span) for span in spec.hidden}
        return any(_said(language, span) in verbs for span in others)

    def _abstains(self, spans: Sequence[Span]) -> bool:
        return any(is_abstaining(self._source.act.language, span.text) for span in spans)

    def _leading(self, spec: Spec) -> int:
        """Return the number of distractors that must share words with the lead-in."""
        shares = any(map(self._shared(spec), spec.hidden))
        return min(len(spec.hidden), _OPTIONS - len(spec.hidden)) if shares else 0

    def _shared(self, spec: Spec) -> Callable[[Span], float]:
        """Return the measure of the telling words that a point shares with the lead-in, in bits."""
        shown = {
            word for line in spec.lines for span in line if span for word in self._telling(span)
        }
        # Rare words are stronger hints.
        share = self._source.share_of_provisions
        return lambda span: sum(-log2(share(word)) for word in shown & self._telling(span))

    def _unlike(self, spans: Sequence[Span]) -> list[Span]:
        """Return the spans that say something else than those before them."""
        found: list[Span] = []
        for span in spans:
            words = self._telling(span)
            if not any(_is_alike(words, self._telling(other)) for other in found):
                found.append(span)
        return found

    def _is_named(self, spec: Spec, others: Sequence[Span]) -> bool:
        """Return whether a telling word of the lead-in stands in asked points alone."""
        named = {
            word for line in spec.lines[:1] for span in line if span for word in self._telling(span)
        }
        asked = {word for span in spec.hidden for word in self._telling(span)}
        return not named & asked <= {word for span in others for word in self._telling(span)}

    def _names_bearer(self, spec: Spec, span: Span) -> bool:
        """Return whether a distractor names the body of the list, which a point of it does not."""
        language = self._source.act.language
        lead_in = spec.lines[0][0] if spec.lines[0] else None
        bearers = [key for *_, key in find_bodies(language, lead_in.text if lead_in else "")]
        named = [key for *_, key in find_bodies(language, span.text)]
        own = [key for span in spec.hidden for *_, key in find_bodies(language, span.text)]
        return any(are_related(language, *pair) for pair in product(bearers, set(named) - set(own)))

    def _telling(self, span: Span) -> set[str]:
        """Return the stems of ``span`` that are not in provisions of every kind."""
        source = self._source
        return {s for s in source.stems(span.text) if source.share_of_provisions(s) <= _COMMON}


def _uses(distractors: Mapping[str, Sequence[Span]]) -> dict[str, Counter[str]]:
    """Return how many cards of each list may have each of its distractors.

    The cards that a distractor may be on are dealt to its lists in turn, so that no list depends on
    the cards of another.
    """
    lists: dict[str, list[str]] = defaultdict(list)
    for parent, spans in distractors.items():
        for span in spans:
            lists[span.eid].append(parent)
    uses: dict[str, Counter[str]] = {parent: Counter() for parent in distractors}
    for eid, parents in lists.items():
        for parent in islice(cycle(parents), _MAX_USES):
            uses[parent][eid] += 1
    return uses


def _is_alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) > _ALIKE * max(1, min(len(one), len(other)))


def _is_introduced(found: PointList) -> bool:
    """Return whether the lead-in and the closing have words enough to tell the list from others."""
    spans = (span for span in (found.lead_in, found.closing) if span is not None)
    return sum(len(split_words(span.text)) for span in spans) >= _MIN_INTRODUCTION


def _windows(source: CardSource, found: PointList) -> Iterator[tuple[int, list[Provision]]]:
    """Yield the windows of the points of a list, each with the number of its first one."""
    points = [
        point
        for point in found.points
        if point.eid not in source.unfit
        and point.eid not in source.definitions
        and len(point.text) <= MAX_CHARACTERS
    ]
    count = len(points)
    for first in range(0, count, _WINDOW):
        # A short last window is filled with points of the one before it.
        start = max(0, min(first, count - _WINDOW))
        window = points[start : start + _WINDOW]
        if len(window) >= max(_ASKED) and len({words_of(point) for point in window}) == len(window):
            yield start, window


def _spec(
    source: CardSource,
    found: PointList,
    detail: str,
    window: Sequence[Provision],
    rows: Sequence[int],
) -> Spec:
    """Return the card of a window that asks for its points ``rows``."""
    key = source.key(CardKind.LIST, found.parent, detail, window)
    asked = tuple(point_span(window[row]) for row in rows)
    lines = tuple((span,) for span in (found.lead_in, found.closing) if span is not None)
    return Spec(key, CardKind.LIST, found.parent, "", asked, lines)


def _begins_alike(source: CardSource, one: Span, other: Span) -> bool:
    """Return whether both points name the same deed: by their last words in Kazakh, else first."""
    heads = [source.heads(span.text) for span in (one, other)]
    words = 1 if point_form(source.act.language, one) == "to do" else _DEED_WORDS
    if source.act.language == "kk":
        # The last word of many Kazakh deeds is that of all: "қамтамасыз етуге".
        words += 1
        return heads[0][-words:] == heads[1][-words:]
    return heads[0][:words] == heads[1][:words]


def _verbs(language: str, found: PointList) -> frozenset[str]:
    """Return what the points say that somebody does, none if they say nothing of the kind."""
    spans = [point_span(point) for point in found.points]
    acts = [span for span in spans if span.text and _is_act(language, span)]
    return (
        frozenset(_verb(language, span) for span in acts)
        if len(acts) * 2 > len(spans)
        else frozenset()
    )


def _is_act(language: str, span: Span) -> bool:
    return says_act(language, _acting_word(language, span))


def _verb(language: str, span: Span) -> str:
    return verb_class(language, _acting_word(language, span))


def _said(language: str, span: Span) -> str:
    """Return the verb of a deed; to approve rules is another one than to determine them."""
    verb = _verb(language, span)
    return _acting_word(language, span) if verb == MAKING_RULES else verb


def _acting_word(language: str, span: Span) -> str:
    """Return the word for what is done: the last one in Kazakh, else the first one."""
    words = span.text.lower().split()
    return words[-1 if language == "kk" else 0] if words else ""
