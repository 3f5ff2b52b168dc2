"""Controls on a narrow screen: sizes of links, the warning, the verdict, a new conversation."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.helpers.browser import CHROMIUM, Visitor, ask
from tests.helpers.web_app import ACT, FIREARM, PILAF

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

# Links and buttons on a line of their own, with the height of their box.
LOW = """() => [...document.querySelectorAll("main :is(a, button, summary)")]
    .filter((each) => each.checkVisibility() && each.offsetWidth > 1)
    .map((each) => [each.textContent.trim(), each.getBoundingClientRect().height])
    .filter(([, height]) => height < 24)"""


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[BrowserContext]:
    with Visitor(browser, site, locale="ru", viewport={"width": 360, "height": 740}) as context:
        yield context


def edges(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"], box["x"] + box["width"]


@pytest.mark.parametrize(
    "path",
    [
        f"/acts/{ACT}",
        f"/acts/{ACT}/art_18",
        f"/acts/{ACT}/index/right",
        "/situations/car",
        "/privacy",
    ],
)
def test_links_of_a_page_are_high_enough(phone: BrowserContext, path: str) -> None:
    page = phone.new_page()
    page.goto(path)
    assert page.evaluate(LOW) == []


def test_links_of_a_conversation_are_high_enough(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    ask(page, FIREARM)
    ask(page, PILAF)
    page.locator(".about > summary").first.click()
    expect(page.locator(".about a").first).to_be_visible()
    assert page.evaluate(LOW) == []


def test_the_warning_is_as_wide_as_the_field_and_its_button(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    ask(page, FIREARM)
    page.fill("#question", "Мой ИИН 900101300123")
    warning, field = edges(page.locator("#personal")), edges(page.locator("#question"))
    assert warning == (field[0], edges(page.locator("#ask button.main"))[1])


def test_the_verdict_no_stays_in_its_place_and_looks_pressed(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    ask(page, FIREARM)
    no = page.locator(".feedback summary")
    no.scroll_into_view_if_needed()
    yes = page.locator(".feedback > p button")
    colour = "each => getComputedStyle(each).backgroundColor"
    assert no.evaluate(colour) == yes.evaluate(colour)
    before = edges(no)
    no.click()
    expect(page.locator(".feedback fieldset")).to_be_visible()
    assert edges(no) == before
    tops = [place.bounding_box() for place in (no, yes)]
    assert tops[0] is not None
    assert tops[1] is not None
    assert abs(tops[0]["y"] - tops[1]["y"]) < 2
    assert no.evaluate(colour) != yes.evaluate(colour)


def test_a_new_conversation_is_begun_only_after_a_second_press(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    ask(page, FIREARM)
    page.get_by_text("Начать новый разговор").click()
    expect(page.get_by_text("Ответы исчезнут с этой страницы.")).to_be_visible()
    keep = page.get_by_role("button", name="Отмена")
    expect(keep).to_be_focused()
    keep.press("Enter")
    expect(page.get_by_text("Начать новый разговор")).to_be_focused()
    expect(page.locator(".turn[data-earlier]")).to_have_count(1)
    page.get_by_text("Начать новый разговор").click()
    page.get_by_role("button", name="Начать", exact=True).click()
    expect(page.locator(".turn")).to_have_count(0)
    page.reload()
    expect(page.locator(".turn")).to_have_count(0)


def test_what_is_printed_has_no_button(phone: BrowserContext) -> None:
    page = phone.new_page()
    for path in (f"/share?p={ACT}:art_24__para_3", "/situations/car"):
        page.goto(path)
        expect(page.locator("main .button").first).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator("main .button:visible")).to_have_count(0)
        page.emulate_media(media="screen")


def test_what_belongs_together_is_closer(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/receipt")
    boxes = [
        each.bounding_box() for each in page.locator("main form :is(input, textarea, button)").all()
    ]
    for above, below in pairwise(boxes):
        assert above
        assert below
        assert below["y"] - above["y"] - above["height"] >= 12
    page.goto(f"/acts/{ACT}/art_18")
    # The labels of a provision are under its words and apart from the next provision.
    gaps = page.locator(".provision:not(:last-child) > .norm-chips").evaluate_all(
        """all => all.map(chips => {
            const box = chips.getBoundingClientRect();
            const next = chips.parentElement.nextElementSibling.querySelector(".text");
            return [box.top - chips.previousElementSibling.getBoundingClientRect().bottom,
                next.getBoundingClientRect().top - box.bottom];
        })"""
    )
    assert gaps
    assert all(after >= 3 * before for before, after in gaps), gaps
