import json
from collections.abc import Iterator
from typing import Any

import pytest

from data.corpus import load_corpus
from qa.evaluation.dataset import EVALUATION
from qa.query.foreign_language import foreign_language
from qa.retrieval.bank_index import shipped_bank
from tests.helpers.paths import ROOT

LABELLED = ROOT / "tests" / "labels" / "other_languages.tsv"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Polis evime izinsiz girebilir mi, ne yapmalıyım?", "tr"),
        ("Huquqlarim haqida bilmoqchiman, nima qilish kerak?", "uz"),
        ("Мени ҳибсга олишди, нима қилиш керак? Ҳуқуқим борми бу ҳақида", "uz"),
        ("Милиция кызматкерлери мени кармады, эмне кылуу керек?", "ky"),
        ("Kann die Polizei mich ohne Grund festnehmen?", "de"),
        ("Quels sont mes droits quand je suis arrêté ?", "fr"),
        ("¿Puede la policía registrar mi coche sin orden?", "es"),
        ("Quali sono i miei diritti quando mi arrestano?", "it"),
        ("Czy policja może mnie zatrzymać bez powodu?", "pl"),
        ("Чи може поліція мене затримати?", "uk"),
        ("警察可以没有理由逮捕我吗?", "zh"),
        ("警察は私を逮捕できますか", "ja"),
        ("경찰이 나를 체포할 수 있나요", "ko"),
        ("هل يمكن للشرطة أن تعتقلني؟", "ar"),
        ("آیا پلیس می‌تواند مرا بازداشت کند؟", "fa"),
        ("ساقچى مېنى تۇتۇپ تۇرالامدۇ؟", "ug"),
        ("შეუძლია პოლიციას დამაკავოს?", "ka"),
    ],
)
def test_foreign_language_is_named(text: str, code: str) -> None:
    assert foreign_language(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "polis kelip ketti me, ne isteimin",
        "men polisege qalai shagym beremin",
        "Polıtsııa meni ustady",
        "mogut li menya zaderzhat a oni ne otvechayut",
        "oni voshli v dom bez razresheniya",
        "Полицейский крикнул «Hände hoch, oder ich schieße!», это законно?",
        "Müller мырза мен Łukasz Wałęsa ұсталды ма?",
        "Can Señor García de la Cruz call his lawyer?",
        "die in custody, who is liable?",
        "where is the Los Angeles police",
        "жана зан кашан кушине енеди",
        "алып кетти мени",
        "مەنى ۇستادى نە ىستەيمىن",
        "qui",
        "що",
        "🙂🙂 12345 — €",
        "",
    ],
)
def test_our_languages_and_doubt_are_none(text: str) -> None:
    assert foreign_language(text) is None


def test_no_question_of_the_bank_is_foreign() -> None:
    questions = [question.question for question in shipped_bank(load_corpus())]
    assert len(questions) > 1000
    assert [text for text in questions if foreign_language(text)] == []


def test_sentences_in_other_languages_are_named() -> None:
    rows = [line.split("\t") for line in LABELLED.read_text("utf-8").splitlines()]
    missed = [(code, text) for code, text in rows if foreign_language(text) != code]
    assert len({code for code, _ in rows}) >= 12
    assert len(missed) / len(rows) <= 0.1, missed


def test_no_message_of_the_evaluation_sets_is_foreign() -> None:
    files = [path.read_text("utf-8") for path in EVALUATION.rglob("*.jsonl")]
    rows = [json.loads(line) for file in files for line in file.splitlines()]
    texts = [text for row in rows for text in _texts(row)]
    assert len(texts) > 2500
    assert [text for text in texts if foreign_language(text) is not None] == []


def _texts(row: dict[str, Any]) -> Iterator[str]:
    """Yield the message of a line, or those of its turns."""
    for turn in row.get("turns", (row,)):
        yield turn["text"] if "text" in turn else turn["question"]
