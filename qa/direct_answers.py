"""Direct answers: provisions that a message asks for by their heading or their term.

They come before what the search ranks first, and are answered whatever its confidence. An article
or a definition counts only if the search finds it too, so that a heading or a term of an act that
the message has nothing to do with is left alone.
"""

from collections.abc import Sequence
from dataclasses import replace

from data.corpus import Corpus
from data.eid import article_of
from qa.query.rewriting import QueryVariant
from qa.retrieval.definitions import Definition, DefinitionIndex
from qa.retrieval.headings import HeadingIndex
from qa.retrieval.ranker import Candidate, Ranker, Ranking

# First provisions of which one must be of an article that is answered as a whole.
_AGREEING = 5


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
        asked = self._defined(self._definitions.asked(variants, acts), ranking)
        if asked is not ranking:
            return asked
        overview = self._overview(variants, ranking, limit)
        if overview is not ranking:
            return overview
        return self._defined(self._definitions.named(variants, acts), ranking)

    def _defined(self, definitions: frozenset[Definition], ranking: Ranking) -> Ranking:
        """Return ``ranking`` with ``definitions`` first, if the search has found any of them."""
        found = [one for one in ranking.candidates if Definition(one.act, one.eid) in definitions]
        if not found:
            return ranking
        score = ranking.candidates[0].score
        rest = [one for one in ranking.candidates if one not in found]
        candidates = (*(replace(one, score=score) for one in found), *rest)
        return replace(ranking, candidates=candidates, definitions=len(found))

    def _overview(self, variants: Sequence[QueryVariant], ranking: Ranking, limit: int) -> Ranking:
        """Return ``ranking`` with the parts of an article first, if the message is its heading.

        The article must have one of the first provisions, or of the first by their words.
        """
        by_words = sorted(ranking.candidates, key=lambda one: -one.channels[1])
        agreeing = (*ranking.candidates[:_AGREEING], *by_words[:_AGREEING])
        first = [(one.act, article_of(one.eid)) for one in agreeing]
        found = [
            heading
            for heading in self._headings.find(variants, {act for act, _ in first})
            if (heading.act, heading.eid) in first
        ]
        if not found:
            return ranking
        heading = max(found, key=lambda one: (one.score, -first.index((one.act, one.eid))))
        score = ranking.candidates[0].score
        act = self._corpus.act(heading.act)
        parts: list[Candidate] = [
            replace(part, score=score) for part in self._ranker.provisions_under(act, heading.eid)
        ]
        shown = {(part.act, part.eid) for part in parts}
        rest = [one for one in ranking.candidates if (one.act, one.eid) not in shown]
        return replace(ranking, candidates=(*parts, *rest)[:limit], overview=heading.eid)
