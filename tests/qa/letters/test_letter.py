"""The questions of a letter: sentences, what asks, and the bound on what is searched."""

from itertools import pairwise
from time import perf_counter

import pytest

from qa.letters.letter import MAX_QUESTIONS, read_letter
from qa.letters.plan import MAX_SEARCHES, plan_searches
from qa.letters.sentences import split_sentences
from qa.query.validation import MAX_QUESTION_LENGTH


@pytest.mark.parametrize(
    ("message", "sentences"),
    [
        (
            "Согласно ст. 24 п. 3 закона мне отказали. Верно ли это?",
            ["Согласно ст. 24 п. 3 закона мне отказали.", "Верно ли это?"],
        ),
        ("Пишет А. П. Корниенко. Жду.", ["Пишет А. П. Корниенко.", "Жду."]),
        ("1. Кто платит?\n2) Когда выдают\n- Где", ["Кто платит?", "Когда выдают", "Где"]),
        ("i was stopped\nnear the shop\nNow what", ["i was stopped\nnear the shop", "Now what"]),
        ("Можно ли?Просто спрашиваю", ["Можно ли?", "Просто спрашиваю"]),
        ("«Кім төлейді?» деп сұрадым", ["«Кім төлейді?»", "деп сұрадым"]),
    ],
)
def test_sentences_are_slices_that_shortened_words_and_lists_do_not_break(
    message: str, sentences: list[str]
) -> None:
    found = split_sentences(message)
    assert [each.text for each in found] == sentences
    assert all(message[each.start : each.end] == each.text for each in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        (
            "Ответ пришлите почтой. Прошу разъяснить, кто утверждает форму. Также прошу сообщить "
            "порядок обжалования действий сотрудника полиции.",
            [
                "Прошу разъяснить, кто утверждает форму.",
                "Также прошу сообщить порядок обжалования действий сотрудника полиции.",
            ],
        ),
        (
            "Кімге шағымданамын? Форманы кім бекітетінін түсіндіріп беріңізші. Рақмет!",
            ["Кімге шағымданамын?", "Форманы кім бекітетінін түсіндіріп беріңізші."],
        ),
        (
            "Kimge shagymdanamyn? Formany kim bekitetinin tusindirip beringizshi.",
            ["Kimge shagymdanamyn?", "Formany kim bekitetinin tusindirip beringizshi."],
        ),
        (
            "I want to know whether he must give his name. Please tell me who hears complaints.",
            [
                "I want to know whether he must give his name.",
                "Please tell me who hears complaints.",
            ],
        ),
        (
            "меня вчера остановили на дороге полезли в багажник подскажите имеют ли право "
            "досматривать машину и куда жаловаться на таких сотрудников",
            [
                "подскажите имеют ли право досматривать машину",
                "и куда жаловаться на таких сотрудников",
            ],
        ),
        ("Кто платит за ремонт? Что мне делать? Когда выдают форму?", ["Кто платит за ремонт?",
         "Когда выдают форму?"]),
        ("May an officer enter my yard, and must he show a warrant first?",
         ["May an officer enter my yard", "and must he show a warrant first?"]),
        ("Вправе ли инспектор открыть багажник и обязан ли он составить протокол",
         ["Вправе ли инспектор открыть багажник", "и обязан ли он составить протокол"]),
        ("полиция ауламды тінте ала ма жане телефонымды алып кете ала ма",
         ["полиция ауламды тінте ала ма", "жане телефонымды алып кете ала ма"]),
        ("May an officer search my bag and my car?", None),
        ("Вправе ли инспектор открыть багажник и проверить документы на машину?", None),
        ("Полиция көлік пен үйді және ауланы тінте ала ма?", None),
        ("Қашан ескертусіз атады?", None),
        ("Меня остановили. Имеют ли право?", None),
        ("Прошу ответить письменно.", None),
    ],
)  # fmt: skip
def test_sentences_that_ask_are_found_in_three_languages(
    message: str, asked: list[str] | None
) -> None:
    letter = read_letter(message)
    assert (letter and [part.asked for part in letter.parts]) == asked


def test_a_question_with_few_words_takes_the_sentence_before_it() -> None:
    message = "Полицейский взял мою машину для погони. Кто оплатит ремонт? Кто утверждает форму?"
    plan = plan_searches(message)
    assert [search.text for search in plan.searches] == [
        "Полицейский взял мою машину для погони. Кто оплатит ремонт?",
        "Кто утверждает форму?",
        message,
    ]
    assert [search.text for search in plan_searches(message, exact=True).searches] == [message]


@pytest.mark.parametrize(
    "text",
    [
        # By their sounds "I" and "a" are the Russian "и" and "а".
        "Can I be fined if I do not show my documents?",
        "can the police detain me after a May day protest",
        # One question with two verbs.
        "Can the police stop a driver and do a body search?",
        "Can a man who was drunk and was driving be detained?",
        "Can they arrest me in March and May without reason?",
        "Will a new guest be photographed and have his bag checked?",
    ],
)
def test_one_question_with_two_verbs_stays_whole(text: str) -> None:
    assert len(plan_searches(text).searches) == 1


@pytest.mark.parametrize("unit", ["Кто платит за форму {}? ", "? ", "ст. ", "\n", "(1) ", "а\n"])
def test_the_cost_of_any_message_is_bounded(unit: str) -> None:
    message = "".join(unit.format(number) for number in range(MAX_QUESTION_LENGTH))
    start = perf_counter()
    plan = plan_searches(message[:MAX_QUESTION_LENGTH])
    assert perf_counter() - start < 2
    assert len(plan.searches) <= MAX_SEARCHES
    if "{}" in unit:
        assert plan.letter is not None
        assert len(plan.letter.parts) == MAX_QUESTIONS
        assert plan.letter.not_searched[0] == "Кто платит за форму 4?"
