"""Editions of an act: each at its own address, with a page of what changed between two."""

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.corpus import load_corpus
from qa.answerer import Answerer
from qa.quote_verification import QuoteChecker
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.editions import corpus_of_editions
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import ACT, FIREARM_WORDS, chat, client_of, found

pytestmark = pytest.mark.slow

PINNED = f"{ACT}@2026"


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    corpus = corpus_of_editions()
    encoder = HashingEncoder()
    return Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))


@pytest.fixture
def client(tmp_path: Path, answerer: Answerer) -> TestClient:
    return client_of(tmp_path, answerer)


def text_of(page: str) -> str:
    """The words of a part of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_names_of_editions_in_addresses(answerer: Answerer) -> None:
    corpus = answerer.corpus
    assert [corpus.address(act) for act in corpus.editions(ACT)] == [
        f"{ACT}@2026",
        f"{ACT}@2025",
        f"{ACT}@2024",
    ]
    assert corpus.at(f"{ACT}@2025") is corpus.past[0]
    assert corpus.at(ACT) is corpus.acts[0]
    assert load_corpus().address(load_corpus().default) == ACT


def test_an_older_edition_says_so_and_leads_to_the_present_one(client: TestClient) -> None:
    page = client.get(f"/acts/{ACT}@2025/art_24").text
    assert "ескертумен жеңіліске" in page
    assert "Бұл – заңның бұрынғы редакциясы." in page
    assert f'<a href="/acts/{ACT}/art_24">Соңғы редакцияны ашу</a>' in page
    assert f'rel="next" href="/acts/{ACT}@2025/art_25"' in page
    assert f'href="/acts/{ACT}@2025/changes"' in page
    gone = client.get(f"/acts/{ACT}@2024/art_33").text
    assert f'<a href="/acts/{ACT}">Соңғы редакцияны ашу</a>' in gone


@pytest.mark.parametrize("address", [ACT, PINNED])
def test_the_present_edition_has_no_such_notice(client: TestClient, address: str) -> None:
    page = client.get(f"/acts/{address}/art_24").text
    assert FIREARM_WORDS in page
    assert "бұрынғы редакциясы" not in page


def test_the_contents_of_an_act_list_its_editions(client: TestClient) -> None:
    page = client.get(f"/acts/{ACT}").text
    listed = page.partition('id="editions"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]*)"', listed) == [
        f"/acts/{ACT}@2026",
        f"/acts/{ACT}@2026/changes?to=2025",
        f"/acts/{ACT}@2025",
        f"/acts/{ACT}@2025/changes?to=2024",
        f"/acts/{ACT}@2024",
    ]
    assert text_of('<h2 id="editions"' + listed) == (
        "Редакциялар 2026 жылғы соңғы редакция Не өзгерді 2025 жылғы Не өзгерді 2024"
    )
    old = client.get(f"/acts/{ACT}@2024").text
    assert f'<a href="/acts/{ACT}@2024/art_33">' in old
    assert f'href="/acts/{ACT}@2024" lang="kk" aria-current="true"' in old


def test_an_act_of_one_edition_lists_none(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    assert 'id="editions"' not in client.get(f"/acts/{ACT}").text
    assert client.get(f"/acts/{ACT}/changes").status_code == 404


def test_citations_and_links_pin_the_edition(client: TestClient) -> None:
    answer = chat(client, "24-баптың 3-тармағы", top_k=1)
    assert answer["passages"][0]["citation"]["url"] == f"/acts/{PINNED}/art_24#art_24__para_3"
    assert [each["url"] for each in answer["see_also"]] == [f"/acts/{PINNED}/art_24#art_24__para_2"]
    link = r'<a class="anchor" href="([^"]*art_24__para_3)"'
    bare = client.get(f"/acts/{ACT}/art_24").text
    assert re.findall(link, bare) == [f"/acts/{PINNED}/art_24#art_24__para_3"]
    pinned = client.get(f"/acts/{PINNED}/art_24").text
    assert re.findall(link, pinned) == ["#art_24__para_3"]


def test_a_checked_quote_pins_the_edition(answerer: Answerer) -> None:
    found = QuoteChecker(answerer.corpus).check(FIREARM_WORDS, "kk")
    assert [match.citation.url for match in found.matches] == [
        f"/acts/{PINNED}/art_24#art_24__para_3"
    ]


def test_words_are_found_in_an_older_edition(client: TestClient) -> None:
    page = found(client, "ескертумен жеңіліске", f"{ACT}@2025")
    assert f'<a href="/acts/{ACT}@2025/art_24#art_24__para_3">24-баптың 3-тармағы</a>' in page
    none = found(client, "ескертумен жеңіліске")
    assert "Мәтіннен мұндай сөз табылмады." in none


def changed(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<section class="change (\w+)" id="([^"]*)"', page)


def test_what_changed_provision_by_provision(client: TestClient) -> None:
    for address in (f"{ACT}@2025", PINNED, ACT):
        page = client.get(f"/acts/{address}/changes").text
        assert changed(page) == [("added", "art_24__para_2"), ("changed", "art_24__para_3")]
        assert "<del>ескертумен</del> <ins>ескертусіз</ins>" in page
        assert "2 норма өзгерген" in page
        assert f'href="/acts/{PINNED}/art_24#art_24__para_3">24-баптың 3-тармағы</a>' in page


def test_any_two_editions_are_compared_the_earlier_one_first(client: TestClient) -> None:
    page = client.get(f"/acts/{ACT}@2024/changes?to=2025").text
    assert changed(page) == [("removed", "art_33")]
    assert "<del>Ескі бап" in page
    assert f'href="/acts/{ACT}@2024/art_33#art_33"' in page
    assert client.get(f"/acts/{ACT}@2025/changes?to=2024").text == page.replace(
        f"/acts/{ACT}@2024/changes", f"/acts/{ACT}@2025/changes"
    ).replace(f"/acts/{ACT}@2025/changes?to=2024", f"/acts/{ACT}@2025/changes?to=2024")
    same = client.get(f"/acts/{ACT}@2024/changes?to=2024").text
    assert "Екі редакцияның мәтіні бірдей." in same


@pytest.mark.parametrize(
    ("language", "words", "offer"),
    [
        ("kk", "Бұл заңның мұндай редакциясы табылмады.", "Заңның мазмұнын ашу"),
        ("ru", "Такой редакции этого закона здесь нет.", "Открыть содержание закона"),
        ("en", "We do not have this edition of the law.", "Open the contents of this law"),
    ],
)
def test_an_edition_that_is_not_there_offers_the_act(
    tmp_path: Path, answerer: Answerer, language: str, words: str, offer: str
) -> None:
    client = client_of(tmp_path, answerer, language=language)
    for path in ("@1999", "@", "@1999/art_1", "@2025@2024", "@1999/changes", "@2025/changes?to=1"):
        response = client.get(f"/acts/{ACT}{path}")
        assert response.status_code == 404
        assert words in response.text
        assert f'<a href="/acts/{ACT}">{offer}</a>' in response.text


def test_a_provision_that_an_edition_lacks_offers_that_edition(client: TestClient) -> None:
    response = client.get(f"/acts/{ACT}@2025/art_33")
    assert response.status_code == 404
    assert f'<a href="/acts/{ACT}@2025">Заңның мазмұнын ашу</a>' in response.text
    unknown = client.get("/acts/nope@2025")
    assert unknown.status_code == 404
    assert "Мұндай заң табылмады." in unknown.text
