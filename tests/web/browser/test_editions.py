"""Pages of acts with editions and parallel versions, and pages of errors, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from data.corpus import Corpus
from data.metadata import Sidecar
from data.parsing.parser import parse_text
from qa.answerer import Answerer
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.browser import CHROMIUM, Visitor, free_port, page_width, picture, serious, served
from tests.helpers.editions import RUSSIAN, corpus_of_editions
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import ACT, settings_of
from web.app import create_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

PAGES = {
    "acts": "/acts",
    "act": f"/acts/{ACT}",
    "older-act": f"/acts/{ACT}@2025",
    "older-article": f"/acts/{ACT}@2025/art_24",
    "source": f"/acts/{ACT}/art_21?source=1",
    "preamble": f"/acts/{ACT}/preamble",
    "changes": f"/acts/{ACT}@2025/changes",
    "all-changes": f"/acts/{ACT}@2024/changes",
    "beside-edition": f"/acts/{ACT}/art_24?beside={ACT}@2025",
    "beside-language": f"/acts/{ACT}/art_6?beside=law-ru",
    "privacy": "/privacy",
    "no-article": f"/acts/{ACT}/art_99",
    "no-act": "/acts/nothing",
    "no-edition": f"/acts/{ACT}@1999",
    "no-page": "/nothing",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The law in three editions, and a part of it in Russian."""
    of_editions = corpus_of_editions()
    facts = Sidecar("law-ru", "Об органах внутренних дел", "ru", parallel_of=ACT)
    russian = parse_text(RUSSIAN, facts, "ru.txt")
    corpus = Corpus((*of_editions.acts, russian), of_editions.past)
    encoder = HashingEncoder()
    answerer = Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))
    settings = settings_of(
        tmp_path_factory.mktemp("home"), BAPTA_OFFICIAL_URL="https://law.example/act"
    )
    with served(create_app(answerer, settings), free_port()) as origin:
        yield origin


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, site: str, look: str) -> None:
    size = "large" if look == "dark" else "normal"
    with Visitor(browser, site, reduced_motion="reduce") as context:
        context.add_cookies([{"name": "prefs", "value": f"ru.{look}.{size}", "url": site}])
        page = context.new_page()
        for name, path in PAGES.items():
            page.goto(path)
            assert serious(page) == [], name


@pytest.mark.parametrize(("width", "look"), [(360, "light"), (768, "dark"), (1280, "light")])
def test_pictures_and_nothing_cut_off(browser: Browser, site: str, width: int, look: str) -> None:
    viewport = {"width": width, "height": 800}
    with Visitor(browser, site, viewport=viewport, color_scheme=look) as context:
        page = context.new_page()
        for name, path in PAGES.items():
            page.goto(path)
            picture(page, f"{name}-kk-{width}-{look}")
            assert page_width(page) <= width, name


def test_nothing_is_cut_off_at_four_times_the_size(browser: Browser, site: str) -> None:
    # A window of 1280 pixels at 400% is one of 320 pixels.
    viewport = {"width": 320, "height": 256}
    with Visitor(browser, site, viewport=viewport, device_scale_factor=4) as context:
        page = context.new_page()
        for name, path in PAGES.items():
            page.goto(path)
            for more in page.locator("summary").all():
                more.click()
            assert page_width(page) <= 320, name


def test_an_edition_without_a_name_is_told_by_its_id(browser: Browser, site: str) -> None:
    with Visitor(browser, site) as context:
        page = context.new_page()
        page.goto(f"/acts/{ACT}/art_24?beside={ACT}@2024")
        told = "Қазақстан Республикасының ішкі істер органдары туралы (2024)"
        expect(page.locator(".relatives [aria-current=true]")).to_have_text(told)
        expect(page.locator(".beside .heads p").last).to_have_text(told)


def test_a_changed_word_leads_to_both_editions(browser: Browser, site: str) -> None:
    with Visitor(browser, site) as context:
        page = context.new_page()
        page.goto(f"/acts/{ACT}@2025/art_24")
        page.locator(f"a[href='/acts/{ACT}@2025/changes']").first.click()
        expect(page.locator(".editions li").first).to_have_text(
            "2026 жылғы соңғы редакция Не өзгерді"
        )
        changed = page.locator("section.changed")
        expect(changed.locator("del")).to_have_text("ескертумен")
        expect(changed.locator("ins")).to_have_text("ескертусіз")
        changed.locator("h2 a").click()
        expect(page).to_have_url(f"{site}/acts/{ACT}@2026/art_24#art_24__para_3")
