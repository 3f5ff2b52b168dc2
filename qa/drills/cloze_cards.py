"""Cards of the kind "fill the gap": who, to whom, how long or how many is hidden."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice, zip_longest
from math import log2

from data.model import Provision, Span
from qa.drills.card import Card, CardKind, Line, Option, Spec, comparable_words
from qa.drills.card_source import CardSource, context_lines, seeded_random, slice_span
from qa.drills.cloze_candidates import TYPED, CandidateMatch, find_candidates
from qa.drills.gap_rules import (
    are_distinct,
    are_of_one_class,
    are_related,
    are_same,
    find_bodies,
    gap_rules,
    is_aloof,
    is_plural,
    read_value,
)
from qa.drills.suitability import MAX_CHARACTERS
from qa.query.normalization import split_words

# Distractors of a card; with fewer than the minimum the words must be typed.
_MAX_DISTRACTORS = 3
_MIN_DISTRACTORS = 2
# Distractors are drawn from so many that are nearest in the act.
_DRAWN_FROM = 8
# A term or a number that is so many times as large is no plausible one; a year is 365 days, twelve
# months are 360 and the same.
_MAX_RATIO = 5.0
_MAX_NUMBER_RATIO = 3.0
_MIN_RATIO = 1.05
# The beginning of a word in so great a share of the provisions is no hint.
_COMMON = 0.15
# A body of another class does the same thing in so many other provisions of the act.
_MIN_DOINGS = 2
# A sentence with so great a share of the words of a card is nearly the same.
_MAX_SHARED = 0.7
_MIN_CONTEXT_WORDS = 5
# Shorter words of a title are conjunctions and the like.
_MIN_LETTERS = 4
# So many words on each side of a gap make a phrase.
_BESIDE = 3
# The gaps of a provision: sorts in the order in which they are preferred.
_ORDER = ("time", "number", "who")
_MAX_GAPS = 2
# The cards of one lead-in with one answer, which would be known by heart.
_MAX_OF_ANSWER = 2
# A provision as similar may say of another body what the gap's provision says.
_MAX_SIMILARITY = 0.3


class ClozeCards:
    """The cloze cards of an act, and the words of the act that are distractors for each."""

    def __init__(self, source: CardSource) -> None:
        self._source = source
        self._same_form: dict[tuple[str, str], list[CandidateMatch]] = defaultdict(list)
        candidates = find_candidates(source)
        for candidate in candidates:
            for form in _fitting_forms(candidate):
                self._same_form[candidate.sort, form].append(candidate)
        # The body that the act is about can be guessed without knowing the act.
        self._in_title = {key for *_, key in find_bodies(source.act.language, source.act.title)}
        self._rows_of_body = _rows_of_body(source)
        self._wide: dict[tuple[str, str], list[CandidateMatch]] = defaultdict(list)
        # The provisions in which each body does what a verb says.
        self._doings: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._sayings: dict[tuple[str, str], set[str]] = defaultdict(set)
        for candidate in candidates:
            if candidate.wide:
                self._wide[candidate.sort, candidate.wide].append(candidate)
            if candidate.body:
                self._doings[candidate.body, candidate.verb].add(candidate.eid)
                self._sayings[candidate.body, candidate.said].add(candidate.eid)
                self._rows_of_body[candidate.body].add(source.position[candidate.eid])
        self._of_sort: dict[str, list[CandidateMatch]] = defaultdict(list)
        for candidate in candidates:
            self._of_sort[candidate.sort].append(candidate)
        self._stems: dict[CandidateMatch, frozenset[str]] = {}
        self._by_key: dict[str, CandidateMatch] = {}
        self._shown_numbers: dict[CandidateMatch, frozenset[int]] = {}
        self.specs = tuple(self._specs(candidates))

    def make_card(self, spec: Spec, seed: str, *, typed: bool = False) -> Card:
        """Return the card with options, without them if ``typed`` or if distractors are few."""
        gap = self._by_key[spec.key]
        generator = seeded_random(spec.key, seed)
        nearest = [] if typed else list(islice(self._distractors(gap), _DRAWN_FROM))
        if len(nearest) < _MIN_DISTRACTORS:
            return Card(spec, (), frozenset())
        drawn = generator.sample(nearest, min(_MAX_DISTRACTORS, len(nearest)))
        options = [Option((span,), eid=span.eid) for span in (gap.span, *drawn)]
        generator.shuffle(options)
        right = next(n for n, option in enumerate(options) if option.spans == (gap.span,))
        return Card(spec, tuple(options), frozenset({right}))

    def _specs(self, candidates: Sequence[CandidateMatch]) -> Iterator[Spec]:
        by_provision: dict[str, list[CandidateMatch]] = defaultdict(list)
        for candidate in candidates:
            by_provision[candidate.eid].append(candidate)
        phrases: set[tuple[str, ...]] = set()
        answers: Counter[tuple[str, ...]] = Counter()
        for group in by_provision.values():
            usable = (gap for gap in sorted(group, key=_rank) if self._is_usable(gap))
            for gap in islice(usable, _MAX_GAPS):
                # A phrase that an act repeats is learned once.
                phrase = _phrase(gap)
                answer = self._answer(gap)
                if phrase not in phrases and answers[answer] < _MAX_OF_ANSWER:
                    phrases.add(phrase)
                    answers.update([answer] if answer else [])
                    yield self._spec(gap)

    def _answer(self, gap: CandidateMatch) -> tuple[str, ...]:
        """Return the words of a point's lead-in and the hidden ones, none without a lead-in."""
        lead_in = self._source.act.by_eid[gap.eid].lead_in
        return () if lead_in is None else (lead_in.text, *split_words(gap.span.text))

    def _is_usable(self, gap: CandidateMatch) -> bool:
        """Return whether the gap has context, and either can be typed or has distractors."""
        lines = self._lines(gap)
        words = [word for line in lines for span in line if span for word in split_words(span.text)]
        length = sum(len(span.text) for line in lines for span in line if span)
        if len(words) < _MIN_CONTEXT_WORDS or length > 2 * MAX_CHARACTERS:
            return False
        if self._is_revealed(gap, lines, words) or self._is_arguable(gap):
            return False
        if gap.eid in self._source.definitions:
            # A definition can be guessed from the word itself, without the act.
            return False
        if gap.form.startswith(TYPED) and not gap.inflected:
            return True
        return len(list(islice(self._distractors(gap), _MIN_DISTRACTORS))) == _MIN_DISTRACTORS

    def _is_arguable(self, gap: CandidateMatch) -> bool:
        """Return whether a sentence with nearly all words of the card has another term or number.

        What tells the two apart, such as the heading, is not on the card.
        """
        if gap.sort == "who":
            return False
        shown = self._shown_stems(gap)
        weight = self._weight(shown)
        return any(
            other.sentence != gap.sentence
            and other.sense != gap.sense
            and self._weight(shown & self._shown_stems(other)) >= _MAX_SHARED * weight
            for other in self._of_sort[gap.sort]
        )

    def _weight(self, stems: Collection[str]) -> float:
        """Return the bits of the words, of which rare ones tell more."""
        share = self._source.share_of_provisions
        return sum(-log2(share(stem)) for stem in stems if share(stem))

    def _shown_stems(self, gap: CandidateMatch) -> frozenset[str]:
        """Return the stems of the words that a card of the gap shows."""
        if gap not in self._stems:
            spans = (span for line in self._lines(gap) for span in line if span)
            words = (stem for span in spans for stem in self._source.stems(span.text))
            self._stems[gap] = frozenset(words)
        return self._stems[gap]

    def _is_revealed(
        self, gap: CandidateMatch, lines: Sequence[Line], words: Sequence[str]
    ) -> bool:
        """Return whether the title or the context names the body, or repeats the words."""
        if gap.body:
            texts = [span.text for line in lines for span in line if span]
            named = {key for text in texts for *_, key in find_bodies(self._language, text)}
            if any(are_same(self._language, gap.body, body) for body in named | self._in_title):
                return True
            if self._is_echoed(gap, gap.span):
                return True
        hidden = split_words(gap.span.text)
        size = len(hidden)
        return any(list(words[n : n + size]) == hidden for n in range(len(words) - size + 1))

    def _is_echoed(self, gap: CandidateMatch, name: Span) -> bool:
        """Return whether the card shows a telling word of ``name`` beside the gap."""
        source = self._source
        heads = {head for head in source.heads(name.text) if source.share_of_heads(head) <= _COMMON}
        spans = (span for line in self._lines(gap) for span in line if span)
        return not heads.isdisjoint(head for span in spans for head in source.heads(span.text))

    def _is_like_amount(self, gap: CandidateMatch, other: CandidateMatch) -> bool:
        if not gap.amount or not other.amount:
            return gap.form == other.form
        if self._number(other) in self._shown(gap):
            return False
        # Of one thing there is only one form, which other numbers do not go with.
        if gap.sort == "number" and self._language != "kk" and 1 in {gap.amount, other.amount}:
            return False
        ratio = _ratio(gap.amount, other.amount)
        return _MIN_RATIO <= ratio <= (_MAX_NUMBER_RATIO if gap.sort == "number" else _MAX_RATIO)

    def _number(self, gap: CandidateMatch) -> int:
        return read_value(self._language, gap.span.text)

    def _shown(self, gap: CandidateMatch) -> frozenset[int]:
        """Return the numbers that the card shows beside the gap."""
        if gap not in self._shown_numbers:
            spans = (span for line in self._lines(gap) for span in line if span)
            words = (word for span in spans for word in comparable_words(span.text))
            self._shown_numbers[gap] = frozenset(int(word) for word in words if word.isdecimal())
        return self._shown_numbers[gap]

    @property
    def _language(self) -> str:
        return self._source.act.language

    def _lines(self, gap: CandidateMatch) -> tuple[Line, ...]:
        provision = self._source.act.by_eid[gap.eid]
        lines = context_lines(self._language, provision, gap.sentence)
        return tuple(slice_span(line, (gap.span,)) for line in lines)

    def _spec(self, gap: CandidateMatch) -> Spec:
        provision = self._source.act.by_eid[gap.eid]
        place = "" if gap.span.eid == gap.eid else "0-"
        detail = f"{place}{gap.span.start}-{gap.span.end}"
        key = self._source.key(CardKind.GAP, provision.eid, detail, (provision,))
        self._by_key[key] = gap
        return Spec(key, CardKind.GAP, provision.eid, gap.sort, (gap.span,), self._lines(gap))

    def _distractors(self, gap: CandidateMatch) -> Iterator[Span]:
        """Yield wrong words of the same sort and form, the nearest in the act first."""
        senses = [gap.body or gap.sense]
        amounts = [gap.amount]
        exact = self._nearest(gap, self._same_form[gap.sort, gap.form])
        for other in chain(exact, self._nearest(gap, self._wide.get((gap.sort, gap.wide), []))):
            sense = other.body or other.sense
            if (
                not any(are_same(self._language, sense, known) for known in senses)
                # Two years and twenty-four months are one, and so are three months and ninety days.
                and not any(_is_as_long(other.amount, known) for known in amounts)
                and self._is_plausible(gap, other)
                and self._is_wrong(gap, other)
            ):
                senses.append(sense)
                amounts.append(other.amount)
                yield other.span

    def _nearest(
        self, gap: CandidateMatch, others: Sequence[CandidateMatch]
    ) -> Iterator[CandidateMatch]:
        """Yield one from before the gap and one from after it in turn, each nearest first."""
        position = self._source.position
        split = bisect_left(others, position[gap.eid], key=lambda other: position[other.eid])
        pairs = zip_longest(reversed(others[:split]), others[split:])
        yield from filter(None, chain.from_iterable(pairs))

    def _is_plausible(self, gap: CandidateMatch, other: CandidateMatch) -> bool:
        """Return whether ``other`` might be in the gap as far as can be judged without the act.

        A term is about as long. A body is of the class of the hidden one, or the act has it do such
        a thing elsewhere more than once: nobody believes that the president is a tenant.
        """
        if gap.sort != "who":
            return self._is_like_amount(gap, other)
        if self._is_echoed(gap, other.span) or not self._has_like_capital(gap, other):
            return False
        if not are_distinct(self._language, gap.body, other.body):
            return False
        if is_plural(self._language, gap.span.text) != is_plural(self._language, other.span.text):
            return False
        if not self._subject(gap) <= set(self._source.heads(other.span.text)):
            return False
        if is_aloof(self._language, other.body):
            # The president approves no rules of a sort that the act has others approve alone.
            doings = self._sayings.get((other.body, gap.said), set()) - {gap.eid}
            return bool(gap.said) and len(doings) >= _MIN_DOINGS
        doings = self._doings.get((other.body, gap.verb), set()) - {gap.eid}
        if are_of_one_class(self._language, gap.body, other.body):
            return bool(doings) or not gap.form.startswith(("lead", "instrumental", "by"))
        return bool(gap.verb) and len(doings) >= _MIN_DOINGS

    def _subject(self, gap: CandidateMatch) -> frozenset[str]:
        """Return the words of the title that both the hidden name and the card beside it have.

        Rules on education are those of the body for education, not of one without the word.
        """
        spans = (span for line in self._lines(gap) for span in line if span)
        shown = {head for span in spans for head in self._source.heads(span.text)}
        return self._title & shown & set(self._source.heads(gap.span.text))

    @cached_property
    def _title(self) -> frozenset[str]:
        """Return the beginnings of the words of the title that say what the act is about."""
        rules = gap_rules(self._language)
        words = (
            w for w in self._source.act.title.lower().split() if not rules.no_subject.search(w)
        )
        return frozenset(self._source.heads(" ".join(w for w in words if len(w) >= _MIN_LETTERS)))

    def _has_like_capital(self, gap: CandidateMatch, other: CandidateMatch) -> bool:
        """Return whether the first letter of ``other`` does not tell that it stood elsewhere.

        Inside a sentence only a name has a capital, at its beginning every word has one.
        """
        before = gap.sentence.text[: gap.span.start - gap.sentence.start]
        name = other.span.text
        if not gap.sentence.contains(gap.span) or not before.strip():
            return name[:1].isupper() or not gap.span.text[:1].isupper()
        return not name[:1].isupper() or name.split()[0].lower() not in self._lower_case

    @cached_property
    def _lower_case(self) -> frozenset[str]:
        """Return the words of the act that it writes without a capital somewhere."""
        texts = (text for provision in self._source.provisions for text in _texts(provision))
        return frozenset(word for text in texts for word in text.split() if word.islower())

    def _is_wrong(self, gap: CandidateMatch, other: CandidateMatch) -> bool:
        """Return whether ``other`` in the gap states nothing that the act might state."""
        if gap.sort == "who":
            similarity = self._source.similarity((gap.eid,))
            # A statement about a body can also be one about those that include or head it.
            rows = {
                row
                for body, found in self._rows_of_body.items()
                if body == other.body
                or (body not in self._in_title and are_related(self._language, body, other.body))
                for row in found
            }
            here = self._source.position[gap.eid]
            if any(similarity[row] > _MAX_SIMILARITY for row in rows if row != here):
                return False
            if here in rows:
                return False
        before, after = _context(gap)
        return (*before, *split_words(other.span.text), *after) not in self._source.sentences


def _rank(gap: CandidateMatch) -> tuple[int, int, int]:
    return _ORDER.index(gap.sort), -len(gap.span.text), gap.span.start


def _phrase(gap: CandidateMatch) -> tuple[str, ...]:
    """Return the hidden words with those beside them, which tell one phrase from another."""
    before, after = _context(gap)
    if not gap.sentence.contains(gap.span):
        return (gap.form, *split_words(gap.span.text), *after)
    return (*before[-_BESIDE:], *split_words(gap.span.text), *after[:_BESIDE])


def _fitting_forms(candidate: CandidateMatch) -> tuple[str, ...]:
    """Return the possible forms of the words: names in capitals can begin a list, too."""
    name = candidate.span.text
    if candidate.form.startswith("nominative") and name[:1].isupper():
        return (candidate.form, "nominative", "nominative first", "lead:")
    if candidate.form == "lead:":
        return (candidate.form, "nominative first")
    return (candidate.form,)


def _rows_of_body(source: CardSource) -> defaultdict[str, set[int]]:
    """Return the rows of the provisions that name each body, in their lead-in or their text."""
    rows: defaultdict[str, set[int]] = defaultdict(set)
    for row, provision in enumerate(source.provisions):
        for text in _texts(provision):
            for *_, key in find_bodies(source.act.language, text):
                rows[key].add(row)
    return rows


def _texts(provision: Provision) -> Iterator[str]:
    if provision.lead_in is not None:
        yield provision.lead_in.text
    yield provision.text


def _context(gap: CandidateMatch) -> tuple[list[str], list[str]]:
    """Return the words of the sentence before the gap and after it, none for a lead-in."""
    if not gap.sentence.contains(gap.span):
        return [], split_words(gap.sentence.text)
    start, end = (n - gap.sentence.start for n in (gap.span.start, gap.span.end))
    return split_words(gap.sentence.text[:start]), split_words(gap.sentence.text[end:])


def _ratio(one: float, other: float) -> float:
    return max(one / other, other / one)


def _is_as_long(one: float, other: float) -> bool:
    """Return whether both terms or numbers are known and equal, in whatever units."""
    return bool(one and other) and _ratio(one, other) < _MIN_RATIO
