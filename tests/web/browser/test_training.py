"""Training in a real browser: on a phone, with keys alone, with no script, before axe."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qa.drills.card import CardKind
from tests.helpers.browser import (
    CHROMIUM,
    Visitor,
    free_port,
    page_width,
    picture,
    serious,
    served,
    tab_to,
)
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.decks import deck
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
        # The law has fewer gaps than a session has cards.
        total = min(10, len(deck().by_kind[CardKind(kind)]))
        for number in range(1, total + 1):
            expect(page.locator(".step span").first).to_have_text(f"{number} / {total}")
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
                page.get_by_role("button", name="Келесі" if number < total else "Аяқтау")
            ).to_be_focused()
            if number == 1:
                picture(page, f"training-{kind}-360")
            page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Жаттығу аяқталды")
        assert len(json.loads(page.evaluate(KEPT))["cards"]) == total


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
        for kind in every_kind():
            if kind != "modal":
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
        started = page.url
        page.locator(".choices input, .typed input").first.click()
        if page.locator("#card-1 .typed input").count():
            page.fill("#card-1 .typed input", "бір ай")
        page.get_by_role("button", name="Жауаптарды сақтау").click()
        expect(page.locator(".exam-map a.is-answered")).to_have_count(1)
        page.get_by_role("button", name="Билетті тапсыру").click()
        expect(page.locator("h1")).to_have_text("Барлық сұраққа жауап берілмеді")
        expect(page.locator(".blanks a")).to_have_count(4)
        page.get_by_role("button", name="Бәрібір тапсыру").click()
        expect(page.locator(".score b")).to_be_visible()
        page.goto(started)
        expect(page.get_by_text("Бұл билет тапсырылған.")).to_be_visible()


def sign_in(page: Page, name: str) -> None:
    page.goto("/sign-in?to=/papers")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("button.main")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_card_is_reported_struck_out_and_a_goal_begun_with_keys_alone(
    browser: Browser, site: str, width: int
) -> None:
    with Visitor(browser, site, viewport={"width": width, "height": 800}, locale="en") as context:
        page = context.new_page()
        page.goto("/train")
        tab_to(page, ".keep form button")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("My progress")
        tab_to(page, ".goal button")
        page.keyboard.press("Enter")
        expect(page.locator(".step span").first).to_contain_text("1 of ")
        if page.locator(".choices").count():
            page.keyboard.press("1")
        else:
            tab_to(page, ".typed input")
            page.keyboard.type("бір ай")
        page.keyboard.press("Enter")
        expect(page.locator(".report")).to_be_visible()
        tab_to(page, ".report summary")
        page.keyboard.press("Enter")
        tab_to(page, ".report select")
        page.keyboard.type("More")
        tab_to(page, ".report input[name=note]")
        page.keyboard.type(f"Note {width}")
        tab_to(page, ".report button")
        with context.expect_page() as opened:
            page.keyboard.press("Enter")
        expect(opened.value.locator("h1")).to_be_visible()
        assert page_width(page) <= width
        sign_in(page, "teacher")
        tab_to(page, "a[href$='/papers/reports']")
        page.keyboard.press("Enter")
        card = page.locator(".exam-card").filter(has_text=f"Note {width}")
        expect(card).to_contain_text("More than one answer is correct")
        assert page_width(page) <= width
        card.get_by_role("button").focus()
        page.keyboard.press("Enter")
        expect(card).to_contain_text("Struck out")
        card.get_by_role("button").focus()
        page.keyboard.press("Enter")
        expect(card.locator("em")).to_have_count(0)


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
        page.locator("[data-one]").click()
        check("exam-one")
        page.click("form button.main")
        expect(page.locator(".blanks")).to_be_visible()
        check("exam-blank")
        page.locator("form.ways button").click()
        check("result")
        page.locator(".report summary").first.click()
        check("report")
        sign_in(page, "teacher")
        page.fill("#title", look)
        page.fill("#count", "5")
        page.locator("main form details summary").click()
        check("papers")
        page.click("button.main")
        check("preview")
        page.click("form.panel button.main")
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
        expect(page.locator(".blanks")).to_be_visible()
        page.locator("form.ways button").click()
        check("own-result")


def answered(page: Page) -> int:
    return page.locator(".exam-map a.is-answered").count()


@pytest.mark.parametrize("width", [360, 1280])
def test_an_exam_with_the_connection_cut_five_times_loses_nothing(
    browser: Browser, site: str, width: int
) -> None:
    with Visitor(browser, site, viewport={"width": width, "height": 740}) as context:
        page = context.new_page()
        page.goto(f"{TRAIN}/exam")
        tab_to(page, "button.main")
        page.keyboard.press("Enter")
        expect(page.locator("[data-card]")).to_have_count(20)
        given: dict[int, list[str]] = {}
        for number in range(20):
            cut = number % 4 == 1
            context.set_offline(cut)
            card = page.locator(f"[data-card='{number}']")
            field = card.locator("input").first
            field.focus()
            if card.locator(".typed").count():
                page.keyboard.type("бір ай")
            else:
                page.keyboard.press("Space")
            if cut:
                expect(page.locator("[data-saved]")).to_contain_text("Байланыс жоқ")
                # What is answered without a connection is still there after a reload with one.
                if number in {5, 13}:
                    context.set_offline(False)
                    page.reload()
            given[number] = values(page, number)
            assert given[number] != []
        context.set_offline(False)
        expect(page.locator("[data-saved]")).to_have_text("Сақталды", timeout=30_000)
        page.evaluate("localStorage.clear()")
        page.reload()
        assert answered(page) == 20
        assert {number: values(page, number) for number in range(20)} == given
        assert page_width(page) <= width
        # One at a time, by keys alone.
        tab_to(page, "[data-one]")
        page.keyboard.press("Enter")
        expect(page.locator("[data-card]:visible")).to_have_count(1)
        tab_to(page, "[data-step='1']")
        page.keyboard.press("Enter")
        expect(page.locator("#card-2")).to_be_focused()
        tab_to(page, "form button.main")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Емтихан нәтижесі")
        expect(page.get_by_text("Жауап берілмеді")).to_have_count(0)


# A slow server, and the times at which "saved" was shown though an answer was still waiting.
SLOW_SERVER = """
const send = window.fetch;
window.fetch = async (...given) => {
  await new Promise((done) => setTimeout(done, 700));
  return send(...given);
};
window.untrue = 0;
addEventListener("DOMContentLoaded", () => {
  const told = document.querySelector("[data-saved]");
  if (!told) return;
  new MutationObserver(() => {
    const waiting = Object.keys(localStorage).some((name) => name.startsWith("bapta.exam."));
    if (told.textContent === told.dataset.kept && waiting) window.untrue += 1;
  }).observe(told, { childList: true, characterData: true, subtree: true });
});
"""


def test_an_answer_given_while_another_is_sent_is_not_called_saved(
    browser: Browser, site: str
) -> None:
    with Visitor(browser, site) as context:
        context.add_init_script(SLOW_SERVER)
        page = context.new_page()
        page.goto(f"{TRAIN}/exam")
        page.click("button.main")
        expect(page.locator("[data-card]")).to_have_count(20)
        for number in (0, 1):
            field = page.locator(f"[data-card='{number}'] input").first
            if page.locator(f"[data-card='{number}'] .typed").count():
                field.fill("бір ай")
            else:
                field.check()
            # The request with the first answer has begun and has not come back.
            page.wait_for_timeout(400)
        expect(page.locator("[data-saved]")).to_have_text("Сақталды")
        assert page.evaluate("window.untrue") == 0
        page.reload()
        assert answered(page) == 2


def values(page: Page, number: int) -> list[str]:
    """Return the answer that the page has to a card."""
    found: list[str] = page.evaluate(
        """n => [...document.querySelectorAll(`[data-card="${n}"] [name]`)]
            .filter(each => each.type === "text" ? each.value : each.checked)
            .map(each => each.value)""",
        number,
    )
    return found
