"""The docked form in a real browser: it hides neither a field nor the end of an answer."""

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import CHROMIUM, Visitor, ask
from tests.helpers.web_app import FIREARM

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

IS_IN_SIGHT = """field => {
    const { left, top, width, height } = field.getBoundingClientRect();
    return field.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""


@pytest.mark.parametrize(("width", "height"), [(320, 640), (1280, 800)])
def test_the_docked_form_hides_nothing(
    browser: Browser, site: str, width: int, height: int
) -> None:
    size = {"width": width, "height": height}
    with Visitor(browser, site, locale="en", viewport=size, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto("/")
        ask(page, FIREARM)
        # Nothing shows through below it.
        dock = page.locator("#ask").evaluate("form => form.getBoundingClientRect().bottom")
        assert dock == height
        page.locator(".after").evaluate("after => after.scrollIntoView({ block: 'end' })")
        assert page.evaluate(
            """() => document.querySelector(".after").getBoundingClientRect().bottom
                <= document.querySelector("#ask").getBoundingClientRect().top"""
        )
        page.locator(".feedback summary").click()
        field = page.locator(".feedback [name=comment]")
        expect(field).to_be_visible()
        page.wait_for_timeout(300)
        assert field.evaluate(IS_IN_SIGHT)
        assert page.locator(".feedback [value=no]").evaluate(IS_IN_SIGHT)
