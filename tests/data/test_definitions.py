"""Tests of the defined terms of an act."""

import pytest

from data.corpus import load_corpus
from data.definitions import defined_terms
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_source
from data.repair.pipeline import repair_text


def parsed(text: str, language: str) -> Act:
    return parse_source(repair_text(text, "act.txt"), Sidecar("act", "Act", language))


RUSSIAN = """О землях

Статья 1. Основные понятия
В настоящем Законе используются следующие понятия:
1) кадастровая (оценочная) стоимость – расчетная стоимость участка;
2) государственная служба Республики Казахстан (далее – государственная служба) – деятельность;
3) исключен Законом от 01.01.2020 № 1.

Статья 2. Плата
1. Дисциплинарный проступок – противоправное и виновное неисполнение обязанностей служащим.
2. За участок платят: в городе – тысячу тенге.
3. Для иностранцев и других лиц – пять процентов стоимости участка за каждый год.
4. Срок – десять дней.
5. Плата за участок, который находится в пользовании других граждан и организаций, – налог.
"""


def test_terms_have_the_wordings_that_people_use() -> None:
    found = {term.eid: term.names for term in defined_terms(parsed(RUSSIAN, "ru"))}
    assert found == {
        "art_1__point_1": (
            "кадастровая стоимость",
            "кадастровая оценочная стоимость",
            "оценочная стоимость",
        ),
        "art_1__point_2": ("государственная служба Республики Казахстан", "государственная служба"),
        "art_2__para_1": ("Дисциплинарный проступок",),
    }


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        (
            "kk",
            "Жер туралы\n\n1-бап. Ұғымдар\nОсы Заңда мынадай негізгі ұғымдар пайдаланылады:\n"
            "1) жер қоры (бұдан әрі – қор) – барлық жер;\n2) учаске – жердің бөлігі.\n",
            [("жер қоры", "қор"), ("учаске",)],
        ),
        (
            "en",
            "Land\n\nArticle 1. Definitions\nIn this Law the following terms are used:\n"
            '1) "plot" means a part of the land;\n2) land stock – all land.\n',
            [("plot",), ("land stock",)],
        ),
    ],
)
def test_terms_are_found_in_each_language(
    language: str, text: str, names: list[tuple[str, ...]]
) -> None:
    assert [term.names for term in defined_terms(parsed(text, language))] == names


@pytest.mark.parametrize(
    ("language", "heading", "point"),
    [
        ("ru", "Определение размера пошлины", "истец – один процент суммы иска"),
        ("ru", "Участие понятых", "понятой – по вызову следователя"),
        ("kk", "Анықтама беру", "азаматтар – бір күн ішінде"),
        ("en", "Terms of office", "judge – five years"),
    ],
)
def test_other_lists_define_nothing(language: str, heading: str, point: str) -> None:
    word = {"kk": "1-бап", "ru": "Статья 1", "en": "Article 1"}[language]
    act = parsed(f"Act\n\n{word}. {heading}\nText:\n1) {point};\n2) {point}.\n", language)
    assert defined_terms(act) == ()


def test_dash_after_the_meaning_is_no_end_of_the_term() -> None:
    text = (
        "Land\n\nArticle 1. Definitions\nIn this Law the following terms are used:\n"
        '1) "plot" means a part of the land – with or without buildings.\n'
    )
    assert [term.names for term in defined_terms(parsed(text, "en"))] == [("plot",)]


def test_law_has_one_defined_term() -> None:
    (term,) = defined_terms(load_corpus().acts[0])
    assert (term.eid, term.is_listed) == ("art_1__para_1__subpara_2", False)
    assert term.names == ("Ішкі істер органдарындағы қызмет",)


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("ru", "Кража, то есть тайное хищение чужого имущества.", "Кража"),
        ("ru", "Преступлением признается виновное общественно опасное деяние.", "Преступлением"),
        ("ru", "Под хищением понимается изъятие чужого имущества.", "хищением"),
        ("kk", "Ұрлық, яғни бөтеннің мүлкін жасырын жымқыру.", "Ұрлық"),
    ],
)
def test_terms_are_explained_without_a_dash(language: str, text: str, name: str) -> None:
    word = {"kk": "1-бап", "ru": "Статья 1"}[language]
    (term,) = defined_terms(parsed(f"Act\n\n{word}. Heading\n1. {text}\n", language))
    assert (term.names[0], term.is_listed) == (name, False)


def test_terms_that_share_a_word_are_terms_of_their_own() -> None:
    text = (
        "О размере\n\nСтатья 1. Основные понятия\nВ законе используются следующие понятия:\n"
        "1) крупный ущерб и крупный размер – сумма в тысячу показателей;\n"
        "2) школа (ресурсный центр) – организация.\n"
    )
    names = [term.names for term in defined_terms(parsed(text, "ru"))]
    assert names[0][1:] == ("крупный ущерб", "крупный размер")
    assert "ресурсный центр" in names[1]
