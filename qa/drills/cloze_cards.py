"""Cards of the kind "fill the gap": words of a sentence are hidden."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise, zip_longest

from data.model import Span
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import CardSource, context_lines, seeded_random, slice_span
from qa.drills.cloze_candidates import TYPED, CandidateMatch, find_candidates, occurs_once
from qa.query.normalization import split_words

# Distractors of a card; with fewer than the minimum the words must be typed.
_MAX_DISTRACTORS = 3
_MIN_DISTRACTORS = 2
# Distractors are drawn from so many that are nearest in the act.
_DRAWN_FROM = 12
_MIN_CONTEXT_WORDS = 4
# The gaps of a provision: sorts that carry its meaning come first.
_ORDER = ("time", "number", "modal", "body", "term")
_MAX_GAPS = 2


class ClozeCards:
    """The cloze cards of an act, and the words of the act that are distractors for each."""

    def __init__(self, source: CardSource) -> None:
        self._source = source
        self._same_form: dict[tuple[str, str], list[CandidateMatch]] = defaultdict(list)
        candidates = find_candidates(source)
        for candidate in candidates:
            self._same_form[candidate.sort, candidate.form].append(candidate)
        self._meanings = _meanings(source)
        self._pairs = frozenset(
            pair
            for provision in source.provisions
            for pair in pairwise(source.stems(provision.text))
        )
        self._by_key: dict[str, CandidateMatch] = {}
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
            by_provision[candidate.span.eid].append(candidate)
        for group in by_provision.values():
            usable = (gap for gap in sorted(group, key=self._rank) if self._is_usable(gap))
            yield from map(self._spec, islice(usable, _MAX_GAPS))

    def _rank(self, gap: CandidateMatch) -> tuple[int, bool, int, int]:
        in_glossary = gap.sense in self._meanings
        return _ORDER.index(gap.sort), not in_glossary, -len(gap.span.text), gap.span.start

    def _is_usable(self, gap: CandidateMatch) -> bool:
        """Return whether the gap has context, and either can be typed or has distractors."""
        before, after = _context(gap)
        if len(before) + len(after) < _MIN_CONTEXT_WORDS or not occurs_once(self._source, gap):
            return False
        if gap.form in TYPED:
            return True
        return len(list(islice(self._distractors(gap), _MIN_DISTRACTORS))) == _MIN_DISTRACTORS

    def _spec(self, gap: CandidateMatch) -> Spec:
        provision = self._source.act.by_eid[gap.span.eid]
        detail = f"{gap.span.start}-{gap.span.end}"
        key = self._source.key(CardKind.GAP, provision.eid, detail, (provision,))
        self._by_key[key] = gap
        lines = context_lines(provision, gap.sentence)
        sliced = tuple(slice_span(line, (gap.span,)) for line in lines)
        return Spec(key, CardKind.GAP, provision.eid, gap.sort, (gap.span,), sliced)

    def _distractors(self, gap: CandidateMatch) -> Iterator[Span]:
        """Yield wrong words of the same sort and form, the nearest in the act first."""
        position = self._source.position
        same_form = self._same_form[gap.sort, gap.form]
        senses = {gap.sense}
        texts = {gap.span.text.lower()}
        split = bisect_left(
            same_form, position[gap.span.eid], key=lambda other: position[other.span.eid]
        )
        # One from before the gap and one from after it in turn, each nearest first.
        pairs = zip_longest(reversed(same_form[:split]), same_form[split:])
        for other in filter(None, chain.from_iterable(pairs)):
            text = other.span.text.lower()
            if text in texts or other.sense == gap.sense:
                continue
            if gap.sort != "modal" and other.sense in senses:
                continue
            if self._is_wrong(gap, other):
                senses.add(other.sense)
                texts.add(text)
                yield other.span

    def _is_wrong(self, gap: CandidateMatch, other: CandidateMatch) -> bool:
        """Return whether ``other`` in the gap makes no sentence that the act might contain."""
        if gap.sort == "term":
            nothing: frozenset[int] = frozenset()
            if self._meanings.get(gap.sense, nothing) & self._meanings.get(other.sense, nothing):
                return False
            stems = self._source.stems(gap.sentence.text)
            index = stems.index(gap.sense) if gap.sense in stems else -1
            neighbours = {*stems[max(0, index - 1) : index], *stems[index + 1 : index + 2]}
            # A word that the act has next to these elsewhere would read as the law's own.
            if other.sense in stems or any(
                (word, other.sense) in self._pairs or (other.sense, word) in self._pairs
                for word in neighbours
            ):
                return False
        before, after = _context(gap)
        return (*before, *split_words(other.span.text), *after) not in self._source.sentences


def _context(gap: CandidateMatch) -> tuple[list[str], list[str]]:
    """Return the words of the sentence before the gap and after it."""
    start, end = (n - gap.sentence.start for n in (gap.span.start, gap.span.end))
    return split_words(gap.sentence.text[:start]), split_words(gap.sentence.text[end:])


def _meanings(source: CardSource) -> dict[str, frozenset[int]]:
    """Return the glossary's one-word names by stem, each with the numbers of its terms."""
    meanings: dict[str, set[int]] = defaultdict(set)
    for number, term in enumerate(source.glossary):
        for name in term.names(source.act.language):
            stems = source.stems(name)
            if len(stems) == 1:
                meanings[stems[0]].add(number)
    return {word: frozenset(numbers) for word, numbers in meanings.items()}
