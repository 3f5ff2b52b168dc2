"""The pages in a real browser: ask, follow, undo, answer back, with keys alone, with no script."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import CHROMIUM, chromium, foreign_site, free_port, picture, served
from playwright.sync_api import Browser, BrowserContext, Page, expect
from web_parts import ACT, AS_SUPPLIED, FIREARM, FIREARM_WORDS, model_answerer, settings_of

from web.app import create_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

RU_FIREARM = "Когда сотрудник полиции может применить огнестрельное оружие без предупреждения?"
EN_FIREARM = "When may a police officer use a firearm without warning?"
LATIN = "Politsiia qyzmetkeri atys qaruyn qashan eskertusiz qoldana alady?"
PILAF = "Палауды қалай пісіреді?"
# The page of a site whose styles are as hostile as can be.
HOST = """<!doctype html><html lang="kk"><title>Сайт</title><style>
* {{ font-size: 3px !important; letter-spacing: 9px !important; }}
button {{ display: none !important; }} iframe, div {{ width: 9px !important; }}
</style><h1>Министрлік</h1><script src="{origin}/widget.js" data-lang="kk" defer></script></html>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # A machine may be busy with other things.
    expect.set_options(timeout=20_000)
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def host(port: int) -> Iterator[str]:
    """A site that may show the widget."""
    with foreign_site(HOST.format(origin=f"http://127.0.0.1:{port}")) as origin:
        yield origin


@pytest.fixture(scope="module")
def site(
    port: int,
    host: str,
    tmp_path_factory: pytest.TempPathFactory,
    bapta_home: Path,
    bundled_model: Path,
) -> Iterator[str]:
    """Bapta with the real law and the bundled model."""
    settings = settings_of(
        tmp_path_factory.mktemp("home"),
        BAPTA_WIDGET_ORIGINS=host,
        BAPTA_CONTACTS="Анықтама орталығы: 1402",
        BAPTA_OFFICIAL_URL="https://law.example/act",
    )
    with served(create_app(model_answerer(bapta_home), settings), port) as origin:
        yield origin


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A visitor whose browser prefers Kazakh. Nothing may go wrong in its console."""
    with visitor(browser, site) as made:
        yield made


class visitor:
    """A context of the browser that fails when a page complains or asks another host."""

    def __init__(self, browser: Browser, site: str, **options: object) -> None:
        self.context = browser.new_context(
            **{
                "base_url": site,
                "locale": "kk",
                "viewport": {"width": 1024, "height": 800},
                **options,
            }  # type: ignore[arg-type]
        )
        self.complaints: list[str] = []
        self.context.on("page", self._watch)

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: said.type == "error" and self.complaints.append(said.text),
        )
        page.on(
            "request",
            lambda request: (
                request.url.startswith(("http://127.0.0.1:", "data:"))
                or self.complaints.append(request.url)
            ),
        )

    def __enter__(self) -> BrowserContext:
        return self.context

    def __exit__(self, *_: object) -> None:
        self.context.close()
        assert [each for each in self.complaints if "status of 4" not in each] == []


def ask(page: Page, question: str) -> None:
    """Type a question and wait for its answer."""
    before = page.locator(".turn[data-earlier]").count()
    page.fill("#question", question)
    page.click("button.main")
    expect(page.locator(".turn[data-earlier]")).to_have_count(before + 1)


@pytest.mark.parametrize(
    ("locale", "question", "label"),
    [
        ("kk", FIREARM, "24-баптың 3-тармағы"),
        ("ru", RU_FIREARM, "пункт 3 статьи 24"),
        ("en", EN_FIREARM, "Article 24, paragraph 3"),
    ],
)
def test_ask_and_follow_the_citation(
    browser: Browser, site: str, locale: str, question: str, label: str
) -> None:
    with visitor(browser, site, locale=locale) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, question)
        expect(page.locator("html")).to_have_attribute("lang", locale)
        card = page.locator(".card").filter(has_text=FIREARM_WORDS)
        if not card.is_visible():
            page.locator(".other").filter(has_text=FIREARM_WORDS).locator("> summary").click()
        expect(card).to_contain_text(AS_SUPPLIED[locale])
        expect(card.locator("blockquote")).to_have_attribute("lang", "kk")
        expect(card.locator(".quote")).to_have_text(FIREARM_WORDS)
        expect(card.locator("[data-link]")).to_have_text(label)
        card.locator("a.button").click()
        expect(page).to_have_url(f"{site}/acts/{ACT}/art_24#art_24__para_3")
        target = page.locator(":target")
        expect(target).to_contain_text(FIREARM_WORDS)
        expect(target).to_be_in_viewport()
        assert target.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 246, 214)"


def test_the_conversation_grows(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, FIREARM)
    expect(page.locator("#question")).to_have_value("")
    expect(page.locator("#status")).to_contain_text("24-баптың 3-тармағы")
    ask(page, PILAF)
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").first).to_contain_text(FIREARM_WORDS)
    last = page.locator(".turn").last
    expect(last).to_have_class(re.compile("not_covered"))
    expect(last).to_contain_text("Анықтама орталығы: 1402")
    expect(last.locator(".asked")).to_be_focused()
    assert page.url.rstrip("/").endswith(page.evaluate("location.host"))


def test_the_language_may_change_in_the_middle(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, FIREARM)
    page.fill("#question", "әлі жазып отырмын")
    page.get_by_role("button", name="Рус").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator(".turn")).to_contain_text("пункт 3 статьи 24")
    expect(page.locator("#question")).to_have_value("әлі жазып отырмын")


def test_a_correction_can_be_undone(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, LATIN)
    expect(page.locator(".searched")).to_contain_text("Былай ізделді:")
    page.get_by_role("button", name="Өзім жазғандай іздеу").click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").last.locator(".searched")).to_have_count(0)
    expect(page.locator(".turn").last.locator(".asked")).to_contain_text(LATIN)


def test_copy_the_quote_with_its_citation(browser: Browser, site: str) -> None:
    options = {"permissions": ["clipboard-read", "clipboard-write"]}
    with visitor(browser, site, **options) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, FIREARM)
        page.get_by_role("button", name="Дәйексөзді көшіру").first.click()
        expect(page.get_by_role("button", name="Көшірілді")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()").splitlines() == [
            f"«{FIREARM_WORDS}»",
            "— 24-баптың 3-тармағы. Күш қолдану, арнайы құралдарды, атыс қаруын және өзге де "
            "қаруды қолдану, атыс қаруын қолданудың ерекше жағдайлары. Қазақстан Республикасының "
            "ішкі істер органдары туралы (жаңа редакция)",
            f"{site}/acts/{ACT}/art_24#art_24__para_3",
            f"{AS_SUPPLIED['kk']} https://law.example/act",
        ]
        share = page.locator("[data-does=link]").first
        share.click()
        expect(share).to_have_text("Көшірілді")
        link = page.evaluate("navigator.clipboard.readText()")
        assert link == f"{site}/acts/{ACT}/art_24#art_24__para_3"


def test_print_shows_the_card_and_no_controls(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, FIREARM)
    page.evaluate("window.print = () => { window.printed = document.body.dataset.printing; }")
    page.get_by_role("button", name="Басып шығару").first.click()
    assert page.evaluate("window.printed") == ""
    page.emulate_media(media="print")
    expect(page.locator(".card").first).to_contain_text(AS_SUPPLIED["kk"])
    for hidden in (".actions", ".ask", ".feedback", ".switches"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_feedback(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, FIREARM)
    page.get_by_role("button", name="Иә", exact=True).click()
    expect(page.locator(".feedback")).to_have_text(re.compile("Рақмет, пікіріңіз сақталды."))
    ask(page, PILAF)
    given = page.locator(".turn").last.locator(".feedback")
    given.get_by_text("Жоқ", exact=True).click()
    given.get_by_label("Түсініксіз").check()
    given.get_by_role("textbox").fill("мысал")
    given.get_by_role("button", name="Жіберу").click()
    expect(given).to_have_text(re.compile("Рақмет, пікіріңіз сақталды."))


def test_recent_questions_stay_in_the_browser(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    expect(page.locator("#recent")).to_be_hidden()
    ask(page, FIREARM)
    page.reload()
    expect(page.locator("#recent")).to_contain_text(FIREARM)
    page.locator("#recent .example").click()
    expect(page.locator(".turn[data-earlier]")).to_have_count(1)
    page.get_by_role("button", name="Тізімді тазалау").click()
    expect(page.locator("#recent")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_server_that_is_away_loses_nothing(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, locale="kk")
    page = context.new_page()
    page.goto("/")
    page.route("**/", lambda route: route.abort())
    page.fill("#question", FIREARM)
    page.click("button.main")
    expect(page.locator("#wrong")).to_contain_text("Сервер жауап бермей тұр.")
    expect(page.locator("#question")).to_have_value(FIREARM)
    page.unroute("**/")
    page.click("button.main")
    expect(page.locator(".turn")).to_contain_text(FIREARM_WORDS)
    expect(page.locator("#wrong")).to_be_hidden()
    context.close()


def test_it_shows_that_it_waits(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    held = []
    page.route("**/", lambda route: held.append(route))
    page.fill("#question", FIREARM)
    page.click("button.main")
    expect(page.locator(".waiting")).to_have_text("Заңнан іздеп жатырмыз…")
    expect(page.locator("#conversation")).to_contain_text(FIREARM)
    expect(page.locator("button.main")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".waiting")).to_have_count(0)


def test_what_is_no_question_is_said(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    page.click("button.main")
    expect(page.locator("#wrong")).to_have_text(
        "Сұрақ жазылмаған. Сұрағыңызды жазып, қайта жіберіңіз."
    )
    expect(page.locator("#question")).to_be_focused()
    page.fill("#question", "а" * 1001)
    expect(page.locator("#length")).to_have_text("1001 / 1000")
    page.click("button.main")
    expect(page.locator("#wrong")).to_contain_text("Сұрақ тым ұзын")
    expect(page.locator("#question")).to_have_value("а" * 1001)
    ask(page, "<img src=x onerror=alert(1)>")
    expect(page.locator(".turn img")).to_have_count(0)


def test_everything_works_without_a_script(browser: Browser, site: str) -> None:
    with visitor(browser, site, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        page.fill("#question", FIREARM)
        page.get_by_role("button", name="Сұрау", exact=True).click()
        expect(page.locator(".card .quote").first).to_have_text(FIREARM_WORDS)
        expect(page.get_by_role("button", name="Дәйексөзді көшіру")).to_have_count(0)
        page.fill("#question", LATIN)
        page.get_by_role("button", name="Сұрау", exact=True).click()
        expect(page.locator(".turn")).to_have_count(2)
        page.get_by_role("button", name="Өзім жазғандай іздеу").click()
        expect(page.locator(".turn")).to_have_count(3)
        page.get_by_role("button", name="Рус").click()
        expect(page.locator("html")).to_have_attribute("lang", "ru")
        expect(page.locator(".turn")).to_have_count(3)
        page.get_by_text("Вид", exact=True).click()
        page.get_by_role("button", name="Крупный").click()
        expect(page.locator("html")).to_have_attribute("data-size", "large")
        page.get_by_role("button", name="Да", exact=True).last.click()
        expect(page.locator("h1")).to_have_text("Спасибо, ваш отзыв сохранён.")
        page.goto(f"/acts/{ACT}/art_24")
        page.fill("#words", "ескертусіз")
        page.get_by_role("button", name="Найти").click()
        expect(page.locator("mark").first).to_have_text("ескертусіз")


def test_everything_works_with_keys_alone(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Негізгі мазмұнға өту")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(FIREARM)
    page.keyboard.press("Enter")
    expect(page.locator(".turn .asked")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".card h3 a").first).to_be_focused()
    outline = page.locator(".card h3 a").first.evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(":target")).to_contain_text(FIREARM_WORDS)
    page.locator(".display summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Күңгірт")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Күңгірт")).to_be_hidden()
    expect(page.locator(".display summary")).to_be_focused()


def test_the_widget_on_a_foreign_site(browser: Browser, site: str, host: str) -> None:
    with visitor(browser, site) as context:
        page = context.new_page()
        page.goto(host)
        button = page.get_by_role("button", name="Заң туралы сұрау")
        expect(button).to_be_visible()
        assert button.evaluate("e => getComputedStyle(e).fontSize") == "16px"
        assert page.frames == [page.main_frame]
        button.focus()
        page.keyboard.press("Enter")
        frame = page.frame_locator("iframe")
        frame.locator("#question").fill(FIREARM)
        frame.locator("button.main").click()
        expect(frame.locator(".card .quote").first).to_have_text(FIREARM_WORDS)
        expect(frame.locator(".card").first).to_contain_text(AS_SUPPLIED["kk"])
        assert page.locator("iframe").bounding_box()["width"] > 400  # type: ignore[index]
        picture(page, "widget-1024")
        with context.expect_page() as opened:
            frame.locator(".card h3 a").first.click()
        expect(opened.value.locator(":target")).to_contain_text(FIREARM_WORDS)
        opened.value.close()
        frame.locator("#question").focus()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
        expect(frame.locator(".turn")).to_have_count(1)
        page.get_by_role("button", name="Жабу").click()
        expect(button).to_be_visible()
        assert context.cookies() == []


def test_the_widget_refuses_a_site_that_is_not_allowed(browser: Browser, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with foreign_site(HOST.format(origin=site)) as stranger:
        page.goto(stranger)
        page.wait_for_load_state("networkidle")
        assert said == [
            f"Bapta: {site} does not allow its widget on {stranger}. "
            "Its operator can add this origin to BAPTA_WIDGET_ORIGINS."
        ]
        assert page.locator("bapta-widget").count() == 0
        framed = "<iframe src=" + site + "/widget></iframe>"
        page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", framed)
        expect(page.locator("iframe")).to_be_attached()
        page.wait_for_function("() => window.frames.length === 1")
        page.wait_for_load_state("networkidle")
        assert page.frames[1].locator("#question").count() == 0
    context.close()


LOOKS = {
    "plain": {},
    "dark": {"color_scheme": "dark"},
    "large": {"cookie": "kk.auto.large"},
    "large-dark": {"cookie": "ru.dark.large"},
}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious(browser: Browser, site: str, look: str) -> None:
    options = dict(LOOKS[look])
    cookie = options.pop("cookie", None)
    with visitor(browser, site, reduced_motion="reduce", **options) as context:
        if cookie:
            context.add_cookies([{"name": "prefs", "value": cookie, "url": site}])
        page = context.new_page()
        axe = Axe()

        def check(name: str) -> None:
            found = axe.run(page).response["violations"]
            serious = [
                (each["id"], [node["html"] for node in each["nodes"]])
                for each in found
                if each["impact"] in {"serious", "critical"}
            ]
            assert serious == [], name

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
        for path in ("/acts", f"/acts/{ACT}", "/privacy", "/nowhere", "/widget"):
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
        with visitor(browser, site, locale=locale, viewport=viewport) as context:
            page = context.new_page()
            page.goto("/")
            picture(page, f"home-{locale}-{width}")
            ask(page, question)
            picture(page, f"answer-{locale}-{width}")
            page.goto(f"/acts/{ACT}")
            picture(page, f"act-{locale}-{width}")
            page.goto(f"/acts/{ACT}/art_24#art_24__para_3")
            picture(page, f"article-{locale}-{width}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("cookie", ["kk.auto.normal", "ru.auto.large"])
def test_nothing_is_cut_off_at_320_pixels(browser: Browser, site: str, cookie: str) -> None:
    with visitor(browser, site, viewport={"width": 320, "height": 640}) as context:
        context.add_cookies([{"name": "prefs", "value": cookie, "url": site}])
        page = context.new_page()
        page.goto("/")
        ask(page, LATIN)
        ask(page, PILAF)
        for more in page.locator("summary").all():
            more.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        picture(page, f"answer-{cookie}-320")
        for path in (f"/acts/{ACT}", f"/acts/{ACT}/art_21", "/privacy", "/widget"):
            page.goto(path)
            for more in page.locator("summary").all():
                more.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_a_page_is_three_requests(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    kinds = [re.sub(r"^.*\.", "", url) for url in asked if not url.startswith("data:")]
    assert sorted(kinds[1:]) == ["css", "js"]
    assert asked[0] == f"{site}/"
