"""Tests of definitions: questions for the meaning of a term."""

import pytest

from data.corpus import Corpus
from data.glossary import load_glossary
from data.metadata import Sidecar
from data.parsing.parser import parse_source
from data.repair.pipeline import repair_text
from qa.query.lexicon import load_lexicon
from qa.query.rewriting import QueryVariant
from qa.query.translation import Translator
from qa.retrieval.definitions import Definition, DefinitionIndex

RUSSIAN = """О земле

Статья 1. Основные понятия
В настоящем Законе используются следующие понятия:
1) земельный участок – часть земли в замкнутых границах;
2) кадастровая (оценочная) стоимость – расчетная стоимость земельного участка;
3) вторичные землепользователи – лица, которые получили право от другого землепользователя;
4) право землепользования – право лица пользоваться земельным участком.
"""
KAZAKH = """Мемлекеттік қызмет туралы

1-бап. Негізгі ұғымдар
Осы Заңда мынадай негізгі ұғымдар пайдаланылады:
1) мүдделер қақтығысы – жеке мүдделер мен өкілеттік арасындағы қайшылық;
2) лауазымды адам – билік өкілінің функцияларын жүзеге асыратын адам.
"""


@pytest.fixture(scope="module")
def definitions() -> DefinitionIndex:
    acts = tuple(
        parse_source(repair_text(text, f"{name}.txt"), Sidecar(name, name, language))
        for name, language, text in (("land", "ru", RUSSIAN), ("service", "kk", KAZAKH))
    )
    return DefinitionIndex(Corpus(acts), Translator(load_glossary()), load_lexicon())


def variant(text: str, language: str) -> QueryVariant:
    return QueryVariant(text, language, changed=False, language_score=1.0)


@pytest.mark.parametrize(
    ("text", "language", "act", "point"),
    [
        ("Что такое земельный участок?", "ru", "land", 1),
        ("Земельный участок – это:", "ru", "land", 1),
        ("Земельный участок - это:", "ru", "land", 1),
        ("земельный участок это что", "ru", "land", 1),
        ("Что понимается под «земельным участком»?", "ru", "land", 1),
        ("Земельный участок -", "ru", "land", 1),
        ("Дайте определение кадастровой (оценочной) стоимости", "ru", "land", 2),
        ("определение кадастровой стоимости", "ru", "land", 2),
        ("че такое земельный участок", "ru", "land", 1),
        ("Подскажите, пожалуйста, что по закону считается земельным участком?", "ru", "land", 1),
        ("Назовите вторичных землепользователей", "ru", "land", 3),
        ("Кто относится к вторичным землепользователям?", "ru", "land", 3),
        ("What is a land plot?", "en", "land", 1),
        ("definition of land plot", "en", "land", 1),
        ("Мүдделер қақтығысы – бұл:", "kk", "service", 1),
        ("мүдделер қақтығысы деген не?", "kk", "service", 1),
        ("мүдделер қақтығысы дегеніміз не", "kk", "service", 1),
        ("Мүдделер қақтығысы ұғымына анықтама беріңіз", "kk", "service", 1),
        ("лауазымды адам нені білдіреді", "kk", "service", 2),
        ("лауазымды адам деп кімді айтады", "kk", "service", 2),
        ("Лауазымды адамды көрсетіңіз:", "kk", "service", 2),
        ("Что такое конфликт интересов?", "ru", "service", 1),
    ],
)
def test_asked_meaning_finds_its_definition(
    definitions: DefinitionIndex, text: str, language: str, act: str, point: int
) -> None:
    found = definitions.asked([variant(text, language)])
    assert {(one.act, one.eid) for one in found} == {(act, f"art_1__point_{point}")}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Кто выдаёт земельный участок?", "ru"),
        ("Что такое участок для голосования?", "ru"),
        ("Что такое право?", "ru"),
        ("земельный участок", "ru"),
        ("What is the price of a land plot?", "en"),
        ("What is a salary?", "en"),
        ("Определение суда", "ru"),
        ("кто является начальником земельного участка", "ru"),
        ("Что такое зарплата?", "ru"),
        ("Что такое Закон о земельном участке?", "ru"),
        ("земельный участок " * 300, "ru"),
        ("лауазымды адамды кім тағайындайды", "kk"),
        ("мүдделер деген не", "kk"),
        ("Что такое", "ru"),
        ("– это", "ru"),
        ("?", "en"),
    ],
)
def test_other_questions_ask_for_no_definition(
    definitions: DefinitionIndex, text: str, language: str
) -> None:
    assert not definitions.asked([variant(text, language)])


def test_message_that_is_a_term_names_its_definition(definitions: DefinitionIndex) -> None:
    (found,) = definitions.named([variant("Вторичные землепользователи", "ru")])
    assert found == Definition("land", "art_1__point_3", is_certain=True, is_listed=True)
    assert not definitions.named([variant("кто такие вторичные землепользователи", "ru")])


def test_definitions_of_other_acts_are_left_out(definitions: DefinitionIndex) -> None:
    question = [variant("Что такое земельный участок?", "ru")]
    assert not definitions.asked(question, {"service"})
    assert definitions.asked(question, {"land"})


@pytest.mark.parametrize(
    ("text", "language", "is_certain"),
    [
        ("Что такое земельный участок?", "ru", True),
        ("Назовите земельный участок", "ru", False),
        ("What is a land plot?", "en", False),
    ],
)
def test_meaning_in_the_language_of_the_act_is_certain(
    definitions: DefinitionIndex, text: str, language: str, *, is_certain: bool
) -> None:
    assert [one.is_certain for one in definitions.asked([variant(text, language)])] == [is_certain]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_quotation_marks_and_spaces_take_no_time(
    definitions: DefinitionIndex, language: str
) -> None:
    for text in ("а" + " «" * 2000 + " не", "а" + ' "' * 90 + " да", "а -" * 66, "это " * 49):
        assert not definitions.asked([variant(text, language)])
