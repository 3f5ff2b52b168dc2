"""Cards of the kind "which article": a provision word for word, and numbers of articles."""

from collections.abc import Iterator

from data.model import Provision
from qa.drills.article_options import DISTRACTORS, ArticleOptions
from qa.drills.card import Card, CardKind, Spec
from qa.drills.card_source import CardSource, seeded_random
from qa.query.normalization import split_words

# The cards of an article: those of the provisions that say most of what its heading names.
_MAX_CARDS = 2
_MIN_WORDS = 7
# So many articles at the beginning of an act say what it is about.
_FIRST = 2


class ArticleCards:
    """The article cards of an act."""

    def __init__(self, source: CardSource, articles: ArticleOptions) -> None:
        self._source = source
        self._articles = articles
        self.specs = tuple(self._specs())

    def make_card(self, spec: Spec, seed: str) -> Card:
        """Return the card: the right article and its neighbours, in the order of the act."""
        right = self._articles.articles_of((spec.eid,))
        unlike = self._articles.unlike((spec.eid,))
        options = self._articles.draw(right, unlike, seeded_random(spec.key, seed))
        rights = frozenset(n for n, option in enumerate(options) if option.eid in right)
        return Card(spec, options, rights)

    def _specs(self) -> Iterator[Spec]:
        source = self._source
        rows = self._articles.rows
        # Everybody knows that an act begins with its subject, terms and law, and how it ends.
        known = {*list(rows)[:_FIRST], *list(rows)[-1:]}
        for eid in rows:
            if eid in known:
                continue
            provisions = [source.provisions[row] for row in rows[eid]]
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
            and len(self._articles.unlike((provision.eid,))) >= DISTRACTORS
        )
