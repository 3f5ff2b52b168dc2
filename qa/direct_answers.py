"""Direct answers: provisions that a message asks for by their heading or their term.

They come before what the search ranks first. An article whose heading is the message, and a
definition whose words are those of a question for a meaning, are answered whatever the confidence
of the search; another definition, as one in another language, is at most a closest match.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from data.corpus import Corpus
from data.eid import article_of
from qa.query.rewriting import QueryVariant
from qa.retrieval.definitions import Definition, DefinitionIndex
from qa.retrieval.headings import HeadingIndex
from qa.retrieval.ranker import Candidate, Ranker, Ranking

# First provisions of which one must be of an article that is answered as a whole, and of which one
# must be a definition that is not certain.
_AGREEING, _AGREEING_TERM = 5, 20


class DirectAnswers:
    """The headings and the defined terms of one corpus."""

    def __init__(
        self,
        corpus: Corpus,
        ranker: Ranker,
        headings: HeadingIndex,
        definitions: DefinitionIndex,
    ) -> None:
        self._corpus = corpus
        self._ranker = ranker
        self._headings = headings
        self._definitions = definitions

    def first(self, variants: Sequence[QueryVariant], ranking: Ranking, limit: int) -> Ranking:
        """Return ``ranking`` with the provisions first that the message asks for, if there are any.

        These are the definition of a term whose meaning is asked, the parts of an article whose
        heading is the message, or the definition of the term that is the message. At most
        ``limit`` provisions are returned.
        """
        acts = {candidate.act for candidate in ranking.candidates}
        if not acts:
            return ranking
        return (
            _defined(self._definitions.asked(variants, acts), ranking)
            or self._overview(variants, ranking, limit)
            or _defined(self._definitions.named(variants, acts), ranking)
            or ranking
        )

    def _overview(
        self, variants: Sequence[QueryVariant], ranking: Ranking, limit: int
    ) -> Ranking | None:
        """Return ``ranking`` with the parts first of the article whose heading is the message.

        The article must have one of the first provisions, or of the first by their words, else
        there is None.
        """
        first = [(one.act, article_of(one.eid)) for one in _agreeing(ranking, _AGREEING)]
        found = [
            heading
            for heading in self._headings.find(variants, {act for act, _ in first})
            if (heading.act, heading.eid) in first
        ]
        if not found:
            return None
        heading = max(found, key=lambda one: (one.score, -first.index((one.act, one.eid))))
        score = ranking.candidates[0].score
        act = self._corpus.act(heading.act)
        parts: list[Candidate] = [
            replace(part, score=score) for part in self._ranker.provisions_under(act, heading.eid)
        ]
        shown = {(part.act, part.eid) for part in parts}
        rest = [one for one in ranking.candidates if (one.act, one.eid) not in shown]
        return replace(ranking, candidates=(*parts, *rest)[:limit], overview=heading.eid)


def _defined(definitions: frozenset[Definition], ranking: Ranking) -> Ranking | None:
    """Return ``ranking`` with ``definitions`` first, one an act; None if the search has found none.

    A certain definition may have any place in it, another one must be among the first.
    """
    if not definitions:
        return None
    found = {(one.act, one.eid): one for one in definitions}
    agreeing = _agreeing(ranking, _AGREEING_TERM)
    defining: dict[str, Candidate] = {}
    for is_certain, is_listed in product((True, False), repeat=2):
        for one in ranking.candidates if is_certain else agreeing:
            match = found.get((one.act, one.eid))
            if match and (match.is_certain, match.is_listed) == (is_certain, is_listed):
                defining.setdefault(one.act, one)
    if not defining:
        return None
    first = list(defining.values())
    is_certain = found[first[0].act, first[0].eid].is_certain
    if not is_certain and first == [ranking.candidates[0]]:
        # The search is confident of it or not, as of any other.
        return ranking
    score = ranking.candidates[0].score
    rest = [one for one in ranking.candidates if one not in first]
    return replace(
        ranking,
        candidates=(*(replace(one, score=score) for one in first), *rest),
        definitions=len(first),
        is_certain=is_certain,
    )


def _agreeing(ranking: Ranking, count: int) -> tuple[Candidate, ...]:
    """Return the first ``count`` provisions, and the first by their words."""
    by_words = sorted(ranking.candidates, key=lambda one: -one.channels[1])
    return (*ranking.candidates[:count], *by_words[:count])
