"""Translations, chips and the official text beside quotes: API, page, private pages, desk."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.corpus import Corpus, load_corpus
from data.reading_aids import AidPart, AidsLibrary
from qa.answerer import Answerer
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.handover import answer, asker, leave, operator
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import ACT, chat, client_of, settings_of
from web.runtime.sources import Sources

pytestmark = pytest.mark.slow

FIREARM = {
    "ru": "Сотрудник органов внутренних дел имеет право применить огнестрельное оружие",
    "en": "An officer of the internal affairs bodies has the right to use a firearm",
}
PICK = f"{ACT}:art_24__para_3"


def card_of(client: TestClient, question: str) -> str:
    page = unescape(client.post("/", follow_redirects=True, data={"question": question}).text)
    return page[page.index('<section class="card') :].split('<p class="actions">')[0]


@pytest.mark.parametrize("ui", ["ru", "en"])
def test_the_interface_has_a_translation_beside_the_quote(tmp_path: Path, ui: str) -> None:
    (passage,) = chat(client_of(tmp_path), "24-баптың 3-тармағы", ui=ui, top_k=1)["passages"]
    translation = passage["translation"]
    assert translation["text"].startswith(FIREARM[ui])
    assert (translation["language"], translation["official"]) == (ui, False)
    assert passage["quote"] == load_corpus().default.by_eid["art_24__para_3"].text
    assert translation["lead_in"] is translation["closing"] is None


def test_a_point_has_its_lead_in_with_the_closing_and_its_heading_translated(
    tmp_path: Path,
) -> None:
    law, client = load_corpus().default, client_of(tmp_path)
    aids = AidsLibrary().aids(law, "ru")
    point, last = (
        chat(client, f"18-баптың {n}) тармақшасы", ui="ru", top_k=1)["passages"][0]["translation"]
        for n in (2, 16)
    )
    provision = law.by_eid["art_18__point_2"]
    assert provision.lead_in is not None
    assert provision.closing is not None
    assert point["lead_in"] == aids.find(provision.lead_in.eid, AidPart.LEAD_IN)
    assert point["lead_in"] == "Сотрудники органов внутренних дел обязаны:"
    assert point["closing"] is last["closing"] is None
    assert last["text"].endswith("вышестоящего по подчиненности начальника.")
    assert point["article_title"] == aids.find("art_18", AidPart.HEADING)


def test_there_is_none_in_the_language_of_the_quote_or_where_aids_are_off(tmp_path: Path) -> None:
    (passage,) = chat(client_of(tmp_path), "24-баптың 3-тармағы", ui="kk", top_k=1)["passages"]
    assert passage["translation"] is None
    assert Sources(settings_of(tmp_path, BAPTA_READING_AIDS="off")).aids.folders == ()
    assert len(Sources(settings_of(tmp_path)).aids.folders) == 2


@pytest.mark.parametrize(
    ("language", "mark", "chip"),
    [
        ("ru", "Неофициальный перевод", "Сотрудник имеет право"),
        ("en", "Unofficial translation", "An officer may"),
    ],
)
def test_the_page_marks_the_translation_and_says_who_and_what(
    tmp_path: Path, language: str, mark: str, chip: str
) -> None:
    card = card_of(client_of(tmp_path, language=language), "24-баптың 3-тармағы")
    quote, translation = card.split('<section class="translation"')
    assert mark not in quote
    assert f'<p class="aid-mark" data-aid>{mark}</p>' in translation
    assert f'<div class="aid" lang="{language}">' in translation
    assert FIREARM[language] in translation
    assert "data-copy" not in translation.split("</section>")[0]
    assert f'<a class="right" href="/acts/{ACT}/index/right/officer">{chip}</a>' in quote


def test_a_quote_says_before_it_that_a_translation_follows(tmp_path: Path) -> None:
    for language, words in (("ru", "Перевод ниже."), ("en", "The translation is below.")):
        card = card_of(client_of(tmp_path, language=language), "24-баптың 3-тармағы")
        assert words in card.split("</p>")[0]
    assert "Аудармасы" not in card_of(client_of(tmp_path), "24-баптың 3-тармағы")


def test_the_kazakh_page_has_chips_and_no_translation(tmp_path: Path) -> None:
    card = card_of(client_of(tmp_path), "24-баптың 3-тармағы")
    assert ">Қызметкер құқылы</a>" in card
    assert "data-translation" not in card


def test_each_act_has_its_official_text_or_says_that_there_is_none(tmp_path: Path) -> None:
    law = replace(load_corpus().default, official_url="https://law.example/own")
    encoder = HashingEncoder()
    index = build_index(corpus_texts(Corpus((law,))), encoder)
    own = client_of(tmp_path, Answerer(Corpus((law,)), encoder, index), language="en")
    general = client_of(tmp_path, language="en", BAPTA_OFFICIAL_URL="https://law.example/all")
    none = client_of(tmp_path, language="en")
    for client, address in ((own, "own"), (general, "all")):
        for page in (card_of(client, "24-бап"), client.get(f"/acts/{ACT}/art_24").text):
            assert f'href="https://law.example/{address}" rel="external noreferrer"' in page
            assert "The text comes from" not in page
    for page in (card_of(none, "24-бап"), unescape(none.get(f"/acts/{ACT}/art_24").text)):
        assert "The text comes from a file that this service was given." in page
    page = unescape(none.get(f"/acts/{ACT}").text)
    assert "that this service was given. There is no link to the official text yet." in page
    assert law.source not in page


def test_private_pages_and_the_desk_show_translations(tmp_path: Path) -> None:
    visitor, staff = asker(tmp_path), operator(tmp_path)
    reference, link = leave(visitor)
    case = f"/desk/handover/{reference}"
    searched = staff.post(
        case, data={"question": "24-баптың 3-тармағы", "pick": PICK}, follow_redirects=True
    ).text
    assert searched.count(FIREARM["en"]) == 1
    assert answer(staff, reference, pick=PICK).status_code == 303
    for page in (visitor.get(link), staff.get(f"/desk/handover/{reference}")):
        assert FIREARM["en"] in page.text
    desk = staff.post("/desk", data={"question": "24-баптың 3-тармағы"}).text
    assert FIREARM["en"] in desk
    # What is sent quotes the law alone.
    form = {"pick": [PICK], "reply_language": "en"}
    reply = staff.post("/desk/reply", data=form, follow_redirects=True).text
    assert re.search(r'id="reply-text"', reply)
    assert FIREARM["en"] not in reply


def test_a_translation_is_of_the_whole_provision_where_a_part_is_quoted(tmp_path: Path) -> None:
    client = client_of(tmp_path, language="en")
    folded = card_of(client, "25-баптың 2-тармағы").split('<div class="actions">')[0]
    assert '<details class="fold">' in folded
    assert ">Unofficial translation of the whole provision</p>" in folded
    whole = card_of(client, "статья 24 пункт 3").split('<div class="actions">')[0]
    assert ">Unofficial translation</p>" in whole
    assert "Unofficial translation of the whole provision" not in whole
