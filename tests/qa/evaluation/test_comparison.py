import json

import pytest

from qa.answer import Status
from qa.evaluation.ablation import Part
from qa.evaluation.comparison import (
    ChangeVerdict,
    FigureChange,
    compare,
    comparison_dict,
    comparison_report,
    p_at_1_change,
)
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
def test_what_a_change_is_to_the_person_who_asked(
    before: Outcome, now: Outcome, verdict: ChangeVerdict
) -> None:
    assert FigureChange(before, now).verdict is verdict


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


def test_only_questions_of_both_are_compared_and_only_changed_ones_listed() -> None:
    found = compare(BEFORE, NOW)
    assert [one.asked.question for one in found.now] == ["Үшінші?", "Бірінші?", "Екінші?"]
    assert [one.asked.question for one in found.before] == ["Үшінші?", "Бірінші?", "Екінші?"]
    assert (found.only_before, found.only_now) == (1, 2)
    # The second results of the third question differ, which no visitor sees first.
    assert [(one.now.asked.question, one.verdict) for one in found.changes] == [
        ("Бірінші?", ChangeVerdict.BETTER),
        ("Екінші?", ChangeVerdict.WORSE),
    ]


def test_a_question_of_another_form_is_another_question() -> None:
    found = compare([outcome(GOLD)], [outcome(GOLD, form="typo")])
    assert (found.now, found.only_before, found.only_now) == ((), 1, 1)
    assert p_at_1_change(found) is None


def test_both_are_judged_by_the_golds_of_today() -> None:
    found = compare([outcome("art_1", gold="art_1")], [outcome("art_1", gold="art_2")])
    assert [one.right for one in found.before] == [None]
    assert found.changes == ()


def test_the_change_of_p_at_1_is_a_mean_of_pairs_with_its_interval() -> None:
    before = [outcome("art_1", question=str(n)) for n in range(100)]
    now = [outcome(GOLD if n < 20 else "art_1", question=str(n)) for n in range(100)]
    mean, low, high = p_at_1_change(compare(before, now)) or (0.0, 0.0, 0.0)
    assert mean == pytest.approx(0.2)
    assert low == pytest.approx(0.12, abs=0.02)
    assert high == pytest.approx(0.28, abs=0.02)
    assert p_at_1_change(compare(before, before)) == (0.0, 0.0, 0.0)


def test_the_comparison_for_programs() -> None:
    record = Record((Part.GLOSSARY,), BEFORE)
    told = comparison_dict(compare(BEFORE, NOW), record)
    assert json.loads(json.dumps(told)) == told
    assert told["without"] == ["glossary"]
    assert told["before"]["overall"]["p_at_1"] == pytest.approx(1 / 3)
    assert told["now"]["overall"]["p_at_1"] == pytest.approx(2 / 3)
    assert told["p_at_1_change"]["mean"] == pytest.approx(1 / 3)
    assert told["changed"][0] == {
        "question": "Бірінші?",
        "language": "kk",
        "form": "plain",
        "gold": [GOLD],
        "before": {"first": "art_1", "right": None, "status": "answered"},
        "now": {"first": GOLD, "right": 1, "status": "answered"},
        "verdict": "better",
    }


def test_the_comparison_for_people() -> None:
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
