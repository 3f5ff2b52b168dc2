"""A replay: what is shown first before and after, and what that means for who asked."""

from pathlib import Path

import pytest

from qa.answer import Question, Status
from qa.evaluation.comparison import AnswerChange, Kind
from tests.helpers.answerers import outcome, trials
from tests.helpers.web_app import model_answerer

RIGHT, WRONG = "art_24__para_3 art_1", "art_1 art_24__para_3"
REFUSED, CLOSEST = Status.NOT_COVERED, Status.CLOSEST


@pytest.mark.parametrize(
    ("before", "now", "kind", "lost", "gained"),
    [
        (outcome(RIGHT), outcome(RIGHT), None, False, False),
        (outcome(RIGHT), outcome(WRONG), Kind.CHANGED, True, False),
        (outcome(WRONG), outcome(RIGHT), Kind.CHANGED, False, True),
        (outcome(RIGHT), outcome(RIGHT, CLOSEST), Kind.SURENESS, False, False),
        (outcome(RIGHT), outcome(RIGHT, REFUSED), Kind.VANISHED, True, False),
        (outcome(WRONG), outcome(WRONG, REFUSED), Kind.VANISHED, False, False),
        (outcome(RIGHT, REFUSED), outcome(RIGHT), Kind.APPEARED, False, True),
        (outcome(RIGHT, REFUSED), outcome(WRONG, REFUSED), None, False, False),
    ],
)
def test_what_became_of_an_answer(
    before: object, now: object, kind: Kind | None, lost: bool, gained: bool
) -> None:
    pair = AnswerChange(before, now)  # type: ignore[arg-type]
    assert (pair.kind, pair.lost, pair.gained) == (kind, lost, gained)


def test_a_question_out_of_scope_that_is_answered_is_a_loss() -> None:
    refused, answered = (outcome(WRONG, one, gold="") for one in (REFUSED, Status.ANSWERED))
    assert (AnswerChange(refused, answered).kind, AnswerChange(refused, answered).lost) == (
        Kind.APPEARED,
        True,
    )
    assert (AnswerChange(answered, refused).kind, AnswerChange(answered, refused).gained) == (
        Kind.VANISHED,
        True,
    )


def test_what_is_decided_is_what_is_answered(bapta_home: Path, bundled_model: Path) -> None:
    answerer = model_answerer(bapta_home)
    more = ("Сәлем!", "99-бап", "24-бап")
    asked = [(Question(one.question), trial) for one, trial in trials(bapta_home, "held_back")[::5]]
    asked += [(Question(text), answerer.trial(Question(text))) for text in more]
    for question, trial in asked:
        decided = answerer.decide(question)
        assert decided.status is trial.answer.status
        assert decided.sureness == trial.sureness
        assert decided.ranking.candidates == trial.ranking.candidates
