"""Hand-over in a real browser: left in the chat and in the widget, answered, read, ended."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import (
    CHROMIUM,
    Visitor,
    ask,
    page_width,
    picture,
    serious,
)
from tests.helpers.handover import Clock
from tests.helpers.handover_site import REFERENCE, handover_site, leave, sign_in
from tests.helpers.web_app import FIREARM, FIREARM_WORDS, PILAF
from web.storage.base import utc_now

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def clock() -> Clock:
    # The journal erases what has expired by the real time, at the first question of a day.
    return Clock(utc_now())


@pytest.fixture(scope="module")
def origins(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[tuple[str, str]]:
    with handover_site(tmp_path_factory.mktemp("home"), clock) as found:
        yield found


def test_the_menu_of_an_answer_is_whole_after_back(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = context.new_page()
        page.goto("/")
        ask(page, "24-бап 3-тармақ")
        page.locator(".share > summary").click()
        page.locator("[data-shared]").click()
        page.wait_for_url("**/share?*")
        page.go_back()
        menu = page.locator(".share")
        expect(menu).not_to_have_attribute("open", "")
        menu.locator("summary").click()
        expect(menu.get_by_role("button", name="Copy the link")).to_have_count(2)
        expect(menu.get_by_role("button", name="Copy the link").first).to_be_visible()


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
        expect(waiting.locator(".standing")).to_have_text("Сұрақ жауап күтуде")
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
        for empty in ("", "  "):
            field.fill(empty)
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
        page.get_by_role("link", name="Отмена").click()
        expect(page.locator("p.asked")).to_have_text(PILAF)
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
        staff.locator(".history > summary").click()
        staff.get_by_role("link", name="Жауапты түзету").click()
        check(staff, f"handover-correcting-{theme}")
        staff.locator(".decide button.main").click()
        expect(staff.locator(".outcome.past")).to_be_visible()
        page.reload()
        page.locator(".reply > summary").click()
        page.locator(".keep-link > summary").click()
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
