"""Tests of training on several acts, and of forms sent to another act."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from data.corpus import Corpus, load_corpus
from qa.answerer import Answerer
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.training import hidden
from tests.helpers.web_app import ACT, client_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    law = load_corpus().default
    other = replace(law, id="other", title="Басқа", provisions=law.provisions[:120])
    corpus = Corpus((law, other))
    encoder = HashingEncoder()
    answerer = Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))
    return client_of(tmp_path_factory.mktemp("home"), answerer, language="en")


def test_each_act_has_its_page(client: TestClient) -> None:
    assert 'href="/train/other"' in client.get("/train").text
    assert "There are no questions about this law." in client.get("/train/other").text


def test_a_session_of_one_act_does_not_go_on_in_another(client: TestClient) -> None:
    page = client.post(f"/train/{ACT}/session", data={}).text
    for step in ("answer", "next"):
        fields = {**hidden(page), "progress": "", "choice": "0"}
        refused = client.post(f"/train/other/{step}", data=fields)
        assert refused.status_code == 422
        assert "This session cannot continue" in refused.text


def test_exam_is_graded_against_its_own_act(client: TestClient) -> None:
    page = client.post(f"/train/{ACT}/exam", data={"count": 5}, follow_redirects=True).text
    handed = client.post("/train/other/exam/hand-in", data={**hidden(page), "confirm": "1"})
    assert handed.status_code == 200
    assert load_corpus().default.title in handed.text
    saved = client.post("/train/other/exam/csv", data=hidden(handed.text))
    assert saved.headers["content-type"] == "text/csv; charset=utf-8"


def test_every_act_has_its_exam_and_its_index(client: TestClient) -> None:
    assert client.get("/train/other/exam").status_code == 200
    assert client.get("/acts/other/index/duty").status_code == 200
