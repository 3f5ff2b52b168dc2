"""Suggestions for a next question: where they come from, and what is never suggested."""

import re
from html import unescape
from pathlib import Path

import pytest

from data.question_bank import BankQuestion
from qa.answer import Answer, Question
from qa.retrieval.bank_index import shipped_bank
from tests.helpers.web_app import ACT, PILAF, client_of, law_answerer
from web.chat.suggestions import MAX_SUGGESTIONS, Suggestions

pytestmark = pytest.mark.slow


def answer_to(question: str) -> Answer:
    return law_answerer().ask(Question(question, ui="ru"))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_suggestions_are_of_neighbouring_provisions_in_the_language(language: str) -> None:
    answer = answer_to("статья 24 пункт 3")
    corpus = law_answerer().corpus
    suggested = Suggestions(corpus).after(answer, language)
    assert len(suggested) == MAX_SUGGESTIONS
    entries = {(each.question, each.language): each for each in shipped_bank(corpus)}
    chosen = [entries[question, language] for question in suggested]
    quoted = {quote.citation.eid for quote in answer.passages}
    assert all(quoted.isdisjoint(each.eids) for each in chosen)
    assert chosen[0].eids[0].startswith("art_24")


def test_colloquial_question_is_not_suggested() -> None:
    bank = [
        BankQuestion("мент обязан?", "ru", ACT, ("art_24__para_1",), is_colloquial=True),
        BankQuestion("Обязан ли сотрудник?", "ru", ACT, ("art_24__para_1",)),
    ]
    suggestions = Suggestions(law_answerer().corpus, bank)
    assert suggestions.after(answer_to("статья 24 пункт 3"), "ru") == ("Обязан ли сотрудник?",)


def test_nothing_is_suggested_twice_after_a_refusal_or_in_danger() -> None:
    corpus = law_answerer().corpus
    bank = [BankQuestion(f"Вопрос {n}?", "ru", ACT, (f"art_24__para_{n}",)) for n in (1, 2, 3)]
    suggestions = Suggestions(corpus, bank)
    answer = answer_to("статья 24 пункт 3")
    assert set(suggestions.after(answer, "ru")) == {"Вопрос 1?", "Вопрос 2?"}
    assert suggestions.after(answer, "ru", ["вопрос 1"]) == ("Вопрос 2?",)
    assert suggestions.after(answer, "en") == ()
    assert suggestions.after(answer_to("статья 99"), "ru") == ()
    assert suggestions.after(answer_to("Меня бьёт муж, статья 24 пункт 3"), "ru") == ()


def test_page_and_script_offer_them_under_the_latest_answer(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="ru")
    client.follow_redirects = True
    asked = {"question": "статья 24 пункт 3", "earlier": "~статья 5"}
    for more, path in (({}, "/"), ({"only_turn": "1"}, "/"), ({}, "/widget/frame?lang=ru")):
        page = unescape(client.post(path, data={**asked, **more}).text)
        (offered,) = re.findall(r'<section class="examples next">.*?</section>', page, re.DOTALL)
        assert "Можно спросить ещё" in offered
        assert offered.count('<button class="example">') == MAX_SUGGESTIONS
    assert "examples next" not in client.post("/", data={"question": PILAF}).text
