"""Transliteration to Kazakh spelling: a beam search with a character n-gram model.

The table (latin.toml) has the possible spellings of each typed unit and their costs; the model is
trained on the words of the corpus.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import itemgetter

import numpy as np

from embeddings.index.tables import Arrays, pack, unpack

_ORDER = 5
_START = "^"
_END = "$"
_BACKOFF = 1.2
_UNSEEN = 10.0
# With 24, one unknown word in three hundred has another result, no more of them correct, in twice
# the time.
_BEAM_WIDTH = 8
_MAX_CACHED_COSTS = 32_768  # about 5 MB

Table = Mapping[str, Mapping[str, float]]


class CharNgramModel:
    """Character n-grams (order 5, stupid backoff of Brants et al. 2007) of a list of words."""

    def __init__(self, counts: Arrays) -> None:
        """Use the counts of :func:`count_letters`."""
        grams, weights, contexts, totals = counts
        self._counts = dict(zip(unpack(grams), weights.tolist(), strict=True))
        self._contexts = dict(zip(unpack(contexts), totals.tolist(), strict=True))
        self._cache: dict[str, float] = {}

    def cost(self, context: str, letter: str) -> float:
        """Return the negative log likelihood of ``letter`` after ``context``."""
        gram = context[1 - _ORDER :] + letter
        cost = self._cache.get(gram)
        if cost is None:
            if len(self._cache) >= _MAX_CACHED_COSTS:
                self._cache.clear()
            cost = self._cache[gram] = self._cost(gram)
        return cost

    def word_cost(self, word: str) -> float:
        """Return the mean cost of the letters of ``word`` and of its end."""
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


def count_letters(words: Iterable[tuple[str, int]]) -> Arrays:
    """Return n-grams with their weights and contexts with theirs, from (word, count) pairs.

    A word is weighted by the logarithm of its count.
    """
    longest: defaultdict[str, float] = defaultdict(float)
    for word, count in words:
        weight = 1.0 + math.log(count)
        framed = _START * (_ORDER - 1) + word + _END
        for end in range(_ORDER, len(framed) + 1):
            longest[framed[end - _ORDER : end]] += weight
    counts: dict[str, float] = {}
    contexts: defaultdict[str, float] = defaultdict(float)
    # A shorter n-gram is the suffix of longer ones, from which it is counted.
    grams = longest
    while grams:
        counts |= grams
        shorter: defaultdict[str, float] = defaultdict(float)
        for gram, total in grams.items():
            contexts[gram[:-1]] += total
            if len(gram) > 1:
                shorter[gram[1:]] += total
        grams = shorter
    return (
        pack(counts),
        np.fromiter(counts.values(), np.float64),
        pack(contexts),
        np.fromiter(contexts.values(), np.float64),
    )


def transliterate(word: str, table: Table, model: CharNgramModel) -> tuple[str, float]:
    """Return the most likely Kazakh spelling of ``word`` and its mean cost.

    Units of ``table`` are tried at each position; a character without a unit stays.
    """
    longest, cost_of = max(map(len, table)), model.cost
    frontier: list[dict[str, float]] = [{} for _ in range(len(word) + 1)]
    frontier[0][_START * (_ORDER - 1)] = 0.0
    for position in range(len(word)):
        best = list(frontier[position].items())
        if len(best) > _BEAM_WIDTH:
            best = sorted(best, key=itemgetter(1))[:_BEAM_WIDTH]
        for size in range(1, min(longest, len(word) - position) + 1):
            unit = word[position : position + size]
            spellings = table.get(unit) or ({unit: 0.0} if size == 1 else {})
            for spelling, spelling_cost in spellings.items():
                for prefix, cost in best:
                    total = cost + spelling_cost
                    text = prefix
                    for letter in spelling:
                        total += cost_of(text, letter)
                        text += letter
                    target = frontier[position + size]
                    if total < target.get(text, math.inf):
                        target[text] = total
    finished = ((t, c + model.cost(t, _END)) for t, c in frontier[-1].items())
    text, cost = min(finished, key=lambda item: item[1], default=(word, math.inf))
    return text.lstrip(_START), cost / (len(word) + 1)
