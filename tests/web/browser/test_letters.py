"""Several answers in one turn, and the nearest provisions, in a real browser of 320 px."""

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import CHROMIUM, Visitor, ask, picture, serious
from tests.helpers.web_app import PILAF

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

LETTER = (
    "Сәлеметсіз бе! Мен Қостанайда такси жүргіземін. Өткен аптада полицей көлігімді алып, "
    "қылмыскерді қуып кетті, бамперім сынып қалды. Жөндеу ақысын кім төлейді? Содан кейін "
    "департамент сайтында мен туралы өтірік жазды. Полиция ол мәліметті қандай мерзімде жоққа "
    "шығаруы керек? Сонымен бірге пәтер жалдау ақысы қанша? Алдын ала рақмет, Серік."
)
ASKED = (
    "Жөндеу ақысын кім төлейді?",
    "Полиция ол мәліметті қандай мерзімде жоққа шығаруы керек?",
    "Сонымен бірге пәтер жалдау ақысы қанша?",
)


@pytest.mark.parametrize("has_script", [True, False])
def test_a_letter_and_an_outside_question_fit_a_narrow_screen(
    browser: Browser, site: str, has_script: bool
) -> None:
    with Visitor(
        browser,
        site,
        viewport={"width": 320, "height": 720},
        java_script_enabled=has_script,
        reduced_motion="reduce",
    ) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, LETTER)
        parts = page.locator(".turn .part")
        expect(parts.locator(".part-asked")).to_have_text(list(ASKED))
        expect(page.locator(".turn .searched button")).to_have_text("Хабарламаны тұтас іздеу")
        expect(parts.nth(1).locator(".card h3").first).to_contain_text("6-баптың 4-тармағы")
        expect(parts.nth(2).locator(".card")).to_have_count(0)
        ask(page, PILAF)
        nearest = page.locator(".turn").last.locator(".nearest")
        expect(nearest.locator(".card").first).not_to_be_visible()
        expect(page.locator(".turn").last.locator(".card:not(.nearest .card)")).to_have_count(0)
        nearest.locator("summary").first.click()
        expect(nearest.locator(".other")).to_have_count(3)
        if has_script:
            expect(page.locator("#status")).not_to_contain_text("бап")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            assert serious(page) == []
            picture(page, "letters-320")
