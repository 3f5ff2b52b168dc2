"""The decision on a question: status of the answer, or the reason why there is none."""

from collections.abc import Callable
from dataclasses import dataclass

from qa.abstention import ALWAYS_ANSWER, NEVER_ANSWER, Abstention, AbstentionDecision
from qa.answer import Confidence, Reason, Status
from qa.references.lookup import ReferencedProvisions
from qa.retrieval.ranker import Ranking

_STATUS = {
    Confidence.HIGH: Status.ANSWERED,
    Confidence.MEDIUM: Status.CLOSEST,
    Confidence.LOW: Status.NOT_COVERED,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """The status of an answer, the reason why there is none, and the ranking behind them.

    A message that asks several things has ``parts``, one a question, the first of which is the
    decision itself. ``not_searched`` are its questions beyond the limit. ``reply`` is the
    name of the message that answers small talk.
    """

    status: Status
    reason: Reason | None
    ranking: Ranking
    abstention: AbstentionDecision
    parts: tuple["PartDecision", ...] = ()
    not_searched: tuple[str, ...] = ()
    reply: str | None = None

    @property
    def confidence(self) -> float:
        """Return the calibrated confidence of the first provision, 0 to 1."""
        return self.abstention.confidence


@dataclass(frozen=True, slots=True)
class PartDecision:
    """The decision on one question of several; ``asked`` are its words in the message."""

    asked: str
    decision: Decision


def decide(
    ranking: Ranking,
    abstention: Abstention,
    *,
    reply: str | None = None,
    names_other_act: Callable[[], bool] = lambda: False,
) -> Decision:
    """Return the decision for ``ranking``.

    A provision that the question names is always answered, any other one if ``abstention`` allows.
    Where it does not, ``names_other_act`` is called to tell a question about another act. Small
    talk has the name of the ``reply`` to it.
    """
    if reply is not None:
        return Decision(Status.NOT_COVERED, Reason.GREETING, ranking, NEVER_ANSWER, reply=reply)
    if ranking.named is None:
        decided = abstention.decide(ranking.evidence)
    elif ranking.candidates:
        decided = ALWAYS_ANSWER
    else:
        return Decision(Status.NOT_COVERED, _reason(ranking.named), ranking, NEVER_ANSWER)
    status = _STATUS[decided.band()]
    if status is not Status.NOT_COVERED:
        return Decision(status, None, ranking, decided)
    reason = Reason.OTHER_ACT if names_other_act() else Reason.OUT_OF_SCOPE
    return Decision(status, reason, ranking, decided)


def _reason(named: ReferencedProvisions) -> Reason:
    """Return the reason why a reference has no provision to quote."""
    if named.is_other_act:
        return Reason.OTHER_ACT
    return Reason.WHICH_ACT if named.choices else Reason.NO_SUCH_PROVISION
