"""The evaluation run: outcomes of questions with golds, and figures of groups of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from data.eid import article_of, is_under
from embeddings.encoder import Progress
from qa.answer import Answer, Question, Status
from qa.answerer import Answerer
from qa.evaluation.dataset import EvaluationQuestion
from qa.evaluation.metrics import auroc, mean, precision_at_1, recall_at, reciprocal_rank

_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one question: ranked (act, eId), their hits, status and confidence."""

    question: EvaluationQuestion
    ranked: tuple[tuple[str, str], ...]
    hits: tuple[bool, ...]
    article_hit: bool
    status: Status
    confidence: float

    @property
    def in_scope(self) -> bool:
        return bool(self.question.gold)

    @property
    def right_rank(self) -> int | None:
        """Return the rank, from 1, of the first right provision, or None."""
        return next((rank for rank, hit in enumerate(self.hits, start=1) if hit), None)


def evaluate(
    answerer: Answerer,
    questions: Sequence[EvaluationQuestion],
    progress: Progress | None = None,
    *,
    exact: bool = False,
) -> tuple[Outcome, ...]:
    """Return the outcomes of ``questions`` in no stated language; ``exact`` leaves out repair."""
    outcomes = []
    for number, question in enumerate(questions, start=1):
        outcome, _ = ask_question(answerer, question, Question(question.text, exact=exact))
        outcomes.append(outcome)
        if progress is not None:
            progress(number, len(questions))
    return tuple(outcomes)


def ask_question(
    answerer: Answerer, question: EvaluationQuestion, asked: Question
) -> tuple[Outcome, Answer]:
    """Return the outcome of ``question``, which is asked as ``asked``, and the answer."""
    trace = answerer.answer_with_trace(asked)
    ranked = ((found.act, found.eid) for found in trace.ranking.candidates)
    return (
        evaluate_question(question, ranked, trace.answer.status, trace.confidence),
        trace.answer,
    )


def evaluate_question(
    question: EvaluationQuestion,
    ranked: Iterable[tuple[str, str]],
    status: Status,
    confidence: float,
) -> Outcome:
    """Return the outcome of a question from its ``ranked`` (act, eId), best first."""
    first = tuple(islice(ranked, _DEPTH))
    return Outcome(
        question=question,
        ranked=first,
        hits=tuple(is_right(result, question.gold) for result in first),
        article_hit=any(
            (act, article_of(eid)) == (gold_act, article_of(gold))
            for act, eid in first[:1]
            for gold_act, gold in question.gold
        ),
        status=status,
        confidence=confidence,
    )


def is_right(result: tuple[str, str], gold: Sequence[tuple[str, str]]) -> bool:
    """Return whether (act, eId) is a gold or below one."""
    return any(result[0] == act and is_under(result[1], eid) for act, eid in gold)


def evaluation_dict(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the figures overall, by form, language and style; None if one does not apply."""
    return {
        "overall": figures(outcomes),
        "by_form": _by(outcomes, lambda outcome: outcome.question.form),
        "by_language": _by(outcomes, lambda outcome: outcome.question.language),
        "by_style": _by(
            [one for one in outcomes if one.question.style is not None],
            lambda outcome: str(outcome.question.style),
        ),
    }


def _by(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> dict[str, Any]:
    groups = dict.fromkeys(map(key, outcomes))
    return {name: figures([one for one in outcomes if key(one) == name]) for name in groups}


def figures(outcomes: Sequence[Outcome]) -> dict[str, float | int | None]:
    """Return all figures of one group of questions."""
    inside = [outcome.confidence for outcome in outcomes if outcome.in_scope]
    outside = [outcome.confidence for outcome in outcomes if not outcome.in_scope]
    means = {name: mean(values) for name, values in samples(outcomes).items()}
    return {"n": len(outcomes), **means, "auroc": auroc(inside, outside)}


def samples(outcomes: Sequence[Outcome]) -> dict[str, list[float]]:
    """Return the values question by question of each figure that is a mean."""
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
