"""Training in a real browser: on a phone, with keys alone, with no script, before axe."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import CHROMIUM, Visitor, free_port, page_width, picture, serious, served
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.training import TRAIN, every_kind
from tests.helpers.web_app import ACT, law_answerer, settings_of
from web.accounts.roles import Role
from web.app import create_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

PHONE = {"viewport": {"width": 360, "height": 740}, "reduced_motion": "reduce"}
KEPT = f"localStorage.getItem('bapta.training.{ACT}')"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = create_app(
        law_answerer(), settings_of(tmp_path_factory.mktemp("home"), BAPTA_SECRET=SECRET)
    )
    add_account(app.state.site.database, "teacher", Role.INSTRUCTOR, "A1")
    add_account(app.state.site.database, "aigul", Role.LEARNER, "A1")
    with served(app, free_port()) as origin:
        yield origin


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what ``selector`` names has the focus."""
    for _ in range(60):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by the Tab key")


@pytest.mark.parametrize("kind", every_kind())
def test_a_session_of_each_kind_on_a_phone_with_keys_alone(
    browser: Browser, site: str, kind: str
) -> None:
    with Visitor(browser, site, **PHONE) as context:
        page = context.new_page()
        page.goto("/train")
        for other in every_kind():
            if other != kind:
                tab_to(page, f"[name=kind][value={other}]")
                page.keyboard.press("Space")
        tab_to(page, "button.main")
        page.keyboard.press("Enter")
        for number in range(1, 11):
            expect(page.locator(".step span").first).to_have_text(f"{number} / 10")
            if page.locator(".choices").count():
                page.keyboard.press("1")
                expect(page.locator(".choices input").first).to_be_checked()
            else:
                tab_to(page, ".typed input")
                page.keyboard.type("бір ай")
            page.keyboard.press("Enter")
            expect(page.locator(".card.law .quote").first).to_be_visible()
            assert page_width(page) <= 360
            expect(
                page.get_by_role("button", name="Келесі" if number < 10 else "Аяқтау")
            ).to_be_focused()
            if number == 1:
                picture(page, f"training-{kind}-360")
            page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Жаттығу аяқталды")
        assert len(json.loads(page.evaluate(KEPT))["cards"]) == 10


def test_the_browser_keeps_progress_and_a_file_takes_it_along(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    with Visitor(browser, site, **PHONE) as context:
        page = context.new_page()
        page.goto("/train")
        page.click("button.main")
        page.locator(".choices input, .typed input").first.focus()
        if page.locator(".choices").count():
            page.keyboard.press("1")
        else:
            page.keyboard.type("он күн")
        page.keyboard.press("Enter")
        expect(page.locator(".verdict")).to_be_visible()
        kept = json.loads(page.evaluate(KEPT))
        assert len(kept["cards"]) == 1
        page.goto("/train")
        with page.expect_download() as download:
            page.get_by_role("button", name="Файлға сақтау").click()
        file = tmp_path / "progress.json"
        download.value.save_as(file)
        assert json.loads(file.read_text("utf-8")) == kept
    with Visitor(browser, site, **PHONE) as context:
        page = context.new_page()
        page.goto("/train")
        page.set_input_files("#file", file)
        page.get_by_role("button", name="Жүктеу").click()
        expect(page.get_by_text("Файлдан 1 тапсырма қалпына келтірілді.")).to_be_visible()
        assert json.loads(page.evaluate(KEPT))["cards"] == kept["cards"]
        page.goto("/train")
        page.get_by_role("button", name="Баптар бойынша көру").click()
        expect(page.locator(".plot .learning")).not_to_have_count(0)
        widths = page.locator(".plot rect.learning").evaluate_all(
            "all => all.map(each => each.getAttribute('width')).filter(width => width !== '0.0')"
        )
        assert len(widths) == 1
        broken = tmp_path / "broken.json"
        broken.write_text("{", encoding="utf-8")
        page.goto("/train")
        page.set_input_files("#file", broken)
        page.get_by_role("button", name="Жүктеу").click()
        expect(page.locator("h1")).to_have_text("Әрекетті орындау мүмкін болмады")
        assert json.loads(page.evaluate(KEPT))["cards"] == kept["cards"]


def test_a_session_and_an_exam_without_a_script(browser: Browser, site: str) -> None:
    with Visitor(browser, site, java_script_enabled=False, **PHONE) as context:
        page = context.new_page()
        page.goto("/train")
        for kind in ("which", "gap", "list"):
            page.uncheck(f"[name=kind][value={kind}]")
        page.click("button.main")
        for _ in range(10):
            page.locator(".choices label").first.click()
            page.click("button.main")
            page.click("button.main")
        expect(page.locator("h1")).to_have_text("Жаттығу аяқталды")
        page.get_by_role("button", name="Баптар бойынша көру").click()
        expect(page.locator(".plot tr")).not_to_have_count(0)
        page.goto(f"{TRAIN}/exam")
        page.fill("#count", "5")
        page.click("button.main")
        page.get_by_role("button", name="Билетті тапсыру").click()
        expect(page.locator(".score b")).to_have_text("0%")
        page.go_back()
        page.get_by_role("button", name="Билетті тапсыру").click()
        expect(page.get_by_text("Бұл билет тапсырылған.")).to_be_visible()


def sign_in(page: Page, name: str) -> None:
    page.goto("/sign-in?to=/papers")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("button.main")


@pytest.mark.parametrize("look", ["kk.light.normal", "ru.dark.large"])
def test_axe_finds_nothing_serious(browser: Browser, site: str, look: str) -> None:
    with Visitor(browser, site, **PHONE) as context:
        context.add_cookies([{"name": "prefs", "value": look, "url": site}])
        page = context.new_page()

        def check(name: str) -> None:
            assert page_width(page) <= 360, name
            assert serious(page) == [], name
            picture(page, f"{name}-{look}")

        page.goto(f"/acts/{ACT}/index/prohibition")
        check("index")
        for kind in every_kind():
            page.goto("/train")
            if kind == "which":
                check("training")
            for other in every_kind():
                if other != kind:
                    page.uncheck(f"[name=kind][value={other}]")
            page.click("button.main")
            check(f"card-{kind}")
            page.locator(".choices label, .typed input").first.click()
            page.keyboard.press("1")
            page.click("button.main")
            check(f"answered-{kind}")
        page.goto("/train")
        page.locator(".keep form button").first.click()
        check("progress")
        page.goto(f"{TRAIN}/exam")
        check("exam-form")
        page.fill("#count", "5")
        page.click("button.main")
        check("exam")
        page.locator(".choices label").first.click()
        page.click("form button.main")
        check("result")
        sign_in(page, "teacher")
        page.fill("#title", look)
        page.fill("#count", "5")
        check("papers")
        page.click("button.main")
        page.locator("details.panel summary").click()
        check("group")
        code = page.url.split("/")[-2]
        context.clear_cookies(name="bapta")
        sign_in(page, "aigul")
        page.goto(f"/papers/{code}")
        check("paper")
        page.click("button.main")
        check("sitting")
        page.click("form button.main")
        check("own-result")
