"""The index of an act: every norm word for word, by kind, with the words that tell it marked."""

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.corpus import load_corpus
from data.norms import NormKind, find_norms
from qa.answerer import Answerer
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.editions import corpus_of_editions
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import ACT, client_of

pytestmark = pytest.mark.slow


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(tmp_path, language="en")


def quotes(page: str) -> list[list[str]]:
    """The paragraphs of every quote, without marks."""
    return [
        [unescape(re.sub("<[^>]+>", "", part)) for part in re.findall(r"<p[^>]*>(.*?)</p>", quote)]
        for quote in re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", page, re.S)
    ]


@pytest.mark.parametrize("kind", list(NormKind))
def test_every_provision_of_a_kind_is_there_word_for_word(
    client: TestClient, kind: NormKind
) -> None:
    law = load_corpus().default
    wanted = []
    for eid in dict.fromkeys(norm.eid for norm in find_norms(law) if norm.kind is kind):
        it = law.by_eid[eid]
        own_closing = it.closing and it.closing.eid == eid
        closing = None if own_closing or not it.closing else it.closing.text
        wanted.append([t for t in (it.lead_in and it.lead_in.text, it.text, closing) if t])
    assert quotes(client.get(f"/acts/{ACT}/index/{kind}/all").text) == wanted


def test_a_duty_shows_its_lead_in_and_closing(client: TestClient) -> None:
    page = unescape(client.get(f"/acts/{ACT}/index/duty/officer").text)
    start = page.index(f'href="/acts/{ACT}/art_18#art_18__point_2"')
    entry = page[start : page.index("</blockquote>", start)]
    assert '<p class="lead">Ішкі істер органдарының қызметкерлері:</p>' in entry
    assert "өздерін таныстыруға және қызметтік куәлігін көрсетуге;" in entry
    assert '<p class="closing"><mark>міндетті</mark></p>' in entry


def test_a_translated_point_says_whose_duty_it_is(tmp_path: Path) -> None:
    page = unescape(client_of(tmp_path, language="ru").get(f"/acts/{ACT}/index/duty/officer").text)
    start = page.index(f'href="/acts/{ACT}/art_18#art_18__point_2"')
    entry = page[page.index("</blockquote>", start) :].split("</div>")[0]
    aids = re.findall(r'<p class="aid" lang="ru"><span.*?</span> (.*?)</p>', entry)
    assert aids[0] == "Сотрудники органов внутренних дел обязаны:"
    assert aids[1].startswith("при обращении с физическими лицами представляться")


def test_the_kinds_are_counted(client: TestClient) -> None:
    page = client.get(f"/acts/{ACT}/index").text
    tallies = re.findall(r'/index/([a-z]+)"[^>]*>[^<]*<span class="tally">([0-9]+)', page)
    assert tallies == [
        ("right", "63"),
        ("duty", "50"),
        ("prohibition", "5"),
        ("competence", "116"),
        ("time", "6"),
    ]


def test_the_rights_of_people_come_first(client: TestClient) -> None:
    pages = [client.get(f"/acts/{ACT}/index/right{end}").text for end in ("", "/citizen")]
    assert quotes(pages[0]) == quotes(pages[1])
    tallies = re.findall(r'/index/right/([a-z]+)"[^>]*>[^<]*<span class="tally">([0-9]+)', pages[0])
    assert tallies == [("citizen", "6"), ("officer", "12"), ("body", "43"), ("all", "63")]
    shown = re.findall(rf'href="/acts/{ACT}/art_[0-9]+#([a-z0-9_]+)"', pages[0])
    assert shown == [
        *("art_6__para_2", "art_8__para_3", "art_9__para_2", "art_9__para_2__subpara_2"),
        *("art_20__para_1", "art_31"),
    ]


def test_a_kind_that_people_have_none_of_shows_all(client: TestClient) -> None:
    page = client.get(f"/acts/{ACT}/index/competence").text
    assert 'index/competence/all" aria-current="page"' in page


def test_the_act_leads_to_its_index(client: TestClient) -> None:
    assert f'href="/acts/{ACT}/index"' in client.get(f"/acts/{ACT}").text


@pytest.mark.parametrize(
    "path", [f"/acts/{ACT}/index/nonsense", f"/acts/{ACT}/index/right/nobody", "/acts/nope/index"]
)
def test_what_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_older_edition_has_its_own_index(tmp_path: Path) -> None:
    corpus = corpus_of_editions()
    encoder = HashingEncoder()
    answerer = Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))
    client = client_of(tmp_path, answerer, language="en")
    now = client.get(f"/acts/{ACT}/index/duty/officer").text
    before = client.get(f"/acts/{ACT}@2025/index/duty/officer").text
    assert f'href="/acts/{ACT}@2026/art_24#art_24__para_2"' in now
    assert "art_24__para_2" not in before
    assert f'href="/acts/{ACT}">' in before


def test_an_act_without_norms_says_so(tmp_path: Path) -> None:
    acts = tmp_path / "acts"
    acts.mkdir()
    (acts / "poem.txt").write_text("Бірінші сөйлем. Екінші сөйлем.\n", encoding="utf-8")
    (acts / "poem.toml").write_text('id = "poem"\ntitle = "Өлең"\nlanguage = "kk"\n', "utf-8")
    corpus = load_corpus(acts)
    encoder = HashingEncoder()
    answerer = Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))
    page = client_of(tmp_path, answerer, language="en").get("/acts/poem/index").text
    assert "There are no provisions in this section." in page
