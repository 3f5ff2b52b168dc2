"""Cards of the kind "which article": a provision word for word, and numbers of articles."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

import numpy as np

from data.eid import article_of
from data.model import Kind, Provision
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import CardSource, seeded_random
from qa.query.normalization import split_words

_DISTRACTORS = 3
# Distractors are drawn from so many articles that are nearest on each side.
_DRAWN_FROM = 5
# The cards of an article: those of the provisions that say most of what its heading names.
_MAX_CARDS = 2
_MIN_WORDS = 7
# So many articles at the beginning of an act say what it is about.
_FIRST = 2
# An article with a provision as similar holds the same.
_MAX_SIMILARITY = 0.35


class ArticleCards:
    """The article cards of an act."""

    def __init__(self, source: CardSource) -> None:
        self._source = source
        self.specs = tuple(self._specs())

    def make_card(self, spec: Spec, seed: str) -> Card:
        """Return the card: the right article and its neighbours, in the order of the act.

        The right one is at each place as often, so that its place is no hint.
        """
        generator = seeded_random(spec.key, seed)
        right = article_of(spec.eid)
        before, after = self._neighbours(spec.eid)
        fewest, most = max(0, _DISTRACTORS - len(after)), min(_DISTRACTORS, len(before))
        earlier = generator.randint(fewest, most)
        drawn = {
            *generator.sample(before[-_DRAWN_FROM:], earlier),
            *generator.sample(after[:_DRAWN_FROM], _DISTRACTORS - earlier),
        }
        eids = [eid for eid in self._rows_of_article if eid in drawn or eid == right]
        options = tuple(Option(eid=eid) for eid in eids)
        return Card(spec, options, frozenset({eids.index(right)}))

    def _specs(self) -> Iterator[Spec]:
        source = self._source
        by_article: dict[str, list[Provision]] = defaultdict(list)
        for provision in source.provisions:
            owner = source.act.by_eid.get(article_of(provision.eid))
            if owner is not None and owner.kind is Kind.ARTICLE:
                by_article[owner.eid].append(provision)
        # Everybody knows that an act begins with its subject, terms and law, and how it ends.
        known = {*list(by_article)[:_FIRST], *list(by_article)[-1:]}
        for eid, provisions in by_article.items():
            if eid in known:
                continue
            heading = set(source.stems(source.act.by_eid[eid].heading))
            usable = [each for each in provisions if self._is_usable(each)]
            usable.sort(key=lambda each: -len(heading & set(source.stems(each.text))))
            for provision in sorted(usable[:_MAX_CARDS], key=lambda p: source.position[p.eid]):
                key = source.key(CardKind.ARTICLE, provision.eid, "", (provision,))
                spans = (provision.lead_in, provision.whole, provision.outer_closing)
                lines = tuple((span,) for span in spans if span is not None)
                yield Spec(key, CardKind.ARTICLE, provision.eid, lines=lines)

    def _is_usable(self, provision: Provision) -> bool:
        return (
            len(split_words(provision.text)) >= _MIN_WORDS
            and provision.eid in self._source.showable
            and provision.eid not in self._source.definitions
            and sum(map(len, self._neighbours(provision.eid))) >= _DISTRACTORS
        )

    def _neighbours(self, eid: str) -> tuple[list[str], list[str]]:
        """Return the articles before and after that hold nothing similar, in the act's order."""
        similarity = self._source.similarity((eid,))
        articles = list(self._rows_of_article)
        here = articles.index(article_of(eid))
        unlike = [
            float(np.max(similarity[rows])) <= _MAX_SIMILARITY
            for rows in self._rows_of_article.values()
        ]
        before = [other for other, ok in zip(articles[:here], unlike[:here], strict=True) if ok]
        after = articles[here + 1 :]
        return before, [o for o, ok in zip(after, unlike[here + 1 :], strict=True) if ok]

    @cached_property
    def _rows_of_article(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = defaultdict(list)
        for row, provision in enumerate(self._source.provisions):
            owner = self._source.act.by_eid.get(article_of(provision.eid))
            if owner is not None and owner.kind is Kind.ARTICLE:
                rows[owner.eid].append(row)
        return dict(rows)
