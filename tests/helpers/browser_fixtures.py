"""The browser of the tests, what it visits and who visits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.helpers.browser import Visitor, bapta_and_host, chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a file: while it runs, its thread can run no other event loop."""
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def origins(
    tmp_path_factory: pytest.TempPathFactory, bapta_home: Path, bundled_model: Path
) -> Iterator[tuple[str, str]]:
    """Bapta with the real law and the model, and a site that may show its widget."""
    with bapta_and_host(tmp_path_factory.mktemp("home"), bapta_home) as both:
        yield both


@pytest.fixture
def site(origins: tuple[str, str]) -> str:
    return origins[0]


@pytest.fixture
def host(origins: tuple[str, str]) -> str:
    return origins[1]


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A visitor whose browser prefers Kazakh. Nothing may go wrong in its console."""
    with Visitor(browser, site) as made:
        yield made
