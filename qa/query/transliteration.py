"""From what was typed to Kazakh spelling: a beam search over letter readings and a letter model.

The table says what each typed unit may stand for and at what cost (latin.toml); the letter
model, learned from the corpus's own words, says how likely a run of letters is in Kazakh.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

_ORDER = 5
_START = "^"
_END = "$"
_BACKOFF = 1.2
_UNSEEN = 10.0
# Spellings that are followed at each letter: with 24 one unknown word in three hundred comes out
# otherwise, no more of them rightly, in twice the time.
_BEAM = 8
# Costs that are kept, some 5 MB: what people type has no end of them.
_KNOWN = 32_768
Table = Mapping[str, Mapping[str, float]]


class CharNgramModel:
    """Letter n-grams (order 5, stupid backoff of Brants et al. 2007) over a list of words."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        """Learn from (word, count) pairs; a count weighs by its logarithm."""
        longest: defaultdict[str, float] = defaultdict(float)
        for word, count in words:
            weight = 1.0 + math.log(count)
            framed = _START * (_ORDER - 1) + word + _END
            for end in range(_ORDER, len(framed) + 1):
                longest[framed[end - _ORDER : end]] += weight
        self._counts: dict[str, float] = {}
        self._contexts: defaultdict[str, float] = defaultdict(float)
        # Each shorter gram ends longer ones: it is counted from them, not from the words again.
        grams = longest
        while grams:
            self._counts |= grams
            shorter: defaultdict[str, float] = defaultdict(float)
            for gram, total in grams.items():
                self._contexts[gram[:-1]] += total
                if len(gram) > 1:
                    shorter[gram[1:]] += total
            grams = shorter
        self._cache: dict[str, float] = {}

    def cost(self, context: str, letter: str) -> float:
        """Negative log likelihood of ``letter`` after ``context`` (at most four letters count)."""
        gram = context[1 - _ORDER :] + letter
        known = self._cache.get(gram)
        if known is None:
            if len(self._cache) >= _KNOWN:
                self._cache.clear()
            known = self._cache[gram] = self._cost(gram)
        return known

    def word_cost(self, word: str) -> float:
        """Mean cost a letter of a whole word, its end included."""
        text, total = _START * (_ORDER - 1), 0.0
        for letter in word + _END:
            total += self.cost(text, letter)
            text += letter
        return total / (len(word) + 1)

    def _cost(self, gram: str) -> float:
        penalty = 0.0
        while gram:
            if count := self._counts.get(gram, 0.0):
                return penalty - math.log(count / self._contexts[gram[:-1]])
            gram = gram[1:]
            penalty += _BACKOFF
        return penalty + _UNSEEN


def transliterate(word: str, table: Table, model: CharNgramModel) -> tuple[str, float]:
    """The likeliest Kazakh spelling of ``word`` and its cost a letter.

    Units of ``table`` are tried at each place; a character without a unit stands for itself.
    """
    longest = max(map(len, table))
    frontier: list[dict[str, float]] = [{} for _ in range(len(word) + 1)]
    frontier[0][_START * (_ORDER - 1)] = 0.0
    for place in range(len(word)):
        best = sorted(frontier[place].items(), key=lambda item: item[1])[:_BEAM]
        for size in range(1, min(longest, len(word) - place) + 1):
            unit = word[place : place + size]
            readings = table.get(unit) or ({unit: 0.0} if size == 1 else {})
            for reading, reading_cost in readings.items():
                for spelled, cost in best:
                    total = cost + reading_cost
                    text = spelled
                    for letter in reading:
                        total += model.cost(text, letter)
                        text += letter
                    target = frontier[place + size]
                    if total < target.get(text, math.inf):
                        target[text] = total
    finished = ((t, c + model.cost(t, _END)) for t, c in frontier[-1].items())
    text, cost = min(finished, key=lambda item: item[1], default=(word, math.inf))
    return text.lstrip(_START), cost / (len(word) + 1)
