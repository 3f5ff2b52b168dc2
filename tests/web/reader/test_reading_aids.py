"""Reading aids on the pages of the reader, and searches in another language than the text."""

import json
import logging
import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.corpus import Corpus, load_corpus
from data.reading_aids import AidsLibrary
from qa.answerer import Answerer
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.editions import changed_edition
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import ACT, client_of, found

pytestmark = pytest.mark.slow

HEADING = {
    "ru": "Обжалование действий (бездействия) сотрудника органов внутренних дел",
    "en": "Complaints against the actions (inaction) of an officer of the internal affairs bodies",
}
COUNTS = {
    "ru": "Значение имеет текст закона на казахском языке, а не этот перевод.",
    "en": "What counts is the text of the law in Kazakh, not this translation.",
}


TITLE = {
    "ru": "Об органах внутренних дел Республики Казахстан · Закон Республики Казахстан"
    " · новая редакция",
    "en": "On the Internal Affairs Bodies of the Republic of Kazakhstan"
    " · Law of the Republic of Kazakhstan · new edition",
}


@pytest.fixture(params=["ru", "en"])
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, TestClient]:
    return request.param, client_of(tmp_path, language=request.param)


def test_headings_and_provisions_are_translated_and_marked(reader: tuple[str, TestClient]) -> None:
    language, client = reader
    law = load_corpus().default
    contents = unescape(client.get(f"/acts/{ACT}").text)
    assert contents.count(f'<span class="aid" lang="{language}">') == len(law.articles) + 9 + 1
    for page in (contents, client.get("/").text, client.get("/acts").text):
        named = re.search(
            r'<span class="aid"[^>]*><span class="unseen".*?</span> (.*?)</span>', page
        )
        assert named is not None
        assert named[1] == TITLE[language]
    article = unescape(client.get(f"/acts/{ACT}/art_31").text)
    for page in (contents, article):
        assert f'<span class="aid" lang="{language}">{HEADING[language]}</span>' in page
        assert page.count(COUNTS[language]) == 1
    assert f'<span class="words">{law.by_eid["art_31"].text}</span>' in article
    translation = AidsLibrary().aids(law, language).find("art_31")
    assert re.search(rf'<p class="aid" lang="{language}"><span class="unseen"[^>]*>', article)
    assert f"</span> {translation}</p>" in article


@pytest.mark.parametrize(("language", "aids"), [("ru", "off"), ("kk", "on")])
def test_no_translation_where_they_are_off_or_the_page_is_in_kazakh(
    tmp_path: Path, language: str, aids: str
) -> None:
    client = client_of(tmp_path, language=language, BAPTA_READING_AIDS=aids)
    for path in ("", "/art_31", "/index/right"):
        assert 'class="aid' not in client.get(f"/acts/{ACT}{path}").text


def test_an_aid_of_changed_words_is_not_shown(tmp_path: Path) -> None:
    corpus = Corpus((changed_edition(load_corpus().default),))
    encoder = HashingEncoder()
    answerer = Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))
    page = unescape(client_of(tmp_path, answerer, language="en").get(f"/acts/{ACT}/art_24").text)
    assert "The conditions and restrictions of the use of physical force" in page
    assert "without warning" not in page


def test_own_aids_replace_single_ones_and_damage_costs_only_the_aids(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = tmp_path / "acts" / f"{ACT}.aids.en.jsonl"
    own.parent.mkdir()
    digest = load_corpus().default.by_eid["art_31"].sha256
    aid = {"eid": "art_31", "part": "text", "sha256": digest, "text": "Anybody may complain."}
    own.write_text(json.dumps(aid), "utf-8")
    client = client_of(tmp_path, language="en")
    assert "Anybody may complain." in client.get(f"/acts/{ACT}/art_31").text
    own.write_text("{", "utf-8")
    with caplog.at_level(logging.WARNING, "bapta.aids"):
        page = client.get(f"/acts/{ACT}/art_31")
    assert page.status_code == 200
    assert 'class="aid' not in page.text
    assert f"The reading aid at {own}, line 1 needs" in caplog.text


@pytest.mark.parametrize(
    ("language", "words", "eid"),
    [
        ("ru", "огнестрельным оружием", "art_24__para_3"),
        ("en", "firearms", "art_24__para_3"),
        # Typed on the Kazakh page.
        ("kk", "огнестрельное оружие", "art_24__para_3"),
        ("ru", "ескертусіз", "art_24__para_3"),
    ],
)
def test_words_are_found_through_the_translation(
    tmp_path: Path, language: str, words: str, eid: str
) -> None:
    page = unescape(found(client_of(tmp_path, language=language), words))
    assert f'href="/acts/{ACT}/art_24#{eid}"' in page
    told = {
        "ru": "Текст этого закона – на казахском языке.",
        "en": "The text of this law is in Kazakh.",
        "kk": "Бұл заңның мәтіні қазақ тілінде.",
    }
    assert told[language] in page
    assert f'<input type="hidden" name="question" value="{words}">' in page


def test_without_aids_words_are_found_through_the_glossary(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="ru", BAPTA_READING_AIDS="off")
    page = found(client, "огнестрельное оружие")
    assert f'href="/acts/{ACT}/art_24#art_24__para_3"' in page
    assert re.search(r'<p lang="kk">.*<mark>', page)


def test_results_have_an_address_without_the_words(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="ru", BAPTA_ROOT_PATH="/law")
    sent = client.post(f"/acts/{ACT}/find", data={"words": "оружие"})
    address, cookie = sent.headers["location"], sent.headers["set-cookie"]
    assert re.fullmatch(rf"/law/acts/{ACT}/find/[A-Za-z0-9_-]{{16}}", address)
    assert f"Path={address}" in cookie
    assert "HttpOnly" in cookie
    path = address.removeprefix("/law")
    client.cookies.clear()
    for wrong in ("", "find=%%%", "find=0L7RgNGD0LbQuNC"):
        gone = client.get(path, headers={"Cookie": wrong})
        assert gone.status_code == 200
        assert "Слова этого поиска больше не хранятся." in gone.text
    assert gone.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_long_article_has_contents(tmp_path: Path, language: str) -> None:
    client, law = client_of(tmp_path, language=language), load_corpus().default
    aids, long = AidsLibrary().aids(law, language), []
    for article in law.articles:
        page = unescape(client.get(f"/acts/{ACT}/{article.eid}").text)
        parts = [each for each in law.under(article.eid) if each is not article]
        listed = re.findall(
            r'<li(?: class="inner")?><a href="#([^"]+)">(?:<span class="number">([^<]*)</span> )?'
            r'<span class="(words|aid)" lang="(..)">([^<]+)</span></a></li>',
            page,
        )
        assert ('<nav class="in-article"' in page) is (len(parts) > 8) is bool(listed)
        if not listed:
            continue
        long.append(article.eid)
        # Every part that has words leads to its place.
        assert [each[0] for each in listed] == [each.eid for each in parts if each.text]
        for eid, number, kind, told, words in listed:
            assert page.count(f'id="{eid}"') == 1
            assert number.rstrip(".)") == (law.by_eid[eid].number or "") or not number
            translated = aids.find(eid)
            assert (kind, told) == (("aid", language) if translated else ("words", "kk"))
            whole = " ".join((translated or law.by_eid[eid].text).split())
            assert whole.startswith(words.rstrip("…"))
        marked = '<p class="aid-mark">' in page.split('<nav class="in-article"')[1]
        assert marked is (language != "kk")
    assert {"art_14", "art_15", "art_16", "art_17"} <= set(long)
    assert "art_24" not in long


def test_contents_are_in_the_words_of_the_law_without_aids(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="ru", BAPTA_READING_AIDS="off")
    page = unescape(client.get(f"/acts/{ACT}/art_16").text)
    contents = page.split('<nav class="in-article"')[1].split("</nav>")[0]
    assert '<nav class="in-article" aria-label="В этой статье">' in page
    assert contents.count('<span class="words" lang="kk">') >= 60
    assert 'class="aid' not in contents
