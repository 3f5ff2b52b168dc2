"""Articles of an act as options of cards: their numbers, and neighbours that hold nothing alike."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from random import Random

import numpy as np

from data.eid import article_of
from data.model import Kind
from qa.drills.card import Option
from qa.drills.card_source import CardSource

DISTRACTORS = 3
# Distractors are drawn from so many articles that are nearest on each side.
_DRAWN_FROM = 5
# An article with a provision as similar holds the same.
_MAX_SIMILARITY = 0.35


class ArticleOptions:
    """The articles of one act, by the rows of their provisions, as options beside right ones.

    An option is the number of an article alone: which of several provisions fits a question can be
    read off their words, where the law says it has to be known.
    """

    def __init__(self, source: CardSource) -> None:
        self._source = source
        self.rows: dict[str, list[int]] = defaultdict(list)
        for row, provision in enumerate(source.provisions):
            owner = source.act.by_eid.get(article_of(provision.eid))
            if owner is not None and owner.kind is Kind.ARTICLE:
                self.rows[owner.eid].append(row)
        self._order = {eid: number for number, eid in enumerate(self.rows)}

    def articles_of(self, eids: Collection[str]) -> tuple[str, ...]:
        """Return the articles of provisions, in the order of the act."""
        found = {article_of(eid) for eid in eids} & self._order.keys()
        return tuple(sorted(found, key=self._order.__getitem__))

    def unlike(self, eids: Collection[str], closed: Collection[str] = ()) -> tuple[str, ...]:
        """Return the articles, in order, that hold nothing like one of ``eids`` and none of them.

        ``closed`` are further articles that are not offered.
        """
        similarity = self._source.similarity(eids)
        out = {*self.articles_of(eids), *closed}
        return tuple(
            article
            for article, rows in self.rows.items()
            if article not in out and float(np.max(similarity[rows])) <= _MAX_SIMILARITY
        )

    def draw(
        self, right: Sequence[str], unlike: Sequence[str], generator: Random
    ) -> tuple[Option, ...]:
        """Return the articles ``right`` with neighbours of ``unlike``, in the order of the act.

        A right one alone is at each place as often, so that its place is no hint.
        """
        first, last = self._order[right[0]], self._order[right[-1]]
        before = [eid for eid in unlike if self._order[eid] < first]
        between = [eid for eid in unlike if first < self._order[eid] < last]
        after = [eid for eid in unlike if self._order[eid] > last]
        inside = min(len(between), generator.randint(0, 1) if between else 0)
        outside = DISTRACTORS - inside
        fewest, most = max(0, outside - len(after)), min(outside, len(before))
        if fewest > most:
            inside = min(len(between), DISTRACTORS - len(before) - len(after))
            outside = DISTRACTORS - inside
            fewest = most = min(outside, len(before))
        earlier = generator.randint(fewest, most)
        drawn = {
            *right,
            *generator.sample(between, inside),
            *generator.sample(before[-_DRAWN_FROM:], earlier),
            *generator.sample(after[:_DRAWN_FROM], outside - earlier),
        }
        return tuple(Option(eid=eid) for eid in self._order if eid in drawn)
