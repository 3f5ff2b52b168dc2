"""Pages of a group: view, decisions and problems of invalid input."""

import re
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from data.question_bank import BankQuestion
from tests.helpers.desk import app_state, texts
from tests.helpers.teaching_queue import ask, editor_with_queue, sort_all
from tests.helpers.web_app import ACT
from web.accounts.models import AuditRow
from web.teaching import drafts
from web.teaching.models import MissGroupRow, MissRow

pytestmark = pytest.mark.slow

QUEUE = "/desk/teaching"
POINT = f"{ACT}:art_24__para_3"


@pytest.fixture
def editor(tmp_path: Path) -> TestClient:
    return editor_with_queue(tmp_path)


def groups(client: TestClient) -> dict[str, MissGroupRow]:
    with app_state(client).database.reading() as session:
        return {row.text: row for row in session.scalars(select(MissGroupRow))}


def waiting(client: TestClient) -> list[BankQuestion]:
    with app_state(client).database.reading() as session:
        return [each.entry for each in drafts.unpublished(session)]


def decide(
    client: TestClient, text: str, action: str, **fields: str | list[str]
) -> tuple[int, str]:
    group = groups(client)[text]
    given = {"version": str(group.version), **fields}
    done = client.post(f"{QUEUE}/groups/{group.id}/{action}", data=given)
    return done.status_code, unescape(done.text)


def entry(*wordings: str, use: str = "0", **fields: str | list[str]) -> dict[str, str | list[str]]:
    keys = ("плов?",) if len(wordings) == 1 else ("қылмыс па?", "қару қайда?", "x")
    return {
        "use": list(use),
        "asked": list(keys[: len(wordings)]),
        "wording": list(wordings),
        "tongue": ["ru"] * len(wordings),
        "clean": "1",
        **fields,
    }


def told(page: str) -> list[str]:
    """The sentences of the alert, and those beside lines."""
    alert = re.findall(r'role="alert"[^>]*>(.*?)</div>', page, re.DOTALL)
    return [
        *texts("".join(alert), r"<p>(.*?)</p>"),
        *texts(page, r'<p class="wrong" id="wrong-\d+">(.*?)</p>'),
    ]


def test_a_group_shows_how_it_is_asked_and_what_is_answered(editor: TestClient) -> None:
    group = groups(editor)["Қару қайда?"]
    page = editor.get(f"{QUEUE}/groups/{group.id}").text
    ways = texts(page, r'<p id="way-\d"><span[^>]*>(.*?)</span>')
    assert ways == ["Қару қайда", "Қылмыс па?", "Қылмыс па &lt;b&gt;?"]
    assert '<span lang="ru" dir="auto">Қару қайда</span>' in page
    assert "Оқ атуға бола ма?" in page
    # The law's words are said to be Kazakh.
    assert re.search(r'<blockquote lang="kk" cite="/acts/kz-internal-affairs/art_', page)
    assert len(texts(page, r'name="pick" value="([^"]+)"')) == 8
    assert editor.get(f"{QUEUE}/groups/999").status_code == 404


def test_a_link_becomes_entries_of_the_draft(editor: TestClient) -> None:
    form = entry(
        "Где оружие?", "Қылмыс па?", "x", use="01", pick=[POINT], provision="24-бап 2-тармақ"
    )
    assert decide(editor, "Қару қайда?", "link", **form)[0] == 303
    eids = ("art_24__para_3", "art_24__para_2")
    assert waiting(editor) == [
        BankQuestion("Где оружие?", "ru", ACT, eids),
        BankQuestion("Қылмыс па?", "ru", ACT, eids),
    ]
    group = groups(editor)["Қару қайда?"]
    assert (group.state, group.by, group.version) == ("linked", "editor", 1)
    page = editor.get(f"{QUEUE}/groups/{group.id}").text
    assert "Entries to publish" in page
    assert "Decision by editor" in page
    assert 'name="wording"' not in page
    assert decide(editor, "Қару қайда?", "reopen")[0] == 303
    assert groups(editor)["Қару қайда?"].state == "open"
    with app_state(editor).database.reading() as session:
        trail = session.execute(
            select(AuditRow.action, AuditRow.subject, AuditRow.detail)
            .where(AuditRow.action.startswith("teaching"))
            .order_by(AuditRow.id)
        ).all()
    assert trail == [
        ("teaching.link", f"group {group.id}", f"{ACT}:art_24__para_2, {POINT}"),
        ("teaching.reopen", f"group {group.id}", ""),
    ]


@pytest.mark.parametrize("named", ["art_24__para_3", POINT, "24-бап 3-тармақ", "ст. 24 п. 3"])
def test_a_provision_is_named_as_people_name_it(editor: TestClient, named: str) -> None:
    assert decide(editor, "Плов?", "link", **entry("Плов?", provision=named))[0] == 303
    assert [each.eids for each in waiting(editor)] == [("art_24__para_3",)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"provision": "art_999"}, f"There is no such provision: {ACT}:art_999"),
        ({"provision": "999-бап"}, "There is no such provision: 999-бап"),
        ({"provision": "плов"}, "There is no such provision: плов"),
        ({"provision": "none:art_1"}, "There is no such provision: none:art_1"),
        ({"pick": ["<b>"]}, "There is no such provision: &lt;b&gt;"),
        ({"provision": "chp_1"}, "no text of its own"),
        ({"provision": "art_16"}, "no text of its own"),
        ({"provision": ""}, "Select or enter a provision."),
        (
            {"provision": POINT, "clean": ""},
            "Confirm that the selected questions contain no personal",
        ),
        ({"provision": POINT, "use": []}, "Select the questions to add to the question bank."),
        ({"provision": POINT, "use": ["7"]}, "Select the questions to add to the question bank."),
        ({"provision": POINT, "wording": [" "]}, "Enter your question."),
        ({"provision": POINT, "wording": ["?!"]}, "Enter your question."),
        ({"provision": POINT, "wording": ["ә" * 4001]}, "4,000"),
    ],
)
def test_invalid_form_shows_problems_and_keeps_input(
    editor: TestClient, fields: dict[str, str | list[str]], sentence: str
) -> None:
    form = entry("Можно ли плов?") | fields
    group = groups(editor)["Плов?"]
    answer = editor.post(f"{QUEUE}/groups/{group.id}/link", data={"version": "0", **form})
    assert answer.status_code == 422
    assert [each for each in told(answer.text) if sentence in each] != []
    if "wording" not in fields:
        assert "Можно ли плов?</textarea>" in answer.text
    assert waiting(editor) == []
    assert groups(editor)["Плов?"].state == "open"


def test_duplicate_question_is_rejected(editor: TestClient) -> None:
    assert decide(editor, "Плов?", "link", **entry("Плов?", provision=POINT))[0] == 303
    same = decide(editor, "Борщ?", "link", **entry("плов", provision=POINT))
    assert same[0] == 422
    assert (
        "This question with these provisions is already in the question bank or in the draft."
        in same[1]
    )
    other = decide(editor, "Борщ?", "link", **entry("плов", provision="art_4"))
    assert f"in the question bank or in the draft with other provisions: {POINT}." in other[1]
    both = entry("Борщ", "борщ?", use="01", provision=POINT)
    twice = decide(editor, "Қару қайда?", "link", **both)
    there = "This question with these provisions is already in the question bank or in the draft."
    assert told(twice[1])[1:] == [there]
    # What was typed stands beside the phrasing that it was typed for.
    ways = re.findall(
        r'name="asked" value="(.*?)">.*?<textarea[^>]*>\s*(.*?)</textarea>', twice[1], re.S
    )
    assert [(key, unescape(text)) for key, text in ways] == [
        ("қару қайда?", "борщ?"),
        ("қылмыс па?", "Борщ"),
        ("қылмыс па <b>?", "Қылмыс па <b>?"),
    ]
    assert len(waiting(editor)) == 1


def test_a_group_is_outside_with_or_without_teaching_it(editor: TestClient) -> None:
    assert decide(editor, "Плов?", "outside", **entry("Плов?"))[0] == 303
    assert waiting(editor) == []
    assert decide(editor, "Борщ?", "outside", **entry("Борщ?", teach="1", clean=""))[0] == 422
    assert decide(editor, "Борщ?", "outside", **entry("Борщ?", teach="1"))[0] == 303
    assert waiting(editor) == [BankQuestion("Борщ?", "ru", ACT, ())]
    assert {groups(editor)[text].state for text in ("Плов?", "Борщ?")} == {"outside"}
    again = decide(editor, "Қару қайда?", "link", **entry("борщ", provision=POINT))
    assert "in the question bank or in the draft as “The law does not say”." in again[1]


def test_a_group_is_dismissed_with_a_reason(editor: TestClient) -> None:
    for wrong in (" ", "ә" * 501, "ас\0"):
        status, page = decide(editor, "Плов?", "dismiss", reason=wrong)
        assert (status, "Enter a reason of 1 to 500 characters." in page) == (422, True)
    assert decide(editor, "Плов?", "dismiss", reason="Тамақ туралы")[0] == 303
    group = groups(editor)["Плов?"]
    assert (group.state, group.reason) == ("dismissed", "Тамақ туралы")
    assert "Тамақ туралы" in editor.get(f"{QUEUE}/groups/{group.id}").text
    # What is asked again is counted, and the decision stands.
    ask(app_state(editor).database, "плов?", minute=30)
    sort_all(app_state(editor).database)
    assert "Asked 1 more time since the decision" in editor.get(f"{QUEUE}?state=dismissed").text


def test_second_concurrent_editor_gets_a_conflict(editor: TestClient) -> None:
    group = groups(editor)["Плов?"]
    assert decide(editor, "Плов?", "dismiss", reason="ас")[0] == 303
    form = entry("Можно ли плов?", provision=POINT, version="0")
    late = editor.post(f"{QUEUE}/groups/{group.id}/link", data=form)
    assert late.status_code == 409
    assert "Someone else has changed this group or decided on it." in late.text
    assert "Decision by editor" in late.text
    assert waiting(editor) == []
    # The same question is not told to be there already: the group is decided.
    assert decide(editor, "Борщ?", "link", **entry("Борщ?", provision=POINT))[0] == 303
    same = entry("Борщ?", provision=POINT, version="0")
    late = editor.post(f"{QUEUE}/groups/{groups(editor)['Борщ?'].id}/link", data=same)
    assert (late.status_code, "changed this group or decided on it" in late.text) == (409, True)
    assert [each.question for each in waiting(editor)] == ["Борщ?"]
    for action in ("dismiss", "reopen", "outside", "take-out", "join"):
        again = {"version": "0", "reason": "ас", "key": "плов?", "into": "1"}
        assert editor.post(f"{QUEUE}/groups/{group.id}/{action}", data=again).status_code == 409
    with app_state(editor).database.reading() as session:
        actions = session.scalars(select(AuditRow.action)).all()
    assert actions.count("teaching.dismiss") == 1
    assert "teaching.reopen" not in actions


def test_decided_group_cannot_be_split_or_merged(editor: TestClient) -> None:
    into = str(groups(editor)["Плов?"].id)
    assert decide(editor, "Қару қайда?", "dismiss", reason="ас")[0] == 303
    assert decide(editor, "Қару қайда?", "take-out", key="қару қайда?")[0] == 409
    assert decide(editor, "Қару қайда?", "join", into=into)[0] == 409
    assert {text: row.asked for text, row in groups(editor).items()} == {
        "Қару қайда?": 4,
        "Плов?": 1,
        "Борщ?": 1,
    }


@pytest.mark.parametrize("number", ["-1", "x", str(2**31), "9" * 40])
def test_invalid_row_id_is_malformed(editor: TestClient, number: str) -> None:
    given = {"version": number, "reason": "ас"}
    assert editor.get(f"{QUEUE}/groups/{number}").status_code == 422
    assert editor.post(f"{QUEUE}/groups/1/dismiss", data=given).status_code == 422
    assert decide(editor, "Плов?", "join", into=number)[0] == 422
    for path in (f"draft/{number}/remove", f"replays/{number}/publish", f"bank/{number}/take-back"):
        assert editor.post(f"{QUEUE}/{path}").status_code == 422, path
    assert editor.post(f"/desk/canned/{number}/approve").status_code == 422


def test_phrasing_is_split_off_and_merged_again(editor: TestClient) -> None:
    database = app_state(editor).database
    assert decide(editor, "Плов?", "take-out", key="плов?")[0] == 422
    assert decide(editor, "Қару қайда?", "take-out", key="жоқ")[0] == 404
    assert decide(editor, "Қару қайда?", "take-out", key="қару қайда?")[0] == 303
    made = groups(editor)
    first, rest = made["Қару қайда?"], made["Қылмыс па?"]
    assert (first.asked, first.languages, first.closest) == (2, "kk,ru", 1)
    assert (rest.asked, rest.languages, rest.closest) == (2, "kk", 0)
    # New questions in the same words stay with their own.
    ask(database, "қару қайда?", minute=40)
    sort_all(database)
    assert groups(editor)["Қару қайда?"].asked == 3
    for into in (str(first.id), "999"):
        assert decide(editor, "Қару қайда?", "join", into=into)[0] == 422
    assert decide(editor, "Қару қайда?", "join", into=str(rest.id))[0] == 303
    assert set(groups(editor)) == {"Қару қайда?", "Плов?", "Борщ?"}
    assert groups(editor)["Қару қайда?"].asked == 5
    with database.reading() as session:
        assert len(session.scalars(select(MissRow)).all()) == 7
