"""The deck of an act: every card that can be made of it, and the cards as they are dealt."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property

from data.eid import is_under
from data.glossary import Term
from data.model import Act
from data.question_bank import BankQuestion
from qa.drills.card import Card, CardKind, Spec
from qa.drills.card_source import CardSource
from qa.drills.cloze_cards import ClozeCards
from qa.drills.list_cards import ListCards
from qa.drills.modality_cards import make_modality_card, modality_specs
from qa.drills.provision_cards import make_provision_card, provision_specs


class Deck:
    """The cards of one edition of an act. They are found when they are first asked for."""

    def __init__(
        self, act: Act, bank: Sequence[BankQuestion] = (), glossary: Sequence[Term] = ()
    ) -> None:
        """Cards of ``act``, with the questions of ``bank``; ``glossary`` keeps synonyms apart."""
        self.act = act
        self.ground = CardSource(act, bank, glossary)

    @cached_property
    def _gaps(self) -> ClozeCards:
        return ClozeCards(self.ground)

    @cached_property
    def _lists(self) -> ListCards:
        return ListCards(self.ground)

    @cached_property
    def by_kind(self) -> Mapping[CardKind, tuple[Spec, ...]]:
        """The cards of each kind, in document order; none of a kind the act is too small for."""
        made: Mapping[CardKind, Callable[[], tuple[Spec, ...]]] = {
            CardKind.WHICH: lambda: provision_specs(self.ground),
            CardKind.GAP: lambda: self._gaps.specs,
            CardKind.LIST: lambda: self._lists.specs,
            CardKind.MODAL: lambda: modality_specs(self.ground),
        }
        return {kind: make() for kind, make in made.items()}

    @cached_property
    def by_key(self) -> Mapping[str, Spec]:
        """Every card by its key."""
        return {spec.key: spec for specs in self.by_kind.values() for spec in specs}

    @cached_property
    def missing(self) -> Mapping[CardKind, str]:
        """Why there is no card of a kind, for each kind that has none."""
        why = {
            CardKind.WHICH: "few_provisions" if self.ground.bank else "no_questions",
            CardKind.GAP: "few_words",
            CardKind.LIST: "few_lists",
            CardKind.MODAL: "no_modal_words",
        }
        return {kind: why[kind] for kind in CardKind if not self.by_kind[kind]}

    def choose(
        self,
        kinds: Collection[CardKind] = tuple(CardKind),
        chapter: str | None = None,
        article: str | None = None,
    ) -> tuple[Spec, ...]:
        """The cards of the kinds that stand in a chapter, in an article, or anywhere."""
        return tuple(
            spec
            for kind in CardKind
            if kind in kinds
            for spec in self.by_kind[kind]
            if (chapter is None or self.act.by_eid[spec.eid].chapter == chapter)
            and (article is None or is_under(spec.eid, article))
        )

    def deal(
        self, spec: Spec, seed: str, language: str | None = None, *, typed: bool = False
    ) -> Card:
        """The card in an order by ``seed``; the same seed deals the same card.

        ``language`` is that of a question of the bank, by default the act's; ``typed`` asks for
        words to be typed where a card has a gap.
        """
        if spec.kind is CardKind.WHICH:
            return make_provision_card(self.ground, spec, seed, language or self.act.language)
        if spec.kind is CardKind.LIST:
            return self._lists.deal(spec, seed)
        if spec.kind is CardKind.MODAL:
            return make_modality_card(spec)
        return self._gaps.deal(spec, seed, typed=typed)
