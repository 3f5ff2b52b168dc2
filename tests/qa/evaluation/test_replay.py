"""Changes of answers in a replay."""

from pathlib import Path

import pytest

from qa.answer import Question, Status
from qa.evaluation.comparison import AnswerChange, ChangeKind
from tests.helpers.answerers import outcome, traces
from tests.helpers.web_app import model_answerer

RIGHT, WRONG = "art_24__para_3 art_1", "art_1 art_24__para_3"
REFUSED, CLOSEST = Status.NOT_COVERED, Status.CLOSEST


@pytest.mark.parametrize(
    ("before", "now", "kind", "lost", "gained"),
    [
        (outcome(RIGHT), outcome(RIGHT), None, False, False),
        (outcome(RIGHT), outcome(WRONG), ChangeKind.CHANGED, True, False),
        (outcome(WRONG), outcome(RIGHT), ChangeKind.CHANGED, False, True),
        (outcome(RIGHT), outcome(RIGHT, CLOSEST), ChangeKind.CONFIDENCE, False, False),
        (outcome(RIGHT), outcome(RIGHT, REFUSED), ChangeKind.VANISHED, True, False),
        (outcome(WRONG), outcome(WRONG, REFUSED), ChangeKind.VANISHED, False, False),
        (outcome(RIGHT, REFUSED), outcome(RIGHT), ChangeKind.APPEARED, False, True),
        (outcome(RIGHT, REFUSED), outcome(WRONG, REFUSED), None, False, False),
    ],
)
def test_kind_regression_and_improvement_of_a_change(
    before: object, now: object, kind: ChangeKind | None, lost: bool, gained: bool
) -> None:
    pair = AnswerChange(before, now)  # type: ignore[arg-type]
    assert (pair.kind, pair.is_regression, pair.is_improvement) == (kind, lost, gained)


def test_answer_to_an_out_of_scope_question_is_a_regression() -> None:
    refused, answered = (outcome(WRONG, one, gold="") for one in (REFUSED, Status.ANSWERED))
    assert (
        AnswerChange(refused, answered).kind,
        AnswerChange(refused, answered).is_regression,
    ) == (
        ChangeKind.APPEARED,
        True,
    )
    assert (
        AnswerChange(answered, refused).kind,
        AnswerChange(answered, refused).is_improvement,
    ) == (
        ChangeKind.VANISHED,
        True,
    )


def test_decision_without_quotes_equals_that_of_the_answer(
    bapta_home: Path, bundled_model: Path
) -> None:
    answerer = model_answerer(bapta_home)
    more = ("Сәлем!", "99-бап", "24-бап")
    asked = [(Question(one.text), trace) for one, trace in traces(bapta_home, "held_back")[::5]]
    asked += [(Question(text), answerer.answer_with_trace(Question(text))) for text in more]
    for question, trace in asked:
        decision = answerer.decide(question)
        assert decision.status is trace.answer.status
        assert decision.confidence == trace.confidence
        assert decision.ranking.candidates == trace.ranking.candidates
