"""Tests of statistics on both databases: counts, charts, CSV and query plans."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from tests.helpers.desk import app_state, signed_in, texts
from tests.helpers.handover import ON as HANDOVER
from tests.helpers.journal import question
from web.accounts.roles import Role
from web.desk.case_times import record_decision, record_left
from web.desk.charts import Bar, stacked_bars
from web.desk.statistics import Count, FrequentMiss, ProvisionCount, load_figures
from web.http.formats import harmless
from web.journal.models import FeedbackRow, QuestionRow
from web.storage.base import utc_now
from web.storage.database import Database
from web.teaching.models import MissGroupRow, MissRow

pytestmark = pytest.mark.slow

DAY = date(2026, 3, 1)
NEXT = date(2026, 3, 2)
ACT = "kz-internal-affairs"


def fill(database: Database, first: date = DAY) -> None:
    after = first + timedelta(days=1)
    plov = {"status": "not_covered", "asked_as": "плов"}
    rows = [
        question(first, ms=4),
        question(first, ms=6, visitor="v2"),
        question(after, language="ru", eid="art_4", ms=8),
        question(after, question="Плов?", language="ru", ms=30, **plov),
        question(after, question="плов", language="ru", ms=40, **plov),
        question(after, "closest", question="=HYPERLINK(1)", asked_as="hyperlink 1", ms=100),
        question(first - timedelta(days=1)),
    ]
    given: dict[str, Any] = {
        "answer_id": "a",
        "comment": "",
        "language": "kk",
        "eids": [],
        "session": None,
    }
    at = datetime(first.year, first.month, first.day, tzinfo=UTC)
    verdicts = [("yes", None), ("no", "other"), ("no", "not_clear"), ("no", None)]
    with database.begin() as session:
        session.execute(insert(QuestionRow), rows)
        session.execute(
            insert(FeedbackRow),
            [{"at": at, "day": first, "verdict": v, "fault": f, **given} for v, f in verdicts],
        )


def test_figures_count_journal_and_feedback(database: Database) -> None:
    fill(database)
    figures = load_figures(database, DAY, NEXT)
    assert figures.counts == (
        Count(DAY, "kk", "answered", 2),
        Count(NEXT, "kk", "closest", 1),
        Count(NEXT, "ru", "answered", 1),
        Count(NEXT, "ru", "not_covered", 2),
    )
    assert figures.visitors == ((DAY, 2), (NEXT, 1))
    assert figures.provisions == (
        ProvisionCount(ACT, "art_24__para_3", 3),
        ProvisionCount(ACT, "art_4", 1),
    )
    (first, second) = figures.misses
    assert (first.number, first.language) == (2, "ru")
    assert first.question in {"Плов?", "плов"}
    assert second == FrequentMiss("=HYPERLINK(1)", "kk", 1, "hyperlink 1")
    assert figures.verdicts == {"yes": 1, "no": 3}
    assert figures.faults == {"other": 1, "not_clear": 1}
    assert figures.milliseconds == (8, 100)
    assert (figures.total, figures.of_status("answered")) == (6, 3)
    assert figures.by("language") == {"kk": [2, 1], "ru": [0, 3]}


def test_figures_are_empty_without_questions(database: Database) -> None:
    figures = load_figures(database, DAY, DAY)
    assert (figures.total, figures.milliseconds, figures.misses) == (0, None, ())
    assert stacked_bars(figures.days, figures.by("status"), (), str).bars == ()


def test_each_figure_is_counted_in_the_order_of_an_index(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bapta.sqlite'}")
    counted = ("language, status", "act, eid", "ms")
    with database.reading() as session:
        for columns in counted:
            plan = session.execute(
                text(
                    f"EXPLAIN QUERY PLAN SELECT day, {columns}, count(*) FROM questions "
                    f"WHERE day BETWEEN '2026-03-01' AND '2026-03-02' GROUP BY day, {columns}"
                )
            ).all()
            told = " ".join(row[3] for row in plan)
            assert "COVERING INDEX" in told
            assert "TEMP B-TREE" not in told
    database.close()


def test_bars_are_stacked_to_scale() -> None:
    plot = stacked_bars([DAY, NEXT], {"b": [1, 0], "a": [3, 0]}, ["a", "b"], str)
    assert plot.kinds == (("a", 3), ("b", 1))
    assert plot.bars == (
        Bar(x=93.6, y=62.0, width=364.8, height=150.0, kind="a"),
        Bar(x=93.6, y=12.0, width=364.8, height=50.0, kind="b"),
    )
    assert [tick.text for tick in plot.up] == ["0", "1", "2", "3", "4"]
    assert [tick.text for tick in plot.across] == ["2026-03-01", "2026-03-02"]
    tall = stacked_bars([DAY], {"a": [900]}, [], str)
    assert [tick.text for tick in tall.up] == ["0", "500", "1000"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert harmless("24-бап") == "24-бап"


def test_the_page_and_the_file(tmp_path: Path) -> None:
    client = signed_in(tmp_path, Role.OPERATOR)
    fill(app_state(client).database, datetime.now(UTC).date() - timedelta(days=1))
    page = client.get("/desk/figures?days=7")
    # The axis of a chart writes days as the language of the page does: "28 Nov"
    assert re.search(r"<text [^>]*>\d{1,2}\N{NO-BREAK SPACE}[A-Z][a-z]+</text>", page.text)
    assert page.status_code == 200
    main = page.text.partition("<main")[2]
    assert texts(main, r"<dd>(.*?)</dd>") == ["7", "57 %", "14 %", "29 %", "1 : 3", "10 / 100"]
    assert page.text.count("<svg") == 2
    assert 'href="/acts/kz-internal-affairs/art_24#art_24__para_3">' in page.text
    assert not re.search(r"\sstyle=", page.text)
    file = client.get("/desk/figures.csv?days=7")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.text.startswith("\ufefffigure,day,language,state,what,number\r\n")
    rows = list(csv.reader(io.StringIO(file.text)))
    assert ["miss", "", "kk", "", "'=HYPERLINK(1)", "1"] in rows
    assert ["latency", "", "", "", "p95_ms", "100"] in rows
    assert ["provision", "", "", "", f"{ACT}:art_24__para_3", "4"] in rows


def test_unknown_provision_is_labelled_by_reference(tmp_path: Path) -> None:
    client = signed_in(tmp_path, Role.OPERATOR)
    today = datetime.now(UTC).date()
    with app_state(client).database.begin() as session:
        session.execute(insert(QuestionRow), [question(today, act="gone", eid="art_1")])
    assert "<td>gone:art_1</td>" in client.get("/desk/figures").text


def test_statistics_require_operator(tmp_path: Path) -> None:
    for role in (Role.LEARNER, Role.INSTRUCTOR):
        client = signed_in(tmp_path, role)
        assert client.get("/desk/figures").status_code == 403
        assert client.get("/desk/figures.csv").status_code == 403
    nobody = signed_in(tmp_path, None)
    assert nobody.get("/desk/figures.csv").headers["location"] == "/sign-in?to=/desk/figures.csv"
    assert signed_in(tmp_path, Role.OPERATOR).get("/desk/figures?days=0").status_code == 422


def test_figures_tell_the_times_of_cases_and_the_groups_of_misses(tmp_path: Path) -> None:
    client = signed_in(tmp_path, Role.OPERATOR, None, None, **HANDOVER)
    database = app_state(client).database
    today = utc_now()
    fill(database, today.date() - timedelta(days=1))
    with database.begin() as session:
        for number, hours in enumerate((1, 5, 3)):
            left = today - timedelta(hours=20)
            record_left(session, f"BP-{number}", "kk", left)
            session.flush()
            at = left + timedelta(hours=hours)
            record_decision(session, f"BP-{number}", "aigul", at, is_answer=number != 1)
        group = MissGroupRow(
            text="плов", language="ru", languages="ru", first_at=today, last_at=today
        )
        session.add(group)
        session.flush()
        asked = session.scalars(select(QuestionRow).where(QuestionRow.asked_as == "плов")).first()
        assert asked is not None
        miss = {"how": "not_covered", "no": False, "asked_as": "плов"}
        session.add(MissRow(question_id=asked.id, group_id=group.id, **miss))
        path = f"/desk/teaching/groups/{group.id}"
    page = client.get("/desk/figures").text
    assert re.search(rf'<a href="{path}">(Плов\?|плов)</a>', page)
    assert page.count('<a href="/desk/teaching/groups/') == 1
    by_operator = page.split('id="times-operator"')[1].split("</section>")[0]
    cells = texts(by_operator, r"<td[^>]*>(.*?)</td>")
    assert cells == ["aigul", "3", "3", "60 minutes / 3 hours", "3 hours / 5 hours", "0 : 0"]
    rows = list(csv.reader(io.StringIO(client.get("/desk/figures.csv").text)))
    assert ["case_seconds", "", "", "first_answer_median", "aigul", "3600"] in rows
    assert ["cases", "", "kk", "left", "", "3"] in rows
    off = signed_in(tmp_path / "off", Role.OPERATOR)
    assert "times-operator" not in off.get("/desk/figures").text
