"""Cards of the kind "fill the gap": words are struck out of a sentence of the act."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from random import Random

from data.glossary import Term
from data.model import Span
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import CardSource, context_lines, shuffled, slice_span
from qa.drills.cloze_candidates import TYPED, CandidateMatch, find_candidates, stands_alone
from qa.query.normalization import split_words

# Wrong words beside the right one; with fewer than the least the words are to be typed.
_WRONG = 3
_LEAST = 2
# Words of the sentence that must be left beside a gap.
_LEFT = 4
# The gaps of one provision: the words that carry its meaning first.
_ORDER = ("time", "number", "modal", "body", "term")
_MAX_ITEMS = 2
# Wrong words are drawn from so many that stand nearest.
_DRAWN_FROM = 12


class ClozeCards:
    """The gaps of an act, and which words of the act can be offered for each."""

    def __init__(self, ground: CardSource) -> None:
        """Look through the whole act once."""
        self._ground = ground
        self._alike: dict[tuple[str, str], list[CandidateMatch]] = defaultdict(list)
        found = find_candidates(ground)
        for each in found:
            self._alike[each.sort, each.form].append(each)
        self._synonyms = _synonyms(ground, ground.glossary)
        self._pairs = frozenset(
            pair for each in ground.provisions for pair in _pairs(ground.stems(each.text))
        )
        self._of: dict[str, CandidateMatch] = {}
        self.specs = tuple(self._chosen(found))

    def _chosen(self, found: Sequence[CandidateMatch]) -> Iterator[Spec]:
        by_provision: dict[str, list[CandidateMatch]] = defaultdict(list)
        for each in found:
            by_provision[each.span.eid].append(each)
        for of_one in by_provision.values():
            taken = 0
            for each in sorted(of_one, key=self._rank):
                if taken < _MAX_ITEMS and self._is_fair(each):
                    taken += 1
                    yield self._spec(each)

    def _rank(self, found: CandidateMatch) -> tuple[int, bool, int, int]:
        known = found.sense in self._synonyms
        return (
            _ORDER.index(found.sort),
            not known,
            -len(found.span.text),
            found.span.start,
        )

    def _is_fair(self, found: CandidateMatch) -> bool:
        """Whether the gap can be filled: numbers can be typed, other words need wrong ones."""
        before, after = self._around(found)
        if len(before) + len(after) < _LEFT or not stands_alone(self._ground, found):
            return False
        if found.form in TYPED:
            return True
        wrong = self._wrong(found)
        return sum(1 for _, _ in zip(range(_LEAST), wrong, strict=False)) == _LEAST

    def _spec(self, found: CandidateMatch) -> Spec:
        provision = self._ground.act.by_eid[found.span.eid]
        detail = f"{found.span.start}-{found.span.end}"
        key = self._ground.key(CardKind.GAP, provision.eid, detail, (provision,))
        self._of[key] = found
        lines = context_lines(provision, found.sentence)
        struck = tuple(slice_span(line, (found.span,)) for line in lines)
        return Spec(key, CardKind.GAP, provision.eid, found.sort, (found.span,), struck)

    def deal(self, spec: Spec, seed: str, *, typed: bool = False) -> Card:
        """The card, its words to be chosen; or to be typed where too few are there, or asked."""
        found = self._of[spec.key]
        chance = shuffled(spec.key, seed)
        wrong = [] if typed else self._drawn(found, chance)
        if len(wrong) < _LEAST:
            return Card(spec, (), frozenset())
        options = [Option((span,), eid=span.eid) for span in (found.span, *wrong)]
        chance.shuffle(options)
        right = next(n for n, each in enumerate(options) if each.spans == (found.span,))
        return Card(spec, tuple(options), frozenset({right}))

    def _drawn(self, found: CandidateMatch, chance: Random) -> list[Span]:
        nearest = [span for _, span in zip(range(_DRAWN_FROM), self._wrong(found), strict=False)]
        return chance.sample(nearest, min(_WRONG, len(nearest)))

    def _wrong(self, found: CandidateMatch) -> Iterator[Span]:
        """Words of the same sort and form that do not fit, the nearest in the act first."""
        place = self._ground.place
        here = place[found.span.eid]
        alike = self._alike[found.sort, found.form]
        senses = {found.sense}
        texts = {found.span.text.lower()}
        at = bisect_left(alike, here, key=lambda each: place[each.span.eid])
        # Those before the gap, nearest first, then those after it, by turns.
        by_turns = zip_longest(reversed(alike[:at]), alike[at:])
        for other in (each for pair in by_turns for each in pair if each is not None):
            text = other.span.text.lower()
            said = text in texts or other.sense == found.sense
            if said or (found.sort != "modal" and other.sense in senses):
                continue
            if self._cannot_fit(found, other):
                senses.add(other.sense)
                texts.add(text)
                yield other.span

    def _cannot_fit(self, found: CandidateMatch, other: CandidateMatch) -> bool:
        if found.sort == "term":
            if self._synonyms.get(found.sense, frozenset()) & self._synonyms.get(
                other.sense, frozenset()
            ):
                return False
            said = self._ground.stems(found.sentence.text)
            at = said.index(found.sense) if found.sense in said else -1
            around = {*said[max(0, at - 1) : at], *said[at + 1 : at + 2]}
            # Words that the act itself puts next to these would read as the law's own.
            if other.sense in said or any(
                (word, other.sense) in self._pairs or (other.sense, word) in self._pairs
                for word in around
            ):
                return False
        before, after = self._around(found)
        return (*before, *split_words(other.span.text), *after) not in self._ground.sentences

    def _around(self, found: CandidateMatch) -> tuple[list[str], list[str]]:
        """The words of the sentence before the gap and after it."""
        start, end = (n - found.sentence.start for n in (found.span.start, found.span.end))
        text = found.sentence.text
        return split_words(text[:start]), split_words(text[end:])


def _pairs(stems: list[str]) -> Iterator[tuple[str, str]]:
    return pairwise(stems)


def _synonyms(ground: CardSource, glossary: Sequence[Term]) -> dict[str, frozenset[int]]:
    """Stems of single words of the glossary, each with the meanings that it is a name of."""
    meanings: dict[str, set[int]] = defaultdict(set)
    for number, term in enumerate(glossary):
        for name in term.names(ground.act.language):
            stems = ground.stems(name)
            if len(stems) == 1:
                meanings[stems[0]].add(number)
    return {word: frozenset(numbers) for word, numbers in meanings.items()}
