"""Hot reload of the law on pages, in training and in exams."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from starlette.testclient import TestClient

from data.corpus import SHIPPED, Corpus, load_corpus
from data.metadata import Sidecar
from tests.helpers.ingestion import ingest_act
from tests.helpers.teaching import hashing_parts, home_with_index
from tests.helpers.training import hidden
from tests.helpers.web_app import ACT, FIREARM_WORDS, chat, settings_of
from web.app import create_app
from web.chat.service import Chat
from web.runtime.composition import compose_corpus, compose_live, make_index
from web.settings import Settings

pytestmark = pytest.mark.slow

GARDEN = """1-бап. Бақ туралы ереже
1. Бақ баршаға ашық болады және онда әркім серуендеуге құқығы бар.
2. Бақтың қызметкері қыс айларында:
1) ағаштарды кесуге;
2) гүлдерді жұлуға;
3) өрт жағуға құқылы.
2-бап. Күші
Осы ереже жарияланған күнінен бастап үш күн өткен соң күшіне енеді.
"""
TREES, BUSHES = "ағаштарды кесуге", "бұталарды кесуге"
OPEN = "Бақ баршаға ашық болады және онда әркім серуендеуге құқығы бар."
OLD, NEW = "ескертусіз жеңіліске", "ескертпестен жеңіліске"
NEW_WORDS = FIREARM_WORDS.replace(OLD, NEW)
TORTURE = "Полицейдің адамды ұрып-соғып, азаптауға құқығы бар ма?"
TRAIN = f"/train/{ACT}"


class Running:
    """An application that is answering and watches its index, and ways to put law into it."""

    def __init__(self, home: Path) -> None:
        self.settings: Settings = settings_of(home_with_index(home))
        self.parts = hashing_parts(home)
        self.live = compose_live(self.settings, self.parts)
        self.live.watch(every=0.02)
        app = create_app(self.live, self.settings, self.parts)
        self.client = TestClient(
            app, headers={"Accept-Language": "kk"}, raise_server_exceptions=False
        )

    def ingest(self, source: Path, sidecar: Sidecar) -> None:
        ingest_act(source, sidecar, self.settings.acts, lambda: compose_corpus(self.settings))
        self.taken_up()

    def taken_up(self) -> None:
        """Build the index, and wait until the server that answers has taken it up."""
        before = self.client.get("/healthz").json()["corpus"]
        make_index(self.settings, parts=self.parts)
        until(lambda: self.client.get("/healthz").json()["corpus"] != before)

    def page(self, path: str, **form: Any) -> str:
        """The words of a page, asked for by POST where there is a form."""
        return words(self.sent(path, **form))

    def sent(self, path: str, **form: Any) -> str:
        response = self.client.post(path, data=form) if form else self.client.get(path)
        assert response.status_code == 200, (path, response.status_code, response.text)
        return response.text

    def refused(self, path: str, **form: Any) -> str:
        response = self.client.post(path, data=form)
        assert response.status_code == 422, (path, response.status_code)
        return words(response.text)

    def verdict(self, quote: str) -> str:
        response = self.client.post("/api/quotes/check", json={"quote": quote})
        assert response.status_code == 200
        return str(response.json()["verdict"])


def until(true: Callable[[], bool]) -> None:
    for _ in range(3000):
        if true():
            return
        sleep(0.01)
    raise AssertionError


def words(page: str) -> str:
    """The words of a page; those that are set off inside a sentence stay in it.

    The question of a card is left out: people ask in the words of the law too.
    """
    page = re.sub(r'<p class="posed".*?</p>', " ", page, flags=re.S)
    inline = re.sub(r"</?(?:mark|b|em|span|ins|del)\b[^>]*>", "", page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inline)).split())


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path / "home")
    try:
        with running.client:
            yield running
    finally:
        running.live.close()


def new_edition(folder: Path) -> tuple[Path, Sidecar]:
    """The real law with other words in article 24, paragraph 3; paragraph 4 of article 5 is gone:
    its words stand at the end of the paragraph before it."""
    (stored,) = SHIPPED.glob("*.txt")
    text = stored.read_text(encoding="utf-8")
    before, heading, after = text.partition("      5-бап. ")
    text = before + heading + after.replace("\n      4. ", "\n", 1)
    assert OLD in text
    source = folder / "law.txt"
    source.write_text(text.replace(OLD, NEW), encoding="utf-8")
    errata = stored.with_suffix(".errata.toml")
    source.with_suffix(".errata.toml").write_bytes(errata.read_bytes())
    return source, Sidecar(ACT, load_corpus().default.title, "kk", edition="2030 жылғы")


def session(running: Running, start: str, path: str = TRAIN, limit: int = 20) -> list[str]:
    """The pages of a session that began with the page ``start``, with any answer to each card."""
    pages = [start]
    while 'name="sitting"' in pages[-1] and len(pages) < 2 * limit:
        form: dict[str, Any] = hidden(pages[-1])
        if f"{path}/next" in pages[-1]:
            pages.append(running.sent(f"{path}/next", **form))
        else:
            pages.append(running.sent(f"{path}/answer", **form, choice="0", typed="сөз"))
    return pages


def old_address() -> str:
    act = load_corpus().default
    return f"{ACT}@{act.edition_id}"


def test_new_act_appears_on_every_page_after_reload(running: Running, tmp_path: Path) -> None:
    assert running.client.get("/train/garden").status_code == 404
    assert running.verdict(OPEN) == "not_found"
    source = tmp_path / "garden.txt"
    source.write_text(GARDEN, encoding="utf-8")
    running.ingest(source, Sidecar("garden", "Бақ туралы ереже", "kk"))

    for path in ("/acts", "/train", "/train/garden", "/train/garden/exam", "/acts/garden"):
        assert "Бақ туралы ереже" in running.page(path), path
    assert OPEN in running.page("/acts/garden/art_1")
    assert OPEN in running.page("/acts/garden/index/right")
    assert "1-баптың 1-тармағы" in running.page("/acts/garden/find", words="серуендеуге құқығы")
    assert running.verdict(OPEN) == "exact"
    answer = chat(running.client, "1-баптың 1-тармағы", acts=["garden"])
    assert answer["passages"][0]["quote"] == OPEN
    start = running.sent("/train/garden/session", length="10", progress="")
    assert TREES in words(" ".join(session(running, start, "/train/garden")))
    paper = running.sent("/train/garden/exam", count="5", minutes="5", code="a")
    assert "100%" not in running.page("/train/garden/exam/hand-in", **hidden(paper))
    assert running.page("/")


def test_new_edition_replaces_the_old_one_on_every_page(running: Running, tmp_path: Path) -> None:
    assert running.verdict(FIREARM_WORDS) == "exact"
    assert TORTURE in running.page("/")
    article_24 = {"length": "20", "part": "article:art_24", "kept": ""}
    before = words(" ".join(session(running, running.sent(f"{TRAIN}/session", **article_24))))
    assert (OLD in before, NEW in before) == (True, False)
    running.ingest(*new_edition(tmp_path))

    assert running.verdict(FIREARM_WORDS) == "differs"
    assert running.verdict(NEW_WORDS) == "exact"
    assert TORTURE not in running.page("/")
    assert "2030 жылғы" in running.page("/acts") + running.page(f"/acts/{ACT}")
    question = "24-баптың 3-тармағы"
    for path, form in (
        (f"/acts/{ACT}/art_24", {}),
        (f"/acts/{ACT}/index/right/all", {}),
        (f"/acts/{ACT}/find", {"words": NEW}),
        ("/", {"question": question}),
        ("/widget/frame?lang=kk", {"question": question}),
    ):
        page = running.page(path, **form)
        assert (NEW in page, OLD in page) == (True, False), path
    assert chat(running.client, question)["passages"][0]["quote"] == NEW_WORDS
    changes = running.sent(f"/acts/{ACT}/changes")
    assert "<del>ескертусіз</del> <ins>ескертпестен</ins>" in changes
    assert OLD in running.page(f"/acts/{old_address()}/art_24")

    assert "2030 жылғы" in running.page(TRAIN)
    after = words(" ".join(session(running, running.sent(f"{TRAIN}/session", **article_24))))
    assert (NEW in after, OLD in after) == (True, False)
    paper = running.page(f"{TRAIN}/exam", count="60", minutes="5", kind="which", code="a")
    assert OLD not in paper


def test_card_of_the_old_edition_shows_the_new_text(running: Running, tmp_path: Path) -> None:
    start = running.sent(f"{TRAIN}/session", length="10", part="article:art_24", kept="")
    progress = hidden(session(running, start)[-2])["progress"]
    running.ingest(*new_edition(tmp_path))
    start = running.sent(f"{TRAIN}/session", length="20", progress=progress, kept="")
    # What is new to who knows the act comes first.
    pages = words(" ".join(session(running, start)[:6]))
    assert (NEW in pages, OLD in pages) == (True, False)


def test_session_started_before_reload_reports_the_change(running: Running, tmp_path: Path) -> None:
    card = running.sent(f"{TRAIN}/session", length="10", part="article:art_24", kept="")
    told = running.sent(f"{TRAIN}/answer", **hidden(card), choice="0", typed="сөз")
    kept = running.sent(f"{TRAIN}/session", length="10", part="article:art_24", kept="1")
    running.ingest(*new_edition(tmp_path))
    for path, page in (("answer", card), ("next", told), ("answer", kept)):
        refused = running.refused(f"{TRAIN}/{path}", **hidden(page), choice="0", typed="сөз")
        assert "Жаттығу кезінде заң жаңарды." in refused
        assert OLD not in refused
    # The progress that the page alone carries is carried on.
    response = running.client.post(f"{TRAIN}/next", data=hidden(told))
    assert hidden(response.text)["progress"] == hidden(told)["progress"] != ""


def test_exam_started_before_reload_is_not_graded_by_the_new_text(
    running: Running, tmp_path: Path
) -> None:
    asked = running.sent(f"{TRAIN}/exam", count="60", minutes="5", kind="which", code="a")
    gaps = running.sent(f"{TRAIN}/exam", count="60", minutes="5", kind="gap", code="b")
    running.ingest(*new_edition(tmp_path))
    # The bank asks of the edition in force alone.
    refused = running.refused(f"{TRAIN}/exam/hand-in", **hidden(asked))
    assert "заң немесе оның сұрақтары өзгерді" in refused
    # The words of the earlier edition are still there, under its own name.
    result = running.sent(f"{TRAIN}/exam/hand-in", **hidden(gaps), confirm="1")
    assert f"/acts/{old_address()}/" in result
    assert f"/acts/{ACT}/" not in result.partition("<main")[2].partition("</main")[0]
    assert NEW not in words(result)


def test_text_replaced_within_an_edition_is_reloaded(running: Running, tmp_path: Path) -> None:
    """The operator corrects a text in its place: spans of the earlier text mark nothing."""
    source = tmp_path / "garden.txt"
    source.write_text(GARDEN, encoding="utf-8")
    running.ingest(source, Sidecar("garden", "Бақ туралы ереже", "kk"))
    train = "/train/garden"
    card = running.sent(f"{train}/session", length="10", kept="")
    paper = running.sent(f"{train}/exam", count="5", minutes="5", code="a")
    stored = running.settings.acts / "garden.txt"
    changed = GARDEN.replace("Бақ баршаға", "Қала бағы баршаға").replace(TREES, BUSHES)
    stored.write_text(changed, encoding="utf-8")
    running.taken_up()
    assert running.verdict(OPEN) == "differs"
    sent = running.refused(f"{train}/answer", **hidden(card), choice="0", typed="сөз")
    assert "Жаттығу кезінде заң жаңарды." in sent
    refused = running.refused(f"{train}/exam/hand-in", **hidden(paper))
    assert "заң немесе оның сұрақтары өзгерді" in refused
    start = running.sent(f"{train}/session", length="10", kept="")
    pages = words(" ".join(session(running, start, train)))
    assert BUSHES in pages
    assert TREES not in pages


def test_request_uses_one_corpus_until_it_ends(running: Running, tmp_path: Path) -> None:
    site = running.client.app.state.site  # type: ignore[attr-defined]
    one = site.pinned()
    corpus: Corpus = one.corpus
    running.ingest(*new_edition(tmp_path))
    assert one.corpus is corpus
    assert one.answerer.corpus is corpus
    checkers = site.features.get(Chat).quote_checkers
    assert checkers.of(one.corpus).check(FIREARM_WORDS, "kk").verdict == "exact"
    assert checkers.of(site.pinned().corpus).check(FIREARM_WORDS, "kk").verdict == "differs"
