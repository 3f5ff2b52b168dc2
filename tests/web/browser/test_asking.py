"""Asking in a real browser: answers, corrections, copies, feedback, and what goes wrong."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.helpers.act_library import library_answerer
from tests.helpers.browser import CHROMIUM, Visitor, ask, free_port, serious, served
from tests.helpers.web_app import (
    ACT,
    AS_SUPPLIED,
    EN_FIREARM,
    FIREARM,
    FIREARM_WORDS,
    LATIN,
    PILAF,
    RU_FIREARM,
    settings_of,
)
from web.app import create_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.mark.parametrize(
    ("locale", "question", "label"),
    [
        ("kk", FIREARM, "24-баптың 3-тармағы"),
        ("ru", RU_FIREARM, "пункт 3 статьи 24"),
        ("en", EN_FIREARM, "Article 24, paragraph 3"),
    ],
)
def test_ask_and_follow_the_citation(
    browser: Browser, site: str, locale: str, question: str, label: str
) -> None:
    with Visitor(browser, site, locale=locale) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, question)
        expect(page.locator("html")).to_have_attribute("lang", locale)
        card = page.locator(".card").filter(has_text=FIREARM_WORDS)
        if not card.is_visible():
            page.locator(".other").filter(has_text=FIREARM_WORDS).locator("> summary").click()
        expect(card).to_contain_text(AS_SUPPLIED[locale])
        expect(card.locator("blockquote")).to_have_attribute("lang", "kk")
        expect(card.locator(".quote")).to_have_text(FIREARM_WORDS)
        expect(card.locator("[data-link]")).to_have_text(label)
        card.locator("a.button").click()
        expect(page).to_have_url(f"{site}/acts/{ACT}/art_24#art_24__para_3")
        target = page.locator(":target")
        expect(target).to_contain_text(FIREARM_WORDS)
        expect(target).to_be_in_viewport()
        assert target.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 246, 214)"


def test_the_conversation_grows(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, FIREARM)
    expect(page.locator("#question")).to_have_value("")
    expect(page.locator("#status")).to_contain_text("24-баптың 3-тармағы")
    ask(page, PILAF)
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").first).to_contain_text(FIREARM_WORDS)
    last = page.locator(".turn").last
    expect(last).to_have_class(re.compile("not_covered"))
    expect(last).to_contain_text("Анықтама орталығы: 1402")
    expect(last.locator(".asked")).to_be_focused()
    assert page.url.rstrip("/").endswith(page.evaluate("location.host"))


def test_the_language_may_change_in_the_middle(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, FIREARM)
    page.fill("#question", "әлі жазып отырмын")
    page.get_by_role("button", name="Рус").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator(".turn")).to_contain_text("пункт 3 статьи 24")
    expect(page.locator("#question")).to_have_value("әлі жазып отырмын")


def test_a_correction_can_be_undone(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, LATIN)
    expect(page.locator(".searched")).to_contain_text("Ізделген сұрақ:")
    page.get_by_role("button", name="Дәл өзім жазғандай іздеу").click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").last.locator(".searched")).to_have_count(0)
    expect(page.locator(".turn").last.locator(".asked")).to_contain_text(LATIN)


def test_a_follow_up_leans_on_the_question_before(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, "Must the police take back false statements about me?")
    ask(page, "how soon?")
    last = page.locator(".turn").last
    expect(last.locator(".searched b")).to_have_text(re.compile("statements about me. how soon"))
    expect(last.locator(".searched .before")).to_have_text(re.compile("statements about me.$"))
    expect(last.locator(".card h3").first).to_contain_text("6-баптың 4-тармағы")
    last.locator(".searched button").click()
    expect(page.locator(".turn")).to_have_count(3)
    expect(page.locator(".turn").last.locator(".searched")).to_have_count(0)


def test_copy_the_quote_with_its_citation(browser: Browser, site: str) -> None:
    options = {"permissions": ["clipboard-read", "clipboard-write"]}
    with Visitor(browser, site, **options) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, FIREARM)
        page.locator(".more > summary").first.click()
        page.get_by_role("button", name="Дәйексөзді көшіру").first.click()
        expect(page.get_by_role("button", name="Көшірілді")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()").splitlines() == [
            f"«{FIREARM_WORDS}»",
            "— 24-баптың 3-тармағы. Күш қолдану, арнайы құралдарды, атыс қаруын және өзге де "
            "қаруды қолдану, атыс қаруын қолданудың ерекше жағдайлары. Қазақстан Республикасының "
            "ішкі істер органдары туралы (жаңа редакция)",
            f"{site}/acts/{ACT}/art_24#art_24__para_3",
            f"{AS_SUPPLIED['kk']} https://law.example/act",
        ]
        share = page.locator("[data-does=link]").first
        share.click()
        expect(share).to_have_text("Көшірілді")
        link = page.evaluate("navigator.clipboard.readText()")
        assert link == f"{site}/acts/{ACT}/art_24#art_24__para_3"


def test_print_shows_the_card_and_no_controls(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, FIREARM)
    page.evaluate("window.print = () => { window.printed = document.body.dataset.printing; }")
    page.locator(".more > summary").first.click()
    page.get_by_role("button", name="Басып шығару").first.click()
    assert page.evaluate("window.printed") == ""
    page.emulate_media(media="print")
    expect(page.locator(".card").first).to_contain_text(AS_SUPPLIED["kk"])
    for hidden in (".actions", ".ask", ".feedback", ".switches"):
        expect(page.locator(hidden).first).to_be_hidden()
    imprint = page.locator(".card .imprint").first
    expect(imprint).to_contain_text("Қазақстан Республикасының ішкі істер органдары туралы")
    expect(imprint).to_contain_text(f"{site}/acts/{ACT}/art_24#art_24__para_3")
    expect(imprint.locator("img")).to_be_visible()


def test_print_cuts_nothing(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    letter = f"{FIREARM} " + "Мен бұл туралы білгім келеді. " * 12
    ask(page, letter)
    assert "…" in page.locator(".turn").inner_text()
    page.emulate_media(media="print")
    printed = page.locator(".turn").inner_text()
    assert "…" not in printed
    assert printed.count("білгім келеді") >= 12
    page.goto(f"/acts/{ACT}/art_24")
    expect(page.locator(".imprint")).to_contain_text(f"/acts/{ACT}/art_24")
    expect(page.locator(".imprint")).to_contain_text("Редакциясы:")


def test_feedback(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    ask(page, FIREARM)
    page.get_by_role("button", name="Иә", exact=True).click()
    expect(page.locator(".feedback")).to_have_text(re.compile("Пікіріңізге рақмет."))
    ask(page, "24-баптың 3-тармағы")
    given = page.locator(".turn").last.locator(".feedback")
    with page.expect_response("**/feedback") as counted:
        given.get_by_text("Жоқ", exact=True).click()
    assert "verdict=no" in (counted.value.request.post_data or "")
    expect(page.locator(".turn").last).to_have_attribute("data-disliked", "")
    given.get_by_label("Түсініксіз").check()
    given.get_by_role("textbox").fill("мысал")
    given.get_by_role("button", name="Жіберу").click()
    expect(given).to_have_text(re.compile("Пікіріңізге рақмет."))


def test_recent_questions_stay_in_the_browser(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    expect(page.locator("#recent")).to_be_hidden()
    ask(page, FIREARM)
    ask(page, PILAF)
    # The conversation shows them.
    expect(page.locator("#recent")).to_be_hidden()
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator("#recent")).to_be_hidden()
    page.locator("#anew").click()
    page.locator("#anew-sure button:not([data-keep])").click()
    expect(page.locator("#recent .example")).to_have_count(2)
    expect(page.locator("#recent")).to_contain_text(FIREARM)
    page.locator("#recent .example", has_text=FIREARM).click()
    expect(page.locator(".turn[data-earlier]")).to_have_count(1)
    expect(page.locator("#recent .example")).to_have_text([PILAF])
    page.get_by_role("button", name="Тізімді тазалау").click()
    expect(page.locator("#recent")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_server_that_is_away_loses_nothing(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, locale="kk")
    page = context.new_page()
    page.goto("/")
    page.route("**/", lambda route: route.abort())
    page.fill("#question", FIREARM)
    page.click("button.main")
    expect(page.locator("#wrong")).to_contain_text("Сервер жауап бермей тұр.")
    expect(page.locator("#question")).to_have_value(FIREARM)
    page.unroute("**/")
    page.click("button.main")
    expect(page.locator(".turn")).to_contain_text(FIREARM_WORDS)
    expect(page.locator("#wrong")).to_be_hidden()
    context.close()


def test_it_shows_that_it_waits(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    held = []
    page.route("**/", lambda route: held.append(route))
    page.fill("#question", FIREARM)
    page.click("button.main")
    expect(page.locator(".waiting")).to_have_text("Заңнан жауап іздеп жатырмыз…")
    expect(page.locator("#conversation")).to_contain_text(FIREARM)
    expect(page.locator("button.main")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".waiting")).to_have_count(0)


def test_what_is_no_question_is_said(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    page.click("button.main")
    expect(page.locator("#wrong")).to_have_text("Сұрағыңызды жазыңыз.")
    expect(page.locator("#question")).to_be_focused()
    page.fill("#question", "а" * 4001)
    expect(page.locator("#length")).to_have_text("4001 / 4000")
    page.click("button.main")
    expect(page.locator("#wrong")).to_contain_text("4000 таңбадан аспауы керек")
    expect(page.locator("#question")).to_have_value("а" * 4001)
    ask(page, "<img src=x onerror=alert(1)>")
    expect(page.locator(".turn img[src=x]")).to_have_count(0)


def test_act_is_chosen_by_its_link(browser: Browser, tmp_path: Path) -> None:
    app = create_app(library_answerer(), settings_of(tmp_path))
    with (
        served(app, free_port()) as site,
        Visitor(browser, site, locale="ru") as context,
    ):
        page = context.new_page()
        page.goto("/")
        ask(page, "статья 24")
        turn = page.locator(".turn").last
        expect(turn).to_contain_text("О каком законе вопрос?")
        expect(page.locator("#status")).to_contain_text("О каком законе вопрос?")
        links = turn.locator(".act-choices a")
        expect(links).to_have_count(2)
        expect(turn.locator(".act-choices cite").last).to_have_attribute("lang", "ru")
        assert serious(page) == []
        links.last.click()
        expect(page).to_have_url(f"{site}/acts/gardens/art_24#art_24")
