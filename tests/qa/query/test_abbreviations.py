import pytest

from qa.query.abbreviations import expand_abbreviations
from qa.query.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    [
        ("ru", "Возмещение расходов за использование автомобиля. Исполнение решений. Исполнение."),
        ("ru", "Старший сотрудник полиции. Статья. Статья. Содержание расходов."),
        ("kk", "Қызметкер қызметтік куәлігін көрсетеді. Қызметкер шағымданады."),
        ("en", "The officer shows the certificate."),
    ]
)


@pytest.mark.parametrize(
    ("text", "language", "expanded"),
    [
        (
            "возмещ. расх. за исп. авто",
            "ru",
            "возмещение расходов за использование авто",
        ),
        ("ст. сотр. полиции", "ru", "старший сотрудник полиции"),
        ("Исп. решений", "ru", "исполнение решений"),
        ("қызм. шағымд. қайда", "kk", "қызметкер шағымданады қайда"),
        ("cert. of the offic. on duty", "en", "certificate of the officer on duty"),
    ],
)
def test_abbreviation_becomes_the_likeliest_word(text: str, language: str, expanded: str) -> None:
    assert expand_abbreviations(text, language, VOCABULARY) == expanded


@pytest.mark.parametrize(
    "text",
    [
        "ст. 5 п. 2",
        "10 тыс. тенге",
        "и т.д. и т.п.",
        "Сотрудник ушел. Потом пришел",
        "Кто исп.",
        "без точки исп авто",
        "Это расход.",
    ],
)
def test_other_full_stops_stay(text: str) -> None:
    assert expand_abbreviations(text, "ru", VOCABULARY) == text
