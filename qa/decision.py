"""The decision on a question: the status of its answer, and the reason where there is none."""

from dataclasses import dataclass

from qa.abstention import ALWAYS_ANSWER, NEVER_ANSWER, Abstention, AbstentionDecision
from qa.answer import Confidence, Reason, Status
from qa.retrieval.ranker import Ranking

_STATUS = {
    Confidence.HIGH: Status.ANSWERED,
    Confidence.MEDIUM: Status.CLOSEST,
    Confidence.LOW: Status.NOT_COVERED,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """The status of an answer, the reason why there is none, and the ranking with its judgement."""

    status: Status
    reason: Reason | None
    ranking: Ranking
    judgement: AbstentionDecision

    @property
    def sureness(self) -> float:
        """Return how sure the first provision is, 0 to 1."""
        return self.judgement.sureness


def decide(ranking: Ranking, abstention: Abstention, *, is_greeting: bool = False) -> Decision:
    """Decide what is said to a question with this ``ranking``.

    A provision that the question names is certain; any other is judged by ``abstention``.
    """
    if is_greeting:
        return Decision(Status.NOT_COVERED, Reason.GREETING, ranking, NEVER_ANSWER)
    if ranking.named is not None:
        if not ranking.candidates:
            return Decision(Status.NOT_COVERED, Reason.NO_SUCH_PROVISION, ranking, NEVER_ANSWER)
        judgement = ALWAYS_ANSWER
    else:
        judgement = abstention.judge(ranking.evidence)
    status = _STATUS[judgement.band()]
    reason = Reason.OUT_OF_SCOPE if status is Status.NOT_COVERED else None
    return Decision(status, reason, ranking, judgement)
