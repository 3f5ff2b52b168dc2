from pathlib import Path

from data.corpus import load_corpus
from qa.answer import Status
from qa.evaluation.dialogue import (
    TurnKind,
    TurnOutcome,
    dialogue_dict,
    dialogue_report,
    evaluate_dialogues,
    read_dialogue,
)
from tests.helpers.answerers import outcome
from tests.helpers.web_app import model_answerer

RIGHT, WRONG = outcome("art_24__para_3"), outcome("art_1", Status.CLOSEST)
ANSWERED_OUTSIDE = outcome("art_1", gold="")
ALL = (
    TurnOutcome(TurnKind.OPENING, RIGHT, False),
    TurnOutcome(TurnKind.FOLLOW_UP, RIGHT, False),
    TurnOutcome(TurnKind.FOLLOW_UP, WRONG, False),
    TurnOutcome(TurnKind.NEW_TOPIC, WRONG, False, RIGHT),
    TurnOutcome(TurnKind.OUTSIDE, ANSWERED_OUTSIDE, False),
    TurnOutcome(TurnKind.SMALL_TALK, ANSWERED_OUTSIDE, True),
    TurnOutcome(TurnKind.SMALL_TALK, ANSWERED_OUTSIDE, False),
)


def test_each_kind_of_turn_has_its_figures() -> None:
    found = dialogue_dict(ALL)
    assert (found["follow_up"]["n"], found["follow_up"]["p_at_1"]) == (2, 0.5)
    assert found["follow_up"]["false_refusal_rate"] == 0.0
    assert (found["new_topic"]["p_at_1"], found["new_topic"]["p_at_1_alone"]) == (0.0, 1.0)
    assert found["outside"]["false_answer_rate"] == 1.0
    assert found["small_talk"] == {"n": 2, "recognised_rate": 0.5}


def test_report_has_a_line_for_each_kind() -> None:
    lines = [line.split()[0] for line in dialogue_report(ALL)]
    assert lines == ["Turns", "n", "opening", "follow_up", "new_topic", "asked", "outside", "Small"]


def test_turns_are_asked_with_those_before(bapta_home: Path, bundled_model: Path) -> None:
    row = {
        "language": "ru",
        "turns": [
            {"question": "Когда полицейский может стрелять?", "gold": ["art_24"]},
            {"question": "а без предупреждения?", "gold": ["art_24__para_3"], "follow_up": True},
            {"question": "спасибо", "gold": [], "small_talk": True},
            {"question": "Где сварить борщ?", "gold": []},
        ],
    }
    dialogue = read_dialogue(row, load_corpus(), "Line 1")
    found = evaluate_dialogues(model_answerer(bapta_home), [dialogue])
    assert [one.outcome.right_rank for one in found[:2]] == [1, 1]
    assert [one.is_small_talk for one in found] == [False, False, True, False]
    assert found[3].outcome.status is Status.NOT_COVERED
