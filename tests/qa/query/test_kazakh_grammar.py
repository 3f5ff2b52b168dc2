"""Kazakh grammar: Kazakh with Russian words is told from Russian, with and without its letters."""

import pytest

from data.corpus import load_corpus
from qa.query.rewriting import QueryRewriter
from qa.retrieval.bank_index import shipped_bank


@pytest.fixture(scope="module")
def reader() -> QueryRewriter:
    corpus = load_corpus()
    return QueryRewriter(corpus, shipped_bank(corpus))


@pytest.mark.parametrize(
    "text",
    [
        "жалоба бермесем бола ма",
        "протокол толтырмасам не болады",
        "допроска бармасак штраф сала ма",
        "заявление жазсак рассмотреть ете ме",
    ],
)
def test_kazakh_with_russian_words_is_kazakh(reader: QueryRewriter, text: str) -> None:
    assert {each.language for each in reader.variants(text, None, exact=False)} == {"kk"}
    assert reader.variants(text, "ru", exact=False)[0].language == "ru"


@pytest.mark.parametrize(
    "text",
    [
        "Имеют ли право забрать телефон?",
        "ба, это полиция",
        "какие награды дают",
        "бар ма в отделе и кто его закроет",
        "оклады участковых полицейских",
        "победы полиции",
        "бригады скорой помощи",
        "найди закон о полиции",
        "гримаса полицейского",
        "витамин в колбасах",
    ],
)
def test_russian_is_not_taken_for_kazakh(reader: QueryRewriter, text: str) -> None:
    assert reader.variants(text, None, exact=False)[0].language == "ru"
