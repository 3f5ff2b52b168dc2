"""The steps of the pipeline: order, times and early ends; the explanation of an answer."""

from math import exp
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
    Step.LETTER,
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
def test_question_takes_the_steps_of_its_kind_in_order(
    bapta_home: Path, bundled_model: Path, text: str, steps: list[Step], reason: Reason | None
) -> None:
    trace = model_answerer(bapta_home).answer_with_trace(Question(text))
    assert [step.name for step in trace.steps] == steps
    assert trace.answer.reason is reason
    assert all(step.seconds >= 0 for step in trace.steps)
    assert bool(trace.scores) == (Step.RETRIEVE in steps)
    assert bool(trace.variants) == (Step.REWRITE in steps)


@pytest.mark.parametrize("text", ["coppers", "менты", "coppers!"])
def test_one_word_of_slang_has_no_certain_answer(
    bapta_home: Path, bundled_model: Path, text: str
) -> None:
    answer = model_answerer(bapta_home).ask(Question(text))
    assert answer.status is not Status.ANSWERED
    assert all(quote.confidence != "high" for quote in answer.passages)


def test_step_details_contain_no_word_of_the_question() -> None:
    times: list[StepTime] = []
    law_answerer().ask(Question(FIREARM), times.append)
    assert [step.name for step in times] == SEARCHED
    words = {word.lower() for word in FIREARM.split() if len(word) > 3}
    assert not any(word in step.detail.lower() for step in times for word in words)


def test_invalid_question_and_unknown_act_are_refused() -> None:
    answerer = law_answerer()
    for method in (answerer.ask, answerer.answer_with_trace, answerer.decide, answerer.rank):
        with pytest.raises(QuestionError):
            method(Question("  ", acts=("kz-moon",)))
        with pytest.raises(UnknownActError):
            method(Question("Сәлем", acts=("kz-moon",)))


def test_decide_equals_the_decision_of_the_answer() -> None:
    answerer = law_answerer()
    for text in (FIREARM, PILAF, "24-бап", "999-бап", "Сәлем"):
        trace, decided = answerer.answer_with_trace(Question(text)), answerer.decide(Question(text))
        assert decided == trace.decision
        assert decided.status is trace.answer.status
    assert answerer.rank(Question("Сәлем")).candidates == ()


def test_explanation_has_the_facts_of_each_step(bapta_home: Path, bundled_model: Path) -> None:
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
    first, *others = fused["candidates"]
    assert others
    for other in others:
        behind = sum(
            weight * (first["z"][name] - other["z"][name])
            for name, weight in fused["weights"].items()
        )
        assert first["score"] - other["score"] == pytest.approx(behind, abs=0.02)
    decided = facts[Step.DECIDE]
    # The first candidate scores the log odds of the confidence, which is rounded.
    assert 1 / (1 + exp(-first["score"])) == pytest.approx(decided["confidence"], abs=0.002)
    assert (decided["status"], decided["band"], decided["model"]) == ("answered", "high", "bank")
    assert decided["confidence"] >= decided["thresholds"]["medium"] > 0
    assert decided["right"] >= decided["thresholds"]["high"] > 0.5
    assert "gap" in decided["features"]
    quoted = [quote.citation.eid for quote in answer.passages]
    assert [one["eid"] for one in facts[Step.QUOTE]["quotes"]] == quoted
    assert step_dict(steps[0])["step"] == "validate"


def test_explanation_lists_found_and_missing_references() -> None:
    answer, steps = law_answerer().explain(Question("31-бап және 99-бап"))
    assert answer.status is Status.ANSWERED
    (references,) = (step for step in steps if step.name is Step.REFERENCES)
    assert references.facts["act"] == ACT
    assert references.facts["found"] == ["art_31"]
    assert references.facts["missing"] == [{"article": "99"}]
