"""Evaluation: how well questions with known answers are answered, by form and by language."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from data.eid import article_of, is_under
from qa.answer import Question, Status
from qa.answerer import Answerer
from qa.evaluation.dataset import EvaluationQuestion
from qa.evaluation.metrics import auroc, mean, precision_at_1, recall_at, reciprocal_rank

_DEPTH = 10
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question: the ranked (act, eId), which are right, status, sureness."""

    asked: EvaluationQuestion
    ranked: tuple[tuple[str, str], ...]
    hits: tuple[bool, ...]
    article_hit: bool
    status: Status
    sureness: float

    @property
    def in_scope(self) -> bool:
        """Whether the question has an answer."""
        return bool(self.asked.gold)

    @property
    def right(self) -> int | None:
        """The rank, from 1, of the first right provision; None where none is among the ranked."""
        return next((rank for rank, hit in enumerate(self.hits, start=1) if hit), None)


def evaluate(
    answerer: Answerer,
    questions: Sequence[EvaluationQuestion],
    progress: Progress | None = None,
    *,
    exact: bool = False,
) -> tuple[Outcome, ...]:
    """Ask every question as a visitor would, its language unstated; ``exact`` leaves out repair."""
    outcomes = []
    for number, asked in enumerate(questions, start=1):
        trial = answerer.trial(Question(asked.question, exact=exact))
        ranked = ((one.act, one.eid) for one in trial.ranking.candidates)
        outcomes.append(evaluate_question(asked, ranked, trial.answer.status, trial.sureness))
        if progress is not None:
            progress(number, len(questions))
    return tuple(outcomes)


def evaluate_question(
    asked: EvaluationQuestion, ranked: Iterable[tuple[str, str]], status: Status, sureness: float
) -> Outcome:
    """The outcome of a question by the provisions found for it, best first."""
    first = tuple(islice(ranked, _DEPTH))
    return Outcome(
        asked=asked,
        ranked=first,
        hits=tuple(is_right(one, asked.gold) for one in first),
        article_hit=any(
            (act, article_of(eid)) == (gold_act, article_of(gold))
            for act, eid in first[:1]
            for gold_act, gold in asked.gold
        ),
        status=status,
        sureness=sureness,
    )


def is_right(result: tuple[str, str], gold: Sequence[tuple[str, str]]) -> bool:
    """Whether (act, eId) equals a gold or lies under it."""
    return any(result[0] == act and is_under(result[1], eid) for act, eid in gold)


def evaluation_dict(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures overall, by form and by language; None for a figure that does not apply."""
    return {
        "overall": figures(outcomes),
        "by_form": _by(outcomes, lambda outcome: outcome.asked.form),
        "by_language": _by(outcomes, lambda outcome: outcome.asked.language),
    }


def _by(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> dict[str, Any]:
    groups = dict.fromkeys(map(key, outcomes))
    return {name: figures([one for one in outcomes if key(one) == name]) for name in groups}


def figures(outcomes: Sequence[Outcome]) -> dict[str, float | int | None]:
    """All figures of one group of questions."""
    return (
        {"n": len(outcomes)}
        | {name: mean(values) for name, values in samples(outcomes).items()}
        | {
            "auroc": auroc(
                [one.sureness for one in outcomes if one.in_scope],
                [one.sureness for one in outcomes if not one.in_scope],
            )
        }
    )


def samples(outcomes: Sequence[Outcome]) -> dict[str, list[float]]:
    """For each figure that is a mean, its values question by question."""
    inside = [one for one in outcomes if one.in_scope]
    outside = [one for one in outcomes if not one.in_scope]
    answered, refused = Status.ANSWERED, Status.NOT_COVERED
    return {
        "p_at_1": [precision_at_1(one.hits) for one in inside],
        "recall_at_3": [recall_at(one.hits, 3) for one in inside],
        "recall_at_5": [recall_at(one.hits, 5) for one in inside],
        "mrr_at_10": [reciprocal_rank(one.hits) for one in inside],
        "article_at_1": [float(one.article_hit) for one in inside],
        "answered_rate": [float(one.status is answered) for one in inside],
        "false_refusal_rate": [float(one.status is refused) for one in inside],
        "wrong_answer_rate": [
            float(one.status is answered and not any(one.hits[:1])) for one in inside
        ],
        "false_answer_rate": [float(one.status is answered) for one in outside],
        "not_covered_rate": [float(one.status is refused) for one in outside],
    }
