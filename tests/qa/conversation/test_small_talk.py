"""Small talk: what asks nothing is told by kind and language, whatever its spelling."""

import pytest

from qa.conversation.small_talk import small_talk, without_small_talk
from qa.messages import SmallTalk, SmallTalkKind


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        ("Сәлем!", "greeting", "kk"),
        ("салем", "greeting", "kk"),
        ("Сәлеметсіз бе?", "greeting", "kk"),
        ("Здравствуйте.", "greeting", "ru"),
        ("добрый ДЕНЬ", "greeting", "ru"),
        ("Привет, как дела?", "greeting", "ru"),
        ("Сәлем! Қалайсыз?", "greeting", "kk"),
        ("hi, good morning", "greeting", "en"),
        # A call for help without a matter.
        ("здравствуйте! помогите пожалуйста", "greeting", "ru"),
        ("Добрый вечер, мне нужна ваша помощь", "greeting", "ru"),
        ("привет, у меня есть вопрос", "greeting", "ru"),
        ("Сәлеметсіз бе, көмектесіңізші", "greeting", "kk"),
        ("hello, can you help me please", "greeting", "en"),
        ("Рахмет!!!", "thanks", "kk"),
        ("raqmet, tusindim", "thanks", "kk"),
        ("рахмед", "thanks", "kk"),
        ("спасибо, понятно 👍", "thanks", "ru"),
        ("ок, спс", "thanks", "ru"),
        ("spasiba bolshoe", "thanks", "ru"),
        ("Thank you so much", "thanks", "en"),
        ("great, thanks", "thanks", "en"),
        ("спасибо большое, до свидания", "farewell", "ru"),
        ("сау бол", "farewell", "kk"),
        ("bye bye", "farewell", "en"),
        ("а ты кто вообще?", "about", "ru"),
        ("сен роботсың ба", "about", "kk"),
        ("hello, what can you do?", "about", "en"),
        ("жоқ, болды", "reply", "kk"),
        ("да", "reply", "ru"),
        ("no, that's all", "reply", "en"),
    ],
)
def test_small_talk_is_told_by_kind_and_language(text: str, kind: str, language: str) -> None:
    assert small_talk(text) == SmallTalk(SmallTalkKind(kind), language)


@pytest.mark.parametrize(
    "text",
    [
        "Сәлем, полиция қашан оқ атады?",
        "Здравствуйте, можно ли снимать полицейских на видео?",
        "thanks, and who decides that?",
        "hello police",
        "помогите",
        "помогите пожалуйста убивают",
        "нет помогите мне",
        "да, мне нужна помощь",
        "help me please",
        "жоқ, маған көмек керек",
        "здравствуйте, помогите, меня задержали",
        "hello, can you help me with a complaint",
        "?!",
        "Полиция",
        "болды ма?",
        "пока не арестуют",
        "рахмет рахмет рахмет рахмет рахмет рахмет рахмет рахмет рахмет рахмет рахмет",
    ],
)
def test_question_is_no_small_talk(text: str) -> None:
    assert small_talk(text) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("thanks, and who decides that?", "and who decides that?"),
        ("Спасибо большое! А кто решает?", "А кто решает?"),
        ("рақмет, ал кім шешеді?", "ал кім шешеді?"),
        ("who decides that?", "who decides that?"),
        ("спасибо", "спасибо"),
    ],
)
def test_a_question_after_small_talk_begins_with_its_own_words(text: str, rest: str) -> None:
    assert without_small_talk(text) == rest
