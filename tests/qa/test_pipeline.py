"""The steps of the pipeline: their order, their times, and where it ends early."""

from pathlib import Path

import pytest

from data.errors import UnknownActError
from qa.answer import Question, Reason, Status
from qa.explanation import step_dict
from qa.pipeline import Step, StepTime
from qa.query.validation import QuestionError
from tests.helpers.web_app import ACT, FIREARM, PILAF, law_answerer, model_answerer

SEARCHED = [
    Step.VALIDATE,
    Step.GREETING,
    Step.REWRITE,
    Step.REFERENCES,
    Step.RETRIEVE,
    Step.FUSE,
    Step.DECIDE,
    Step.QUOTE,
]
NAMED = [step for step in SEARCHED if step not in (Step.RETRIEVE, Step.FUSE)]
GREETED = [Step.VALIDATE, Step.GREETING, Step.DECIDE, Step.QUOTE]


@pytest.mark.parametrize(
    ("text", "steps", "reason"),
    [
        (FIREARM, SEARCHED, None),
        (PILAF, SEARCHED, Reason.OUT_OF_SCOPE),
        ("24-баптың 3-тармағы", NAMED, None),
        ("999-бап", NAMED, Reason.NO_SUCH_PROVISION),
        ("Сәлеметсіз бе!", GREETED, Reason.GREETING),
    ],
)
def test_each_kind_of_question_takes_its_steps_in_order(
    bapta_home: Path, bundled_model: Path, text: str, steps: list[Step], reason: Reason | None
) -> None:
    trace = model_answerer(bapta_home).trial(Question(text))
    assert [step.name for step in trace.steps] == steps
    assert trace.answer.reason is reason
    assert all(step.seconds >= 0 for step in trace.steps)
    assert bool(trace.scores) == (Step.RETRIEVE in steps)
    assert bool(trace.readings) == (Step.REWRITE in steps)


def test_no_detail_of_a_step_holds_a_word_of_the_question() -> None:
    told: list[StepTime] = []
    law_answerer().ask(Question(FIREARM), told.append)
    assert [step.name for step in told] == SEARCHED
    words = {word.lower() for word in FIREARM.split() if len(word) > 3}
    assert not any(word in step.detail.lower() for step in told for word in words)


def test_what_cannot_be_asked_is_refused_first() -> None:
    answerer = law_answerer()
    for refused in (answerer.ask, answerer.trial, answerer.decide, answerer.rank):
        with pytest.raises(QuestionError):
            refused(Question("  ", acts=("kz-moon",)))
        with pytest.raises(UnknownActError):
            refused(Question("Сәлем", acts=("kz-moon",)))


def test_a_decision_is_that_of_the_answer_without_quotes() -> None:
    answerer = law_answerer()
    for text in (FIREARM, PILAF, "24-бап", "999-бап", "Сәлем"):
        trace, decided = answerer.trial(Question(text)), answerer.decide(Question(text))
        assert decided == trace.decision
        assert decided.status is trace.answer.status
    assert answerer.rank(Question("Сәлем")).candidates == ()


def test_an_explanation_tells_what_each_step_made_of_the_question(
    bapta_home: Path, bundled_model: Path
) -> None:
    answer, steps = model_answerer(bapta_home).explain(Question("kolikti kim toqtatady"))
    facts = {step.name: step.facts for step in steps}
    assert list(facts) == SEARCHED
    assert facts[Step.VALIDATE] == {"text": "kolikti kim toqtatady"}
    (variant,) = facts[Step.REWRITE]["variants"]
    assert (variant["text"], variant["why"]) == (
        "көлікті кім тоқтатады",
        ["Kazakh in Latin letters"],
    )
    channels = facts[Step.RETRIEVE]["variants"][0]["channels"]
    assert list(channels) == ["dense", "lexical", "asked_dense", "asked_lexical"]
    assert all(len(best) == 5 for best in channels.values())
    fused = facts[Step.FUSE]
    first = fused["candidates"][0]
    total = sum(fused["weights"][name] * z for name, z in first["z"].items())
    assert first["score"] == pytest.approx(total, abs=0.02)
    decided = facts[Step.DECIDE]
    assert (decided["status"], decided["band"], decided["model"]) == ("answered", "high", "bank")
    assert decided["confidence"] >= decided["thresholds"]["high"] > 0.5
    assert "gap" in decided["features"]
    quoted = [quote.citation.eid for quote in answer.passages]
    assert [one["eid"] for one in facts[Step.QUOTE]["quotes"]] == quoted
    assert step_dict(steps[0])["step"] == "validate"


def test_an_explanation_names_the_references() -> None:
    answer, steps = law_answerer().explain(Question("31-бап және 99-бап"))
    assert answer.status is Status.ANSWERED
    (references,) = (step for step in steps if step.name is Step.REFERENCES)
    assert references.facts["act"] == ACT
    assert references.facts["found"] == ["art_31"]
    assert references.facts["missing"] == [{"article": "99"}]
