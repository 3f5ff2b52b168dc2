"""Parts of the web tests: answerers over the real law, and clients that call the application."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from data.corpus import Corpus, load_corpus
from data.question_bank import BankQuestion
from data.reading_aids import AidsLibrary
from qa.answer import Answer, Listing, Question
from qa.answer_cache import AnswerCache
from qa.answerer import Answerer, Answering, StepRecorder
from qa.retrieval.indexing import build_index, corpus_texts
from qa.retrieval.question_similarity import QuestionVectors
from tests.helpers.hashing_encoder import HashingEncoder
from web.app import create_app
from web.runtime.composition import SharedResources, compose_answerer, make_index
from web.settings import SETTINGS, Settings, read_settings

ACT = "kz-internal-affairs"
FIREARM = "Полиция қызметкері атыс қаруын қашан ескертусіз қолдана алады?"
FIREARM_WORDS = (
    "Егер қол сұғушылық жеке тұлғаның немесе қызметкердің өзінің өмірі мен денсаулығына тікелей "
    "қауіпті болса не өзге де ауыр салдарға әкеп соқса, ішкі істер органдары қызметкерінің атыс "
    "қаруын ескертусіз жеңіліске қолдану құқығы бар."
)
RU_FIREARM = "Когда сотрудник полиции может применить огнестрельное оружие без предупреждения?"
EN_FIREARM = "When may a police officer use a firearm without warning?"
LATIN = "Politsiia qyzmetkeri atys qaruyn qashan eskertusiz qoldana alady?"
PILAF = "Палауды қалай пісіреді?"
AS_SUPPLIED = {
    "kk": "Мәтін бізге берілген күйінде көрсетілген және қолданыстағы редакциямен салыстырылмаған.",
    "ru": "Текст приведён в том виде, в каком получен, и не сверен с действующей редакцией.",
    "en": "The text is shown as we received it. It has not been checked against the law in force.",
}


@cache
def law_answerer() -> Answerer:
    """The real law with the encoder of the tests: references and shared words are found."""
    return _law_answerer(aids=AidsLibrary())


def caching_answerer() -> Answerer:
    """The real law as a server answers from it, with an empty answer cache."""
    return _law_answerer(cache=AnswerCache())


def _law_answerer(**options: Any) -> Answerer:
    corpus, encoder = load_corpus(), HashingEncoder()
    index = build_index(corpus_texts(corpus), encoder)
    return Answerer(corpus, encoder, index, contacts="1402", **options)


class LawAnswering:
    """The answerer of the real law, for tests that count or hold up what it is asked."""

    @property
    def corpus(self) -> Corpus:
        return law_answerer().corpus

    @property
    def bank(self) -> tuple[BankQuestion, ...]:
        return law_answerer().bank

    def ask(self, question: Question, record: StepRecorder | None = None) -> Answer:
        return law_answerer().ask(question, record)

    def cached(self, question: Question) -> Answer | None:
        return law_answerer().cached(question)

    def listing(self, question: Question, limit: int = 50) -> Listing:
        return law_answerer().listing(question, limit)

    def encode_questions(self, questions: Sequence[Question]) -> QuestionVectors:
        return law_answerer().encode_questions(questions)

    def restored(self, text: str, language: str) -> str:
        return law_answerer().restored(text, language)


@cache
def model_answerer(home: Path) -> Answerer:
    """The real law with the bundled model, which stands in ``home``."""
    settings = read_settings({"BAPTA_HOME": str(home)})
    make_index(settings)
    return compose_answerer(settings)


def settings_of(home: Path, **variables: str) -> Settings:
    """Settings with no rate limit and no journal, but for what ``variables`` say."""
    plain = {"BAPTA_HOME": str(home), "BAPTA_RATE_LIMIT": "0", "BAPTA_JOURNAL": "off"}
    return read_settings({**plain, **variables})


def without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the settings of whoever runs the tests out of the environment."""
    for each in SETTINGS:
        monkeypatch.delenv(each.name, raising=False)


def client_of(
    home: Path,
    answerer: Answering | None = None,
    *,
    language: str = "kk",
    raises: bool = True,
    parts: SharedResources | None = None,
    **variables: str,
) -> TestClient:
    """A client whose browser prefers ``language``; it follows no redirect."""
    settings = settings_of(home, **variables)
    return TestClient(
        create_app(answerer or law_answerer(), settings, parts),
        root_path=settings.root_path,
        headers={"Accept-Language": language},
        follow_redirects=False,
        raise_server_exceptions=raises,
    )


def chat(client: TestClient, question: str, **members: Any) -> dict[str, Any]:
    """The answer of the interface."""
    response = client.post("/api/chat", json={"question": question, **members})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def found(client: TestClient, words: str, address: str = ACT) -> str:
    """The page of results of a search in the text of an act."""
    sent = client.post(f"/acts/{address}/find", data={"words": words})
    assert sent.status_code == 303, sent.text
    response = client.get(sent.headers["location"])
    assert response.status_code == 200, response.text
    return response.text
