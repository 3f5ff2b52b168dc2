"""Definitions that are answered first, with the bundled model and in several acts."""

from pathlib import Path

import pytest

from data.corpus import Corpus
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_source
from data.repair.pipeline import repair_text
from qa.answer import Answer, Question, Status
from qa.answerer import Answerer
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import model_answerer

LAND = """О земле

Статья 1. Основные понятия
В настоящем Законе используются следующие понятия:
1) вторичные землепользователи – лица, которые получили право от другого землепользователя;
2) сервитут – право пользоваться чужим участком.

Статья 2. Вторичные землепользователи
1. Вторичные землепользователи платят за землю.
2. Вторичные землепользователи сообщают об этом вторичным землепользователям.
"""
FOREST = """О лесе

Статья 1. Основные понятия
В настоящем Законе используются следующие понятия:
1) сервитут – право прохода через лес.
"""


def act(name: str, text: str) -> Act:
    return parse_source(repair_text(text, f"{name}.txt"), Sidecar(name, name, "ru"))


def answer(question: str, *acts: Act) -> Answer:
    corpus, encoder = Corpus(acts), HashingEncoder()
    index = build_index(corpus_texts(corpus), encoder)
    return Answerer(corpus, encoder, index, contacts="1402").ask(Question(question))


def first(found: Answer) -> tuple[str, str]:
    citation = found.passages[0].citation
    return citation.act, citation.eid


def test_definition_comes_before_provisions_with_more_of_the_words() -> None:
    found = answer("Кто такие вторичные землепользователи?", act("land", LAND))
    assert found.status is Status.ANSWERED
    assert found.one_of is None
    assert first(found) == ("land", "art_1__point_1")


def test_bare_term_that_is_a_heading_too_is_answered_by_the_article() -> None:
    found = answer("Вторичные землепользователи", act("land", LAND))
    assert first(found) == ("land", "art_2__para_1")


def test_term_of_several_acts_is_answered_by_each_of_them() -> None:
    found = answer("что такое сервитут", act("land", LAND), act("forest", FOREST))
    assert (found.status, found.one_of) == (Status.ANSWERED, 2)
    assert {passage.citation.act for passage in found.passages[:2]} == {"land", "forest"}
    alone = answer("что такое сервитут", act("forest", FOREST))
    assert alone.status is Status.ANSWERED


@pytest.mark.usefixtures("bundled_model")
@pytest.mark.parametrize(
    ("question", "statuses"),
    [
        ("Ішкі істер органдарындағы қызмет деген не?", {Status.ANSWERED}),
        ("Что такое служба в органах внутренних дел?", {Status.ANSWERED, Status.CLOSEST}),
        ("Служба в органах внутренних дел – это:", {Status.ANSWERED, Status.CLOSEST}),
    ],
)
def test_law_defines_service_in_its_bodies(
    bapta_home: Path, question: str, statuses: set[Status]
) -> None:
    found = model_answerer(bapta_home).ask(Question(question))
    assert found.status in statuses
    assert found.passages[0].citation.eid == "art_1__para_1__subpara_2"


def test_name_of_a_list_is_a_closest_match_at_most() -> None:
    found = answer("Назовите вторичных землепользователей", act("land", LAND))
    assert first(found) == ("land", "art_1__point_1")
    assert found.status is not Status.ANSWERED
