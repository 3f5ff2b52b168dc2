"""Recognition of danger: messages in three languages and both scripts, and their near misses."""

import json
from pathlib import Path

import pytest

from qa.evaluation.dataset import EVALUATION
from qa.notice import DangerKind
from qa.query.danger import danger_kind
from tests.helpers.paths import ROOT

LABELLED = ROOT / "tests" / "labels" / "danger.jsonl"
ACT = EVALUATION / "kz-internal-affairs"


def read(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_messages_of_danger_are_noticed() -> None:
    messages = [str(row["text"]) for row in read(LABELLED) if row["danger"]]
    missed = [text for text in messages if danger_kind([text]) is None]
    assert len(messages) >= 150
    assert len(missed) / len(messages) <= 0.05, missed


def test_mentions_in_general_and_of_the_past_are_not_noticed() -> None:
    others = [str(row["text"]) for row in read(LABELLED) if not row["danger"]]
    noticed = [text for text in others if danger_kind([text]) is not None]
    assert len(noticed) / len(others) <= 0.05, noticed


def test_questions_about_the_law_are_not_noticed() -> None:
    names = ("development", "held_back", "people/people-development", "people/people-held_back")
    asked = [row for name in names for row in read(ACT / f"{name}.jsonl")]
    inside = [str(row["question"]) for row in asked if row["gold"]]
    noticed = [text for text in inside if danger_kind([text]) is not None]
    assert len(noticed) / len(inside) <= 0.02, noticed


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Муж меня избивает", DangerKind.VIOLENCE),
        ("muzh menya izbivaet", DangerKind.VIOLENCE),
        ("муж меня избеваит, памагите", DangerKind.VIOLENCE),
        ("Күйеуім мені ұрып жатыр", DangerKind.VIOLENCE),
        ("kúıeýim meni uryp jatyr", DangerKind.VIOLENCE),
        ("куйеуим мени урып жатыр", DangerKind.VIOLENCE),
        ("he's hitting me", DangerKind.VIOLENCE),
        ("I don\u2019t want to live", DangerKind.SUICIDE),
        ("Өлгім келеді", DangerKind.SUICIDE),
        ("дочь не вернулась из школы", DangerKind.MISSING),
        ("Баламды көрмедіңіз бе?", DangerKind.MISSING),
        ("қызымды көрмедіңіздер ме", DangerKind.MISSING),
        ("SOS", DangerKind.DISTRESS),
        ("ПОМОГИТЕ!!!", DangerKind.DISTRESS),
    ],
)
def test_script_letters_and_typing_errors_do_not_matter(text: str, kind: DangerKind) -> None:
    assert danger_kind([text]) is kind


def test_the_mended_text_counts_as_well_as_the_typed_one() -> None:
    assert danger_kind(["vtyz ,m.n"]) is None
    assert danger_kind(["vtyz ,m.n", "меня бьют"]) is DangerKind.VIOLENCE


@pytest.mark.parametrize(
    ("danger", "other"),
    [
        ("Муж меня избивает", "В прошлом году муж меня избивал"),
        ("Отчим бьёт мать", "Обязаны ли приехать, если отчим бьёт мать?"),
        ("Кто-то ломится в дверь", "Полиция ломится в дверь"),
        ("Біреу есікті бұзып жатыр", "Полиция есікті бұзып кіре ала ма?"),
        ("My daughter is missing", "My passport is missing"),
        ("Муж повесился", "На мужа повесили чужое дело"),
        ("Мне угрожают убийством", "Мне угрожает увольнение"),
        (
            "Қолына мылтық алып жүр, біреуді атпақ",
            "Мылтықты алып жүру мен сақтау тәртібін қай орган белгілейді",
        ),
    ],
)
def test_the_past_suppositions_and_the_police_are_told_apart(danger: str, other: str) -> None:
    assert danger_kind([danger]) is not None
    assert danger_kind([other]) is None


@pytest.mark.parametrize(
    ("danger", "question"),
    [
        ("Муж меня избивает, что мне делать?", "Мужа увезли в отдел, имеют ли право его бить?"),
        ("Дочь пропала, куда звонить?", "Дочь пропала, кто обязан её искать?"),
        ("Күйеуім ұрып жатыр, не істеймін?", "Полиция күйеуімді ұрып жатыр, хақысы бар ма?"),
        ("Someone is breaking in, what do I do?", "Someone broke in. Must the police come?"),
        ("He is outside and I'm scared", "I'm scared, can they keep me at the station?"),
        ("Боюсь выйти, он ждёт у двери", "Боюсь выйти из дома, мне положена охрана"),
        ("Қорқып отырмын, күйеуім келеді", "Бөлімде қорқып отырмын, ештеңе айтпайды"),
        ("мне приставили нож к горлу", "приставы забрали машину"),
    ],
)
def test_a_question_about_the_law_is_told_from_a_question_for_help(
    danger: str, question: str
) -> None:
    assert danger_kind([danger]) is not None
    assert danger_kind([question]) is None


def test_an_attack_is_noticed_in_a_question_about_the_law_too() -> None:
    assert danger_kind(["Муж меня бьёт, обязаны ли вы приехать?"]) is DangerKind.VIOLENCE
    assert danger_kind(["he is beating me, must you come?"]) is DangerKind.VIOLENCE
    assert danger_kind(["Күйеуім мені сабап жатыр, келуге міндеттісіз бе?"]) is DangerKind.VIOLENCE


def test_a_call_for_help_with_a_matter_of_its_own_is_a_question() -> None:
    assert danger_kind(["Помогите"]) is DangerKind.DISTRESS
    assert danger_kind(["Помогите понять статью 24"]) is None
    assert danger_kind([""]) is None
