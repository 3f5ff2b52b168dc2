"""Provisions that are understood alone, and those that are not, in three languages."""

import pytest

from qa.drills.card_source import CardSource
from qa.drills.suitability import refers_back
from tests.helpers.decks import act_of


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "Оған бір ай ішінде жауап беріледі."),
        ("kk", "Оны уәкілетті орган бекітеді."),
        ("kk", "Одан кейін шешім қабылданады."),
        ("kk", "Осы талаптарды сақтамау жауаптылыққа әкеп соғады."),
        ("kk", "Басқа жағдайларда рұқсат талап етілмейді."),
        ("ru", "Ему выдается удостоверение на пять лет."),
        ("ru", "Им вправе пользоваться граждане."),
        ("ru", "Ей предоставляется отпуск."),
        ("ru", "К нему прилагается заявление."),
        ("ru", "В остальных случаях решение принимает суд."),
        ("ru", "По такому заявлению решение принимается в течение года."),
        ("ru", "Тот же порядок применяется к организациям."),
        ("en", "It shall be elected for four years."),
        ("en", "They shall report once a year."),
        ("en", "To them the law grants leave."),
        ("en", "In other cases the court shall decide."),
    ],
)
def test_sentence_that_refers_to_what_stands_before_it(language: str, sentence: str) -> None:
    assert refers_back(language, sentence)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "Осы Заңның мақсаты азаматтарды қорғау болып табылады."),
        ("kk", "Олжаны тапқан адам полицияға хабарлайды."),
        ("ru", "Имущество передается в течение месяца."),
        ("ru", "Ежегодный отчет представляется в акимат."),
        ("ru", "По заявлению гражданина решение принимается в течение года."),
        ("en", "It is prohibited to establish parties on religious grounds."),
        ("en", "This Constitution shall have the highest force."),
        ("en", "Items of evidence shall be kept for a year."),
    ],
)
def test_sentence_that_is_understood_alone(language: str, sentence: str) -> None:
    assert not refers_back(language, sentence)


BACK = """Статья 1. Пропуск
1. Гражданин получает пропуск в органе по месту жительства.
2. Ему разъясняется порядок пользования пропуском в течение десяти дней.
3. Гражданин возвращает пропуск в орган в течение десяти дней после отъезда.
4. К нему не относятся:
1) пропуск, который выдан гражданину другого государства;
2) пропуск, срок которого истек в прошлом году.
"""


def test_paragraph_and_list_that_refer_back_are_on_no_card() -> None:
    assert CardSource(act_of(BACK, "ru")).unfit == {
        "art_1__para_2",
        "art_1__para_4__point_1",
        "art_1__para_4__point_2",
    }
