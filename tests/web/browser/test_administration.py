"""Administration in a real browser, by keyboard, on a telephone and on a wide screen."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.helpers.administration import GARDEN, GARDEN_LATER, site_with_acts
from tests.helpers.browser import CHROMIUM, Visitor, free_port, page_width, picture, serious, served
from tests.helpers.databases import PASSWORD
from tests.helpers.desk import app_state

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

WIDTHS = (360, 1280)
ERRATA = """[[erratum]]
line = 4
wrong = "квадрокоптером"
right = "вертолётом"
reason = "Слово искажено."
"""
WATER = "Садовод обязан поливать деревья."
AIDS = json.dumps(
    {
        "eid": "art_1__para_1",
        "part": "text",
        "sha256": sha256(WATER.encode()).hexdigest(),
        "text": "A gardener must water the trees.",
    }
)


@contextmanager
def serving(home: Path) -> Iterator[str]:
    client = site_with_acts(home)
    app = client.app
    app_state(client).answerer.watch()  # type: ignore[attr-defined]
    with served(app, free_port()) as origin:  # type: ignore[arg-type]
        yield origin


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    with serving(tmp_path) as origin:
        yield origin


@pytest.fixture(scope="module")
def read_only_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose pages are looked at, and nothing else."""
    with serving(tmp_path_factory.mktemp("home")) as origin:
        yield origin


@pytest.mark.parametrize("width", WIDTHS)
def test_account_is_made_changed_and_disabled_by_keyboard(
    browser: Browser, site: str, width: int
) -> None:
    with Visitor(browser, site, locale="en", viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        sign_in(page, "/admin/accounts")
        look(page, "accounts", width)
        type_into(page, "User name", "dana")
        page.locator("select[name=role]").focus()
        page.keyboard.type("Operator")
        press(page, "Add an account")
        expect(page.locator(".once")).to_be_visible()
        look(page, "account-made", width)
        press_link(page, "dana")
        look(page, "account", width)
        page.locator("select[name=role]").focus()
        page.keyboard.type("Editor")
        press(page, "Save")
        expect(page.locator("main .facts")).to_contain_text("Editor")
        press(page, "Disable the account")
        expect(page.locator("main .facts")).to_contain_text("Disabled")
        page.goto("/admin/accounts")
        press_link(page, "admin")
        press(page, "Disable the account")
        expect(page.get_by_role("alert")).to_contain_text("the only administrator")
        look(page, "last-admin", width)


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_act_is_uploaded_previewed_published_and_withdrawn_by_keyboard(
    browser: Browser, site: str, tmp_path: Path, scripts: bool
) -> None:
    """The first edition comes from a telephone, the later one from a wide screen."""
    with Visitor(browser, site, locale="en", java_script_enabled=scripts) as context:
        page = context.new_page()
        sign_in(page, "/admin/acts")
        for number, (width, text) in enumerate(zip(WIDTHS, (GARDEN, GARDEN_LATER), strict=True), 1):
            resize(page, width)
            file = tmp_path / "garden.txt"
            file.write_text(text, encoding="utf-8")
            page.get_by_label("File of the act").set_input_files(file)
            if number == 2:
                page.locator("select[name=of]").select_option("garden")
            press(page, "Upload")
            expect(page.locator("h1")).to_have_text("garden.txt")
            if number == 1:
                type_into(page, "Id", "garden")
                page.locator("select[name=language]").select_option("ru")
                type_into(page, "Title, as the source states it", "Закон о садах")
            type_into(page, "Edition", f"{2025 + number}")
            if scripts:
                look_at_both(page, f"describe-{number}", width)
            press(page, "Read the file")
            expect(page.get_by_role("heading", name="Preview")).to_be_visible()
            if scripts:
                look_at_both(page, f"preview-{number}", width)
            press(page, "Publish")
            expect(page.locator("#change")).to_have_attribute("data-state", "done", timeout=90_000)
        if scripts:
            look_at_both(page, "acts", width)
            publish_supplements(page)
        expect(page.get_by_role("link", name="Earlier edition: 2026")).to_be_visible()
        page.locator("summary", has_text="Withdraw").focus()
        page.keyboard.press("Enter")
        press(page, "Withdraw this edition")
        expect(page.locator("#change")).to_contain_text("Withdrawing: garden@2027")
        expect(page.locator("#change")).to_have_attribute("data-state", "done", timeout=90_000)
        expect(page.get_by_role("button", name="Put back")).to_be_visible()
        if scripts:
            look_at_both(page, "taken-back", width)


def publish_supplements(page: Page) -> None:
    """Publish corrections by keyboard on a telephone, and translations on a wide screen."""
    corrections = ("garden.errata.toml", ERRATA, "Publication of corrections: garden@2027")
    translations = ("garden.aids.en.jsonl", AIDS, "Publication of translations: garden (en)")
    for width, (name, content, told) in zip(WIDTHS, (corrections, translations), strict=True):
        resize(page, width)
        card = page.locator("li").filter(has=page.locator("#act-garden"))
        card.locator("summary", has_text="Translations and corrections").focus()
        page.keyboard.press("Enter")
        file: FilePayload = {"name": name, "mimeType": "text/plain", "buffer": content.encode()}
        card.get_by_label("File of translations or corrections").set_input_files(file)
        card.get_by_role("button", name="Upload").focus()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(name)
        press(page, "Read the file")
        expect(page.get_by_role("heading", name="Preview")).to_be_visible()
        look_at_both(page, f"preview-{name}", width)
        press(page, "Publish")
        expect(page.locator("#change")).to_contain_text(told)
        expect(page.locator("#change")).to_have_attribute("data-state", "done", timeout=90_000)


@pytest.mark.parametrize("locale", ["kk", "ru"])
@pytest.mark.parametrize("width", [320, *WIDTHS])
def test_settings_health_and_audit_are_accessible_and_fit(
    browser: Browser, read_only_site: str, width: int, locale: str
) -> None:
    size = {"width": width, "height": 800}
    with Visitor(browser, read_only_site, locale=locale, viewport=size) as context:
        page = context.new_page()
        sign_in(page, "/desk/audit")
        for name, path in (
            ("audit", "/desk/audit"),
            ("settings", "/admin/settings"),
            ("health", "/admin/health"),
            ("acts", "/admin/acts"),
            ("accounts", "/admin/accounts"),
            ("own", "/account"),
        ):
            page.goto(path)
            look(page, f"{name}-{locale}", width)


def test_audit_trail_is_filtered_by_keyboard(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="en", viewport={"width": 360, "height": 800}) as context:
        page = context.new_page()
        sign_in(page, "/desk/audit")
        expect(page.locator("tbody tr")).to_have_count(3)
        page.locator("select[name=what]").select_option("account.add")
        type_into(page, "Object", "adm")
        press(page, "Show")
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody")).to_contain_text("Account added")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download as CSV").focus()
            page.keyboard.press("Enter")
        assert download.value.suggested_filename.startswith("bapta-audit-")


def sign_in(page: Page, to: str) -> None:
    page.goto(to)
    page.fill("#name", "admin")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".who")).to_be_visible()


def type_into(page: Page, label: str, text: str) -> None:
    """Type into a field that has the keyboard's focus."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def press(page: Page, name: str) -> None:
    """Press a button with the keyboard."""
    page.locator("main").get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def press_link(page: Page, name: str) -> None:
    """Follow a link with the keyboard."""
    page.locator("main").get_by_role("link", name=name, exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)


def look(page: Page, name: str, width: int) -> None:
    """The page is accessible in both themes, and no wider than the screen."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        picture(page, f"administration-{name}-{width}-{theme}")
        assert page_width(page) == width, name
        assert serious(page) == [], name


def look_at_both(page: Page, name: str, width: int) -> None:
    """Look at the page at each width, then go on at ``width``."""
    for each in WIDTHS:
        resize(page, each)
        look(page, name, each)
    resize(page, width)


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
