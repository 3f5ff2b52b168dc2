"""Comparison of two sets of outcomes for the same questions: two evaluations, or a replay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from qa.answer import Question, Status
from qa.answerer import Answerer
from qa.evaluation.dataset import EvaluationQuestion
from qa.evaluation.metrics import bootstrap_interval
from qa.evaluation.report import header, line
from qa.evaluation.results_file import Record
from qa.evaluation.runner import Outcome, evaluate_question, evaluation_dict, samples

_WORTH_OUT_OF_SCOPE = {Status.NOT_COVERED: 2, Status.CLOSEST: 1, Status.ANSWERED: 0}
_WORTH_RIGHT = {Status.ANSWERED: 3, Status.CLOSEST: 2, Status.NOT_COVERED: 0}
_WORTH_WRONG = {Status.CLOSEST: 1, Status.NOT_COVERED: 0, Status.ANSWERED: -1}


class ChangeVerdict(StrEnum):
    """The value of a change for the visitor."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "neither better nor worse"


class ChangeKind(StrEnum):
    """The visible change of an answer."""

    CHANGED = "changed"
    APPEARED = "appeared"
    VANISHED = "vanished"
    CONFIDENCE = "sureness"


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """The first provision (act, eId) that a visitor sees, None if refused, and the status."""

    first: tuple[str, str] | None
    status: Status


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """The outcomes of one question before and now."""

    before: Outcome
    now: Outcome

    @property
    def verdict(self) -> ChangeVerdict:
        """Return better or worse.

        An answer is best if right and worst if wrong; possible matches and refusals lie between.
        """
        gain = _worth(self.now) - _worth(self.before)
        if gain == 0:
            return ChangeVerdict.OTHER
        return ChangeVerdict.BETTER if gain > 0 else ChangeVerdict.WORSE

    @property
    def kind(self) -> ChangeKind | None:
        """Return the visible change, None if the visitor sees the same."""
        return change_kind(summarize_answer(self.before), summarize_answer(self.now))

    @property
    def is_regression(self) -> bool:
        """Return whether a right first provision is lost, or an out-of-scope question answered."""
        if not self.now.in_scope:
            return self.now.status is Status.ANSWERED and self.before.status is not Status.ANSWERED
        return _is_shown_right(self.before) and not _is_shown_right(self.now)

    @property
    def is_improvement(self) -> bool:
        """Return whether the opposite change were a regression."""
        return AnswerChange(self.now, self.before).is_regression


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcomes of the questions of both evaluations, in one order.

    ``only_before`` and ``only_now`` count the questions of one evaluation alone.
    """

    before: tuple[Outcome, ...]
    now: tuple[Outcome, ...]
    only_before: int
    only_now: int

    @property
    def changes(self) -> tuple[AnswerChange, ...]:
        """Return the questions whose first provision or status differs."""
        return tuple(
            AnswerChange(before, now)
            for before, now in zip(self.before, self.now, strict=True)
            if (before.ranked[:1], before.status) != (now.ranked[:1], now.status)
        )


def compare(before: Sequence[Outcome], now: Sequence[Outcome]) -> Comparison:
    """Return the comparison of two evaluations, both scored by the golds of ``now``."""
    earlier = {_key(outcome): outcome for outcome in before}
    later = {_key(outcome): outcome for outcome in now}
    shared = [key for key in later if key in earlier]
    return Comparison(
        before=tuple(_rescored(earlier[key], later[key].question) for key in shared),
        now=tuple(later[key] for key in shared),
        only_before=len(earlier) - len(shared),
        only_now=len(later) - len(shared),
    )


def compare_answers(
    present: Answerer, proposed: Answerer, question: EvaluationQuestion, *, exact: bool = False
) -> AnswerChange:
    """Return the change between two answerers for a question in no stated language.

    Raises QuestionError.
    """
    return AnswerChange(
        *(_outcome(answerer, question, exact=exact) for answerer in (present, proposed))
    )


def summarize_answer(outcome: Outcome) -> AnswerSummary:
    """Return the part of an outcome that a visitor sees first."""
    refused = outcome.status is Status.NOT_COVERED
    return AnswerSummary(
        None if refused or not outcome.ranked else outcome.ranked[0], outcome.status
    )


def change_kind(before: AnswerSummary, now: AnswerSummary) -> ChangeKind | None:
    """Return the visible change, None if provision and status are the same."""
    if before == now or (before.first is None and now.first is None):
        return None
    if before.first is None:
        return ChangeKind.APPEARED
    if now.first is None:
        return ChangeKind.VANISHED
    return ChangeKind.CONFIDENCE if before.first == now.first else ChangeKind.CHANGED


def p_at_1_change(comparison: Comparison) -> tuple[float, float, float] | None:
    """Return the mean change of P@1 and its 95 % interval, None without questions."""
    pairs = zip(
        samples(comparison.before)["p_at_1"], samples(comparison.now)["p_at_1"], strict=True
    )
    changes = [now - before for before, now in pairs]
    interval = bootstrap_interval(changes)
    return None if interval is None else (sum(changes) / len(changes), *interval)


def comparison_dict(comparison: Comparison, record: Record) -> dict[str, Any]:
    """Return the comparison with the earlier evaluation ``record`` as plain values for JSON."""
    change = p_at_1_change(comparison)
    return {
        "without": list(record.without),
        "before": evaluation_dict(comparison.before),
        "now": evaluation_dict(comparison.now),
        "only_before": comparison.only_before,
        "only_now": comparison.only_now,
        "p_at_1_change": dict(zip(("mean", "low", "high"), change, strict=True))
        if change
        else None,
        "changed": [
            {
                "question": pair.now.question.text,
                "language": pair.now.question.language,
                "form": pair.now.question.form,
                "gold": [eid for _, eid in pair.now.question.gold],
                "before": _outcome_dict(pair.before),
                "now": _outcome_dict(pair.now),
                "verdict": pair.verdict,
            }
            for pair in comparison.changes
        ],
    }


def comparison_report(comparison: Comparison, record: Record) -> Iterator[str]:
    """Yield the lines of the comparison: figures of each group before and now, then changes."""
    left_out = f" (without {', '.join(record.without)})" if record.without else ""
    yield (
        f"Before{left_out} and now, {len(comparison.now)} questions in both; "
        f"{comparison.only_before} stood only before, {comparison.only_now} only now."
    )
    yield header()
    pairs = list(zip(comparison.before, comparison.now, strict=True))
    yield from _group_lines("overall", pairs)
    for attribute in ("form", "language"):
        names = sorted({str(getattr(now.question, attribute)) for _, now in pairs})
        for name in names:
            group = [pair for pair in pairs if getattr(pair[1].question, attribute) == name]
            yield from _group_lines(name, group)
    if (change := p_at_1_change(comparison)) is not None:
        mean, low, high = change
        yield f"P@1 changed by {mean:+.3f} (95 %: {low:+.3f} to {high:+.3f})."
    changes = comparison.changes
    for verdict in ChangeVerdict:
        found = [pair for pair in changes if pair.verdict is verdict]
        yield ""
        yield f"{verdict.capitalize()}: {len(found)}"
        yield from map(_change_lines, found)


def _worth(outcome: Outcome) -> int:
    if not outcome.in_scope:
        return _WORTH_OUT_OF_SCOPE[outcome.status]
    return (_WORTH_RIGHT if outcome.right_rank == 1 else _WORTH_WRONG)[outcome.status]


def _is_shown_right(outcome: Outcome) -> bool:
    return outcome.right_rank == 1 and outcome.status is not Status.NOT_COVERED


def _key(outcome: Outcome) -> tuple[str, str, str]:
    return outcome.question.text, outcome.question.language, outcome.question.form


def _rescored(outcome: Outcome, question: EvaluationQuestion) -> Outcome:
    return evaluate_question(question, outcome.ranked, outcome.status, outcome.confidence)


def _outcome(answerer: Answerer, question: EvaluationQuestion, *, exact: bool) -> Outcome:
    decision = answerer.decide(Question(question.text, exact=exact))
    ranked = ((found.act, found.eid) for found in decision.ranking.candidates)
    return evaluate_question(question, ranked, decision.status, decision.confidence)


def _outcome_dict(outcome: Outcome) -> dict[str, Any]:
    return {"first": _first(outcome), "right": outcome.right_rank, "status": outcome.status}


def _group_lines(name: str, pairs: Sequence[tuple[Outcome, Outcome]]) -> Iterator[str]:
    yield line(f"{name} before", [before for before, _ in pairs])
    yield line(f"{name} now", [now for _, now in pairs])


def _change_lines(change: AnswerChange) -> str:
    question = change.now.question
    gold = ", ".join(eid for _, eid in question.gold) or "out of scope"
    return (
        f"  {question.language} {question.form}  {question.text}\n"
        f"      right: {gold}\n"
        f"      {change.before.status} {_first(change.before)}"
        f" -> {change.now.status} {_first(change.now)}"
    )


def _first(outcome: Outcome) -> str | None:
    return outcome.ranked[0][1] if outcome.ranked else None
