import json

import pytest

from qa.answer import Status
from qa.evaluation.comparison import (
    AnswerChange,
    ChangeVerdict,
    compare,
    comparison_dict,
    comparison_report,
    p_at_1_change,
)
from qa.evaluation.dataset import Part
from qa.evaluation.results_file import Record
from qa.evaluation.runner import Outcome
from tests.helpers.answerers import outcome

GOLD = "art_24__para_3"
ANSWERED, CLOSEST, REFUSED = Status.ANSWERED, Status.CLOSEST, Status.NOT_COVERED


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        (outcome("art_1"), outcome(GOLD), ChangeVerdict.BETTER),
        (outcome(GOLD, CLOSEST), outcome(GOLD, ANSWERED), ChangeVerdict.BETTER),
        (outcome("art_1", ANSWERED), outcome("art_1", CLOSEST), ChangeVerdict.BETTER),
        (outcome("art_1", ANSWERED), outcome("art_1", REFUSED), ChangeVerdict.BETTER),
        (outcome(GOLD, CLOSEST), outcome("art_1", CLOSEST), ChangeVerdict.WORSE),
        (outcome(GOLD, ANSWERED), outcome(GOLD, REFUSED), ChangeVerdict.WORSE),
        (outcome("art_1"), outcome("art_2"), ChangeVerdict.OTHER),
        (outcome("a", ANSWERED, gold=""), outcome("a", REFUSED, gold=""), ChangeVerdict.BETTER),
        (outcome("a", REFUSED, gold=""), outcome("a", CLOSEST, gold=""), ChangeVerdict.WORSE),
        (outcome("a", CLOSEST, gold=""), outcome("b", CLOSEST, gold=""), ChangeVerdict.OTHER),
    ],
)
def test_verdict_of_a_change(before: Outcome, now: Outcome, verdict: ChangeVerdict) -> None:
    assert AnswerChange(before, now).verdict is verdict


BEFORE = (
    outcome("art_1", question="Бірінші?"),
    outcome(GOLD, question="Екінші?"),
    outcome("art_1 art_2", CLOSEST, question="Үшінші?"),
    outcome(GOLD, question="Ескі?"),
)
NOW = (
    outcome("art_1 art_3", CLOSEST, question="Үшінші?"),
    outcome(GOLD, question="Бірінші?"),
    outcome(GOLD, REFUSED, question="Екінші?"),
    outcome(GOLD, question="Жаңа?"),
    outcome(GOLD, question="Тағы?"),
)


def test_shared_questions_are_compared_and_changed_ones_listed() -> None:
    found = compare(BEFORE, NOW)
    assert [one.question.text for one in found.now] == ["Үшінші?", "Бірінші?", "Екінші?"]
    assert [one.question.text for one in found.before] == ["Үшінші?", "Бірінші?", "Екінші?"]
    assert (found.only_before, found.only_now) == (1, 2)
    # The second results of the third question differ, which no visitor sees first.
    assert [(one.now.question.text, one.verdict) for one in found.changes] == [
        ("Бірінші?", ChangeVerdict.BETTER),
        ("Екінші?", ChangeVerdict.WORSE),
    ]


def test_question_of_another_form_is_not_shared() -> None:
    found = compare([outcome(GOLD)], [outcome(GOLD, form="typo")])
    assert (found.now, found.only_before, found.only_now) == ((), 1, 1)
    assert p_at_1_change(found) is None


def test_both_are_scored_by_the_golds_of_the_later_one() -> None:
    found = compare([outcome("art_1", gold="art_1")], [outcome("art_1", gold="art_2")])
    assert [one.right_rank for one in found.before] == [None]
    assert found.changes == ()


def test_p_at_1_change_is_a_paired_mean_with_interval() -> None:
    before = [outcome("art_1", question=str(n)) for n in range(100)]
    now = [outcome(GOLD if n < 20 else "art_1", question=str(n)) for n in range(100)]
    mean, low, high = p_at_1_change(compare(before, now)) or (0.0, 0.0, 0.0)
    assert mean == pytest.approx(0.2)
    assert low == pytest.approx(0.12, abs=0.02)
    assert high == pytest.approx(0.28, abs=0.02)
    assert p_at_1_change(compare(before, before)) == (0.0, 0.0, 0.0)


def test_comparison_dict_is_plain_json() -> None:
    record = Record((Part.GLOSSARY,), BEFORE)
    found = comparison_dict(compare(BEFORE, NOW), record)
    assert json.loads(json.dumps(found)) == found
    assert found["without"] == ["glossary"]
    assert found["before"]["overall"]["p_at_1"] == pytest.approx(1 / 3)
    assert found["now"]["overall"]["p_at_1"] == pytest.approx(2 / 3)
    assert found["p_at_1_change"]["mean"] == pytest.approx(1 / 3)
    assert found["changed"][0] == {
        "question": "Бірінші?",
        "language": "kk",
        "form": "plain",
        "gold": [GOLD],
        "before": {"first": "art_1", "right": None, "status": "answered"},
        "now": {"first": GOLD, "right": 1, "status": "answered"},
        "verdict": "better",
    }


def test_comparison_report_lines() -> None:
    record = Record((Part.GLOSSARY, Part.BANK), BEFORE)
    lines = list(comparison_report(compare(BEFORE, NOW), record))
    assert lines[0] == (
        "Before (without glossary, bank) and now, 3 questions in both; "
        "1 stood only before, 2 only now."
    )
    figures = {line[:20].strip(): line[20:].split() for line in lines[2:8]}
    assert list(figures) == [
        "overall before",
        "overall now",
        "plain before",
        "plain now",
        "kk before",
        "kk now",
    ]
    assert (figures["overall before"][1], figures["overall now"][1]) == (".333", ".667")
    assert lines[8].startswith("P@1 changed by +0.333 (95 %: ")
    assert lines[9:] == [
        "",
        "Better: 1",
        "  kk plain  Бірінші?\n"
        "      right: art_24__para_3\n"
        "      answered art_1 -> answered art_24__para_3",
        "",
        "Worse: 1",
        "  kk plain  Екінші?\n"
        "      right: art_24__para_3\n"
        "      answered art_24__para_3 -> not_covered art_24__para_3",
        "",
        "Neither better nor worse: 0",
    ]
