"""An answer in a real browser: what is large, what is folded, the one action and the menu."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from data.corpus import load_corpus
from tests.helpers.browser import CHROMIUM, Visitor, ask, page_width, picture, serious
from tests.helpers.web_app import ACT, FIREARM, FIREARM_WORDS

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

# A long sentence and two others; a single long sentence. Each with its folds.
LONG, EID = "25-баптың 2-тармағы", "art_25__para_2"
ONE_SENTENCE, ITS_EID = "16-баптың 2-тармағының 24-тармақшасы", "art_16__para_2__point_24"
FOLDED = pytest.mark.parametrize(
    ("reference", "eid", "folds"), [(LONG, EID, 2), (ONE_SENTENCE, ITS_EID, 1)]
)
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


@FOLDED
@pytest.mark.parametrize("width", [360, 1280])
def test_a_long_provision_is_folded_and_copied_whole(
    browser: Browser, site: str, reference: str, eid: str, folds: int, width: int
) -> None:
    words = load_corpus().provision(ACT, eid).text
    size = {"width": width, "height": 800}
    with Visitor(browser, site, viewport=size, **CLIPBOARD) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, reference)
        card = page.locator(".card").first
        quote, fold = card.locator(".quote"), card.locator(".fold")
        assert quote.evaluate("e => e.textContent") == words
        expect(fold).to_have_count(folds)
        hidden = fold.first.evaluate("e => e.lastChild.textContent").strip()
        assert hidden not in quote.inner_text()
        # The sentence keeps its verb.
        assert words.partition(hidden)[2].partition(". ")[0].strip() in quote.inner_text()
        assert serious(page) == []
        picture(page, f"folded-{eid}-{width}")
        fold.first.locator("summary").focus()
        page.keyboard.press("Enter")
        assert hidden in quote.inner_text()
        page.keyboard.press("Enter")
        assert hidden not in quote.inner_text()
        # What a visitor selects and copies is the whole quote, without a word of ours.
        quote.evaluate("e => getSelection().selectAllChildren(e)")
        page.keyboard.press("Control+c")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.split() == words.split()
        card.locator(".more > summary").click()
        card.get_by_role("button", name="Дәйексөзді көшіру").click()
        expect(card.get_by_role("button", name="Көшірілді")).to_be_visible()
        # A point is copied with its lead-in and closing, and nothing of ours within the quotes.
        law = card.locator(".lead, .quote, .closing").evaluate_all("a => a.map(e => e.textContent)")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("«")
        assert copied[1 : copied.index("»\n")].split() == " ".join(law).split()
        assert page_width(page) == width


@FOLDED
@pytest.mark.parametrize("has_script", [True, False])
def test_a_folded_provision_is_printed_whole(
    browser: Browser, site: str, reference: str, eid: str, folds: int, has_script: bool
) -> None:
    words = load_corpus().provision(ACT, eid).text
    with Visitor(browser, site, java_script_enabled=has_script) as context:
        page = context.new_page()
        page.goto("/")
        page.fill("#question", reference)
        page.locator("#ask button.main").click()
        expect(page.locator(".card .fold")).to_have_count(folds)
        page.emulate_media(media="print")
        assert page.locator(".card .quote").inner_text().split() == words.split()


def test_a_folded_sentence_is_read_aloud_whole(browser: Browser, site: str) -> None:
    words = load_corpus().provision(ACT, ITS_EID).text
    with Visitor(browser, site) as context:
        page = context.new_page()
        # The browser has no voice here: what it is to speak is kept.
        page.add_init_script(
            "speechSynthesis.getVoices = () => [{ lang: 'kk-KZ' }];"
            "SpeechSynthesisUtterance = class {"
            " constructor(text) { window.spoken = text; } addEventListener() {} };"
            "speechSynthesis.speak = () => {};"
        )
        page.goto("/")
        ask(page, ONE_SENTENCE)
        card = page.locator(".card").first
        card.locator(".more > summary").click()
        card.locator("[data-does=read]").click()
        assert words in page.evaluate("window.spoken")


def test_a_menu_without_room_below_opens_upwards(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en", viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, FIREARM)
        summary = page.locator(".card .more > summary").first
        menu = page.locator(".card .more .menu").first
        for place, is_above in (("end", True), ("start", False)):
            summary.evaluate("(e, block) => e.scrollIntoView({ block })", place)
            # The docked composer covers the lower edge.
            page.evaluate("() => scrollBy(0, 120)" if is_above else "() => scrollBy(0, -60)")
            summary.press("Enter")
            expect(menu).to_be_visible()
            box, button = menu.bounding_box(), summary.bounding_box()
            assert box is not None
            assert button is not None
            assert (box["y"] < button["y"]) is is_above
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 740
            page.keyboard.press("Escape")


def test_a_card_has_one_action_and_a_menu_of_the_others(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, FIREARM)
    card = page.locator(".card").first
    expect(card.locator(".quote")).to_have_text(FIREARM_WORDS)
    plain, large = (
        card.locator(part).evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        for part in (".source", ".quote")
    )
    assert large > 1.3 * plain
    menu = card.locator(".more > summary")
    expect(card.get_by_role("button", name="Дәйексөзді көшіру")).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    expect(card.get_by_role("button", name="Дәйексөзді көшіру")).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("Tab")
    expect(card.get_by_role("button", name="Дәйексөзді көшіру")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card.get_by_role("button", name="Дәйексөзді көшіру")).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    page.locator(".asked").click()
    expect(card.get_by_role("button", name="Дәйексөзді көшіру")).to_be_hidden()


def test_the_notice_stands_once_in_an_answer(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        page.goto("/")
        notice = page.get_by_text("The text is shown as we received it.")
        expect(notice).to_have_count(1)
        expect(notice).to_be_visible()
        ask(page, FIREARM)
        others = page.locator(".other > summary")
        assert others.count()
        for number in range(others.count()):
            others.nth(number).click()
        assert page.locator(".other[open]").count() == others.count()
        assert [each.is_visible() for each in notice.all()].count(True) == 1
        expect(page.locator(".card > .notice").first).to_contain_text("as we received it")
        expect(page.locator(".card > .notice").first).to_be_visible()
        # Printed, each card has it.
        page.emulate_media(media="print")
        cards = page.locator(".card > .notice > [data-copy]")
        assert cards.count() > 1
        assert [each.is_visible() for each in cards.all()] == [True] * cards.count()


def test_an_opened_provision_does_not_repeat_its_first_words(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        page.goto("/")
        ask(page, FIREARM)
        other = page.locator(".other").first
        expect(other.locator(":scope > summary .title").first).to_be_visible()
        other.locator(":scope > summary").click()
        expect(other.locator(".quote")).to_be_visible()
        for title in other.locator(":scope > summary .title").all():
            expect(title).to_be_hidden()
        expect(other.locator(":scope > summary b")).to_be_visible()


def test_a_no_is_noted_at_the_click(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        page.goto("/")
        ask(page, FIREARM)
        noted = page.get_by_text("Your “No” has been noted. You may also give a reason.")
        expect(page.locator(".feedback [data-noted]")).to_be_hidden()
        page.locator(".feedback summary").click()
        expect(page.locator(".feedback [data-noted]")).to_be_visible()
        expect(noted.first).to_be_attached()
        expect(page.locator("#status")).to_have_text(noted.first.inner_text())


def test_other_provisions_are_printed_whole(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        page.goto("/")
        ask(page, FIREARM)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        others = page.locator(".other")
        assert others.count()
        for other in others.all():
            expect(other.locator(":scope > summary b")).to_be_visible()
            mark = other.locator(":scope > summary").evaluate(
                "e => getComputedStyle(e, '::before').display"
            )
            assert mark == "none"
            box = other.locator("blockquote").first.bounding_box()
            assert box
            assert box["height"] > 20
        # The card that is printed alone says where its words stand.
        page.evaluate("""() => {
            document.querySelector(".other .card").dataset.print = "";
            document.body.dataset.printing = "";
        }""")
        expect(others.first.locator(".card h3")).to_be_visible()
