"""A replay: the same questions asked of two answerers, and what comes out otherwise."""

from dataclasses import dataclass
from enum import StrEnum

from qa.answer import Question, Status
from qa.answerer import Answerer
from qa.evaluate import Outcome, outcome_of
from qa.question_set import Asked


class Kind(StrEnum):
    """What became of an answer."""

    CHANGED = "changed"
    APPEARED = "appeared"
    VANISHED = "vanished"
    SURENESS = "sureness"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a visitor sees first: the provision (act, eId), None where refused, and the status."""

    first: tuple[str, str] | None
    status: Status


@dataclass(frozen=True, slots=True)
class Pair:
    """The outcomes of one question before and after."""

    before: Outcome
    now: Outcome

    @property
    def kind(self) -> Kind | None:
        """What became of the answer; None where it is the same."""
        return kind_of(shown(self.before), shown(self.now))

    @property
    def lost(self) -> bool:
        """Whether a right answer gave way: the first place is wrong or refused now, or a question
        out of scope is answered.
        """
        if not self.now.in_scope:
            return self.now.status is Status.ANSWERED and self.before.status is not Status.ANSWERED
        return _right(self.before) and not _right(self.now)

    @property
    def gained(self) -> bool:
        """Whether a wrong answer became a right one; the opposite of :attr:`lost`."""
        return Pair(self.now, self.before).lost


def shown(outcome: Outcome) -> Shown:
    """What a visitor sees of an outcome."""
    refused = outcome.status is Status.NOT_COVERED
    return Shown(None if refused or not outcome.ranked else outcome.ranked[0], outcome.status)


def kind_of(before: Shown, now: Shown) -> Kind | None:
    """What became of the answer; None where provision and status are the same."""
    if before == now:
        return None
    if before.first is None or now.first is None:
        if before.first == now.first:
            return None
        return Kind.APPEARED if before.first is None else Kind.VANISHED
    return Kind.SURENESS if before.first == now.first else Kind.CHANGED


def pair_of(present: Answerer, proposed: Answerer, asked: Asked, *, exact: bool = False) -> Pair:
    """Ask both as a visitor would, the language unstated. QuestionError as the answerers raise."""
    return Pair(*(_outcome(answerer, asked, exact=exact) for answerer in (present, proposed)))


def _outcome(answerer: Answerer, asked: Asked, *, exact: bool) -> Outcome:
    decided = answerer.decide(Question(asked.question, exact=exact))
    ranked = ((one.act, one.eid) for one in decided.ranking.candidates)
    return outcome_of(asked, ranked, decided.status, decided.sureness)


def _right(outcome: Outcome) -> bool:
    return outcome.right == 1 and outcome.status is not Status.NOT_COVERED
