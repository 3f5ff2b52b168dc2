"""The deck of an act: specifications of all its cards, and the cards that seeds make of them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property

from data.eid import is_under
from data.glossary import Term
from data.model import Act
from data.question_bank import BankQuestion
from qa.drills.article_cards import ArticleCards
from qa.drills.article_options import ArticleOptions
from qa.drills.card import Card, CardKind, Spec
from qa.drills.card_source import CardSource
from qa.drills.cloze_cards import ClozeCards
from qa.drills.list_cards import ListCards
from qa.drills.modality_cards import make_modality_card, modality_specs
from qa.drills.order_cards import make_order_card, order_specs
from qa.drills.provision_cards import ProvisionCards


class Deck:
    """The cards of one edition of an act, found on first use; ``glossary`` has the synonyms."""

    def __init__(
        self, act: Act, bank: Sequence[BankQuestion] = (), glossary: Sequence[Term] = ()
    ) -> None:
        self.act = act
        self.source = CardSource(act, bank, glossary)

    @cached_property
    def _cloze_cards(self) -> ClozeCards:
        return ClozeCards(self.source)

    @cached_property
    def _list_cards(self) -> ListCards:
        return ListCards(self.source)

    @cached_property
    def _articles(self) -> ArticleOptions:
        return ArticleOptions(self.source)

    @cached_property
    def provision_cards(self) -> ProvisionCards:
        """Return the cards with questions of the bank."""
        return ProvisionCards(self.source, self._articles)

    @cached_property
    def _article_cards(self) -> ArticleCards:
        return ArticleCards(self.source, self._articles)

    @cached_property
    def by_kind(self) -> Mapping[CardKind, tuple[Spec, ...]]:
        """Return the cards of each kind in document order, none of a kind that is impossible."""
        specs: Mapping[CardKind, Callable[[], tuple[Spec, ...]]] = {
            CardKind.WHICH: lambda: self.provision_cards.which,
            CardKind.CASE: lambda: self.provision_cards.cases,
            CardKind.GAP: lambda: self._cloze_cards.specs,
            CardKind.LIST: lambda: self._list_cards.specs,
            CardKind.ORDER: lambda: order_specs(self.source),
            CardKind.ARTICLE: lambda: self._article_cards.specs,
            CardKind.MODAL: lambda: modality_specs(self.source),
        }
        return {kind: find() for kind, find in specs.items()}

    @cached_property
    def by_key(self) -> Mapping[str, Spec]:
        return {spec.key: spec for specs in self.by_kind.values() for spec in specs}

    @cached_property
    def missing(self) -> Mapping[CardKind, str]:
        """Return the reason for each kind that has no card."""
        reasons = {
            CardKind.WHICH: "few_provisions" if self.source.bank else "no_questions",
            CardKind.CASE: "few_cases" if self.source.bank else "no_questions",
            CardKind.GAP: "few_words",
            CardKind.LIST: "few_lists",
            CardKind.ORDER: "no_order",
            CardKind.ARTICLE: "few_articles",
            CardKind.MODAL: "no_modal_words",
        }
        return {kind: reasons[kind] for kind in CardKind if not self.by_kind[kind]}

    def choose(
        self,
        kinds: Collection[CardKind] = tuple(CardKind),
        chapter: str | None = None,
        article: str | None = None,
        left_out: Collection[str] = (),
    ) -> tuple[Spec, ...]:
        """Return the cards of ``kinds`` within a chapter, within an article, or all.

        ``left_out`` has the keys of cards that are not asked.
        """
        return tuple(
            spec
            for kind in CardKind
            if kind in kinds
            for spec in self.by_kind[kind]
            if spec.key not in left_out
            and (chapter is None or self.act.by_eid[spec.eid].chapter == chapter)
            and (article is None or is_under(spec.eid, article))
        )

    def make_card(
        self, spec: Spec, seed: str, language: str | None = None, *, typed: bool = False
    ) -> Card:
        """Return the card of ``spec``; the same seed makes the same card.

        ``language`` is that of a question of the bank, by default the act's; ``typed`` leaves out
        the options of a gap.
        """
        if spec.kind in {CardKind.WHICH, CardKind.CASE}:
            return self.provision_cards.make_card(spec, seed, language or self.act.language)
        if spec.kind is CardKind.GAP:
            return self._cloze_cards.make_card(spec, seed, typed=typed)
        if spec.kind is CardKind.LIST:
            return self._list_cards.make_card(spec, seed)
        if spec.kind is CardKind.ORDER:
            return make_order_card(spec, seed)
        if spec.kind is CardKind.ARTICLE:
            return self._article_cards.make_card(spec, seed)
        return make_modality_card(spec)
