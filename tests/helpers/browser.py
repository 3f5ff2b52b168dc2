"""A real browser for the tests: Debian's Chromium, a running server, a foreign site."""

import os
import socket
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.helpers.paths import ROOT
from tests.helpers.web_app import model_answerer, settings_of
from web.app import create_app

CHROMIUM = which("chromium") or which("chromium-browser")
IMPACTS = ("minor", "moderate", "serious", "critical")
OUTPUT = ROOT / "test-output"
# People look at them; taking hundreds of them costs minutes.
PICTURES = os.environ.get("PICTURES", "") not in {"", "0"}
_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium(*, has_page_cache: bool = False) -> Iterator[Browser]:
    """The browser, which reaches this machine alone; ``has_page_cache`` for Back and Forward."""
    with sync_playwright() as playwright:
        # A machine may be busy with other things.
        expect.set_options(timeout=20_000)
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=_SWITCHES,
            ignore_default_args=["--disable-back-forward-cache"] if has_page_cache else None,
        )
        yield browser
        browser.close()


@contextmanager
def served(app: FastAPI, port: int) -> Iterator[str]:
    """The application on 127.0.0.1, by a server of its own thread; gives its origin."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def foreign_site(page: str) -> Iterator[str]:
    """A site of another origin that serves ``page`` at every address; gives its origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page among the output of the tests, if they are asked for."""
    if not PICTURES:
        return
    OUTPUT.mkdir(exist_ok=True)
    path = OUTPUT / f"{name}.png"
    try:
        page.screenshot(path=path, full_page=True)
    except Error as error:
        # Chromium now and then refuses one capture and takes the same one a moment later.
        if "Unable to capture screenshot" not in str(error):
            raise
        page.wait_for_timeout(500)
        page.screenshot(path=path, full_page=True)


# The page of a site whose styles are as hostile as can be.
HOST = """<!doctype html><html lang="kk"><title>Сайт</title><style>
* {{ font-size: 3px !important; letter-spacing: 9px !important; }}
button {{ display: none !important; }} iframe, div {{ width: 9px !important; }}
</style><h1>Министрлік</h1><script src="{origin}/widget.js" data-lang="kk" defer></script></html>"""


@contextmanager
def bapta_and_host(home: Path, model_home: Path) -> Iterator[tuple[str, str]]:
    """Bapta with the real law and the model, and a site that may show its widget: two origins."""
    port = free_port()
    with foreign_site(HOST.format(origin=f"http://127.0.0.1:{port}")) as host:
        settings = settings_of(
            home,
            BAPTA_JOURNAL="on",
            BAPTA_WIDGET_ORIGINS=host,
            BAPTA_CONTACTS="Анықтама орталығы: 1402",
            BAPTA_OFFICIAL_URL="https://law.example/act",
        )
        with served(create_app(model_answerer(model_home), settings), port) as site:
            yield site, host


# Endless animations have no end to wait for; one that is cancelled rejects its promise.
SETTLED = """() => Promise.allSettled(document.getAnimations()
    .filter(each => each.effect.getComputedTiming().endTime !== Infinity)
    .map(each => each.finished)).then(() => null)"""


def page_width(page: Page) -> int:
    """The width that the loaded page needs, in CSS pixels."""
    page.wait_for_load_state()
    return int(page.evaluate("document.documentElement.scrollWidth"))


def serious(page: Page) -> list[object]:
    """What axe finds on the page that is serious or worse, with the elements it is about."""
    return findings(page, {"serious", "critical"})


def findings(page: Page, impacts: Collection[str] = IMPACTS) -> list[object]:
    """Return what axe finds on the page of the given impacts, with the elements it is about.

    Colours are measured once nothing fades in any more.
    """
    page.evaluate(SETTLED)
    return [
        (each["id"], [node["html"] for node in each["nodes"]])
        for each in Axe().run(page).response["violations"]
        if each["impact"] in impacts
    ]


class Visitor:
    """A context of the browser that fails when a page complains or asks another host."""

    def __init__(self, browser: Browser, site: str, **options: object) -> None:
        self.context = browser.new_context(
            **{
                "base_url": site,
                "locale": "kk",
                "viewport": {"width": 1024, "height": 800},
                **options,
            }  # type: ignore[arg-type]
        )
        self.complaints: list[str] = []
        self.context.on("page", self._watch)

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        page.on("request", self._see)

    def _hear(self, said: ConsoleMessage) -> None:
        # A connection that a test cuts is reported, too.
        if said.type == "error" and "ERR_INTERNET_DISCONNECTED" not in said.text:
            self.complaints.append(said.text)

    def _see(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:")):
            self.complaints.append(request.url)

    def __enter__(self) -> BrowserContext:
        return self.context

    def __exit__(self, *_: object) -> None:
        self.context.close()
        assert [each for each in self.complaints if "status of 4" not in each] == []


def ask(page: Page, question: str) -> None:
    """Type a question and wait for its answer."""
    before = page.locator(".turn[data-earlier]").count()
    page.fill("#question", question)
    page.click("button.main")
    expect(page.locator(".turn[data-earlier]")).to_have_count(before + 1)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what ``selector`` names has the focus."""
    for _ in range(150):
        if page.evaluate("s => document.activeElement?.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by the Tab key")
