"""Tests of answers that are kept during an exam: reload, late and blank papers, other devices."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from qa.drills.exam_paper import SubmittedAnswer
from tests.helpers.accounts import token_in
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.training import TRAIN, Clock, app_state, hidden
from tests.helpers.web_app import client_of
from web.accounts.roles import Role
from web.training.exam_papers import merge_answers, parse_answers
from web.training.service import Training

pytestmark = pytest.mark.slow

EXAM = f"{TRAIN}/exam"


class Site:
    """One site with its clock, and a client for each account and for a visitor."""

    def __init__(self, home: Path) -> None:
        self.visitor = client_of(home, language="en", BAPTA_SECRET=SECRET)
        self.visitor.follow_redirects = True
        self.clock = Clock(self.visitor)
        self.state = app_state(self.visitor)
        for name, role in (("teacher", Role.INSTRUCTOR), ("aigul", Role.LEARNER)):
            add_account(self.state.database, name, role, "A1")

    def device(self, name: str) -> TestClient:
        """Return a new browser in which the account is signed in."""
        client = TestClient(self.visitor.app, headers={"Accept-Language": "en"})
        form = {"name": name, "password": PASSWORD, "csrf": token_in(client.get("/sign-in").text)}
        assert client.post("/sign-in", data=form).status_code == 200
        return client

    def post(self, client: TestClient, path: str, **fields: Any) -> Any:
        token = token_in(client.get("/train").text)
        return client.post(path, data={"csrf": token, **fields})

    def paper(self, **fields: Any) -> str:
        terms = {"title": "Сынақ", "group": "A1", "count": 5, "minutes": 20, "kind": "modal"}
        done = self.post(self.device("teacher"), "/papers", **{**terms, **fields})
        assert done.status_code == 200, done.text
        return str(done.url.path).split("/")[2]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("home"))


@pytest.fixture
def site(school: Site) -> Site:
    """The site at nine o'clock."""
    school.clock.now = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    return school


def begin(site: Site, client: TestClient, **fields: Any) -> Any:
    terms = {"count": 5, "minutes": 30, "pass_mark": 60, "kind": "modal", **fields}
    response = client.post(EXAM, data=terms)
    assert response.status_code == 200, response.text
    return response


def checked(page: str) -> int:
    main = page[page.index("<main") : page.index("</main>")]
    return main.count(" checked")


def test_a_draft_takes_single_answers() -> None:
    draft = merge_answers("", 3, {1: SubmittedAnswer((2,)), 7: SubmittedAnswer((0,))})
    draft = merge_answers(draft, 3, {0: SubmittedAnswer(typed="бір ай")})
    assert parse_answers(draft) == (
        SubmittedAnswer(typed="бір ай"),
        SubmittedAnswer((2,)),
        SubmittedAnswer(),
    )
    assert parse_answers(merge_answers(draft, 3, {1: SubmittedAnswer()}))[1].is_empty


def test_answers_and_clock_survive_a_reload(site: Site) -> None:
    response = begin(site, site.visitor)
    path = response.url.path
    assert checked(response.text) == 0
    saved = site.visitor.post(f"{path}/save", data={"card": "1", "c1": "0", "quiet": "1"})
    assert saved.status_code == 204
    site.clock.move(minutes=10)
    page = site.visitor.get(path).text
    assert checked(page) == 1
    assert 'data-left="1200"' in page
    assert page.count('class="is-answered"') == 1
    # The answers that a save does not name stay as they are; a named one may be taken back.
    site.visitor.post(f"{path}/save", data={"card": "3", "c3": "2", "quiet": "1"})
    assert checked(site.visitor.get(path).text) == 2
    site.visitor.post(f"{path}/save", data={"card": "1", "quiet": "1"})
    assert checked(site.visitor.get(path).text) == 1


def test_a_save_without_a_script_shows_the_page_again(site: Site) -> None:
    path = begin(site, site.visitor).url.path
    page = site.visitor.post(f"{path}/save", data={"c0": "1", "c2": "0"})
    assert (page.status_code, page.url.path) == (200, path)
    assert checked(page.text) == 2


def test_a_blank_hand_in_asks_and_loses_nothing(site: Site) -> None:
    response = begin(site, site.visitor)
    form = {**hidden(response.text), "c0": "0", "c4": "1"}
    asked = site.visitor.post(f"{EXAM}/hand-in", data=form).text
    assert "These questions have no answer. Hand in the paper anyway?" in asked
    assert [f"#card-{n}" in asked for n in range(1, 6)] == [False, True, True, True, False]
    assert checked(site.visitor.get(response.url.path).text) == 2
    result = site.visitor.post(f"{EXAM}/hand-in", data=hidden(asked)).text
    assert result.count("No answer given.") == 3
    assert site.visitor.get(response.url.path).status_code == 422


def test_of_a_late_paper_the_kept_answers_count(site: Site) -> None:
    response = begin(site, site.visitor)
    path = response.url.path
    site.visitor.post(f"{path}/save", data={"card": "0", "c0": "0", "quiet": "1"})
    site.clock.move(minutes=31)
    late = site.visitor.post(f"{path}/save", data={"card": "1", "c1": "0", "quiet": "1"})
    assert late.status_code == 409
    form = {**hidden(response.text), "c0": "0", "c1": "0", "c2": "0"}
    result = site.visitor.post(f"{EXAM}/hand-in", data=form).text
    assert "The answers saved until then count." in result
    assert result.count("No answer given.") == 4


def test_a_code_cannot_be_drawn_again(site: Site) -> None:
    def cards(page: str) -> list[str]:
        return [part.split("</section>")[0] for part in page.split('class="exam-card"')[1:]]

    first = begin(site, site.visitor, code="2026-7").text
    # Neither another number of cards nor another kind draws other cards under the code.
    for choice in ({"count": 9}, {"kind": "article"}, {"minutes": 90}):
        again = begin(site, site.visitor, code="2026-7", **choice).text
        assert cards(again) == cards(first)
        assert 'data-left="1800"' in again
    client = site.device("aigul")
    one = site.post(client, EXAM, code="2026-8", count=5)
    site.clock.move(minutes=5)
    two = site.post(client, EXAM, code="2026-8", count=5)
    assert one.url.path == two.url.path
    assert 'data-left="1500"' in two.text


def test_an_account_goes_on_with_its_exam_on_another_device(site: Site) -> None:
    phone, desk = site.device("aigul"), site.device("aigul")
    response = site.post(phone, EXAM, count=5, minutes=30, kind="modal")
    path = response.url.path
    site.post(phone, f"{path}/save", card="2", c2="1", quiet="1")
    assert f'href="{path}"' in desk.get(EXAM).text
    assert checked(desk.get(path).text) == 1
    # It is nobody else's.
    assert site.visitor.get(path).status_code == 404
    assert site.device("teacher").get(path).status_code == 404
    assert site.post(site.device("teacher"), f"{path}/save", card="2").status_code == 404


def test_answers_to_a_paper_are_kept_until_they_are_handed_in(site: Site) -> None:
    code = site.paper()
    phone, desk = site.device("aigul"), site.device("aigul")
    assert site.post(phone, f"/papers/{code}/save", card="0", c0="1", quiet="1").status_code == 409
    site.post(phone, f"/papers/{code}/begin")
    saved = site.post(phone, f"/papers/{code}/save", card="0", c0="1", quiet="1")
    assert saved.status_code == 204
    site.clock.move(minutes=15)
    page = desk.get(f"/papers/{code}").text
    assert checked(page) == 1
    assert 'data-left="300"' in page
    asked = site.post(desk, f"/papers/{code}/hand-in", c1="0").text
    assert "Some questions are not answered" in asked
    assert checked(phone.get(f"/papers/{code}").text) == 2
    result = site.post(phone, f"/papers/{code}/hand-in", confirm="1").text
    assert result.count("No answer given.") == 3


def test_a_paper_that_nobody_hands_in_counts_when_its_time_is_over(site: Site) -> None:
    code = site.paper()
    client = site.device("aigul")
    training = site.state.features.get(Training)
    paper = training.papers.of(code)
    assert paper is not None
    site.post(client, f"/papers/{code}/begin")
    fields = {f"c{n}": str(min(card.right)) for n, card in enumerate(paper.cards("en"))}
    site.post(client, f"/papers/{code}/save", quiet="1", **fields)
    site.clock.move(minutes=21)
    page = site.device("teacher").get(f"/papers/{code}/group").text
    assert "<td>100%</td>" in page
    assert "<b>100%</b>" in client.get(f"/papers/{code}").text


def test_a_paper_has_a_window_of_time(site: Site) -> None:
    code = site.paper(opens_at="2026-03-01T10:00", closes_at="2026-03-01T10:10")
    client = site.device("aigul")
    early = site.post(client, f"/papers/{code}/begin")
    assert (early.status_code, "not open yet" in early.text) == (422, True)
    assert "1 March 2026, 10:00" in client.get(f"/papers/{code}").text.replace("\xa0", " ")
    site.clock.move(minutes=65)
    # The end of the window ends the attempt before its twenty minutes.
    assert 'data-left="300"' in site.post(client, f"/papers/{code}/begin").text
    site.clock.move(minutes=10)
    refused = site.post(site.device("teacher"), f"/papers/{code}/begin")
    assert (refused.status_code, "can no longer be started" in refused.text) == (422, True)
    teacher = site.device("teacher")
    wrong = {"opens_at": "2026-03-02T10:00", "closes_at": "2026-03-01T10:00"}
    for path in ("/papers", "/papers/preview"):
        assert site.post(teacher, path, title="x", **wrong).status_code == 422


def test_an_instructor_previews_and_chooses_cards(site: Site) -> None:
    teacher = site.device("teacher")
    # With another seed all cards may be of one article by chance.
    terms = {"title": "Сынақ", "count": 5, "kind": "modal", "article": ["art_16", "art_19"]}
    terms |= {"seed": "1"}
    page = site.post(teacher, "/papers/preview", **terms).text
    keys = [part.split('"')[0] for part in page.split('name="key" value="')[1:]]
    assert len(keys) > 5
    assert checked(page) == 5
    assert {key.split(":")[1].partition("__")[0] for key in keys} == {"art_16", "art_19"}
    assert 'class="is-right"' in page
    assert 'name="seed" value="1"' in page
    chosen = [keys[1], keys[-1]]
    done = site.post(teacher, "/papers", **terms, key=chosen)
    paper = site.state.features.get(Training).papers.of(done.url.path.split("/")[2])
    assert paper is not None
    assert list(paper.keys) == chosen
    # The link can be sent on: it names the host.
    assert f"http://testserver/papers/{paper.code}</a>" in done.text
    # Every single key that is unknown leaves no card.
    assert site.post(teacher, "/papers", **terms, key="nonsense").status_code == 422
