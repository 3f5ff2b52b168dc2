"""Quotes are checked on the command line and over HTTP."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from data.corpus import load_corpus
from qa.answerer import Answerer
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.hashing_encoder import HashingEncoder
from web.app import create_app
from web.cli.main import main
from web.settings import read_settings

pytestmark = pytest.mark.slow

QUOTE = "атыс қаруын ескертусіз жеңіліске қолдану құқығы бар"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    corpus, encoder = load_corpus(), HashingEncoder()
    answerer = Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))
    home = str(tmp_path_factory.mktemp("home"))
    return TestClient(create_app(answerer, read_settings({"HOME": home, "BAPTA_HOME": home})))


def test_an_exact_quote_over_http(client: TestClient) -> None:
    answer = client.post("/api/quotes/check", json={"quote": QUOTE, "ui": "en"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    assert (found["verdict"], found["nearest"], found["diff"]) == ("exact", None, [])
    (match,) = found["matches"]
    assert match["quote"] == QUOTE
    assert match["citation"]["eid"] == "art_24__para_3"
    assert match["citation"]["url"] == "/acts/kz-internal-affairs/art_24#art_24__para_3"


def test_a_quote_that_differs_over_http(client: TestClient) -> None:
    body = {"quote": QUOTE.replace("ескертусіз", "ескертіп")}
    found = client.post("/api/quotes/check", json=body).json()
    assert found["verdict"] == "differs"
    assert {"kind": "new", "text": "ескертіп"} in found["diff"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"quote": ""}, 422),
        ({"quote": "а\x00"}, 422),
        ({"quote": QUOTE, "more": 1}, 422),
        ({"quote": QUOTE, "acts": ["nowhere"]}, 404),
    ],
)
def test_what_cannot_be_checked_is_a_problem(
    client: TestClient, body: dict[str, object], status: int
) -> None:
    answer = client.post("/api/quotes/check", json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAPTA_HOME", str(tmp_path))
    run = CliRunner()
    exact = run.invoke(main, ["check-quote", QUOTE, "--ui", "ru"])
    assert exact.exit_code == 0
    assert exact.stdout.splitlines()[:2] == [
        "Exact.",
        "пункт 3 статьи 24 · Қазақстан Республикасының ішкі істер органдары туралы",
    ]
    differs = run.invoke(main, ["check-quote", "-"], input=QUOTE.replace("бар", "жоқ"))
    assert differs.exit_code == 1
    assert "құқығы [-бар.-] {+жоқ+}" in differs.stdout
    none = run.invoke(main, ["check-quote", "Салық жыл сайын төленеді", "--json"])
    assert (none.exit_code, json.loads(none.stdout)["verdict"]) == (1, "not_found")
    wrong = run.invoke(main, ["check-quote", ""])
    assert (wrong.exit_code, wrong.stderr) == (2, "bapta: The quote is empty.\n")
