"""Parts of the desk's tests: clients that are signed in, and acts in two editions."""

import re
from pathlib import Path

from starlette.testclient import TestClient

from data.corpus import Corpus
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from embeddings.encoders.hashing import HashingEncoder
from qa.answerer import Answerer, Answering
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.web_app import client_of
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
