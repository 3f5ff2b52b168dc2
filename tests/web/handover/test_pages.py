"""Pages of hand-over for askers and for staff, on a real database."""

import logging
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.helpers.desk import app_state, signed_in, small_answerer
from tests.helpers.handover import (
    ON,
    QUESTION,
    Clock,
    answer,
    asker,
    close,
    leave,
    operator,
    with_clock,
)
from tests.helpers.web_app import FIREARM, FIREARM_WORDS, PILAF, chat, law_answerer
from web.accounts.roles import Role
from web.journal.journal import Journal
from web.journal.models import QuestionRow
from web.teaching.models import MissGroupRow, MissRow
from web.telemetry.logs import QueryStringFilter

pytestmark = pytest.mark.slow

FIREARM_PICK = "kz-internal-affairs:art_24__para_3"
DAYS = {"pick": "small:art_1__para_1__point_1"}


def test_case_is_submitted_answered_and_read(tmp_path: Path) -> None:
    visitor, staff = asker(tmp_path), operator(tmp_path)
    answer_id = chat(visitor, PILAF)["answer_id"]
    journal = app_state(visitor).features.get(Journal)
    assert journal is not None
    assert journal.writer.flush()
    reference, link = leave(visitor, answer_id=answer_id)
    waiting = visitor.get(link)
    assert "The question is waiting for a reply" in waiting.text
    assert QUESTION in unescape(waiting.text)

    queue = unescape(staff.get("/desk/handover").text)
    assert f'href="/desk/handover/{reference}"' in queue
    assert "0 minutes ago" in queue
    # The list goes without personal data; the case itself shows what was written.
    assert "менің нөмірім [phone]" in queue
    page = unescape(staff.get(f"/desk/handover/{reference}").text)
    assert f'name="back" value="/desk/handover/{reference}"' in page
    assert QUESTION in page
    assert "<dd>No answer</dd>" in page
    found = staff.post("/desk/handover", data={"reference": reference.lower()})
    assert found.headers["location"] == f"/desk/handover/{reference}"

    words = {"question": FIREARM, "note": "Хабарласыңыз"}
    path = f"/desk/handover/{reference}"
    searched = unescape(staff.post(path, data=words, follow_redirects=True).text)
    assert f'name="pick" value="{FIREARM_PICK}"' in searched
    assert FIREARM_WORDS in searched
    assert "\nХабарласыңыз</textarea>" in searched
    words = {"phrase": "not_in_full", "note": "Хабарласыңыз: <b>1402</b>"}
    done = answer(staff, reference, pick=FIREARM_PICK, **words)
    assert (done.status_code, done.headers["location"]) == (303, f"/desk/handover/{reference}")
    read = unescape(visitor.get(link).text)
    assert f'<p class="quote">{FIREARM_WORDS}</p>' in read
    assert "Article 24, paragraph 3" in read
    assert "These provisions are the closest" in read
    assert "Note from a member of staff (not the words of the law)" in read
    assert "&lt;b&gt;1402" in visitor.get(link).text
    assert "has changed" not in read
    assert "shown as we received it" in read
    assert FIREARM_WORDS in unescape(staff.get(f"/desk/handover/{reference}").text)
    assert reference not in staff.get("/desk/handover").text
    assert reference in staff.get("/desk/handover?state=answered").text


def test_case_links_to_the_cluster_of_its_question(tmp_path: Path) -> None:
    visitor, staff = asker(tmp_path), operator(tmp_path)
    answer_id = chat(visitor, PILAF)["answer_id"]
    site = app_state(visitor)
    assert site.features.get(Journal) is not None
    assert site.features.get(Journal).writer.flush()
    reference, _ = leave(visitor, answer_id=answer_id)
    assert "Similar questions" not in staff.get(f"/desk/handover/{reference}").text
    now = datetime.now(UTC)
    with site.database.begin() as session:
        asked = session.scalars(select(QuestionRow)).one()
        group = MissGroupRow(text=PILAF, language="kk", languages="kk", first_at=now, last_at=now)
        session.add(group)
        session.flush()
        miss = {"how": "not_covered", "no": False, "asked_as": asked.asked_as}
        session.add(MissRow(question_id=asked.id, group_id=group.id, **miss))
        path = f"/desk/teaching/groups/{group.id}"
    page = staff.get(f"/desk/handover/{reference}").text
    assert f'<a href="{path}">Similar questions</a>' in page


def test_operators_see_the_number_of_open_cases(tmp_path: Path) -> None:
    visitor, staff = asker(tmp_path, BAPTA_METRICS_TOKEN="token"), operator(tmp_path)
    bearer = {"Authorization": "Bearer token"}
    assert staff.get("/desk").text.count('<span class="waiting" hidden>') == 2
    assert "\nbapta_handover_open 0.0\n" in visitor.get("/metrics", headers=bearer).text
    reference, _ = leave(visitor)
    leave(visitor, question="Тағы бір сұрақ")
    for path in ("/desk", "/desk/figures", "/desk/handover", f"/desk/handover/{reference}"):
        page = staff.get(path).text
        assert '<span class="unseen">Waiting: </span><b class="waits">2</b></span></a>' in page, (
            path
        )
    assert "\nbapta_handover_open 2.0\n" in visitor.get("/metrics", headers=bearer).text
    close(staff, reference)
    assert '<b class="waits">1</b>' in staff.get("/desk").text


def test_closed_case_shows_the_contacts(tmp_path: Path) -> None:
    visitor, staff = asker(tmp_path), operator(tmp_path)
    reference, link = leave(visitor)
    assert close(staff, reference).status_code == 303
    read = visitor.get(link).text
    assert "The law does not say" in read
    contact = '<a href="tel:1402" rel="external noreferrer">1402</a>'
    assert f'<ul class="contacts"><li>{contact}</li></ul>' in read


def test_second_operator_sees_the_decision_of_the_first(tmp_path: Path) -> None:
    reference, _ = leave(asker(tmp_path))
    first, second = operator(tmp_path), operator(tmp_path)
    assert second.get(f"/desk/handover/{reference}").status_code == 200
    close(first, reference)
    refused = second.post(f"/desk/handover/{reference}/answer", data={"pick": FIREARM_PICK})
    assert refused.status_code == 409
    assert "Someone has already handled this question." in refused.text
    assert "The law does not say" in refused.text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Select 1 to 12"),
        ({"pick": "kz-internal-affairs:art_999"}, "Select 1 to 12"),
        ({"pick": FIREARM_PICK, "note": "н" * 501}, "500 characters or fewer"),
        ({"pick": FIREARM_PICK, "note": "н\x00н"}, "contain only text"),
    ],
)
def test_invalid_answer_leaves_the_case_open(
    tmp_path: Path, fields: dict[str, str], told: str
) -> None:
    reference, _ = leave(asker(tmp_path))
    staff = operator(tmp_path)
    typed = {"question": "өз сөзім", "note": "ескертпем", **fields}
    refused = answer(staff, reference, **typed)
    assert refused.status_code == 422
    assert told in refused.text
    assert "\nөз сөзім</textarea>" in unescape(refused.text)
    assert typed["note"] in refused.text
    assert reference in staff.get("/desk/handover").text


def test_answer_after_a_change_of_the_law_needs_a_review(tmp_path: Path) -> None:
    reference, link = leave(asker(tmp_path, small_answerer(changed=False)))
    opened = operator(tmp_path, small_answerer(changed=False)).get(f"/desk/handover/{reference}")
    law = re.search(r'name="law" value="(\w+)"', opened.text)
    assert law is not None
    staff = operator(tmp_path, small_answerer(changed=True))
    for stale in (law[1], ""):
        refused = staff.post(
            f"/desk/handover/{reference}/answer", data={**DAYS, "note": "өзім", "law": stale}
        )
        assert refused.status_code == 409
        assert "The law has changed since you opened this question." in refused.text
        assert "бес күн ішінде" in refused.text
        assert "\nөзім</textarea>" in refused.text
    assert answer(staff, reference, **DAYS).status_code == 303
    assert "бес күн ішінде" in staff.get(link).text


def test_answer_shows_the_text_of_the_quoted_edition(tmp_path: Path) -> None:
    before, after = small_answerer(changed=False), small_answerer(changed=True)
    visitor = asker(tmp_path, before)
    reference, link = leave(visitor)
    gone_reference, gone_link = leave(visitor)
    staff = operator(tmp_path, before)
    answer(staff, reference, **DAYS)
    answer(staff, gone_reference, pick="small:art_2")
    later = asker(tmp_path, after)
    changed = unescape(later.get(link).text)
    assert '<p class="quote">үш күн ішінде жауап беруге;</p>' in changed
    assert "This provision has changed since the reply." in changed
    assert 'href="/acts/small@first/changes"' in changed
    assert "бес күн" not in changed
    gone = unescape(later.get(gone_link).text)
    assert '<p class="quote">Бұл бөлік кейін жойылады.</p>' in gone
    assert "This provision is no longer in the law." in gone
    # Where the older edition is not kept, no words are shown in place of those quoted.
    lost = unescape(asker(tmp_path, law_answerer()).get(link).text)
    assert "the text quoted then is no longer kept here" in lost
    assert "күн ішінде" not in lost


def test_private_page_is_neither_cached_nor_indexed(tmp_path: Path) -> None:
    visitor = asker(tmp_path)
    _, link = leave(visitor)
    told = visitor.post("/handover", data={"question": QUESTION})
    assert told.headers["cache-control"] == "no-store"
    long = "/handover/" + "x" * 300
    for path, status in ((link, 200), (link[:-1], 404), ("/handover/guess", 404), (long, 404)):
        response = visitor.get(path)
        assert response.status_code == status
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["x-robots-tag"] == "noindex, nofollow"
    assert visitor.get(link[:-1]).text == visitor.get("/handover/" + "x" * 76).text.replace(
        "x" * 76, link[:-1].removeprefix("/handover/")
    )


def test_failed_private_page_is_not_cached(tmp_path: Path) -> None:
    visitor, clock = asker(tmp_path, raises=False), Clock()
    with_clock(visitor, clock)
    _, link = leave(visitor)
    clock.now = clock.now.replace(tzinfo=None)
    failed = visitor.get(link)
    assert failed.status_code == 500
    assert failed.headers["cache-control"] == "no-store"
    assert failed.headers["referrer-policy"] == "no-referrer"


def test_language_switch_keeps_the_link_that_is_shown_once(tmp_path: Path) -> None:
    visitor = asker(tmp_path)
    told = visitor.post("/handover", data={"question": QUESTION}, follow_redirects=True).text
    back = re.search(r'name="back" value="(/handover/[^"]+)"', told)
    assert back is not None
    switched = visitor.post("/prefs", data={"back": back[1], "language": "ru"})
    assert (switched.status_code, switched.headers["location"]) == (303, back[1])
    assert "Вопрос ждёт ответа" in visitor.get(back[1]).text


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/handover/Aa-_9.Zz?q=1", "/handover/…"),
        ("/handover/Aa-_9.Zz/delete", "/handover/…/delete"),
        ("/desk/handover/secret", "/desk/handover/…"),
        ("/handover/BP-7KQF-3M2X-and-more", "/handover/…"),
        ("/desk/handover/BP-7KQF-3M2X/answer", "/desk/handover/BP-7KQF-3M2X/answer"),
        ("/handover", "/handover"),
        ("/acts/x?q=1", "/acts/x"),
    ],
)
def test_access_log_contains_no_token(path: str, kept: str) -> None:
    args = ("127.0.0.1:1", "GET", path, "1.1", 200)
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, "%s %s %s %s %s", args, None)
    assert QueryStringFilter().filter(record)
    assert record.getMessage() == f"127.0.0.1:1 GET {kept} 1.1 200"


def test_expired_link_is_explained(tmp_path: Path) -> None:
    visitor, clock = asker(tmp_path), Clock()
    with_clock(visitor, clock, days=7)
    _, link = leave(visitor)
    said = visitor.get(link).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "The link works until 8 March 2026." in said
    clock.move(days=7)
    ended = visitor.get(link)
    assert ended.status_code == 410
    assert "<h1>This link has expired</h1>" in ended.text
    assert "the link expired, or the person who asked deleted them" in ended.text
    assert QUESTION not in unescape(ended.text)


def test_asker_can_delete_the_case_page(tmp_path: Path) -> None:
    visitor = asker(tmp_path)
    reference, link = leave(visitor)
    deleted = visitor.post(f"{link}/delete")
    assert (deleted.status_code, "The question has been deleted" in deleted.text) == (200, True)
    assert visitor.get(link).status_code == 410
    assert operator(tmp_path).get(f"/desk/handover/{reference}").status_code == 404


def test_cases_are_visible_to_operators_only(tmp_path: Path) -> None:
    reference, _ = leave(asker(tmp_path))
    stranger = asker(tmp_path)
    for path in ("/desk/handover", f"/desk/handover/{reference}"):
        assert stranger.get(path).headers["location"].startswith("/sign-in")
    learner = signed_in(tmp_path, Role.LEARNER, None, None, **ON)
    assert learner.get("/desk/handover").status_code == 403
    assert learner.get(f"/desk/handover/{reference}").status_code == 403
    staff = operator(tmp_path)
    del staff.headers["X-CSRF-Token"]
    assert staff.post(f"/desk/handover/{reference}/close").status_code == 403
    for typed, status in (("nonsense", 422), ("BP-2222-2222", 404)):
        staff = operator(tmp_path)
        assert staff.post("/desk/handover", data={"reference": typed}).status_code == status
