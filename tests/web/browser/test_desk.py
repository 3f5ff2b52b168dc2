"""The desk in a real browser: sign in, search, compose, paste; a canned reply that goes stale."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.helpers.browser import CHROMIUM, Visitor, free_port, page_width, picture, serious, served
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.desk import Switch, small_answerer
from tests.helpers.web_app import AS_SUPPLIED, FIREARM, FIREARM_WORDS, law_answerer, settings_of
from web.accounts.roles import Role
from web.app import create_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")


@pytest.fixture(scope="module")
def switch() -> Switch:
    return Switch()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, switch: Switch) -> Iterator[str]:
    settings = settings_of(
        tmp_path_factory.mktemp("desk"),
        BAPTA_SECRET=SECRET,
        BAPTA_JOURNAL="on",
        BAPTA_CONTACTS="1402",
        BAPTA_OFFICIAL_URL="https://law.example/act",
    )
    app = create_app(switch, settings)
    for role in Role:
        add_account(app.state.site.database, role.value, role)
    with served(app, free_port()) as origin:
        yield origin


def sign_in(context: BrowserContext, role: Role, to: str = "/desk") -> Page:
    page = context.new_page()
    page.goto(to)
    page.fill("#name", role.value)
    page.fill("#password", PASSWORD)
    page.click("main button")
    return page


def find(page: Page, question: str) -> None:
    page.fill("#question", question)
    page.click("form.ask button")


def paste(page: Page, into: str) -> None:
    page.focus(into)
    page.keyboard.press("Control+V")


LETTERS = {
    "kk": ("Қазақ тілі", "Сәлеметсіз бе!", "24-баптың 3-тармағы"),
    "ru": ("Русский язык", "Здравствуйте!", "Пункт 3 статьи 24"),
    "en": ("English", "Hello,", "Article 24, paragraph 3"),
}


def test_sign_in_search_compose_and_paste_in_each_language(browser: Browser, site: str) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with Visitor(browser, site, locale="en", permissions=permissions) as context:
        page = sign_in(context, Role.OPERATOR)
        expect(page).to_have_url(f"{site}/desk")
        find(page, FIREARM)
        first = page.locator(".candidates li").filter(has_text="Article 24, paragraph 3").first
        for box in page.locator(".pick input:checked").all():
            box.uncheck()
        first.locator("input").check()
        page.get_by_role("button", name="Write the reply").click()
        for language, (name, greeting, label) in LETTERS.items():
            boxes = page.locator(".writing [name=language]")
            for box in boxes.all():
                box.set_checked(box.get_attribute("value") == language)
            expect(page.get_by_label(name, exact=True)).to_be_checked()
            page.get_by_role("button", name="Change language").click()
            expect(page.locator("#reply-html > div")).to_have_attribute("lang", language)
            expect(page.locator("#reply-html")).to_contain_text(label)
            page.locator("details.letter > summary").click()
            page.locator("[data-copies=reply-text]").click()
            expect(page.locator("[data-copies=reply-text]")).to_have_text("Copied")
            page.evaluate(
                "document.querySelector('main').insertAdjacentHTML('beforeend',"
                " '<textarea id=plain></textarea><div id=rich contenteditable></div>')"
            )
            paste(page, "#plain")
            pasted = page.input_value("#plain")
            assert pasted.startswith(greeting)
            assert f"«{FIREARM_WORDS}»\n— {label} (" in pasted
            assert AS_SUPPLIED[language] in pasted
            assert f"{site}/acts/kz-internal-affairs/art_24#art_24__para_3" in pasted
            page.get_by_role("button", name="Copy with formatting").click()
            # The line below the buttons may still tell of the first copy.
            expect(page.locator("[data-copies=reply-html]")).to_have_text("Copied")
            expect(page.locator("#said")).to_have_text("Copied")
            paste(page, "#rich")
            expect(page.locator("#rich blockquote")).to_contain_text(FIREARM_WORDS)
            link = page.locator("#rich a").first
            expect(link).to_have_text(label)
            expect(link).to_have_attribute(
                "href", f"{site}/acts/kz-internal-affairs/art_24#art_24__para_3"
            )


@pytest.mark.parametrize("width", [360, 1280])
def test_a_reply_is_edited_by_keyboard_and_kept(browser: Browser, site: str, width: int) -> None:
    size = {"width": width, "height": 800}
    permissions = ["clipboard-read", "clipboard-write"]
    with Visitor(browser, site, locale="en", viewport=size, permissions=permissions) as context:
        page = sign_in(context, Role.OPERATOR)
        expect(page.locator("#keys-open")).to_be_visible()
        # Enter sends the search, as on the first page.
        page.keyboard.press("/")
        page.keyboard.type(FIREARM)
        page.keyboard.press("Enter")
        expect(page.locator(".candidates .card")).to_have_count(20)
        assert page.locator(".scores[open]").count() == 0
        for box in page.locator(".pick input:checked").all():
            box.uncheck()
        page.locator("main h2").first.click()
        page.keyboard.press("j")
        page.keyboard.press("Space")
        page.keyboard.press("j")
        page.keyboard.press("Space")
        picked = page.locator(".pick:has(:checked)").all_inner_texts()
        assert len(picked) == 2
        page.get_by_role("button", name="Write the reply").press("Enter")
        blocks = page.locator(".blocks > li")
        expect(blocks).to_have_count(2)
        assert blocks.locator("header b").all_inner_texts() == picked
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).not_to_be_visible()
        blocks.first.locator("button").first.focus()
        page.keyboard.press("Alt+ArrowDown")
        expect(blocks.first.locator("header b")).to_have_text(picked[1])
        page.keyboard.press("n")
        expect(blocks).to_have_count(3)
        note = blocks.last.locator("textarea")
        note.focus()
        page.keyboard.type("Bring your card.")
        expect(page.locator("#kept")).to_have_text("Saved")
        expect(page.locator("#reply-html .staff-note")).to_contain_text(
            "Note from staff (not the words of the law): Bring your card."
        )
        address = page.url
        page.reload()
        expect(note).to_have_value("Bring your card.")
        # The signature of the reply before stands there already.
        page.locator("#f-signature\\.en").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("Desk 3")
        # What is typed is kept also by going away at once.
        page.goto("/desk/replies")
        expect(page.locator(".asks").first).to_have_text(FIREARM)
        page.goto(address)
        expect(page.locator("#f-signature\\.en")).to_have_value("Desk 3")
        page.locator("#f-signature\\.en").focus()
        page.keyboard.type("Room 5, ")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#reply-html")).to_contain_text("Room 5, ")
        page.locator("main h1").click()
        page.keyboard.press("y")
        expect(page.locator("#said")).to_have_text("Copied")
        assert "Room 5, " in page.evaluate("navigator.clipboard.readText()")
        with page.expect_download() as started:
            page.get_by_role("link", name="Download as Word").press("Enter")
        assert started.value.suggested_filename.endswith(".docx")
        assert page_width(page) == width
        assert serious(page) == []
        picture(page, f"desk-editor-{width}")
        if width == 1280:
            # The question stands beside the letter.
            letter, asked = (page.locator(each).bounding_box() for each in (".writing", ".found"))
            assert letter is not None
            assert asked is not None
            assert asked["x"] >= letter["x"] + letter["width"]


def test_a_canned_reply_goes_stale_and_is_approved_again(
    browser: Browser, site: str, switch: Switch
) -> None:
    switch.now = small_answerer(changed=False)
    with Visitor(browser, site, locale="kk") as context:
        page = sign_in(context, Role.EDITOR)
        find(page, "Полиция неше күнде жауап беруге міндетті?")
        for box in page.locator(".pick input:checked").all():
            box.uncheck()
        page.locator(".candidates li").filter(has_text="үш күн").locator("input").check()
        page.locator(".composing button").click()
        page.locator(".keep summary").click()
        page.fill("#title", "Жауап мерзімі")
        page.locator(".keep button").click()
        expect(page.locator(".canned h2")).to_have_text("Жауап мерзімі")
        find_again = "Жауап мерзімі қанша?"
        page.goto("/desk")
        find(page, find_again)
        page.locator(".fitting button").click()
        expect(page.locator("#reply-html")).to_contain_text("үш күн ішінде жауап беруге")
        switch.now = small_answerer(changed=True)
        page.goto("/desk")
        find(page, find_again)
        expect(page.locator(".candidates")).to_be_visible()
        expect(page.locator(".fitting")).to_have_count(0)
        page.goto("/desk/canned")
        expect(page.locator(".canned.stale del")).to_have_text("үш")
        expect(page.locator(".canned.stale ins")).to_have_text("бес")
        picture(page, "desk-stale")
        page.get_by_role("button", name="Жаңа мәтінмен бекіту").click()
        expect(page.locator(".canned.stale")).to_have_count(0)
        page.locator(".canned button").first.click()
        expect(page.locator("#reply-html")).to_contain_text("бес күн ішінде жауап беруге")
    switch.now = law_answerer()


@pytest.mark.parametrize("role", Role)
def test_every_role_sees_its_own_places_and_signs_out(
    browser: Browser, site: str, role: Role
) -> None:
    with Visitor(browser, site, locale="en") as context:
        page = sign_in(context, role, "/desk/canned")
        if not role.may(Role.OPERATOR):
            expect(page.locator("main")).to_contain_text(
                "Your account does not have permission to do this."
            )
            return
        expect(page.locator("h1")).to_have_text("Saved replies")
        assert page.locator('.places a[href="/admin/accounts"]').count() == (role is Role.ADMIN)
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(f"{site}/")
        page.goto("/desk")
        expect(page.locator("h1")).to_have_text("Sign in")


def test_the_desk_works_without_a_script(browser: Browser, site: str) -> None:
    with Visitor(browser, site, locale="ru", java_script_enabled=False) as context:
        page = sign_in(context, Role.OPERATOR)
        find(page, FIREARM)
        page.locator(".pick input").first.check()
        page.locator(".composing button").click()
        page.locator("details.letter > summary").click()
        expect(page.locator("#reply-text")).to_contain_text("Здравствуйте!")
        page.get_by_role("button", name="Добавить пояснение").click()
        page.locator(".blocks textarea").fill("Возьмите с собой карту.")
        page.get_by_role("button", name="Сохранить и показать").click()
        expect(page.locator("#reply-html .staff-note")).to_contain_text("Возьмите с собой карту.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_accessible_and_narrow_enough(
    browser: Browser, site: str, theme: str
) -> None:
    narrow = {"width": 320, "height": 800}
    with Visitor(browser, site, locale="kk", viewport=narrow, color_scheme=theme) as context:
        page = sign_in(context, Role.ADMIN)
        check(page, f"desk-empty-{theme}")
        find(page, FIREARM)
        page.locator(".pick input").first.check()
        check(page, f"desk-search-{theme}")
        page.locator(".composing button").click()
        check(page, f"desk-reply-{theme}")
        page.goto("/desk/replies")
        check(page, f"desk-replies-{theme}")
        for path in ("canned", "figures", "audit"):
            page.goto(f"/desk/{path}")
            check(page, f"desk-{path}-{theme}")


BEYOND_THE_COLUMN = """() => {
  const row = document.querySelector(".top .wide"), box = row.getBoundingClientRect();
  const edge = box.right - parseFloat(getComputedStyle(row).paddingRight) + 1;
  const shown = [...row.querySelectorAll("*")].filter((each) => each.checkVisibility());
  return shown.filter((each) => each.getBoundingClientRect().right > edge).map((each) => each.outerHTML);
}"""  # noqa: E501


def check(page: Page, name: str) -> None:
    expect(page.locator("main")).to_be_visible()
    picture(page, name)
    assert page_width(page) == 320
    assert serious(page) == []


@pytest.mark.parametrize("locale", ["kk", "ru", "en"])
def test_the_head_of_staff_is_one_row(browser: Browser, site: str, locale: str) -> None:
    """On a phone the account has a second row. Nothing leaves the column."""
    with Visitor(browser, site, locale=locale) as context:
        page = sign_in(context, Role.ADMIN)
        for width in (320, 360, 768, 1060, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            head = page.locator(".top").bounding_box()
            assert head is not None
            assert head["height"] < (110 if width < 400 else 80), width
            assert page_width(page) == width
            assert page.evaluate(BEYOND_THE_COLUMN) == [], width


@pytest.mark.parametrize("width", [768, 1280])
@pytest.mark.parametrize("locale", ["kk", "ru", "en"])
def test_the_places_of_staff_are_reached(
    browser: Browser, site: str, width: int, locale: str
) -> None:
    viewport = {"width": width, "height": 800}
    with Visitor(browser, site, locale=locale, viewport=viewport) as context:
        page = sign_in(context, Role.ADMIN)
        if width < 1056:
            page.locator(".sections > summary").click()
            assert serious(page) == []
        page.locator('a[href="/admin/accounts"]:visible').click()
        expect(page).to_have_url(f"{site}/admin/accounts")
