"""Parts of the desk's tests: clients that are signed in, and acts in two editions."""

import re
from collections.abc import Sequence
from pathlib import Path

from starlette.testclient import TestClient

from data.corpus import Corpus
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.question_bank import BankQuestion
from qa.answer import Answer, Listing, Question
from qa.answerer import Answerer, Answering, StepRecorder
from qa.retrieval.indexing import build_index, corpus_texts
from qa.retrieval.question_similarity import QuestionVectors
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import client_of, law_answerer
from web.accounts.auth import Accounts
from web.accounts.repository import AccountRepository
from web.accounts.roles import Role
from web.http.site import AppState
from web.runtime.composition import SharedResources

OLD = """1-бап. Міндеттер
1. Полиция мыналарға міндетті:
1) үш күн ішінде жауап беруге;
2) тәртіпті сақтауға міндетті.
2-бап. Күшін жоятын норма
Бұл бөлік кейін жойылады.
"""
NEW = """1-бап. Міндеттер
1. Полиция мыналарға міндетті:
1) бес күн ішінде жауап беруге;
2) тәртіпті сақтауға міндетті.
"""


def edition(text: str, name: str, supersedes: str | None = None) -> Act:
    sidecar = Sidecar(
        id="small", title="Шағын заң", language="kk", edition_id=name, supersedes=supersedes
    )
    return parse_text(text, sidecar, f"{name}.txt")


def small_answerer(*, changed: bool) -> Answerer:
    """An act of two articles, or of its second edition, which changed one and dropped the other."""
    old = edition(OLD, "first")
    corpus = Corpus((edition(NEW, "second", "first"),), (old,)) if changed else Corpus((old,))
    encoder = HashingEncoder()
    return Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))


def app_state(client: TestClient) -> AppState:
    site: AppState = client.app.state.site  # type: ignore[attr-defined]
    return site


class Switch:
    """An answerer whose acts may change while the server runs."""

    def __init__(self) -> None:
        self.now: Answering = law_answerer()

    @property
    def corpus(self) -> Corpus:
        return self.now.corpus

    @property
    def bank(self) -> tuple[BankQuestion, ...]:
        return self.now.bank

    def ask(self, question: Question, record: StepRecorder | None = None) -> Answer:
        return self.now.ask(question, record)

    def cached(self, question: Question) -> Answer | None:
        return self.now.cached(question)

    def listing(self, question: Question, limit: int = 50) -> Listing:
        return self.now.listing(question, limit)

    def encode_questions(self, questions: Sequence[Question]) -> QuestionVectors:
        return self.now.encode_questions(questions)

    def restored(self, text: str, language: str) -> str:
        return self.now.restored(text, language)


def signed_in(
    home: Path,
    role: Role | None,
    answerer: Answering | None = None,
    parts: SharedResources | None = None,
    **variables: str,
) -> TestClient:
    """A client of an account with ``role``, in English; None is nobody."""
    client = client_of(
        home, answerer, language="en", raises=True, parts=parts, BAPTA_SECRET=SECRET, **variables
    )
    if role is not None:
        site = app_state(client)
        name = role.value
        if not any(row.name == name for row in site.features.get(Accounts).repository.all()):
            add_account(site.database, name, role)
        token = AccountRepository(site.database).sign_in(name, PASSWORD)
        signer = site.features.get(Accounts).signer
        assert token is not None
        client.cookies.set("bapta", signer.cookie(token))
        client.headers["X-CSRF-Token"] = signer.form_token(token)
    return client


def texts(page: str, pattern: str) -> list[str]:
    return [re.sub(r"\s+", " ", found).strip() for found in re.findall(pattern, page, re.DOTALL)]
