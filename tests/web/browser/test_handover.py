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
from web.storage.base import utc_now

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

LINK = re.compile(r"/handover/[\w.-]{70,}$")
REFERENCE = re.compile(r"^BP-\w{4}-\w{4}$")


@pytest.fixture(scope="module")
def clock() -> Clock:
    # The journal erases what has expired by the real time, at the first question of a day.
    return Clock(utc_now())


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
        add_account(site.database, "dana", Role.OPERATOR)
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


def sign_in(page: Page, to: str, name: str = "aigul") -> None:
    page.goto(f"/sign-in?to={to}")
    page.fill("#name", name)
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


def test_the_form_for_staff_warns_of_personal_data_and_shows_what_was_sent(
    browser: Browser, site: str
) -> None:
    typed = f"{PILAF} Мой ИИН 900101300123"
    with Visitor(browser, site, locale="ru") as context:
        page = context.new_page()
        page.goto("/")
        ask(page, typed)
        page.locator(".leave > summary").click()
        warning = page.locator(".leave .personal")
        expect(warning).to_be_visible()
        expect(page.locator("#personal")).to_be_hidden()
        page.locator(".leave textarea").fill(PILAF)
        expect(warning).to_be_hidden()
        page.locator(".leave textarea").fill(f"{PILAF} +7 701 123 45 67")
        expect(warning).to_be_visible()
        page.locator(".leave textarea").fill("")
        page.locator(".leave button.main").click()
        expect(page.locator(".leave .wrong")).to_have_text("Введите вопрос.")
        page.locator(".leave textarea").fill(PILAF)
        page.locator(".leave button.main").click()
        left = page.locator(".left")
        expect(left).to_contain_text(f"Ваш вопрос: {PILAF}")
        expect(left).to_contain_text(re.compile(r"Постараемся ответить до \d+\s+\S+\s+\d{4}"))


@pytest.mark.parametrize("width", [360, 1280])
def test_two_operators_work_on_one_case_by_keyboard(
    browser: Browser, site: str, width: int
) -> None:
    size = {"width": width, "height": 800}
    with (
        Visitor(browser, site, locale="en", viewport=size) as visiting,
        Visitor(browser, site, locale="en", viewport=size) as one,
        Visitor(browser, site, locale="en", viewport=size) as two,
    ):
        page = visiting.new_page()
        page.goto("/")
        ask(page, PILAF)
        reference, link = leave(page)
        first, second = one.new_page(), two.new_page()
        for staff, name in ((first, "aigul"), (second, "dana")):
            sign_in(staff, f"/desk/handover/{reference}", name)
            expect(staff.locator("h1")).to_have_text(reference)
            # The script is there.
            expect(staff.locator("#keys-open")).to_be_visible()
        first.keyboard.press("c")
        expect(first.get_by_role("button", name="Put back in the queue")).to_be_visible()
        expect(first).to_have_title(re.compile(r"^\(\d+\) BP-"))
        # What is typed is there after a reload, also if the page is left at once.
        first.locator("#question").fill(FIREARM)
        first.locator("#question").press("Enter")
        first.locator(".card").filter(has_text=FIREARM_WORDS).locator("input").first.press("Space")
        expect(first.locator(".order li")).to_have_count(1)
        first.locator("#note-field").focus()
        first.keyboard.type("from the first")
        first.reload()
        expect(first.locator("#note-field")).to_have_value("from the first")
        expect(first.locator(".pick input").first).to_be_checked()
        if width == 1280:
            first.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
            expect(first.locator("#decide")).to_be_in_viewport()
        # The other one decides without having taken it, and loses nothing.
        second.locator(".pick input").first.press("Space")
        second.locator("#note-field").focus()
        second.keyboard.type("from the second")
        second.keyboard.press("Control+Enter")
        expect(second.locator("#wrong")).to_contain_text("aigul is working on this question")
        expect(second.locator("#note-field")).to_have_value("from the second")
        first.locator("#note-field").focus()
        first.keyboard.press("Control+Enter")
        expect(first.locator(".outcome .quote")).to_have_text(FIREARM_WORDS)
        second.goto(f"/desk/handover/{reference}")
        expect(second.locator(".outcome .note")).to_contain_text("from the first")
        expect(second.locator(".unsent")).to_contain_text("from the second")
        page.goto(link)
        page.get_by_role("button", name="Yes").press("Enter")
        expect(page.locator(".verdict [role=status]")).to_be_visible()
        page.locator(".reply > summary").press("Enter")
        page.fill("#reply-field", "And at night?")
        page.get_by_role("button", name="Send").press("Enter")
        expect(page.locator("h1")).to_have_text("The question is waiting for a reply")
        first.goto("/desk/handover")
        first.locator(f"a.reference:has-text('{reference}')").press("Enter")
        first.get_by_role("button", name="Close: the law does not say").press("Enter")
        first.get_by_role("button", name="Close", exact=True).press("Enter")
        page.reload()
        expect(page.locator("h1")).to_have_text("The question is closed")
        first.get_by_role("button", name="Undo: open again").press("Enter")
        expect(first.locator("#decide")).to_be_visible()
        for each in (first, page):
            assert page_width(each) == width


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


@pytest.mark.parametrize("width", [360, 1280])
def test_the_open_desk_tells_of_a_new_case_if_it_is_switched_on(
    browser: Browser, site: str, clock: Clock, width: int
) -> None:
    options = {"locale": "en", "viewport": {"width": width, "height": 800}}
    with (
        Visitor(browser, site, reduced_motion="reduce", **options) as desk,
        Visitor(browser, site, **options) as asker,
    ):
        staff = desk.new_page()
        # The browser has no speaker here: the tones that it starts are counted.
        staff.add_init_script(
            "window.tones = 0; const start = OscillatorNode.prototype.start;"
            "OscillatorNode.prototype.start = function (...at) { window.tones += 1;"
            "return start.apply(this, at); }"
        )
        staff.clock.install()
        sign_in(staff, "/desk/handover")
        switch = staff.locator("#pulse-switch")
        expect(switch).to_have_attribute("aria-pressed", "false")
        leave_one(asker.new_page())
        pulse(staff)
        assert staff.evaluate("window.tones") == 0
        switch.focus()
        staff.keyboard.press("Enter")
        expect(switch).to_have_attribute("aria-pressed", "true")
        tones = staff.evaluate("window.tones")
        assert tones == 2
        pulse(staff)
        assert staff.evaluate("window.tones") == tones
        before = told_by_title(staff)
        leave_one(asker.new_page())
        pulse(staff)
        assert staff.evaluate("window.tones") == tones + 2
        assert told_by_title(staff) == before + 1
        for place in (".places .waits", ".menu .waits"):
            expect(staff.locator(place)).to_have_text(str(before + 1))
        if width == 360:
            staff.locator(".sections summary").focus()
            staff.keyboard.press("Enter")
            expect(staff.locator(".menu .waits")).to_be_visible()
        clock.move(hours=80)
        pulse(staff)
        assert staff.evaluate("window.tones") == tones + 4
        assert serious(staff) == []
        staff.reload()
        expect(switch).to_have_attribute("aria-pressed", "true")
        switch.focus()
        staff.keyboard.press("Space")
        expect(switch).to_have_attribute("aria-pressed", "false")
        leave_one(asker.new_page())
        pulse(staff)
        assert staff.evaluate("window.tones") == 0


def leave_one(page: Page) -> None:
    page.goto("/")
    ask(page, PILAF)
    leave(page)


def pulse(staff: Page) -> None:
    """Let the page look at the queue again, as it does every 30 seconds."""
    with staff.expect_response("**/desk/handover/pulse"):
        staff.clock.run_for(31_000)
    staff.wait_for_timeout(300)


def told_by_title(staff: Page) -> int:
    """The number of waiting cases in the title."""
    found = re.match(r"\((\d+)\)", staff.title())
    return int(found[1]) if found else 0
