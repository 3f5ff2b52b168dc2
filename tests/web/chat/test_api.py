"""``POST /api/chat``: the answer of the design, and a problem document for every bad request."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.corpus import load_corpus
from tests.helpers.act_library import library_answerer
from tests.helpers.web_app import (
    ACT,
    EN_FIREARM,
    FIREARM,
    FIREARM_WORDS,
    RU_FIREARM,
    chat,
    client_of,
    model_answerer,
)
from web.chat.schemas import EXAMPLE_ANSWER, EXAMPLE_QUESTION, ChatAnswer

PROBLEM = "application/problem+json"


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path)


@pytest.fixture
def real(tmp_path: Path, bapta_home: Path, bundled_model: Path) -> TestClient:
    return client_of(tmp_path, model_answerer(bapta_home))


def test_the_law_s_own_words_come_first(real: TestClient) -> None:
    answer = chat(real, FIREARM)
    first = answer["passages"][0]
    assert answer["status"] == "answered"
    assert answer["language"] == "kk"
    assert first["quote"] == FIREARM_WORDS
    assert first["citation"]["label"] == "24-баптың 3-тармағы"
    assert first["citation"]["url"] == f"/acts/{ACT}/art_24#art_24__para_3"
    assert first["sha256"] == sha256(FIREARM_WORDS.encode()).hexdigest()


@pytest.mark.parametrize(
    "question",
    [
        RU_FIREARM,
        EN_FIREARM,
    ],
)
def test_other_languages_reach_the_same_provision(real: TestClient, question: str) -> None:
    eids = [passage["citation"]["eid"] for passage in chat(real, question)["passages"]]
    assert "art_24__para_3" in eids[:5]


def test_an_answer_has_the_documented_shape(real: TestClient) -> None:
    for question in (FIREARM, "Салем", "How do I cook pilaf?", "99-бап"):
        answer = chat(real, question)
        assert ChatAnswer.model_validate(answer).model_dump(mode="json") == answer


def test_the_example_of_the_document_is_the_real_answer(real: TestClient) -> None:
    answer = real.post("/api/chat", json=EXAMPLE_QUESTION).json()
    example = json.loads(EXAMPLE_ANSWER.read_text(encoding="utf-8"))
    assert set(answer) == set(example)
    assert answer["status"] == example["status"]
    assert answer["passages"][0]["quote"] == example["passages"][0]["quote"]
    assert answer["passages"][0]["citation"] == example["passages"][0]["citation"]
    document = real.get("/openapi.json").json()
    answered = document["paths"]["/api/chat"]["post"]["responses"]["200"]
    assert answered["content"]["application/json"]["examples"]["answered"]["value"] == example


def test_labels_are_in_the_language_of_the_interface(real: TestClient) -> None:
    labels = [
        chat(real, FIREARM, ui=ui)["passages"][0]["citation"]["label"] for ui in ("kk", "ru", "en")
    ]
    assert labels == ["24-баптың 3-тармағы", "пункт 3 статьи 24", "Article 24, paragraph 3"]


def test_top_k_bounds_the_passages(client: TestClient) -> None:
    assert len(chat(client, "полиция", top_k=2)["passages"]) <= 2


@pytest.mark.parametrize(
    ("question", "problem", "words"),
    [
        ("", "question-empty", "Enter your question."),
        (" \n\t ", "question-empty", "Enter your question."),
        ("а" * 4001, "question-too-long", "must be 4,000 characters or fewer"),
        ("PK\x03\x04\x00\x00", "question-binary", "characters that are not text"),
        ("\ufffe", "question-binary", "characters that are not text"),
    ],
)
def test_what_is_no_question_is_said(
    tmp_path: Path, question: str, problem: str, words: str
) -> None:
    client = client_of(tmp_path, language="en")
    response = client.post("/api/chat", json={"question": question})
    assert response.status_code == 422
    assert response.headers["content-type"] == PROBLEM
    document = response.json()
    assert document["type"] == f"urn:bapta:problem:{problem}"
    assert document["title"] == "Unprocessable Content"
    assert document["status"] == 422
    assert document["at"] == ["question"]
    assert words in document["detail"]


def test_a_thousand_characters_are_a_question(client: TestClient) -> None:
    assert chat(client, "қ" * 4000)["question"] == "қ" * 4000


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (b"", None),
        (b"{", ["1"]),
        (b'"text"', None),
        (b'{"question": "\xff\xfe"}', None),
        (b'{"question": "\\ud800"}', ["question"]),
        (b"[" * 50_000, None),
        (b"{}", ["question"]),
        (b'{"question": null}', ["question"]),
        (b'{"question": 5}', ["question"]),
        (b'{"question": "24-\xd0\xb1\xd0\xb0\xd0\xbf", "language": "de"}', ["language"]),
        (b'{"question": "a", "ui": "auto"}', ["ui"]),
        (b'{"question": "a", "top_k": 0}', ["top_k"]),
        (b'{"question": "a", "top_k": 11}', ["top_k"]),
        (b'{"question": "a", "top_k": "3"}', ["top_k"]),
        (b'{"question": "a", "exact": 1}', ["exact"]),
        (b'{"question": "a", "acts": "x"}', ["acts"]),
        (b'{"question": "a", "session": "<b>"}', ["session"]),
        (b'{"question": "a", "more": 1}', ["more"]),
    ],
)
def test_a_malformed_request_is_a_problem(
    client: TestClient, body: bytes, at: list[str] | None
) -> None:
    response = client.post("/api/chat", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert response.headers["content-type"] == PROBLEM
    assert response.json().get("at") == at


STATEMENTS = "Must the police take back false statements about me?"


@pytest.mark.parametrize("eid", [f"{ACT}:art_6__para_4", f"{ACT}:art_999", "kz-moon:art_1", None])
def test_a_follow_up_is_answered_with_its_context(real: TestClient, eid: str | None) -> None:
    context = [{"question": STATEMENTS, "eid": eid}]
    answer = chat(real, "how soon?", context=context)
    assert answer["status"] == "closest"
    assert answer["searched_as"] == f"{STATEMENTS} how soon?"
    assert answer["passages"][0]["citation"]["eid"] == "art_6__para_4"
    assert chat(real, "how soon?", context=context, exact=True)["searched_as"] is None
    assert chat(real, FIREARM, context=context)["searched_as"] is None


@pytest.mark.parametrize(
    "context",
    [
        None,
        {},
        ["?"],
        [{}],
        [{"question": ""}],
        [{"question": "\x00"}],
        [{"question": "а" * 5000}],
        [{"question": "?", "eid": "art_1"}],
        [{"question": "?", "eid": 1}],
        [{"question": "?", "more": "?"}],
        [{"question": "?"}] * 3,
    ],
)
def test_a_malformed_context_is_a_problem(client: TestClient, context: object) -> None:
    response = client.post("/api/chat", json={"question": "how soon?", "context": context})
    assert response.status_code == 422
    assert response.headers["content-type"] == PROBLEM
    assert response.json()["at"][0].startswith("context")


def test_a_problem_never_repeats_the_question(client: TestClient) -> None:
    response = client.post("/api/chat", json={"question": ["менің құпиям"]})
    assert response.status_code == 422
    assert "құпия" not in response.text


def test_an_act_that_is_not_there(client: TestClient) -> None:
    response = client.post("/api/chat", json={"question": "24-бап", "acts": ["nope"]})
    assert response.status_code == 404
    assert response.json()["type"] == "urn:bapta:problem:no-act"


def test_other_ways_of_calling_are_problems(client: TestClient) -> None:
    wrong_method = client.get("/api/chat")
    assert wrong_method.status_code == 405
    assert wrong_method.headers["content-type"] == PROBLEM
    assert wrong_method.headers["allow"] == "POST"
    nowhere = client.get("/api/nowhere")
    assert (nowhere.status_code, nowhere.headers["content-type"]) == (404, PROBLEM)


def test_a_large_body_is_refused_as_it_comes(client: TestClient) -> None:
    stated = client.post("/api/chat", json={"question": "а" * 70_000})
    assert (stated.status_code, stated.headers["content-type"]) == (413, PROBLEM)
    pieces = (b" " * 10_000 for _ in range(8))
    streamed = client.post(
        "/api/chat", content=pieces, headers={"Content-Type": "application/json"}
    )
    assert streamed.status_code == 413


class Broken:
    """An answerer that fails as no answerer should."""

    corpus = load_corpus()

    def ask(self, question: object, record: object = None) -> object:
        raise RuntimeError("broken")


def test_a_fault_of_ours_is_a_problem_without_details(tmp_path: Path) -> None:
    client = client_of(tmp_path, Broken(), raises=False)  # type: ignore[arg-type]
    response = client.post("/api/chat", json={"question": "24-бап"})
    assert response.status_code == 500
    assert response.headers["content-type"] == PROBLEM
    assert "broken" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_answers_are_not_stored_by_caches(client: TestClient) -> None:
    response = client.post("/api/chat", json={"question": "24-бап"})
    assert response.headers["cache-control"] == "no-store"


def test_no_page_of_documentation_loads_foreign_scripts(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404


def test_health(client: TestClient) -> None:
    health = client.get("/healthz").json()
    # The workers: tests/web/test_background.py.
    assert set(health.pop("workers")) == {"acts", "warming", "replay", "replay-heartbeat"}
    assert health == {
        "status": "ok",
        "acts": 1,
        "provisions": len(load_corpus().default.provisions),
        "corpus": load_corpus().digest,
    }


def test_provision_of_several_acts_gives_choices(tmp_path: Path) -> None:
    client = client_of(tmp_path, library_answerer())
    answer = chat(client, "статья 24", ui="en")
    assert (answer["status"], answer["reason"]) == ("not_covered", "which_act")
    assert answer["message"] == "Which law do you mean? Several laws have such a provision."
    assert answer["passages"] == []
    assert answer["choices"][1] == {
        "act": "gardens",
        "act_title": "О садовых товариществах в Республике Казахстан",
        "language": "ru",
        "label": "Article 24",
        "url": "/acts/gardens/art_24#art_24",
    }
    for choice in answer["choices"]:
        assert client.get(choice["url"]).status_code == 200
    chosen = chat(client, "статья 24", acts=["gardens"])
    assert (chosen["status"], chosen["choices"]) == ("answered", [])
    assert {quote["citation"]["act"] for quote in chosen["passages"]} == {"gardens"}


def test_another_act_is_a_reason_of_its_own(client: TestClient) -> None:
    typed = "статья 5 закона «О <b>статистике</b>»"
    answer = chat(client, typed, ui="en")
    assert (answer["status"], answer["reason"]) == ("not_covered", "other_act")
    assert (answer["passages"], answer["choices"]) == ([], [])
    assert answer["message"] == (
        "The question names another law. Bapta answers only from the laws that it has."
    )


def test_see_also_names_its_act(tmp_path: Path) -> None:
    answer = chat(
        client_of(tmp_path, library_answerer()), "пункт 1 статьи 24 о садовых товариществах"
    )
    title = "О садовых товариществах в Республике Казахстан"
    assert answer["see_also"]
    assert {(link["act"], link["act_title"]) for link in answer["see_also"]} == {("gardens", title)}
