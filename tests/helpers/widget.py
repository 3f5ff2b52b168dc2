"""Sites that embed the widget, and the frame of the widget in a page."""

from playwright.sync_api import FrameLocator, Locator, Page, expect

# Nothing that a host's styles do may hide the widget, move it, or be changed by it.
HOSTILE = """<!doctype html><html lang="ru"><meta charset="utf-8"><title>Ведомство</title><style>
html {{ overflow: hidden; opacity: 0.9; transform: translateX(40px); direction: rtl; }}
body {{ transform: translate(300px, 300px) scale(0.4); overflow: hidden; filter: grayscale(1);
  position: relative; z-index: 2147483647; }}
bapta-widget, bapta-widget * {{ display: none !important; visibility: hidden !important;
  opacity: 0 !important; position: static !important; transform: scale(0) !important;
  pointer-events: none !important; contain: strict !important; animation: none !important; }}
button, dialog, div, iframe, span {{ display: none !important; font: 3px serif !important; }}
h1 {{ color: rgb(1, 2, 3); }} ::backdrop {{ background: red !important; }}
</style><h1>Ведомство</h1><a href="/second">Дальше</a>
<a id="own" href="{origin}/" data-bapta-open>Спросить</a>
<script src="{origin}/widget.js" data-questions="{questions}" data-questions-en="May I film?"
  data-accent="#ffd54f" data-offset="40" defer></script></html>"""
PLAIN = """<!doctype html><html lang="en"><meta charset="utf-8">{policy}<title>Host</title>
<meta name="viewport" content="width=device-width"><h1>Host</h1><a href="/second">On</a>
<script src="{origin}/widget.js" {more} defer></script></html>"""


def frame_of(page: Page) -> FrameLocator:
    return page.frame_locator("bapta-widget iframe")


def opened(page: Page) -> FrameLocator:
    """Open the widget and wait until its frame is there."""
    page.locator("bapta-widget button.open").click()
    expect(page.locator("bapta-widget dialog")).to_have_attribute("data-state", "ready")
    return frame_of(page)


def asked(frame: FrameLocator, question: str) -> Locator:
    """Ask in the frame and wait for the quote; gives the turns."""
    turns = frame.locator(".turn[data-earlier]")
    before = turns.count()
    frame.locator("#question").fill(question)
    frame.locator("#ask button.main").click()
    expect(turns).to_have_count(before + 1)
    return turns


def start_anew(frame: FrameLocator) -> None:
    """Leave the conversation for an empty one."""
    frame.get_by_text("Start a new conversation").click()
    frame.get_by_role("button", name="Start", exact=True).click()
