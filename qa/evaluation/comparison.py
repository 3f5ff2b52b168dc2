"""Two evaluations beside each other: the figures of both, and the questions that came out
otherwise.

A replay: the same questions asked of two answerers, and what comes out otherwise.
"""

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

_OUTSIDE = {Status.NOT_COVERED: 2, Status.CLOSEST: 1, Status.ANSWERED: 0}
_RIGHT = {Status.ANSWERED: 3, Status.CLOSEST: 2, Status.NOT_COVERED: 0}
_WRONG = {Status.CLOSEST: 1, Status.NOT_COVERED: 0, Status.ANSWERED: -1}


class ChangeVerdict(StrEnum):
    """What a change is for the person who asked."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "neither better nor worse"


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A question whose first provision or status differs."""

    before: Outcome
    now: Outcome

    @property
    def verdict(self) -> ChangeVerdict:
        """Better or worse: an answer is best when right and worst when wrong, and a hedged or
        refused one lies between.
        """
        gain = _worth(self.now) - _worth(self.before)
        return (
            ChangeVerdict.BETTER
            if gain > 0
            else ChangeVerdict.WORSE
            if gain < 0
            else ChangeVerdict.OTHER
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcomes of the questions that both evaluations asked, in one order.

    ``only_before`` and ``only_now`` count the questions that one of them asked alone.
    """

    before: tuple[Outcome, ...]
    now: tuple[Outcome, ...]
    only_before: int
    only_now: int

    @property
    def changes(self) -> tuple[FigureChange, ...]:
        """The questions that came out otherwise."""
        return tuple(
            FigureChange(before, now)
            for before, now in zip(self.before, self.now, strict=True)
            if (before.ranked[:1], before.status) != (now.ranked[:1], now.status)
        )


def compare(before: Sequence[Outcome], now: Sequence[Outcome]) -> Comparison:
    """The two evaluations question by question, both judged by the golds of ``now``."""
    earlier = {_key(one): one for one in before}
    later = {_key(one): one for one in now}
    shared = [key for key in later if key in earlier]
    return Comparison(
        before=tuple(_judged_as(earlier[key], later[key]) for key in shared),
        now=tuple(later[key] for key in shared),
        only_before=len(earlier) - len(shared),
        only_now=len(later) - len(shared),
    )


def _key(outcome: Outcome) -> tuple[str, str, str]:
    return outcome.asked.question, outcome.asked.language, outcome.asked.form


def _judged_as(outcome: Outcome, other: Outcome) -> Outcome:
    return evaluate_question(other.asked, outcome.ranked, outcome.status, outcome.sureness)


def _worth(outcome: Outcome) -> int:
    if not outcome.in_scope:
        return _OUTSIDE[outcome.status]
    return (_RIGHT if outcome.right == 1 else _WRONG)[outcome.status]


def p_at_1_change(comparison: Comparison) -> tuple[float, float, float] | None:
    """The mean change of P@1 over the same questions with its interval at 95 %; None of nothing."""
    pairs = zip(
        samples(comparison.before)["p_at_1"], samples(comparison.now)["p_at_1"], strict=True
    )
    changes = [now - before for before, now in pairs]
    spread = bootstrap_interval(changes)
    return None if spread is None else (sum(changes) / len(changes), *spread)


def comparison_dict(comparison: Comparison, record: Record) -> dict[str, Any]:
    """The comparison as plain values for JSON; ``record`` is the earlier evaluation."""
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
                "question": one.now.asked.question,
                "language": one.now.asked.language,
                "form": one.now.asked.form,
                "gold": [eid for _, eid in one.now.asked.gold],
                "before": _told(one.before),
                "now": _told(one.now),
                "verdict": one.verdict,
            }
            for one in comparison.changes
        ],
    }


def _told(outcome: Outcome) -> dict[str, Any]:
    return {"first": _first(outcome), "right": outcome.right, "status": outcome.status}


def comparison_report(comparison: Comparison, record: Record) -> Iterator[str]:
    """The comparison in lines: figures of each group before and now, then every change."""
    left_out = f" (without {', '.join(record.without)})" if record.without else ""
    yield (
        f"Before{left_out} and now, {len(comparison.now)} questions in both; "
        f"{comparison.only_before} stood only before, {comparison.only_now} only now."
    )
    yield header()
    pairs = list(zip(comparison.before, comparison.now, strict=True))
    yield from _two_lines("overall", pairs)
    for attribute in ("form", "language"):
        names = sorted({str(getattr(now.asked, attribute)) for _, now in pairs})
        for name in names:
            group = [pair for pair in pairs if getattr(pair[1].asked, attribute) == name]
            yield from _two_lines(name, group)
    if (change := p_at_1_change(comparison)) is not None:
        mean, low, high = change
        yield f"P@1 changed by {mean:+.3f} (95 %: {low:+.3f} to {high:+.3f})."
    changes = comparison.changes
    for verdict in ChangeVerdict:
        found = [one for one in changes if one.verdict is verdict]
        yield ""
        yield f"{verdict.capitalize()}: {len(found)}"
        yield from map(_changed, found)


def _two_lines(name: str, pairs: Sequence[tuple[Outcome, Outcome]]) -> Iterator[str]:
    yield line(f"{name} before", [before for before, _ in pairs])
    yield line(f"{name} now", [now for _, now in pairs])


def _changed(change: FigureChange) -> str:
    asked = change.now.asked
    gold = ", ".join(eid for _, eid in asked.gold) or "out of scope"
    return (
        f"  {asked.language} {asked.form}  {asked.question}\n"
        f"      right: {gold}\n"
        f"      {change.before.status} {_first(change.before)}"
        f" -> {change.now.status} {_first(change.now)}"
    )


def _first(outcome: Outcome) -> str | None:
    return outcome.ranked[0][1] if outcome.ranked else None


class Kind(StrEnum):
    """What became of an answer."""

    CHANGED = "changed"
    APPEARED = "appeared"
    VANISHED = "vanished"
    SURENESS = "sureness"


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """What a visitor sees first: the provision (act, eId), None where refused, and the status."""

    first: tuple[str, str] | None
    status: Status


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """The outcomes of one question before and after."""

    before: Outcome
    now: Outcome

    @property
    def kind(self) -> Kind | None:
        """What became of the answer; None where it is the same."""
        return change_kind(summarize_answer(self.before), summarize_answer(self.now))

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
        return AnswerChange(self.now, self.before).lost


def summarize_answer(outcome: Outcome) -> AnswerSummary:
    """What a visitor sees of an outcome."""
    refused = outcome.status is Status.NOT_COVERED
    return AnswerSummary(
        None if refused or not outcome.ranked else outcome.ranked[0], outcome.status
    )


def change_kind(before: AnswerSummary, now: AnswerSummary) -> Kind | None:
    """What became of the answer; None where provision and status are the same."""
    if before == now:
        return None
    if before.first is None or now.first is None:
        if before.first == now.first:
            return None
        return Kind.APPEARED if before.first is None else Kind.VANISHED
    return Kind.SURENESS if before.first == now.first else Kind.CHANGED


def compare_answers(
    present: Answerer, proposed: Answerer, asked: EvaluationQuestion, *, exact: bool = False
) -> AnswerChange:
    """Ask both as a visitor would, the language unstated. QuestionError as the answerers raise."""
    return AnswerChange(
        *(_outcome(answerer, asked, exact=exact) for answerer in (present, proposed))
    )


def _outcome(answerer: Answerer, asked: EvaluationQuestion, *, exact: bool) -> Outcome:
    decided = answerer.decide(Question(asked.question, exact=exact))
    ranked = ((one.act, one.eid) for one in decided.ranking.candidates)
    return evaluate_question(asked, ranked, decided.status, decided.sureness)


def _right(outcome: Outcome) -> bool:
    return outcome.right == 1 and outcome.status is not Status.NOT_COVERED
