import pytest

from data.corpus import load_corpus
from qa.query.foreign_language import foreign_language
from qa.retrieval.bank_index import shipped_bank


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
