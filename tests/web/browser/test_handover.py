"""Hand-over in a real browser: left in the chat and in the widget, answered, read, ended."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import (
    CHROMIUM,
    HOST,
    Visitor,
    ask,
    foreign_site,
    free_port,
    page_width,
    picture,
    serious,
    served,
)
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.handover import ON, Clock
from tests.helpers.web_app import FIREARM, FIREARM_WORDS, PILAF, law_answerer, settings_of
from web.accounts.roles import Role
from web.app import create_app
from web.handover.repository import CaseRepository
from web.handover.service import Handover
from web.handover.tokens import CaseTokens

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

LINK = re.compile(r"/handover/[\w.-]{70,}$")
REFERENCE = re.compile(r"^BP-\w{4}-\w{4}$")


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def origins(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[tuple[str, str]]:
    """Bapta with hand-over, whose cases go by ``clock``, and a site that shows its widget."""
    port = free_port()
    with foreign_site(HOST.format(origin=f"http://127.0.0.1:{port}")) as host:
        settings = settings_of(
            tmp_path_factory.mktemp("home"),
            **{**ON, "BAPTA_SECRET": SECRET, "BAPTA_WIDGET_ORIGINS": host},
        )
        app = create_app(law_answerer(), settings)
        site = app.state.site
        cases = CaseRepository(site.database, CaseTokens(SECRET), 30, clock)
        site.features.add(replace(site.features.get(Handover), cases=cases))
        add_account(site.database, "aigul", Role.OPERATOR)
        with served(app, port) as origin:
            yield origin, host


def leave(page: Page) -> tuple[str, str]:
    """Leave the question that was just refused: its reference number and its private link."""
    page.locator(".leave > summary").last.click()
    page.locator(".leave button.main").last.click()
    expect(page.locator(".left h3")).to_be_focused()
    link = page.locator(".left a.link").get_attribute("href")
    reference = page.locator(".left .reference").inner_text()
    assert link is not None
    assert LINK.search(link)
    assert REFERENCE.match(reference)
    return reference, link


def sign_in(page: Page, to: str) -> None:
    page.goto(f"/sign-in?to={to}")
    page.fill("#name", "aigul")
    page.fill("#password", PASSWORD)
    page.click("main button")


def check(page: Page, name: str) -> None:
    assert serious(page) == [], name
    assert page_width(page) <= 320, name
    picture(page, name)


def test_a_question_is_left_answered_read_and_ends(
    browser: Browser, site: str, clock: Clock
) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with Visitor(browser, site, locale="kk", permissions=permissions) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, PILAF)
        reference, link = leave(page)
        expect(page.locator(".turn")).to_have_count(1)
        page.get_by_role("button", name="Сілтемені көшіру").click()
        expect(page.get_by_role("button", name="Көшірілді")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == link
        waiting = context.new_page()
        waiting.goto(link)
        expect(waiting.locator("h1")).to_have_text("Сұрақ жауап күтуде")
        with Visitor(browser, site, locale="en") as desk:
            staff = desk.new_page()
            sign_in(staff, "/desk/handover")
            staff.fill("#reference", reference.lower().replace("-", " "))
            staff.get_by_role("button", name="Open").click()
            expect(staff.locator("h1")).to_have_text(reference)
            expect(staff.locator("p.asked")).to_have_text(PILAF)
            staff.fill("#note-field", "1402")
            staff.fill("#question", FIREARM)
            staff.get_by_role("button", name="Search").click()
            staff.locator(".card").filter(has_text=FIREARM_WORDS).locator("input").first.check()
            staff.fill("#question", "24-бап")
            staff.get_by_role("button", name="Search").click()
            picked = staff.locator(".card").filter(has_text=FIREARM_WORDS).first
            expect(picked.locator("input")).to_be_checked()
            staff.get_by_role("button", name="Reply with the selected provisions").click()
            outcome = staff.locator(".outcome")
            expect(outcome.locator("h2").first).to_have_text("The question has been answered")
            expect(outcome.locator(".quote")).to_have_text(FIREARM_WORDS)
        waiting.reload()
        expect(waiting.locator("h1")).to_have_text("Сұраққа жауап берілді")
        expect(waiting.locator("blockquote .quote")).to_have_text(FIREARM_WORDS)
        expect(waiting.locator("blockquote")).to_have_attribute("lang", "kk")
        expect(waiting.locator(".note")).to_contain_text("бұл заң мәтіні емес")
        clock.move(days=31)
        waiting.reload()
        expect(waiting.locator("h1")).to_have_text("Сілтеменің мерзімі өтті")
        waiting.goto(link[:-1])
        expect(waiting.locator("main p").first).to_have_text(
            "Бұл сілтеме бойынша ештеңе табылмады. Сілтеме толық көшірілгенін тексеріңіз."
        )


def test_a_question_is_left_in_the_widget(browser: Browser, origins: tuple[str, str]) -> None:
    site, host = origins
    # The widget speaks its site's language, whatever the browser's is.
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        page.goto(host)
        page.locator("bapta-widget button.open").click()
        frame = page.frame_locator("bapta-widget iframe")
        frame.locator("#question").fill(PILAF)
        frame.locator("button.main").click()
        frame.locator(".leave > summary").click()
        field = frame.locator(".leave textarea")
        expect(field).to_have_value(PILAF)
        field.fill("  ")
        frame.locator(".leave button.main").click()
        expect(frame.locator(".leave .wrong")).to_contain_text("Сұрағыңызды жазыңыз.")
        field.fill("Палау туралы кімнен сұраймын?")
        frame.locator(".leave button.main").click()
        expect(frame.locator(".left .reference")).to_have_text(REFERENCE)
        expect(frame.locator(".left h3")).to_have_text("Сұрағыңыз қабылданды")
        with context.expect_page() as opened:
            frame.locator(".left a.link").click()
        expect(opened.value.locator("p.asked")).to_have_text("Палау туралы кімнен сұраймын?")


def test_a_question_is_left_and_deleted_without_a_script(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="ru", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        page.fill("#question", PILAF)
        page.locator("#ask button.main").click()
        page.locator(".leave > summary").click()
        page.locator(".leave button.main").click()
        expect(page.locator("h1")).to_have_text("Ваш вопрос принят")
        page.locator("a.link").click()
        page.locator(".erase > summary").click()
        page.get_by_role("button", name="Удалить").click()
        expect(page.locator("h1")).to_have_text("Вопрос удалён")
        page.go_back()
        page.reload()
        expect(page.locator("h1")).to_have_text("Срок действия ссылки истёк")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_accessible_and_narrow_enough(
    browser: Browser, site: str, theme: str
) -> None:
    narrow = {"width": 320, "height": 800}
    looks = {"viewport": narrow, "color_scheme": theme, "reduced_motion": "reduce"}
    with Visitor(browser, site, locale="kk", **looks) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, PILAF)
        page.locator(".leave > summary").click()
        check(page, f"handover-form-{theme}")
        page.locator(".leave button.main").click()
        expect(page.locator(".left")).to_be_visible()
        check(page, f"handover-left-{theme}")
        link = page.locator(".left a.link").get_attribute("href")
        reference = page.locator(".left .reference").inner_text()
        assert link is not None
        page.goto(link)
        check(page, f"handover-waiting-{theme}")
        staff = context.new_page()
        sign_in(staff, "/desk/handover")
        check(staff, f"handover-queue-{theme}")
        staff.goto(f"/desk/handover/{reference}")
        staff.fill("#question", FIREARM)
        staff.locator(".candidates .ask button").first.click()
        staff.locator(".pick input").first.check()
        check(staff, f"handover-case-{theme}")
        staff.fill("#note-field", "Қосымша сұрағыңыз болса, 1402 нөміріне хабарласыңыз.")
        staff.select_option("[name=phrase]", "not_in_full")
        staff.locator(".decide button.main").click()
        expect(staff.locator(".outcome")).to_be_visible()
        check(staff, f"handover-decided-{theme}")
        page.reload()
        page.locator(".erase > summary").click()
        check(page, f"handover-answered-{theme}")
        page.goto("/handover/guess")
        check(page, f"handover-nothing-{theme}")


def test_a_question_can_be_left_after_an_answer_that_is_none(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        page.goto("/")
        ask(page, "24-бап 3-тармақ")
        expect(page.locator(".leave")).not_to_be_visible()
        page.locator(".feedback summary").click()
        expect(page.locator(".leave")).to_be_visible()
        page.locator(".feedback [name=verdict][value=no]").click()
        expect(page.locator(".feedback [role=status]")).to_be_focused()
        expect(page.locator(".leave")).to_be_visible()
