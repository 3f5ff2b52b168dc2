"""Cards with a question of the bank: which provision answers it, and cases with several."""

from collections.abc import Sequence
from itertools import combinations

from data.question_bank import BankQuestion
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import CardSource, seeded_random
from qa.drills.provision_options import (
    has_echo,
    near_provisions,
    pick_distractors,
    whole_option,
)

# A question with more right provisions is about a whole part of the act.
_MAX_RIGHT = 3
_DISTRACTORS = 3
_MIN_CASE_WORDS = 6
# Right provisions of a case that are as similar reveal each other.
_MAX_TWINS = 0.45


class ProvisionCards:
    """The cards of an act with questions of its bank, and the options of each.

    The options do not depend on the question, so a group has them alike in each language. A card
    has only questions that no single word of the right option gives away.
    """

    def __init__(self, source: CardSource) -> None:
        self._source = source
        self._options: dict[str, tuple[Option, ...]] = {}
        self._questions: dict[str, tuple[BankQuestion, ...]] = {}
        self.which = tuple(
            spec
            for found in source.provisions
            if (spec := self._spec(CardKind.WHICH, (found.eid,))) is not None
        )
        # The same provisions in another order are the same case.
        cases = {
            frozenset(question.eids): question.eids
            for question in reversed(source.bank)
            if 1 < len(question.eids) <= _MAX_RIGHT
        }
        self.cases = tuple(
            spec
            for eids in reversed(cases.values())
            if (spec := self._spec(CardKind.CASE, eids)) is not None
        )

    def make_card(
        self, spec: Spec, seed: str, language: str, question: BankQuestion | None = None
    ) -> Card:
        """Return the card with ``question``, by default one in ``language`` if the bank has one."""
        if question is None:
            questions = self._questions[spec.key]
            generator = seeded_random(spec.key, f"{seed} question")
            own = [each for each in questions if each.language == language]
            question = generator.choice(own or list(questions))
        generator = seeded_random(spec.key, seed)
        options = list(self._options[spec.key])
        eids = self._right(spec)
        generator.shuffle(options)
        right = frozenset(n for n, option in enumerate(options) if option.eid in eids)
        return Card(spec, tuple(options), right, question)

    def questions(self, spec: Spec) -> tuple[BankQuestion, ...]:
        """Return the questions that the card may ask."""
        return self._questions[spec.key]

    def _right(self, spec: Spec) -> frozenset[str]:
        if spec.kind is CardKind.WHICH:
            return frozenset({spec.eid})
        return frozenset(span.eid for span in spec.hidden)

    def _spec(self, kind: CardKind, eids: Sequence[str]) -> Spec | None:
        """Return the specification of a card, None if it would be too easy or arguable."""
        source = self._source
        rows = [source.position.get(eid) for eid in eids]
        if None in rows:
            return None
        provisions = [source.act.by_eid[eid] for eid in eids]
        asked = [
            question
            for question in source.questions.get(eids[0], ())
            if self._is_askable(kind, eids, question)
        ]
        if not asked or not source.showable.issuperset(eids):
            return None
        if _tell_each_other(source, eids):
            return None
        distractors, usable = self._best_options(eids, asked)
        if not usable:
            return None
        detail = "" if kind is CardKind.WHICH else "-".join(str(row) for row in rows)
        key = source.key(kind, eids[0], detail, provisions)
        self._questions[key] = usable
        self._options[key] = (*map(whole_option, provisions), *distractors)
        hidden = () if kind is CardKind.WHICH else tuple(each.whole for each in provisions)
        return Spec(key, kind, eids[0], hidden=hidden)

    def _best_options(
        self, eids: Sequence[str], asked: Sequence[BankQuestion]
    ) -> tuple[tuple[Option, ...], tuple[BankQuestion, ...]]:
        """Return the distractors with which most questions can be asked, and these questions.

        They are picked for all the questions that the provisions answer, or for one of them.
        """
        source = self._source
        own = [question for question in asked if question.language == source.act.language]
        answered = [question for eid in eids for question in source.questions.get(eid, ())]
        near = near_provisions(source, eids)
        best: tuple[tuple[Option, ...], tuple[BankQuestion, ...]] = ((), ())
        for picked_for in (answered, *([question] for question in own)):
            distractors = pick_distractors(source, eids, _DISTRACTORS, near, picked_for)
            if len(distractors) < _DISTRACTORS:
                continue
            others = [option.eid for option in distractors]
            usable = tuple(each for each in asked if not has_echo(source, each, eids, others))
            if len(usable) > len(best[1]) and not set(usable).isdisjoint(own):
                best = (distractors, usable)
        return best

    def _is_askable(self, kind: CardKind, eids: Sequence[str], question: BankQuestion) -> bool:
        if kind is CardKind.WHICH:
            return len(question.eids) <= _MAX_RIGHT
        return set(question.eids) == set(eids) and len(question.question.split()) >= _MIN_CASE_WORDS


def _tell_each_other(source: CardSource, eids: Sequence[str]) -> bool:
    """Return whether two of the provisions say nearly the same, so that one leads to the other."""
    return any(
        source.similarity((one,))[source.position[other]] > _MAX_TWINS
        for one, other in combinations(eids, 2)
    )
