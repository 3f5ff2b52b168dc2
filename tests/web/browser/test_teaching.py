"""Teaching in a real browser: a question that is missed, grouped, linked, replayed, published and
then answered; and withdrawn. With a pointer, and by keyboard alone.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from qa.evaluation import dataset
from tests.helpers.browser import (
    CHROMIUM,
    Visitor,
    ask,
    free_port,
    page_width,
    picture,
    serious,
    served,
    tab_to,
)
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.web_app import ACT, model_answerer, settings_of
from web.accounts.roles import Role
from web.app import create_app
from web.runtime.composition import compose_live, load_shared_resources

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

MISSED = "Әуе шарын ұшырсам, түсіріп тастай ма?"
POINT = "art_24__para_3"
SET = {"question": "24-бап", "language": "kk", "form": "reference", "gold": ["art_24"]}


@pytest.fixture(scope="module")
def home(
    tmp_path_factory: pytest.TempPathFactory, bapta_home: Path, bundled_model: Path
) -> Iterator[Path]:
    """A home of its own with the index and the model, and one evaluation set of one question."""
    model_answerer(bapta_home)
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(bapta_home / "index", home / "index")
    (home / "models").symlink_to(bapta_home / "models")
    (home / "sets" / ACT).mkdir(parents=True)
    (home / "sets" / ACT / "one.jsonl").write_text(json.dumps(SET), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dataset, "EVALUATION", home / "sets")
        yield home


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    settings = settings_of(home, BAPTA_SECRET=SECRET, BAPTA_JOURNAL="on", BAPTA_CONTACTS="1402")
    parts = load_shared_resources(settings, 1, batching=True)
    live = compose_live(settings, parts)
    app = create_app(live, settings, parts)
    add_account(app.state.site.database, "aigul", Role.EDITOR)
    with served(app, free_port()) as origin:
        yield origin


def sign_in(page: Page, to: str) -> None:
    page.goto(to)
    page.fill("#name", "aigul")
    page.fill("#password", PASSWORD)
    page.click("main button")


def asked(browser: Browser, site: str) -> tuple[str, list[str]]:
    """What becomes of the question: the classes of its turn, and the provisions shown."""
    with Visitor(browser, site) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, MISSED)
        turn = page.locator(".turn[data-earlier]").last
        links = turn.locator(".card blockquote[cite]:not(.nearest *)").all()
        shown = [(link.get_attribute("cite") or "").partition("#")[2] for link in links]
        return turn.get_attribute("class") or "", shown


def test_the_whole_circle(browser: Browser, site: str) -> None:
    # Missed.
    state, shown = asked(browser, site)
    assert "not_covered" in state
    assert shown == []
    narrow = {"width": 320, "height": 800}
    with Visitor(browser, site, locale="en", viewport=narrow) as context:
        page = context.new_page()
        # Grouped: the journal is written and sorted in the background.
        sign_in(page, "/desk/teaching")
        group = page.locator("a.asks", has_text=MISSED)
        for _ in range(60):
            if group.count():
                break
            page.wait_for_timeout(500)
            page.reload()
        look(page, "queue")
        group.click()
        look(page, "group")
        # Linked.
        page.locator('input[name="use"]').first.check()
        page.fill('input[name="provision"]', POINT)
        page.check('input[name="clean"]')
        page.get_by_role("button", name="Link and add to the draft").click()
        page.goto("/desk/teaching/draft")
        expect(page.locator(".asks")).to_have_text(MISSED)
        look(page, "draft")
        # Replayed: its page follows by itself.
        page.get_by_role("button", name="Start replay").click()
        expect(page.locator('#replay[data-state="done"]')).to_be_visible(timeout=60_000)
        page.get_by_role("link", name="Answer appears").click()
        row = page.locator("#answers ~ .ways li, section:has(#answers) .ways li")
        expect(row.first).to_contain_text(MISSED)
        expect(row.first).to_contain_text("Article 24, paragraph 3")
        look(page, "replay")
        # Published.
        page.get_by_role("button", name="Publish", exact=True).click()
        expect(page.locator("h2")).to_contain_text(["Publication 1"])
        look(page, "bank")
        state, shown = asked(browser, site)
        assert "answered" in state
        assert shown[0] == POINT
        # Withdrawn.
        page.get_by_role("button", name="Withdraw").click()
        expect(page.locator("main")).to_contain_text("Withdrawn: its entries are not used.")
        look(page, "bank-back")
    state, shown = asked(browser, site)
    assert "not_covered" in state
    assert shown == []


def look(page: Page, name: str) -> None:
    """Each page is accessible in both themes, and fits a telephone."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        picture(page, f"teaching-{name}-{theme}")
        assert page_width(page) == 320, name
        assert serious(page) == [], name


MISSED_BY_WIDTH = {
    360: ("Дронымды аулада ұшырсам, құлатып", ("тастайсыз ба?", "тастайсыздар ма?")),
    1280: ("Коптерімді алаңда ұшырсам, атып", ("түсіресіз бе?", "түсіресіздер ме?")),
}
"""The beginning of a question that is missed, and two ways to end it."""


@pytest.mark.parametrize("width", [360, 1280])
def test_the_circle_by_keyboard_alone(browser: Browser, site: str, width: int) -> None:
    begun, endings = MISSED_BY_WIDTH[width]
    taught = f"Ұшатын құралды құлатуға бола ма ({width})?"
    size = {"width": width, "height": 800}
    with Visitor(browser, site, locale="en", viewport=size, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto("/")
        for ending in endings:
            ask(page, f"{begun} {ending}")
        page.goto("/sign-in?to=/desk/teaching")
        type_into(page, "#name", "aigul")
        type_into(page, "#password", PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Improve answers")
        group = page.locator(".group", has_text=begun)
        for _ in range(60):
            if group.get_by_text("asked 2 times").count():
                break
            page.wait_for_timeout(500)
            page.reload()
        press(page, f"a[href='{group.locator('a.asks').get_attribute('href')}']")
        expect(page.locator("h1")).to_contain_text(begun)
        type_into(page, "[name=wording]", taught)
        press(page, ".candidates .further > summary")
        press(page, ".candidates .further [name=pick]", "Space")
        expect(page.locator("[name=pick]:checked")).to_have_count(1)
        # Enter in a field links: what is missing is told in view, and nothing typed is lost.
        type_into(page, "[name=provision]", POINT)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("no personal details")
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.locator("[name=wording]")).to_have_count(2)
        expect(page.locator("[name=wording]").first).to_have_value(taught)
        expect(page.locator("[name=pick]:checked")).to_have_count(1)
        press(page, "[name=clean]", "Space")
        press(page, ".deciding button.main")
        expect(page.locator(".decided")).to_be_visible()
        assert page_width(page) == width
        press(page, "nav.periods a[href$='/draft']")
        expect(page.locator(".asks")).to_have_text(taught)
        # The end of a replay reloads its page: the focus stays, or goes to what has ended.
        page.route("**/replays/*", held := Held())
        press(page, ".starting button")
        expect(page.locator('#replay[data-state="running"]')).to_be_visible()
        stays = width == 360
        reach(page, "nav.periods a[href$='/bank']" if stays else "form[action$='/cancel'] button")
        held.release()
        expect(page.locator('#replay[data-state="done"]')).to_be_visible(timeout=60_000)
        followed = page.locator("nav.periods a[href$='/bank']" if stays else "#replay")
        expect(followed).to_be_focused()
        press(page, "form[action$='/publish'] button")
        expect(page.locator("main h2").first).to_contain_text("Publication")
        expect(page.locator("main section").first).to_contain_text(taught)
        press(page, "form[action$='/take-back'] button")
        expect(page.locator("main section.stale").first).to_contain_text(taught)


class Held:
    """Handler of requests that holds those of scripts until it is told to let them go."""

    def __init__(self) -> None:
        self._waiting: list[Route] = []
        self._holds = True

    def __call__(self, route: Route) -> None:
        if self._holds and route.request.resource_type == "fetch":
            self._waiting.append(route)
        else:
            route.continue_()

    def release(self) -> None:
        self._holds = False
        for route in self._waiting:
            route.continue_()


def reach(page: Page, selector: str) -> None:
    """Go to an element by the Tab key; the focus is seen there."""
    tab_to(page, selector)
    assert page.evaluate(FOCUS_IS_SEEN), selector


def press(page: Page, selector: str, key: str = "Enter") -> None:
    reach(page, selector)
    page.keyboard.press(key)


def type_into(page: Page, selector: str, words: str) -> None:
    reach(page, selector)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


FOCUS_IS_SEEN = """() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const isInView = box.height > 0 && box.top < innerHeight && box.bottom > 0;
  const style = getComputedStyle(element);
  const top = document.elementFromPoint(box.left + box.width / 2, Math.max(0, box.top) + 1);
  const isOnTop = element.contains(top) || top?.contains(element);
  return element.matches(":focus-visible") && isInView && isOnTop
    && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""
