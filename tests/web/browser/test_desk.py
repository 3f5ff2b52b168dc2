"""The desk in a real browser: sign in, search, compose, paste; a canned reply that goes stale."""

from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from data.corpus import Corpus
from data.question_bank import BankQuestion
from qa.answer import Answer, Listing, Question
from qa.answerer import Answering, StepRecorder
from qa.retrieval.question_similarity import QuestionVectors
from tests.helpers.browser import CHROMIUM, Visitor, free_port, page_width, picture, serious, served
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.desk import small_answerer
from tests.helpers.web_app import AS_SUPPLIED, FIREARM, FIREARM_WORDS, law_answerer, settings_of
from web.accounts.roles import Role
from web.app import create_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")


class Switch:
    """An answerer whose acts may change while the server runs."""

    def __init__(self) -> None:
        self.now: Answering = law_answerer()

    @property
    def corpus(self) -> Corpus:
        return self.now.corpus

    @property
    def bank(self) -> tuple[BankQuestion, ...]:
        return self.now.bank

    def ask(self, question: Question, record: StepRecorder | None = None) -> Answer:
        return self.now.ask(question, record)

    def cached(self, question: Question) -> Answer | None:
        return self.now.cached(question)

    def listing(self, question: Question, limit: int = 50) -> Listing:
        return self.now.listing(question, limit)

    def encode_questions(self, questions: Sequence[Question]) -> QuestionVectors:
        return self.now.encode_questions(questions)


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
            page.get_by_label(name).check()
            page.get_by_role("button", name="Change language").click()
            expect(page.locator("#reply-html")).to_have_attribute("lang", language)
            expect(page.locator("#reply-html")).to_contain_text(label)
            page.get_by_role("button", name="Copy as plain text").click()
            expect(page.get_by_role("button", name="Copied")).to_be_visible()
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
        assert page.locator('.places a[href="/desk/audit"]').count() == (role is Role.ADMIN)
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
        expect(page.locator("#reply-text")).to_contain_text("Здравствуйте!")


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
        for path in ("canned", "figures", "audit"):
            page.goto(f"/desk/{path}")
            check(page, f"desk-{path}-{theme}")


def check(page: Page, name: str) -> None:
    expect(page.locator("main")).to_be_visible()
    picture(page, name)
    assert page_width(page) == 320
    assert serious(page) == []
