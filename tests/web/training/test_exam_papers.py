"""Tests of papers for a group: permissions, attempts, results and excluded cards."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from data.corpus import Corpus
from qa.answerer import Answerer
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.accounts import token_in
from tests.helpers.databases import PASSWORD, SECRET, add_account
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.training import Clock, app_state
from tests.helpers.web_app import ACT, client_of
from web.accounts.models import AuditRow
from web.accounts.roles import Role
from web.storage.database import Database
from web.training.exam_papers import Paper, Papers
from web.training.service import Training

pytestmark = pytest.mark.slow

PEOPLE = (
    ("teacher", Role.INSTRUCTOR, "A1"),
    ("stranger", Role.INSTRUCTOR, "B2"),
    ("aigul", Role.LEARNER, "A1"),
    ("dana", Role.LEARNER, "A1"),
    ("erlan", Role.LEARNER, "B2"),
)


class School:
    """One site, with a client for each account."""

    def __init__(self, home: Path) -> None:
        first = client_of(home, language="en", BAPTA_SECRET=SECRET)
        self.app = first.app
        self.clock = Clock(first)
        self.site = app_state(first)
        for name, role, group in PEOPLE:
            add_account(self.site.database, name, role, group)
        self._clients: dict[str, TestClient] = {}

    def of(self, name: str) -> TestClient:
        if name not in self._clients:
            client = TestClient(self.app, headers={"Accept-Language": "en"}, follow_redirects=False)
            form = {
                "name": name,
                "password": PASSWORD,
                "csrf": token_in(client.get("/sign-in").text),
            }
            assert client.post("/sign-in", data=form).status_code == 303
            self._clients[name] = client
        return self._clients[name]

    def post(self, name: str, path: str, **fields: Any) -> Any:
        client = self.of(name)
        token = token_in(client.get("/train").text)
        return client.post(path, data={"csrf": token, **fields})

    def set(self, **fields: Any) -> str:
        """The code of a new paper of right, duty and prohibition for the group A1."""
        terms = {"title": "Сынақ", "group": "A1", "count": 5, "minutes": 20, "kind": "modal"}
        done = self.post("teacher", "/papers", **{**terms, **fields})
        assert done.status_code == 303, done.text
        return str(done.headers["location"]).split("/")[2]

    def paper(self, code: str) -> Paper:
        paper = self.site.features.get(Training).papers.of(code)
        assert paper is not None
        return paper

    def right(self, code: str, wrong: tuple[int, ...] = ()) -> dict[str, str]:
        """Answers to the paper, wrong ones at the places ``wrong``."""
        fields = {}
        for number, card in enumerate(self.paper(code).cards("en")):
            (place,) = card.right
            fields[f"c{number}"] = str((place + 1) % 3 if number in wrong else place)
        return fields

    def begin(self, name: str, code: str) -> str:
        """Begin the paper, or go on with it; the page with the cards."""
        assert self.post(name, f"/papers/{code}/begin").status_code == 303
        return str(self.of(name).get(f"/papers/{code}").text)

    def sit(self, name: str, code: str, wrong: tuple[int, ...] = ()) -> str:
        self.begin(name, code)
        done = self.post(name, f"/papers/{code}/hand-in", **self.right(code, wrong))
        assert done.status_code == 303
        return str(self.of(name).get(f"/papers/{code}").text)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    return School(tmp_path_factory.mktemp("home"))


def test_a_group_sits_one_paper_and_the_instructor_sees_it(school: School) -> None:
    code = school.set()
    first = school.begin("aigul", code)
    second = school.begin("dana", code)
    exam = [page[page.index('class="exam-card"') :].split("</form>")[0] for page in (first, second)]
    assert exam[0] == exam[1]
    assert "is-right" not in exam[0]
    assert "<b>100%</b>" in school.sit("aigul", code)
    assert "<b>60%</b>" in school.sit("dana", code, wrong=(0, 1))
    page = school.of("teacher").get(f"/papers/{code}/group").text
    assert "1 of 2 passed." in page
    rows = page[page.index('<table class="results">') :].split("</table>")[0]
    assert rows.index("aigul") < rows.index("dana")
    assert rows.count("<td>100%</td>") == rows.count("<td>60%</td>") == 1
    table = page[page.index("Provisions with most mistakes") :].split("</table>")[0]
    tallies = [part.split("</span>")[0] for part in table.split('class="tally">')[1:]]
    assert tallies == ["1 / 2", "1 / 2", "2 / 2", "2 / 2", "2 / 2"]
    weak = {card.spec.eid for card in school.paper(code).cards("en")[:2]}
    links = [part.split('"')[0].partition("#")[2] for part in table.split('href="')[1:]]
    assert set(links[:2]) == weak


def test_the_table_of_a_group(school: School) -> None:
    code = school.set()
    school.sit("aigul", code, wrong=(4,))
    saved = school.of("teacher").get(f"/papers/{code}/group.csv")
    rows = list(csv.reader(io.StringIO(saved.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Full name", "Result", "Percentage"]
    assert (rows[1][:3], rows[1][5:]) == (["aigul", "passed", "80"], ["1", "1", "1", "1", "0"])


def test_excluded_card_does_not_count(school: School) -> None:
    code = school.set(pass_mark=100)
    assert "<b>80%</b>" in school.sit("aigul", code, wrong=(2,))
    key = school.paper(code).keys[2]
    school.post("teacher", f"/papers/{code}/strike", key=key, struck="1")
    page = school.of("aigul").get(f"/papers/{code}").text
    assert "<b>100%</b>" in page
    assert "<dd>4 / 4</dd>" in page
    assert "Excluded" in page
    school.post("teacher", f"/papers/{code}/strike", key=key)
    assert "<b>80%</b>" in school.of("aigul").get(f"/papers/{code}").text
    # A key that is not of the paper changes nothing.
    school.post("teacher", f"/papers/{code}/strike", key="nonsense", struck="1")
    assert school.paper(code).struck == frozenset()


def test_a_paper_is_handed_in_once(school: School) -> None:
    code = school.set()
    school.sit("aigul", code, wrong=(0,))
    again = school.post("aigul", f"/papers/{code}/hand-in", **school.right(code))
    assert (again.status_code, "already been handed in" in again.text) == (422, True)
    assert school.post("aigul", f"/papers/{code}/begin").status_code == 303
    assert "<b>80%</b>" in school.of("aigul").get(f"/papers/{code}").text


def test_late_paper_does_not_count_and_time_does_not_restart(school: School) -> None:
    code = school.set()
    assert 'data-left="1200"' in school.begin("aigul", code)
    school.clock.move(minutes=19)
    assert 'data-left="60"' in school.begin("aigul", code)
    school.clock.move(minutes=2)
    late = school.post("aigul", f"/papers/{code}/hand-in", **school.right(code))
    assert (late.status_code, "The time was up" in late.text) == (422, True)
    assert "handed in late" in school.of("teacher").get(f"/papers/{code}/group").text


def test_a_hand_in_of_a_paper_that_was_never_begun(school: School) -> None:
    code = school.set()
    assert school.post("dana", f"/papers/{code}/hand-in", c0="1").status_code == 422


def test_a_closed_paper_cannot_be_begun(school: School) -> None:
    code = school.set()
    school.post("teacher", f"/papers/{code}/close", closed="1")
    refused = school.post("aigul", f"/papers/{code}/begin")
    assert (refused.status_code, "The paper is closed." in refused.text) == (422, True)
    school.post("teacher", f"/papers/{code}/close")
    assert school.post("aigul", f"/papers/{code}/begin").status_code == 303


def test_papers_require_role_and_group(school: School) -> None:
    code = school.set()
    assert school.of("erlan").get(f"/papers/{code}").status_code == 404
    assert school.of("stranger").get(f"/papers/{code}/group").status_code == 404
    assert school.of("stranger").get(f"/papers/{code}/group.csv").status_code == 404
    assert school.post("stranger", f"/papers/{code}/strike", key="x").status_code == 404
    for path in ("group", "group.csv"):
        assert school.of("aigul").get(f"/papers/{code}/{path}").status_code == 403
    assert school.post("aigul", "/papers", title="x").status_code == 403
    assert school.of("aigul").post(f"/papers/{code}/begin").status_code == 403
    assert school.of("aigul").get("/papers/nope").status_code == 404
    nobody = TestClient(school.app, follow_redirects=False)
    assert nobody.get("/papers").headers["location"] == "/sign-in?to=/papers"
    assert code in school.of("aigul").get("/papers").text
    assert code not in school.of("erlan").get("/papers").text
    open_code = school.set(group="")
    assert open_code in school.of("erlan").get("/papers").text


def test_instructor_actions_are_audited(school: School) -> None:
    code = school.set()
    school.post("teacher", f"/papers/{code}/close", closed="1")
    with school.site.database.reading() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.subject == code)).all()
        assert [(row.account, row.action) for row in rows] == [
            ("teacher", "paper.add"),
            ("teacher", "paper.close"),
        ]


def test_repeated_nonce_is_rejected(database: Database) -> None:
    papers = Papers(database)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    later = now + timedelta(minutes=1)
    assert [papers.first_time("a", later, now) for _ in range(2)] == [True, False]
    # What is over is forgotten: a ticket as old is refused as late.
    assert papers.first_time("b", later + timedelta(hours=1), later + timedelta(seconds=1))
    assert papers.first_time("a", later + timedelta(hours=1), later + timedelta(seconds=1))


def test_a_site_without_accounts_has_no_papers(tmp_path: Path) -> None:
    assert client_of(tmp_path).get("/papers").status_code == 404


def test_stored_cards_match_deck_in_each_language(school: School) -> None:
    code = school.set(kind=["which", "gap", "list", "modal"], count=8)
    paper = school.paper(code)
    deck = school.site.features.get(Training).shelf.deck(school.site.corpus, paper.address)
    assert {card.spec.kind.value for card in paper.cards("kk")} == {"which", "gap", "list", "modal"}
    for language in ("kk", "ru", "en"):
        for card in paper.cards(language):
            assert card.spec == deck.by_key[card.spec.key]
            if card.question is not None:
                asked = {each.language for each in deck.provision_cards.questions(card.spec)}
                # A card is asked in the act's language where the bank has no other question.
                assert card.question.language == (language if language in asked else "kk")
    options = [[card.options for card in paper.cards(language)] for language in ("kk", "ru", "en")]
    assert options[0] == options[1] == options[2]
    assert paper.address == f"{ACT}@zhana-redaktsiia"


def test_paper_with_outdated_text_is_shown_without_quotes(tmp_path: Path) -> None:
    school = School(tmp_path)
    code = school.set()
    assert 'class="card law"' in school.sit("aigul", code)
    law = school.site.corpus.default
    provisions = tuple(replace(each, text=f"Жаңа. {each.text}") for each in law.provisions)
    corpus, encoder = Corpus((replace(law, provisions=provisions),)), HashingEncoder()
    other = Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))
    school.app.state.site = replace(school.site, answerer=other)  # type: ignore[attr-defined]
    result = school.of("aigul").get(f"/papers/{code}").text
    assert result.count("The law has changed since, so the provision is not shown here.") == 5
    assert "<b>100%</b>" in result
    assert "<mark>" not in result
    refused = school.post("dana", f"/papers/{code}/begin")
    assert refused.status_code == 422
    assert "The law has changed since this paper was set" in refused.text
    for page in ("group", "group.csv"):
        assert school.of("teacher").get(f"/papers/{code}/{page}").status_code == 200
