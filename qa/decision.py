"""The decision on a question: status of the answer, or the reason why there is none.

The thresholds of the probabilities are in ``abstention.toml``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from qa.abstention import ALWAYS_ANSWER, NEVER_ANSWER, Abstention, AbstentionDecision
from qa.answer import Confidence, Reason, Status
from qa.references.lookup import ReferencedProvisions
from qa.retrieval.ranker import Ranking

_STATUS = {
    Confidence.HIGH: Status.ANSWERED,
    Confidence.MEDIUM: Status.CLOSEST,
    Confidence.LOW: Status.NOT_COVERED,
}
# A threshold that no probability reaches.
_UNREACHABLE = 2.0
# Log odds, and the most provisions that are shown as alike. Of the development questions as people
# write them 56 in 456 have several so near: the first is right for 25, one of them for 37.
_MAX_DOUBT = 0.7
_MAX_ALIKE = 3


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

    @property
    def one_of(self) -> int | None:
        """Return the number of the first provisions that are about equally likely, at least two.

        They score within ``_MAX_DOUBT`` of the first, or are definitions of one term in several
        acts. None if the first one is clearly ahead, or if the question names it or its article.
        """
        first = self.ranking.candidates[:_MAX_ALIKE]
        if len(defined := first[: self.ranking.definitions]) > 1:
            return len(defined)
        if self.ranking.evidence is None or self.ranking.is_direct:
            return None
        count = sum(first[0].score - one.score <= _MAX_DOUBT for one in first)
        return count if count > 1 else None


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

    A provision that the question names, an article whose heading it is, and the definition of a
    term whose meaning it asks are always answered, any other one if ``abstention`` allows. Where
    it does not, ``names_other_act`` is called to tell a question about another act. Small talk has
    the name of the ``reply`` to it.
    """
    if reply is not None:
        return Decision(Status.NOT_COVERED, Reason.GREETING, ranking, NEVER_ANSWER, reply=reply)
    if ranking.overview is not None or ranking.is_certain:
        decided = ALWAYS_ANSWER
    elif ranking.definitions:
        decided = without_certainty(abstention.decide(ranking.evidence))
    elif ranking.named is None:
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


def without_certainty(decided: AbstentionDecision) -> AbstentionDecision:
    """Return ``decided`` with a band of at most ``medium``: its probability is not calibrated."""
    return replace(decided, high=_UNREACHABLE)


def _reason(named: ReferencedProvisions) -> Reason:
    """Return the reason why a reference has no provision to quote."""
    if named.is_other_act:
        return Reason.OTHER_ACT
    if named.names_acts and named.choices:
        return Reason.SEVERAL_ACTS
    return Reason.WHICH_ACT if named.choices else Reason.NO_SUCH_PROVISION
