"""How pages look in a real browser: nothing serious for axe, nothing cut off, pictures."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.helpers.browser import CHROMIUM, Visitor, ask, findings, page_width, picture, serious
from tests.helpers.web_app import ACT, FIREARM, LATIN, PILAF, RU_FIREARM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


SHARED = f"/share?p={ACT}:art_24__para_3&p={ACT}:art_16__para_2__point_15&p={ACT}:art_999"
# An open menu would be in the way of a click on what follows.
UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true; })"

LOOKS = {
    "plain": {},
    "dark": {"color_scheme": "dark"},
    "large": {"cookie": "kk.auto.large"},
    "large-dark": {"cookie": "ru.dark.large"},
}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(browser: Browser, site: str, look: str) -> None:
    options = dict(LOOKS[look])
    cookie = options.pop("cookie", None)
    with Visitor(browser, site, reduced_motion="reduce", **options) as context:
        if cookie:
            context.add_cookies([{"name": "prefs", "value": cookie, "url": site}])
        page = context.new_page()

        def check(name: str) -> None:
            assert findings(page) == [], name

        page.goto("/")
        check("home")
        ask(page, FIREARM)
        for more in page.locator(".other > summary, .feedback summary").all():
            more.click()
        check("answer")
        ask(page, LATIN)
        ask(page, PILAF)
        page.locator(".display summary").click()
        check("not covered")
        page.fill("#question", "")
        page.click("button.main")
        expect(page.locator("#wrong")).to_be_visible()
        check("refused")
        for path in (
            "/acts",
            f"/acts/{ACT}",
            f"/acts/{ACT}/index/right/all",
            f"/acts/{ACT}/index/duty",
            "/situations/stopped",
            f"{SHARED}#q=%D0%90",
            "/train",
            "/privacy",
            "/receipt",
            "/nowhere",
            "/share",
            "/widget",
            "/widget/frame",
            "/widget/sample",
        ):
            page.goto(path)
            check(path)
        page.goto(f"/acts/{ACT}/art_24#art_24__para_3")
        for more in page.locator(".origin > summary").all():
            more.click()
        check("article")
        page.fill("#words", "полиция")
        page.locator(".find button").click()
        check("found")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_pictures(browser: Browser, site: str, width: int) -> None:
    for locale, question in (("kk", FIREARM), ("ru", RU_FIREARM), ("en", PILAF)):
        viewport = {"width": width, "height": 800}
        with Visitor(
            browser, site, locale=locale, viewport=viewport, reduced_motion="reduce"
        ) as context:
            page = context.new_page()
            page.goto("/")
            picture(page, f"home-{locale}-{width}")
            ask(page, question)
            picture(page, f"answer-{locale}-{width}")
            page.goto(f"/acts/{ACT}")
            picture(page, f"act-{locale}-{width}")
            page.goto(f"/acts/{ACT}/art_24#art_24__para_3")
            picture(page, f"article-{locale}-{width}")
            assert page_width(page) <= width


@pytest.mark.parametrize("cookie", ["kk.auto.normal", "ru.auto.large"])
def test_nothing_is_cut_off_at_320_pixels(browser: Browser, site: str, cookie: str) -> None:
    with Visitor(browser, site, viewport={"width": 320, "height": 640}) as context:
        context.add_cookies([{"name": "prefs", "value": cookie, "url": site}])
        page = context.new_page()
        page.goto("/")
        ask(page, LATIN)
        ask(page, PILAF)
        page.evaluate(UNFOLD)
        assert page_width(page) <= 320
        picture(page, f"answer-{cookie}-320")
        for path in (
            *(f"/acts/{ACT}", f"/acts/{ACT}/art_21", f"/acts/{ACT}/index", "/situations/stopped"),
            *(SHARED, "/nowhere", "/privacy", "/receipt"),
            *("/widget", "/widget/frame", "/widget/sample"),
        ):
            page.goto(path)
            page.evaluate(UNFOLD)
            assert page_width(page) <= 320, path


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_type_of_twice_the_size_fits_a_phone(browser: Browser, site: str, language: str) -> None:
    size = {"width": 320, "height": 640}
    with Visitor(browser, site, locale=language, viewport=size, reduced_motion="reduce") as context:
        page = context.new_page()
        fonts = {"fontSizes": {"standard": 32, "fixed": 26}}
        context.new_cdp_session(page).send("Page.setFontSizes", fonts)
        page.goto("/")
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert page_width(page) == 320
        # No word and no arrow leaves its box.
        for box in page.locator(".example, .situations a, .ask button, .tongues button").all():
            assert box.evaluate("e => e.scrollWidth <= e.clientWidth"), box.inner_text()
        assert page.locator(".top").evaluate("e => e.offsetHeight") <= 192
        ask(page, LATIN)
        ask(page, PILAF)
        page.evaluate(UNFOLD)
        assert page_width(page) == 320
        picture(page, f"answer-{language}-twice")
        for path in (
            *(f"/acts/{ACT}", f"/acts/{ACT}/art_21", f"/acts/{ACT}/index", "/situations/stopped"),
            *(SHARED, "/nowhere", "/privacy", "/receipt", "/widget", "/widget/frame"),
        ):
            page.goto(path)
            page.evaluate(UNFOLD)
            assert page_width(page) == 320, path


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_head_column_and_foot_have_the_same_edges(browser: Browser, site: str, width: int) -> None:
    with Visitor(browser, site, viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        for path in ("/", f"/acts/{ACT}", f"/acts/{ACT}/art_24", SHARED, "/privacy", "/receipt"):
            page.goto(path)
            edges = [
                page.locator(part).first.evaluate("e => Math.round(e.getBoundingClientRect().left)")
                for part in (".brand", "main h1", ".bottom p")
            ]
            assert len(set(edges)) == 1, (path, edges)


def test_an_answer_on_a_phone_is_aligned(browser: Browser, site: str) -> None:
    size = {"width": 360, "height": 740}
    with Visitor(browser, site, locale="ru", viewport=size) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, "подпункт 21 пункта 2 статьи 16")
        citation = page.locator(".card h3 a").first
        expect(citation).to_have_text("подпункт 21) пункта 2 статьи 16")
        assert citation.evaluate("e => e.getClientRects().length") == 1
        height = citation.evaluate("e => e.getBoundingClientRect().height")
        assert height < 30, "the citation has one line"
        edges = [
            page.locator(part).evaluate("e => [e.getBoundingClientRect().top, e.offsetHeight]")
            for part in ("#question", "#ask button.main")
        ]
        assert edges[0] == edges[1]


def test_forced_colours_keep_the_mark_and_the_choice(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="ru", forced_colors="active") as context:
        page = context.new_page()
        page.goto("/")
        ask(page, RU_FIREARM)
        mark = page.locator(".card .quote mark").first
        assert mark.evaluate("e => getComputedStyle(e).backgroundColor") not in {
            "rgba(0, 0, 0, 0)",
            page.evaluate("getComputedStyle(document.body).backgroundColor"),
        }
        assert serious(page) == []
        picture(page, "answer-forced-colours")


LETTERS = "ӘІҢҒҮҰҚӨҺәіңғүұқөһ ЁЙЩЪЫЭЯёйщъыэя AZaz 0123456789 «»„“–—…§№.,;:()"


def test_law_and_service_each_have_their_own_font(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, FIREARM)
    page.locator(".card .quote").first.evaluate("(e, words) => e.textContent = words", LETTERS)
    page.locator(".asked").evaluate("(e, words) => e.textContent = words", LETTERS)
    page.evaluate("document.fonts.ready")
    devtools = context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    for selector, font in ((".card .quote", "Bapta Serif"), (".asked", "Golos Text")):
        place = {"nodeId": root, "selector": selector}
        node = devtools.send("DOM.querySelector", place)["nodeId"]
        used = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert [(each["familyName"], each["isCustomFont"]) for each in used] == [(font, True)]


def test_a_page_is_few_requests_and_small(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    asked: list[str] = []
    sizes: list[int] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    kinds = [re.sub(r"^.*\.", "", url) for url in asked if not url.startswith("data:")]
    assert {*kinds[1:]} == {"css", "js", "woff2"}
    assert len(kinds) <= 6
    assert asked[0] == f"{site}/"
    assert sum(sizes) < 120_000


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_head_is_low_with_large_type(browser: Browser, site: str, language: str) -> None:
    size = {"width": 320, "height": 640}
    with Visitor(browser, site, locale=language, viewport=size) as context:
        page = context.new_page()
        page.goto("/")
        page.evaluate("document.documentElement.dataset.size = 'large'")
        assert page_width(page) == 320
        assert page.locator(".top").evaluate("e => e.offsetHeight") <= 160
        # The link to the content is out of sight until it has the focus.
        skip = page.locator(".skip")
        assert skip.evaluate("e => e.getBoundingClientRect().bottom") <= 0
        skip.focus()
        assert skip.evaluate("e => e.getBoundingClientRect().top") >= 0
        for button in page.locator(".top :is(a, button, summary):visible").all():
            box = button.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 44


def test_a_focus_ring_touches_no_other_line(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, "4-бап")
    gaps = page.locator(".related li + li a").evaluate_all(
        """links => links.map(link => link.getBoundingClientRect().top
            - link.parentElement.previousElementSibling.getBoundingClientRect().bottom)"""
    )
    assert gaps
    page.locator(".related li + li a").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    ring = page.locator(".related li + li a").first.evaluate(
        """link => {
            const style = getComputedStyle(link);
            return parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
        }"""
    )
    assert min(gaps) > ring > 0
