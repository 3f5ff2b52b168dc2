"""Pages of work on a case: claims, drafts, corrections, closing, and the asker's side."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.helpers.databases import add_account
from tests.helpers.desk import app_state, signed_in
from tests.helpers.handover import ON, answer, asker, close, leave, operator
from tests.helpers.web_app import FIREARM_WORDS
from web.accounts.auth import Accounts
from web.accounts.roles import Role

pytestmark = pytest.mark.slow

FIREARM_PICK = "kz-internal-affairs:art_24__para_3"
POINT_PICK = "kz-internal-affairs:art_16__para_2__point_9"


def editor(home: Path) -> TestClient:
    """A second member of staff."""
    return signed_in(home, Role.EDITOR, None, None, **ON)


def test_two_operators_on_one_case_lose_nothing(tmp_path: Path) -> None:
    reference, link = leave(asker(tmp_path))
    first, second = operator(tmp_path), editor(tmp_path)
    path = f"/desk/handover/{reference}"
    assert first.post(f"{path}/claim").status_code == 303
    seen = second.get(path).text
    assert "operator is working on this question." in seen
    assert "Take over" in seen
    refused = answer(second, reference, pick=FIREARM_PICK, note="екіншінің сөзі")
    assert (refused.status_code, "What you wrote is kept" in refused.text) == (409, True)
    assert "\nекіншінің сөзі</textarea>" in unescape(refused.text)
    assert "There is an unsent reply by editor." in first.get(path).text
    assert answer(first, reference, pick=FIREARM_PICK, note="біріншінің сөзі").status_code == 303
    after = unescape(second.get(path).text)
    assert "біріншінің сөзі" in after
    assert "Your unsent reply" in after
    assert "екіншінің сөзі" in after
    assert "екіншінің сөзі" not in unescape(asker(tmp_path).get(link).text)


def test_a_draft_is_kept_and_put_in_order(tmp_path: Path) -> None:
    reference, _ = leave(asker(tmp_path))
    staff = operator(tmp_path)
    path = f"/desk/handover/{reference}"
    typed = {"question": "өз сөзім", "note": "ескертпем", "phrase": "not_in_full"}
    picks = [FIREARM_PICK, POINT_PICK]
    as_script = {"Accept": "application/problem+json"}
    kept = staff.post(f"{path}/draft", data={**typed, "pick": picks}, headers=as_script)
    assert kept.status_code == 204
    shown = unescape(staff.get(path).text)
    assert "\nескертпем</textarea>" in shown
    assert "\nөз сөзім</textarea>" in shown
    assert '<option value="not_in_full" selected>' in shown
    assert re.findall(r'name="pick" value="([^"]+)" checked', shown) == picks
    moved = staff.post(f"{path}/draft", data={**typed, "pick": picks, "move": f"up:{POINT_PICK}"})
    assert moved.status_code == 303
    shown = unescape(staff.get(path).text)
    assert re.findall(r'name="pick" value="([^"]+)" checked', shown) == picks[::-1]
    done = answer(staff, reference, pick=picks[::-1])
    assert done.status_code == 303
    labels = re.findall(r'<section class="card high" aria-label="([^"]+)"', staff.get(path).text)
    assert labels == ["Article 16, paragraph 2, subparagraph 9)", "Article 24, paragraph 3"]


def test_a_case_is_assigned_and_its_time_is_set(tmp_path: Path) -> None:
    reference, _ = leave(asker(tmp_path))
    staff = operator(tmp_path)
    site, path = app_state(staff), f"/desk/handover/{reference}"
    add_account(site.database, "dana", Role.OPERATOR)
    add_account(site.database, "learner", Role.LEARNER)
    for name, status in (("dana", 303), ("learner", 422), ("nobody", 422), ("", 422)):
        assert staff.post(f"{path}/assign", data={"to": name}).status_code == status, name
    assert '">dana</td>' in staff.get("/desk/handover").text
    site.features.get(Accounts).repository.set_disabled("test", "dana", True)
    # A case of an account that is disabled is free again, and says why.
    assert "account disabled" in staff.get("/desk/handover?share=free").text
    assert "account disabled" in staff.get(path).text
    assert staff.post(f"{path}/assign", data={"to": "dana"}).status_code == 422
    assert staff.post(f"{path}/claim", data={"instead_of": "dana"}).status_code == 303
    assert reference in staff.get("/desk/handover?share=mine").text
    soon = datetime.now(UTC) + timedelta(hours=1)
    for due, status in (
        (soon.strftime("%Y-%m-%dT%H:%M"), 303),
        ("2020-01-01T00:00", 422),
        ("9999-01-01T00:00", 422),
        ("soon", 422),
    ):
        assert staff.post(f"{path}/due", data={"due": due}).status_code == status, due
    history = staff.get(path).text.split('class="history"')[1]
    events = ("Question received", "Assigned", "Taken over", "Due time changed")
    assert [history.index(each) for each in events] == sorted(map(history.index, events))
    assert staff.post(f"{path}/release").status_code == 303
    assert reference in staff.get("/desk/handover?share=free").text


def test_closing_asks_once_and_can_be_undone(tmp_path: Path) -> None:
    visitor, staff = asker(tmp_path), operator(tmp_path)
    reference, link = leave(visitor)
    asked = staff.post(f"/desk/handover/{reference}/close", data={"note": "1402 нөмірі"})
    assert asked.status_code == 200
    assert "Close this question?" in asked.text
    assert "You can undo this for 30 minutes." in asked.text
    assert "The question is waiting for a reply" in visitor.get(link).text
    assert close(staff, reference, note="1402 нөмірі").status_code == 303
    assert "The law does not say" in visitor.get(link).text
    page = staff.get(f"/desk/handover/{reference}").text
    assert "Undo: open again" in page
    assert staff.post(f"/desk/handover/{reference}/undo").status_code == 303
    assert "\n1402 нөмірі</textarea>" in unescape(staff.get(f"/desk/handover/{reference}").text)
    assert "The question is waiting for a reply" in visitor.get(link).text
    assert staff.post(f"/desk/handover/{reference}/undo").status_code == 409


def test_the_asker_is_shown_the_corrected_answer_and_the_one_before(tmp_path: Path) -> None:
    visitor, staff = asker(tmp_path), operator(tmp_path)
    reference, link = leave(visitor)
    answer(staff, reference, pick=FIREARM_PICK, note="бұрынғы")
    form = unescape(staff.get(f"/desk/handover/{reference}?correct=1").text)
    assert f'value="{FIREARM_PICK}" checked' in form
    assert "\nбұрынғы</textarea>" in form
    fields = dict(re.findall(r'name="(law|seen)" value="([^"]+)"', form))
    sent = {**fields, "pick": POINT_PICK, "note": "түзетілген"}
    path = f"/desk/handover/{reference}/answer"
    stale = {**sent, "seen": datetime.now(UTC).isoformat()}
    assert staff.post(path, data=stale).status_code == 409
    for wrong in ("yesterday", "2026-03-01T09:00:00"):
        assert staff.post(path, data={**sent, "seen": wrong}).status_code == 422
    assert staff.post(path, data={**sent, "law": "other"}).status_code == 409
    assert staff.post(path, data=sent).status_code == 303
    read = unescape(visitor.get(link).text)
    assert "The reply was corrected." in read
    now, before = read.split("Earlier reply (corrected)")
    assert "түзетілген" in now
    assert FIREARM_WORDS not in now
    assert "бұрынғы" in before
    assert f'<p class="quote">{FIREARM_WORDS}</p>' in before


def test_the_asker_says_whether_it_helped_and_replies_once(tmp_path: Path) -> None:
    visitor, staff = asker(tmp_path), operator(tmp_path)
    reference, link = leave(visitor)
    waiting = visitor.get(link).text
    assert "We aim to reply by" in waiting
    assert 'src="data:image/svg+xml' in waiting
    assert f'data-share-link="http://testserver{link}"' in waiting
    assert visitor.post(f"{link}/reply", data={"text": "?"}).status_code == 409
    answer(staff, reference, pick=FIREARM_PICK)
    judged = visitor.post(f"{link}/verdict", data={"helped": "false"})
    assert (judged.status_code, judged.headers["location"]) == (303, f"{link}#verdict")
    assert "Thank you, we have saved this." in visitor.get(link).text
    empty = visitor.post(f"{link}/reply", data={"text": " "})
    assert (empty.status_code, "1 to 1,000 characters" in empty.text) == (422, True)
    assert visitor.post(f"{link}/reply", data={"text": "Ал <түнде> ше?"}).status_code == 303
    assert "Ал &lt;түнде&gt; ше?" in visitor.get(link).text
    page = unescape(staff.get(f"/desk/handover/{reference}").text)
    assert "Ал <түнде> ше?" in page
    assert "The reply did not help" in page
    assert FIREARM_WORDS in page
    answer(staff, reference, pick=POINT_PICK)
    read = visitor.get(link).text
    assert "Earlier reply" in read
    assert "Write back to staff" not in read
    assert visitor.post(f"{link}/reply", data={"text": "Тағы"}).status_code == 409
    assert visitor.post("/handover/guess/reply", data={"text": "а"}).status_code == 404
    assert visitor.post("/handover/guess/verdict", data={"helped": "true"}).status_code == 404


def test_a_left_question_survives_a_reload(tmp_path: Path) -> None:
    visitor = asker(tmp_path)
    sent = visitor.post("/handover", data={"question": "Сұрақ", "language": "kk"})
    assert sent.status_code == 303
    assert sent.headers["cache-control"] == "no-store"
    for _ in range(2):
        page = visitor.get(sent.headers["location"])
        assert page.status_code == 200
        assert "We have received your question" in page.text
        assert sent.headers["location"] in page.text
