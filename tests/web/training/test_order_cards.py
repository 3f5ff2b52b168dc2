"""Pages of cards whose steps are put in order, of an act that names such steps."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from data.corpus import Corpus, load_corpus
from qa.answerer import Answerer
from qa.drills.card import Card
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.decks import act_of
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.training import card_in, hidden
from tests.helpers.web_app import ACT, client_of

pytestmark = pytest.mark.slow

STEPS = """1-бап. Іріктеу
1. Іріктеу мынадай кезеңдерді қамтиды:
1) құжаттарды салыстыру;
2) әңгімелесу өткізу;
3) денсаулықты куәландыру;
4) сынақ мерзімін белгілеу.
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    corpus = Corpus((load_corpus().default, act_of(STEPS)))
    encoder = HashingEncoder()
    answerer = Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))
    return client_of(tmp_path_factory.mktemp("home"), answerer, language="en")


def begin(client: TestClient) -> tuple[str, Card]:
    page = client.post("/train/other/session", data={"kind": "order"}).text
    return page, card_in(client, page)


@pytest.mark.parametrize("right", [True, False])
def test_answer_ends_with_the_steps_word_for_word(client: TestClient, right: bool) -> None:
    page, card = begin(client)
    main = page[page.index("<main") : page.index("</main>")]
    assert "In which order does the law name these?" in main
    assert "is-right" not in main
    (index,) = card.right
    fields: dict[str, Any] = hidden(page)
    fields["choice"] = str(index if right else (index + 1) % len(card.options))
    told = client.post("/train/other/answer", data=fields).text
    assert f"{'Correct' if right else 'Wrong'}</h1>" in told
    law = told[told.index('class="card law"') :]
    places = [law.index(span.text) for span in card.spec.hidden]
    assert places == sorted(places)


def test_law_without_steps_says_so_and_has_no_exam_of_them(client: TestClient) -> None:
    assert "The law names no steps in order." in client.get("/train").text
    assert client.post(f"/train/{ACT}/session", data={"kind": "order"}).status_code == 422
    terms = {"kind": "order", "count": 5}
    exam = client.post("/train/other/exam", data=terms, follow_redirects=True).text
    assert exam.count('class="exam-card"') == 1
