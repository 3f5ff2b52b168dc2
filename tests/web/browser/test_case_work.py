"""Work on cases in a real browser: two operators on one case, and the open desk that tells."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import CHROMIUM, Visitor, ask, page_width, serious
from tests.helpers.handover import Clock
from tests.helpers.handover_site import handover_site, leave, sign_in
from tests.helpers.web_app import FIREARM, FIREARM_WORDS, PILAF
from web.storage.base import utc_now

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def clock() -> Clock:
    # The journal erases what has expired by the real time, at the first question of a day.
    return Clock(utc_now())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[str]:
    with handover_site(tmp_path_factory.mktemp("home"), clock) as (origin, _):
        yield origin


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
