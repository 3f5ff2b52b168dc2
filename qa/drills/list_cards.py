"""Cards of the kind "complete the list": points are missing among those of other lists."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, product
from math import log2
from statistics import fmean

from data.eid import article_of
from data.model import Provision, Span
from data.norms import MODAL, NormKind
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import HEAD_LETTERS, CardSource, PointList, seeded_random, slice_span
from qa.drills.gap_rules import are_related, find_bodies, says_act, verb_class
from qa.drills.point_forms import LAST_SIGNS, point_form
from qa.drills.suitability import MAX_CHARACTERS, is_obvious_deed, names_others
from qa.query.normalization import split_words

# Points that one card shows, how many of them are missing, and distractors beside those.
_WINDOW = 5
_MISSING = 2
_DISTRACTORS = 3
_DRAWN_FROM = 8
# Distractors are chosen from so many points that are nearest in meaning.
_NEAREST = 60
# Points with so great a share of the shorter one's telling words in common say nearly the same.
_ALIKE = 0.7
# A point of another list that is as similar to a point of the list may belong there too.
_MAX_SIMILARITY = 0.3
# So many words name a deed and what it is done to.
_DEED_WORDS = 3
# Forms of points that say what somebody does or is to do.
_DEEDS = frozenset({"do", "does", "to do", "not to do"})
_TO_DO = frozenset({"to do", "not to do"})
# Lead-ins with so great a share of the shorter one's words in common name the same people.
_SAME_BEARER = 0.5
# A stem in so great a share of the provisions is no hint.
_COMMON = 0.2


class ListCards:
    """The list cards of an act, and the points of other lists that are distractors for each."""

    def __init__(self, source: CardSource) -> None:
        self._source = source
        self._verbs = {found.parent: _verbs(source.act.language, found) for found in source.lists}
        self._distractors = {found.parent: _distractors(source, found) for found in source.lists}
        # A prohibition is easily told from other points: lists of prohibitions have no cards.
        # A list whose neighbours give too few distractors has no cards.
        self.specs = tuple(
            spec
            for found in source.lists
            if NormKind.PROHIBITION not in _modality(source, found)
            for start, window in _windows(source, found)
            for spec in self._specs(found, start, window)
        )

    def make_card(self, spec: Spec, seed: str) -> Card:
        """Return the card: the missing points and distractors in random order."""
        generator = seeded_random(spec.key, seed)
        fitting = self._fitting(spec)[:_DRAWN_FROM]
        # The first ones share as many words with the list as the missing points do.
        first = fitting[:_MISSING]
        drawn = [*first, *generator.sample(fitting[_MISSING:], _DISTRACTORS - len(first))]
        options = [Option((span,), eid=span.eid) for span in (*spec.hidden, *drawn)]
        generator.shuffle(options)
        missing = {span.eid for span in spec.hidden}
        right = frozenset(n for n, option in enumerate(options) if option.eid in missing)
        return Card(spec, tuple(options), right)

    def _specs(self, found: PointList, start: int, window: Sequence[Provision]) -> Iterator[Spec]:
        """Yield the cards of a window, without a missing point in common.

        Of all choices of missing points, in random order, they are those with distractors.
        """
        source = self._source
        choices = list(combinations(range(len(window)), _MISSING))
        seeded_random(source.key(CardKind.LIST, found.parent, str(start), window), "").shuffle(
            choices
        )
        done: set[int] = set()
        form = _main_form(source.act.language, found)
        if form in _TO_DO and not _modality(source, found):
            # These may be rights or duties.
            return
        forms = [point_form(source.act.language, point_span(point)) for point in window]
        for rows in choices:
            # A point of another form would be recognised by its form.
            if done.isdisjoint(rows) and all(forms[row] == form for row in rows):
                spec = _spec(source, found, f"{start}-{'-'.join(map(str, rows))}", window, rows)
                if len(self._fitting(spec)) >= _DISTRACTORS:
                    done.update(rows)
                    yield spec

    def _fitting(self, spec: Spec) -> list[Span]:
        """Return the distractors from which the missing points do not differ in form.

        They have the form of the missing points and about their length, and do not say nearly the
        same as each other. None are returned if the missing points share more words with the list
        than the first two, which share most, are all nearer to it in meaning, or alone have a
        telling word of the lead-in.
        """
        source, language = self._source, self._source.act.language
        verbs = self._verbs[spec.eid]
        forms = {point_form(language, span) for span in spec.hidden}
        lengths = [len(span.text) for span in spec.hidden]
        fitting = [
            span
            for span in self._distractors[spec.eid]
            if point_form(language, span) in forms
            and (not verbs or _verb(language, span) in verbs)
            and not self._names_bearer(spec, span)
            and not any(_begins_alike(source, span, other) for other in spec.hidden)
            and min(lengths) / 2 <= len(span.text) <= 2 * max(lengths)
        ]
        shown = {
            word
            for line in spec.lines
            for span in line
            if span is not None
            for word in self._telling(span)
        }
        # Rare words are stronger hints.
        shared = {
            span: sum(
                -log2(source.share_of_provisions(word)) for word in shown & self._telling(span)
            )
            for span in (*fitting, *spec.hidden)
        }
        fitting.sort(key=lambda span: -shared[span])
        fitting = self._unlike(fitting)
        first = fitting[:_MISSING]
        if len(first) < _MISSING or self._is_named(spec, first):
            return []
        missing = sorted((shared[span] for span in spec.hidden), reverse=True)
        is_beside = shared[first[0]] >= fmean(missing) and shared[first[-1]] >= missing[-1]
        return fitting if is_beside and not self._stand_out(spec, first) else []

    def _stand_out(self, spec: Spec, others: Sequence[Span]) -> bool:
        """Return whether every missing point is nearer in meaning to the shown ones than others."""
        position = self._source.position
        missing = {span.eid for span in spec.hidden}
        shown = {span.eid for line in spec.lines for span in line if span} - missing
        nearness = self._source.similarity(shown)
        nearest = max(float(nearness[position[span.eid]]) for span in others)
        return min(float(nearness[position[eid]]) for eid in missing) > nearest

    def _unlike(self, spans: Sequence[Span]) -> list[Span]:
        """Return the spans that say something else than those before them."""
        found: list[Span] = []
        for span in spans:
            words = self._telling(span)
            if not any(_is_alike(words, self._telling(other)) for other in found):
                found.append(span)
        return found

    def _is_named(self, spec: Spec, others: Sequence[Span]) -> bool:
        """Return whether a telling word of the lead-in stands in missing points alone."""
        named = {
            word for line in spec.lines[:1] for span in line if span for word in self._telling(span)
        }
        missing = {word for span in spec.hidden for word in self._telling(span)}
        return not named & missing <= {word for span in others for word in self._telling(span)}

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


def _is_alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) > _ALIKE * max(1, min(len(one), len(other)))


def point_span(point: Provision) -> Span:
    """Return the words of a point without its last signs and without the closing of its list."""
    text = point.text
    if point.closing is not None and point.outer_closing is None:
        text = text[: point.closing.start]
    return point.whole.slice(0, len(LAST_SIGNS.sub("", text)))


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
        if len(window) > _MISSING and len({_words(point) for point in window}) == len(window):
            yield start, window


def _spec(
    source: CardSource,
    found: PointList,
    detail: str,
    window: Sequence[Provision],
    rows: Sequence[int],
) -> Spec:
    """Return the card of a window whose points ``rows`` are missing."""
    key = source.key(CardKind.LIST, found.parent, detail, window)
    missing = tuple(point_span(window[row]) for row in rows)
    shown = tuple(
        slice_span(point_span(point), [gap for gap in missing if gap.eid == point.eid])
        for point in window
    )
    before = ((found.lead_in,),) if found.lead_in else ()
    after = ((found.closing,),) if found.closing else ()
    return Spec(key, CardKind.LIST, found.parent, "", missing, (*before, *shown, *after))


def _may_share(source: CardSource, one: PointList, other: PointList) -> bool:
    """Return whether a point of the other list might be one of this.

    They are of one article, or of related bodies, and both rights, both duties, both prohibitions
    or neither.
    """
    modalities = _modality(source, one), _modality(source, other)
    if article_of(one.parent) == article_of(other.parent) and not all(modalities):
        return True
    if modalities[0] != modalities[1]:
        return False
    language = source.act.language
    pairs = product(_bodies(language, one), _bodies(language, other))
    return any(are_related(language, *pair) for pair in pairs)


def _begins_alike(source: CardSource, one: Span, other: Span) -> bool:
    """Return whether both points name the same deed: by their last words in Kazakh, else first."""
    heads = [source.heads(span.text) for span in (one, other)]
    words = 1 if point_form(source.act.language, one) == "to do" else _DEED_WORDS
    if source.act.language == "kk":
        # The last word of many Kazakh deeds is that of all: "қамтамасыз етуге".
        words += 1
        return heads[0][-words:] == heads[1][-words:]
    return heads[0][:words] == heads[1][:words]


def _goes_on_alike(source: CardSource, one: PointList, other: PointList) -> bool:
    """Return whether points of both lists go on alike with the words that govern them.

    Deeds do. Nouns do after the same word of the lead-in. English words do not tell a noun from a
    verb by their form; the word before them does.
    """
    language = source.act.language
    forms = _main_form(language, one), _main_form(language, other)
    if language != "en" and forms[0] == forms[1] and forms[0] in _DEEDS:
        return True
    ends = [
        source.heads(found.lead_in.text)[-1:] if found.lead_in else [] for found in (one, other)
    ]
    return ends[0] == ends[1]


def _is_of_same_bearer(source: CardSource, one: PointList, other: PointList) -> bool:
    """Return whether rights and duties of both lists are of the same people.

    A duty of drivers is easily told from powers of carriers. Lists without modal words, such as
    competences, are of any body.
    """
    if _main_form(source.act.language, one) not in _TO_DO:
        return True
    heads = [
        {head for head in source.heads(each.lead_in.text) if len(head) == HEAD_LETTERS}
        if each.lead_in
        else set()
        for each in (one, other)
    ]
    if source.act.language != "kk" and not _begins_with(source, one, heads[1]):
        return False
    shared = len(heads[0] & heads[1])
    return 0 < shared >= _SAME_BEARER * min(map(len, heads))


def _begins_with(source: CardSource, one: PointList, heads: set[str]) -> bool:
    """Return whether the lead-in begins with one of ``heads``: its bearers come first."""
    first = source.heads(one.lead_in.text)[:1] if one.lead_in else []
    return not heads.isdisjoint(first)


@lru_cache(maxsize=256)
def _main_form(language: str, found: PointList) -> str:
    """Return the form that most points of a list have."""
    spans = map(point_span, found.points)
    forms = Counter(point_form(language, span) for span in spans if span.text)
    return forms.most_common(1)[0][0] if forms else ""


def _bodies(language: str, found: PointList) -> set[str]:
    text = found.lead_in.text if found.lead_in else ""
    return {key for *_, key in find_bodies(language, text)} or {""}


def _modality(source: CardSource, found: PointList) -> frozenset[NormKind]:
    """Return the kinds of the modal words that govern the list."""
    spans = {found.lead_in, found.closing} - {None}
    return frozenset(
        norm.kind
        for norm in source.norms_of.get(found.points[0].eid, ())
        if norm.kind in MODAL
        and any(mark.eid in {s.eid for s in spans if s} for mark in norm.marks)
    )


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


def _acting_word(language: str, span: Span) -> str:
    """Return the word for what is done: the last one in Kazakh, else the first one."""
    words = span.text.lower().split()
    return words[-1 if language == "kk" else 0] if words else ""


def _words(point: Provision) -> tuple[str, ...]:
    return tuple(split_words(point_span(point).text))


def _distractors(source: CardSource, found: PointList) -> list[Span]:
    """Return points of other lists, those nearest in meaning first."""
    similarity = source.similarity(point.eid for point in found.points)
    own = {_words(point) for point in found.points}
    position = source.position
    points = [
        point
        for other in source.lists
        if other.parent != found.parent
        and NormKind.PROHIBITION not in _modality(source, other)
        and _goes_on_alike(source, found, other)
        and _is_of_same_bearer(source, found, other)
        and not _may_share(source, found, other)
        for point in other.points
        if similarity[position[point.eid]] < _MAX_SIMILARITY
        and point.eid not in source.unfit
        and point.eid not in source.definitions
        and len(point.text) <= MAX_CHARACTERS
        and not names_others(source.act.language, point.text)
        and not any(
            is_obvious_deed(source.act.language, kind, point_span(point).text)
            for kind in _modality(source, other)
        )
    ]
    spans: dict[tuple[str, ...], Span] = {}
    for point in sorted(points, key=lambda each: -similarity[position[each.eid]])[:_NEAREST]:
        words = _words(point)
        if words and words not in own:
            spans.setdefault(words, point_span(point))
    return list(spans.values())
