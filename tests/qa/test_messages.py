import pytest

from qa.messages import message


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Сәлем!", "kk"),
        ("салем", "kk"),
        ("Сәлеметсіз бе?", "kk"),
        ("Рахмет!!!", "kk"),
        ("Здравствуйте.", "ru"),
        ("добрый ДЕНЬ", "ru"),
        ("Спасибо большое", "ru"),
        ("Hello", "en"),
        ("thank you", "en"),
        ("Привет, как дела?", "ru"),
        ("спасибо большое, до свидания", "ru"),
        ("Сәлем! Қалайсыз?", "kk"),
        ("hi, good morning", "en"),
    ],
)
def test_greeting_is_recognised_with_its_language(text: str, language: str) -> None:
    assert greeting_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Сәлем, полиция қашан оқ атады?",
        "Здравствуйте, можно ли снимать полицейских на видео?",
        "hello police",
        "?!",
        "Полиция",
        "пока не арестуют",
        "рахмет рахмет рахмет рахмет рахмет рахмет рахмет рахмет рахмет",
    ],
)
def test_question_is_no_greeting(text: str) -> None:
    assert greeting_language(text) is None


@pytest.mark.parametrize(
    "name", ["out_of_scope", "no_such_provision", "greeting", "other_act", "repealed", "no_words"]
)
def test_every_message_exists_in_three_languages(name: str) -> None:
    texts = {message(name, language) for language in ("kk", "ru", "en")}
    assert len(texts) == 3
    assert all(len(text) > 20 for text in texts)
