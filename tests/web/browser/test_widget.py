"""The widget in a real browser: hostile hosts, pages of a host, languages, keyboard, failures."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import (
    CHROMIUM,
    Visitor,
    foreign_site,
    free_port,
    page_width,
    picture,
    serious,
    served,
)
from tests.helpers.web_app import FIREARM, FIREARM_WORDS, PILAF, model_answerer, settings_of
from tests.helpers.widget import HOSTILE, PLAIN, asked, frame_of, opened, start_anew
from web.app import create_app
from web.storage.database import Database

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

QUESTIONS = "Когда полиция может стрелять?|Кто может меня остановить?"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def hosts(port: int) -> Iterator[dict[str, str]]:
    """Sites by name: a hostile one, plain ones, one whose policy refuses frames."""
    origin = f"http://127.0.0.1:{port}"
    policy = (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f'script-src {origin}; frame-src {{frames}}">'
    )
    pages = {
        "hostile": HOSTILE.format(origin=origin, questions=QUESTIONS),
        "plain": PLAIN.format(origin=origin, policy="", more=""),
        "strict": PLAIN.format(origin=origin, policy=policy.format(frames=origin), more=""),
        "refusing": PLAIN.format(origin=origin, policy=policy.format(frames="'none'"), more=""),
        "stranger": PLAIN.format(origin=origin, policy="", more='data-lang="ru"'),
        "dark": PLAIN.format(origin=origin, policy="", more='data-lang="kk" data-theme="dark"'),
    }
    with ExitStack() as stack:
        yield {name: stack.enter_context(foreign_site(page)) for name, page in pages.items()}


@pytest.fixture(scope="module")
def allowed(hosts: dict[str, str]) -> str:
    """Origins of all sites but the stranger; the plain one has another name as well."""
    origins = [origin for name, origin in hosts.items() if name != "stranger"]
    return ",".join([*origins, hosts["plain"].replace("127.0.0.1", "localhost")])


@pytest.fixture(scope="module")
def widget_home(
    tmp_path_factory: pytest.TempPathFactory, bapta_home: Path, bundled_model: Path
) -> tuple[Path, Path]:
    """A home for the database, and that of the model."""
    return tmp_path_factory.mktemp("widget"), bapta_home


@pytest.fixture(scope="module")
def site(widget_home: tuple[Path, Path], port: int, allowed: str) -> Iterator[str]:
    """Bapta with the real law, the model and accounts, which the hosts may show."""
    home, model = widget_home
    settings = settings_of(
        home, BAPTA_WIDGET_ORIGINS=allowed, BAPTA_SECRET="x" * 32, BAPTA_OWNER="Министерство"
    )
    Database(settings.database_url).upgrade()
    with served(create_app(model_answerer(model), settings), port) as origin:
        yield origin


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_hostile_page_neither_hides_nor_moves_it(
    browser: Browser, site: str, hosts: dict[str, str], width: int, scheme: str
) -> None:
    viewport = {"width": width, "height": 720}
    with Visitor(browser, site, viewport=viewport, color_scheme=scheme, locale="ru") as context:
        page = context.new_page()
        page.goto(hosts["hostile"])
        button = page.get_by_role("button", name="Задать вопрос о законе")
        box = button.bounding_box()
        assert box is not None
        # 16 pixels from the corner, and the 40 that the host asks for.
        assert round(box["x"] + box["width"]) == width - 16
        assert round(box["y"] + box["height"]) == 720 - 56
        style = "e => [getComputedStyle(e).fontSize, getComputedStyle(e).color]"
        assert button.evaluate(style) == ["16px", "rgb(0, 0, 0)"]
        picture(page, f"widget-closed-{width}-{scheme}")
        frame = opened(page)
        panel = page.get_by_role("dialog", name="Бапта").bounding_box()
        assert panel is not None
        if width == 360:
            assert panel == {"x": 0, "y": 0, "width": 360, "height": 720}
        else:
            assert round(panel["x"] + panel["width"]) == width - 16
            assert round(panel["y"] + panel["height"]) == 720 - 56
        examples = frame.locator(".samples .example")
        expect(examples).to_have_text(QUESTIONS.split("|"))
        picture(page, f"widget-open-{width}-{scheme}")
        examples.first.click()
        expect(frame.locator(".turn[data-earlier]")).to_have_count(1)
        expect(frame.locator(".samples")).to_be_hidden()
        picture(page, f"widget-answer-{width}-{scheme}")
        # The host's page has nothing of the widget's styles, and one element more.
        assert page.locator("h1").evaluate("e => getComputedStyle(e).color") == "rgb(1, 2, 3)"
        assert page.evaluate("document.styleSheets.length") == 1
        assert page.evaluate("document.adoptedStyleSheets.length") == 0
        assert page.evaluate("document.body.children.length") == 4


def test_the_thread_and_the_draft_are_kept_on_other_pages_of_the_host(
    browser: Browser, site: str, hosts: dict[str, str]
) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        page.goto(hosts["plain"])
        frame = opened(page)
        asked(frame, FIREARM)
        asked(frame, PILAF)
        frame.locator("#question").fill("And at night?")
        page.get_by_role("link", name="On").click()
        page.wait_for_url("**/second")
        # It is open there as well, at the latest turn, and takes no focus.
        expect(frame.locator(".turn[data-earlier]")).to_have_count(2)
        expect(frame.locator(".card .quote").first).to_have_text(FIREARM_WORDS)
        expect(frame.locator("#latest .asked")).to_be_in_viewport()
        expect(frame.locator("#question")).to_have_value("And at night?")
        assert page.evaluate("document.activeElement.tagName") == "BODY"
        page.go_back()
        expect(frame.locator(".turn[data-earlier]")).to_have_count(2)
        page.get_by_role("button", name="Close").click()
        page.reload()
        expect(page.locator("bapta-widget dialog")).to_be_hidden()
        frame = opened(page)
        expect(frame.locator(".turn[data-earlier]")).to_have_count(2)
        start_anew(frame)
        expect(frame.locator(".turn")).to_have_count(0)
        expect(frame.locator("#question")).to_have_value("")
        page.goto(hosts["plain"])
        expect(frame.locator(".greet h1")).to_be_visible()
        expect(frame.locator(".turn")).to_have_count(0)
        assert context.cookies() == []


def test_a_site_of_another_domain_keeps_the_thread_too(
    browser: Browser, site: str, hosts: dict[str, str]
) -> None:
    """Browsers keep the storage of a third party apart for each site around it."""
    host = hosts["plain"].replace("127.0.0.1", "localhost")
    # The switch that is given last counts: Playwright's own takes the partition away.
    switches = ["--no-sandbox", "--disable-gpu", "--disable-features=HttpsUpgrades"]
    partitioned = browser.browser_type.launch(executable_path=CHROMIUM, args=switches)
    page = partitioned.new_page(locale="en")
    page.goto(host)
    asked(opened(page), FIREARM)
    page.reload()
    expect(frame_of(page).locator(".card .quote").first).to_have_text(FIREARM_WORDS)
    partitioned.close()


def test_a_browser_that_forbids_storage_shows_the_widget_all_the_same(
    browser: Browser, site: str, hosts: dict[str, str]
) -> None:
    context = browser.new_context(locale="en")
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(hosts["plain"].replace("127.0.0.1", "localhost"))
    asked(opened(page), FIREARM)
    assert page.frames[1].evaluate("() => { try { sessionStorage } catch (e) { return e.name } }")
    page.reload()
    expect(page.locator("bapta-widget dialog")).to_have_attribute("data-state", "ready")
    asked(frame_of(page), PILAF)
    assert broken == []
    context.close()


def test_its_language_is_chosen_in_its_header_and_kept(
    browser: Browser, site: str, hosts: dict[str, str]
) -> None:
    with Visitor(browser, site, locale="ru") as context:
        # A cookie of Bapta's own pages does not count here.
        context.add_cookies([{"name": "prefs", "value": "kk.auto.normal", "url": site}])
        page = context.new_page()
        page.goto(hosts["hostile"])
        frame = opened(page)
        asked(frame, FIREARM)
        expect(frame.locator(".card h3").first).to_have_text("пункт 3 статьи 24")
        page.get_by_role("button", name="Eng").click()
        expect(page.get_by_role("button", name="Close")).to_be_visible()
        expect(frame.locator("html")).to_have_attribute("lang", "en")
        expect(frame.locator(".card h3").first).to_have_text("Article 24, paragraph 3")
        expect(frame.locator(".card blockquote").first).to_have_attribute("lang", "kk")
        page.locator("bapta-widget [data-language=en][aria-pressed=true]").wait_for()
        # The frame has left no step in the browser's history.
        assert page.evaluate("history.length") == 2
        page.goto(f"{hosts['hostile']}/second")
        expect(frame.locator(".card h3").first).to_have_text("Article 24, paragraph 3")
        start_anew(frame)
        expect(frame.locator(".samples .example")).to_have_text(["May I film?"])
        page.locator("bapta-widget [data-language=kk]").click()
        # The host has no examples in Kazakh: those of Bapta take their place.
        expect(frame.locator(".samples .example")).to_have_count(3)


def test_it_is_used_by_keyboard_alone(browser: Browser, site: str, hosts: dict[str, str]) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        page.goto(hosts["plain"])
        button = page.locator("bapta-widget button.open")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
        frame = frame_of(page)
        expect(frame.locator("#question")).to_be_focused()
        page.keyboard.type(FIREARM)
        page.keyboard.press("Enter")
        expect(frame.locator(".asked")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("bapta-widget dialog")).to_be_hidden()
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.get_by_role("button", name="Close").focus()
        page.keyboard.press("Escape")
        expect(button).to_be_focused()


def test_a_link_of_the_host_opens_it_and_gets_the_focus_back(
    browser: Browser, site: str, hosts: dict[str, str]
) -> None:
    with Visitor(browser, site, viewport={"width": 360, "height": 640}) as context:
        page = context.new_page()
        page.goto(hosts["hostile"])
        page.locator("#own").dispatch_event("click")
        frame = frame_of(page)
        expect(frame.locator(".greet h1")).to_be_visible()
        # The window covers the page, whose links are out of reach meanwhile.
        assert page.locator("bapta-widget dialog").evaluate("e => e.matches(':modal')")
        frame.locator("#question").press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.locator("#own")).to_be_focused()


def test_a_site_that_is_not_allowed_shows_a_sentence_with_a_link(
    browser: Browser, site: str, hosts: dict[str, str]
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(hosts["stranger"])
    page.locator("bapta-widget button.open").click()
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text("Сервису не разрешено открываться на этом сайте.")
    expect(panel.get_by_role("link")).to_have_attribute("href", f"{site}/")
    expect(panel.get_by_role("link")).to_be_focused()
    assert page.locator("iframe").count() == 0
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    context.close()


def test_the_policy_of_the_host_may_allow_or_refuse_the_frame(
    browser: Browser, site: str, hosts: dict[str, str]
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(hosts["strict"])
    expect(opened(page).locator(".greet h1")).to_be_visible()
    page.goto(hosts["refusing"])
    page.locator("bapta-widget button.open").click()
    expect(page.get_by_role("dialog")).to_contain_text("not allowed to open on this site")
    assert page.locator("iframe").count() == 0
    context.close()


def test_a_server_that_is_away_or_refuses_is_told_and_tried_again(
    browser: Browser, tmp_path: Path, bapta_home: Path, bundled_model: Path
) -> None:
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    host = foreign_site(PLAIN.format(origin=origin, policy="", more=""))
    context = browser.new_context(locale="en")
    page = context.new_page()

    def server(**settings: str) -> object:
        return create_app(model_answerer(bapta_home), settings_of(tmp_path, **settings))

    with host as around:
        with served(server(BAPTA_WIDGET_ORIGINS=around), port):  # type: ignore[arg-type]
            page.goto(around)
            expect(page.locator("bapta-widget button.open")).to_be_visible()
        page.locator("bapta-widget button.open").click()
        panel = page.get_by_role("dialog")
        expect(panel).to_contain_text("The question window did not open.")
        expect(panel.get_by_role("link")).to_be_focused()
        expect(panel.get_by_role("link")).to_have_attribute("href", f"{origin}/")
        assert page.locator("iframe").count() == 0
        picture(page, "widget-away")
        with served(server(), port):  # type: ignore[arg-type]
            panel.get_by_role("button", name="Try again").click()
            expect(panel).to_have_attribute("data-state", "loading")
            expect(panel).to_have_attribute("data-state", "away")
        with served(server(BAPTA_WIDGET_ORIGINS=around), port):  # type: ignore[arg-type]
            panel.get_by_role("button", name="Try again").click()
            expect(frame_of(page).locator("#question")).to_be_focused()
            asked(frame_of(page), FIREARM)
        # An answer is there: a server that goes away now costs the next question alone.
        frame_of(page).locator("#question").fill(PILAF)
        frame_of(page).locator("#ask button.main").click()
        expect(frame_of(page).locator("#wrong")).to_contain_text("The server is not responding.")
        expect(frame_of(page).locator("#question")).to_have_value(PILAF)
    context.close()


@pytest.mark.parametrize("host", ["plain", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_frame_is_accessible_and_its_question_stays_in_view(
    browser: Browser, site: str, hosts: dict[str, str], host: str, width: int
) -> None:
    viewport = {"width": width, "height": 640}
    with Visitor(browser, site, viewport=viewport, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(hosts[host])
        frame = opened(page)
        asked(frame, PILAF)
        asked(frame, FIREARM)
        expect(frame.locator("#question")).to_be_in_viewport(ratio=1)
        expect(frame.locator("#latest .asked")).to_be_in_viewport()
        inner = page.frames[1]
        assert inner.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert inner.locator("html").get_attribute("data-theme") == (
            "dark" if host == "dark" else "auto"
        )
        assert serious(page) == []
        links = inner.eval_on_selector_all("a[href]", "all => all.map((each) => each.pathname)")
        assert links
        assert not [each for each in links if each.startswith(("/sign-in", "/desk", "/train"))]
        assert page_width(page) <= width
        # Where there is no room for both, the page scrolls as a whole.
        page.set_viewport_size({"width": 320, "height": 300})
        assert inner.evaluate("getComputedStyle(document.querySelector('main')).display") == "block"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_page_that_makes_the_code_shows_it_live(
    browser: Browser, site: str, width: int, scheme: str
) -> None:
    viewport = {"width": width, "height": 900}
    with Visitor(browser, site, locale="ru", viewport=viewport, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("link", name="Виджет для сайтов").click()
        sample = page.frame_locator("#sample")
        expect(sample.get_by_role("button", name="Задать вопрос о законе")).to_be_visible()
        page.get_by_label("Внизу слева").check()
        page.get_by_label("Примеры вопросов").fill("Можно ли снимать полицейского?")
        page.get_by_label("Язык при открытии").select_option("en")
        page.get_by_label("Адрес вашего сайта").fill("ministry.example")
        expect(page.locator("#code")).to_contain_text('data-side="left"')
        expect(page.locator("#code")).to_contain_text('"Можно ли снимать полицейского?"')
        expect(page.locator("#permission")).to_contain_text(
            "Сайту https://ministry.example пока не разрешено показывать виджет."
        )
        button = sample.get_by_role("button", name="Ask about the law")
        expect(button).to_be_visible()
        assert page.evaluate("history.length") == 3
        assert serious(page) == []
        assert page_width(page) <= width
        picture(page, f"widget-page-{width}-{scheme}")
        page.locator("#sample").scroll_into_view_if_needed()
        button.click()
        frame = sample.frame_locator("bapta-widget iframe")
        expect(frame.locator(".samples .example")).to_have_text(["Можно ли снимать полицейского?"])
        picture(page, f"widget-page-open-{width}-{scheme}")


def test_the_form_works_without_a_script(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/widget")
        page.get_by_label("Language when it opens").select_option("kk")
        page.get_by_label("Bottom left").check()
        page.get_by_role("button", name="Update the code").click()
        expect(page.locator("#code")).to_contain_text('data-lang="kk"\n  data-side="left"')
        expect(page.get_by_label("Bottom left")).to_be_checked()
        sample = page.frame_locator("#sample")
        expect(sample.get_by_text("Виджетке JavaScript қажет.")).to_be_visible()
