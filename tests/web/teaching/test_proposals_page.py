"""Page of proposed questions: roles, accepting, changing, dismissing, and provisions that go."""

import re
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from qa.evaluation import dataset
from qa.proposals.selection import rank_proposals
from tests.helpers.desk import app_state, signed_in, texts
from tests.helpers.proposals import GARDENS, NO_HEADINGS, RU, answerer_of, large_act, small_act
from tests.helpers.teaching import LAW, hashing_parts, home_with_index, wait_for_replays
from tests.helpers.web_app import settings_of
from web.accounts.models import AuditRow
from web.accounts.roles import Role
from web.runtime.composition import compose_live
from web.teaching import drafts
from web.teaching.replays import Replays

PAGE = "/desk/teaching/proposals"
GARDEN = small_act(RU, "ru")
WATERING = "Полив: что запрещено?"


@pytest.fixture
def editor(tmp_path: Path) -> TestClient:
    other = small_act(NO_HEADINGS, "ru", "bare")
    return signed_in(tmp_path, Role.EDITOR, answerer_of(GARDEN, other))


def shown(client: TestClient, act: str = "garden") -> dict[str, str]:
    """Return the digest of each proposal on the first page by its question."""
    page = client.get(f"{PAGE}?act={act}")
    assert page.status_code == 200
    questions = map(unescape, texts(page.text, r'class="asks"[^>]*>(.*?)<'))
    return dict(zip(questions, re.findall(r'name="key" value="(\w+)"', page.text), strict=True))


def form(client: TestClient, question: str, **changed: str) -> dict[str, str]:
    """Return the form of a proposal as the browser sends it."""
    key = shown(client)[question]
    eids = next(
        ", ".join(one.proposal.entry.eids)
        for one in rank_proposals(app_state(client).answerer, GARDEN, ()).ranked
        if one.proposal.entry.question == question
    )
    fields = {"act": "garden", "key": key, "page": "1", "wording": question}
    return {**fields, "tongue": "ru", "provision": eids, **changed}


def waiting(client: TestClient) -> list[tuple[str, str, tuple[str, ...]]]:
    with app_state(client).database.reading() as session:
        entries = [draft.entry for draft in drafts.unpublished(session)]
    return [(one.question, one.act, one.eids) for one in entries]


def audit(client: TestClient) -> list[tuple[str, str, str]]:
    with app_state(client).database.reading() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action.like("teaching.%")))
        return [(row.account, row.action, row.subject) for row in rows]


@pytest.mark.parametrize("role", [None, Role.LEARNER, Role.INSTRUCTOR, Role.OPERATOR])
@pytest.mark.parametrize("path", ["", "/accept", "/dismiss", "/restore"])
def test_page_requires_the_editor_role(tmp_path: Path, role: Role | None, path: str) -> None:
    client = signed_in(tmp_path, role, answerer_of(GARDEN))
    fields = {"act": "garden", "key": "0" * 64}
    answer = client.post(f"{PAGE}{path}", data=fields) if path else client.get(PAGE)
    # Visitors are sent to sign in; a form without a session has no token.
    assert answer.status_code == (403 if role else 303 if not path else answer.status_code)
    assert answer.status_code in {303, 401, 403}
    assert waiting(client) == []


@pytest.mark.parametrize("path", ["accept", "dismiss", "restore"])
def test_forged_form_is_refused(editor: TestClient, path: str) -> None:
    fields = form(editor, WATERING)
    del editor.headers["X-CSRF-Token"]
    assert editor.post(f"{PAGE}/{path}", data=fields).status_code == 403
    assert waiting(editor) == []


def test_page_lists_questions_with_provisions_and_their_words(editor: TestClient) -> None:
    choice = editor.get(PAGE)
    assert choice.headers["cache-control"] == "no-store"
    assert '<option value="garden"' in choice.text
    assert 'class="asks"' not in choice.text
    page = editor.get(f"{PAGE}?act=garden").text
    assert f'lang="ru" dir="auto">{WATERING}</p>' in page
    assert '<a href="/acts/garden/art_4#art_4__para_2">Article 4, paragraph 2</a>' in page
    assert "<p>Поливать сад ночью запрещается без согласия совета.</p>" in page
    # A point is shown under its lead-in, in the language of the act.
    assert '<blockquote lang="ru" dir="auto"><p>Садовник обязан:</p><p>поливать' in page


@pytest.mark.parametrize("language", GARDENS)
def test_questions_keep_the_language_of_their_act(tmp_path: Path, language: str) -> None:
    act = small_act(GARDENS[language], language)
    client = signed_in(tmp_path, Role.EDITOR, answerer_of(act))
    page = client.get(f"{PAGE}?act=garden").text
    assert '<html lang="en"' in page
    assert set(re.findall(r'class="asks" lang="(\w+)"', page)) == {language}


def test_accepted_question_waits_in_the_draft(editor: TestClient) -> None:
    answer = editor.post(f"{PAGE}/accept", data=form(editor, WATERING))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{PAGE}?act=garden&page=1"
    assert waiting(editor) == [(WATERING, "garden", ("art_4__para_2",))]
    assert WATERING not in shown(editor)
    assert audit(editor) == [("editor", "teaching.accept", "garden:art_4__para_2")]
    assert WATERING in editor.get("/desk/teaching/draft").text
    # Nothing is live: the bank of the answerer is as before.
    assert app_state(editor).answerer.bank == ()


def test_question_taken_out_of_the_draft_is_proposed_again(editor: TestClient) -> None:
    fields = form(
        editor, WATERING, wording="Можно ли поливать сад ночью?", provision="art_4__para_2"
    )
    assert editor.post(f"{PAGE}/accept", data=fields).status_code == 303
    assert waiting(editor) == [("Можно ли поливать сад ночью?", "garden", ("art_4__para_2",))]
    # The accepted proposal is remembered, although its words were changed.
    assert WATERING not in shown(editor)
    again = editor.post(f"{PAGE}/accept", data=fields)
    assert again.status_code == 422
    assert editor.post("/desk/teaching/draft/1/remove").status_code == 303
    assert WATERING in shown(editor)


def test_second_decision_is_refused(editor: TestClient) -> None:
    fields = form(editor, WATERING)
    assert editor.post(f"{PAGE}/dismiss", data=fields).status_code == 303
    for path in ("accept", "dismiss"):
        refused = editor.post(f"{PAGE}/{path}", data=fields)
        assert refused.status_code == 409
        assert "This proposal has already been decided on." in refused.text
    assert waiting(editor) == []


def test_dismissed_question_is_remembered_until_it_is_restored(editor: TestClient) -> None:
    before = shown(editor)
    editor.post(f"{PAGE}/dismiss", data=form(editor, WATERING))
    assert list(shown(editor)) == [question for question in before if question != WATERING]
    assert "Show 1 dismissed question again" in editor.get(f"{PAGE}?act=garden").text
    restored = editor.post(f"{PAGE}/restore", data={"act": "garden"})
    assert restored.headers["location"] == f"{PAGE}?act=garden"
    assert shown(editor) == before
    assert [action for _, action, _ in audit(editor)] == ["teaching.dismiss", "teaching.restore"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"provision": "art_99"}, "There is no such provision: garden:art_99"),
        ({"provision": ""}, "provision"),
        ({"wording": "  "}, "Enter your question."),
        ({"wording": "?" * 4001}, "4,000"),
        ({"tongue": "xx"}, "not valid"),
    ],
)
def test_wrong_change_is_told_beside_its_form(
    editor: TestClient, changed: dict[str, str], told: str
) -> None:
    refused = editor.post(f"{PAGE}/accept", data=form(editor, WATERING, **changed))
    assert refused.status_code == 422
    alert = re.search(r'<div class="wrong" id="wrong-\d+" role="alert">(.*?)</div>', refused.text)
    assert alert is not None
    assert told in alert[1]
    assert waiting(editor) == []


def test_provision_that_is_gone_by_then_is_told(editor: TestClient, tmp_path: Path) -> None:
    fields = form(editor, WATERING)
    # Meanwhile another edition of the act is loaded, without the article.
    shorter = answerer_of(small_act(RU.partition("Статья 4.")[0], "ru"))
    later = signed_in(tmp_path, Role.EDITOR, shorter)
    refused = later.post(f"{PAGE}/accept", data=fields)
    assert refused.status_code == 422
    assert "There is no such provision: garden:art_4__para_2" in refused.text
    assert waiting(later) == []


def test_unknown_act_and_malformed_requests_are_refused(editor: TestClient) -> None:
    assert editor.get(f"{PAGE}?act=nowhere").status_code == 404
    assert editor.get(f"{PAGE}?act=garden&page=0").status_code == 422
    fields = form(editor, WATERING)
    for path in ("accept", "dismiss", "restore"):
        assert editor.post(f"{PAGE}/{path}", data={**fields, "act": "nowhere"}).status_code == 404
    for path in ("accept", "dismiss"):
        assert editor.post(f"{PAGE}/{path}", data={**fields, "key": "x"}).status_code == 422


def test_act_without_questions_says_so(editor: TestClient) -> None:
    page = editor.get(f"{PAGE}?act=bare")
    assert "0 questions are proposed." in page.text


def test_large_act_is_shown_in_pages(tmp_path: Path) -> None:
    client = signed_in(tmp_path, Role.EDITOR, answerer_of(large_act(1100)))
    first = client.get(f"{PAGE}?act=large").text
    assert "100 questions are proposed." in first
    assert first.count('class="asks"') == 20
    # A page beyond the last one is the last one.
    assert 'start="81"' in client.get(f"{PAGE}?act=large&page=99").text


@pytest.mark.slow
def test_accepted_question_goes_live_by_replay_and_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "EVALUATION", tmp_path / "none")
    parts = hashing_parts(home_with_index(tmp_path))
    editor = signed_in(tmp_path, Role.EDITOR, compose_live(settings_of(tmp_path), parts), parts)
    page = editor.get(f"{PAGE}?act={LAW}").text
    question, *_ = map(unescape, texts(page, r'class="asks"[^>]*>(.*?)<'))
    (key, *_), (eids, *_) = (
        re.findall(rf'name="{name}" value="([^"]+)"', page) for name in ("key", "provision")
    )
    fields = {"act": LAW, "key": key, "wording": question, "tongue": "kk", "provision": eids}
    assert editor.post(f"{PAGE}/accept", data=fields).status_code == 303
    before = app_state(editor).answerer.bank
    assert question not in {entry.question for entry in before}
    started = editor.post("/desk/teaching/replays", data={"newest": "0"})
    wait_for_replays(app_state(editor).features.get(Replays))
    published = editor.post(f"{started.headers['location']}/publish", data={"sure": "yes"})
    assert published.headers["location"] == "/desk/teaching/bank"
    entry = app_state(editor).answerer.bank[-1]
    assert (entry.question, entry.eids) == (question, tuple(eids.split(", ")))
    # It stays decided, and the changed bank is asked anew.
    assert question not in shown(editor, LAW)
