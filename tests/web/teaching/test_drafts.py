"""Draft entries: adding, listing and removing, on both database engines."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from data.question_bank import BankQuestion
from web.accounts.models import AuditRow
from web.http.problems import ProblemError
from web.storage.database import Database
from web.teaching import drafts
from web.teaching.models import DraftEntryRow, MissGroupRow

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENTRY = BankQuestion("Можно ли снимать полицию?", "ru", "x", ("art_1", "art_2"))
OUTSIDE = BankQuestion("Плов қалай пісіріледі?", "kk", "x", ())


def group(database: Database) -> int:
    with database.begin() as session:
        row = MissGroupRow(
            text="снимать", language="ru", languages="ru", state="linked", first_at=AT, last_at=AT
        )
        session.add(row)
        session.flush()
        return row.id


def test_entries_wait_in_order_until_they_are_published(database: Database) -> None:
    group_id = group(database)
    with database.begin() as session:
        first, second = drafts.add(session, "aigul", [ENTRY, OUTSIDE], group_id)
        (third,) = drafts.add(session, "daulet", [OUTSIDE])
    with database.reading() as session:
        waiting = drafts.unpublished(session)
    assert [each.id for each in waiting] == [first, second, third]
    assert [each.entry for each in waiting] == [ENTRY, OUTSIDE, OUTSIDE]
    assert [(each.by, each.group_id) for each in waiting] == [
        ("aigul", group_id),
        ("aigul", group_id),
        ("daulet", None),
    ]
    with database.begin() as session:
        session.execute(
            update(DraftEntryRow).where(DraftEntryRow.id == first).values(publication=1)
        )
        with pytest.raises(ProblemError):
            drafts.remove(session, "aigul", first)
        assert [each.id for each in drafts.unpublished(session)] == [second, third]


def test_group_is_reopened_after_removal_of_its_last_entry(database: Database) -> None:
    group_id = group(database)
    with database.begin() as session:
        first, second = drafts.add(session, "aigul", [ENTRY, OUTSIDE], group_id)
        drafts.remove(session, "daulet", first)
        row = session.get_one(MissGroupRow, group_id)
        assert (row.state, row.version) == ("linked", 0)
        drafts.remove(session, "daulet", second)
        assert (row.state, row.version, row.by) == ("open", 1, "daulet")
        assert drafts.unpublished(session) == ()
        told = session.scalars(select(AuditRow.subject).order_by(AuditRow.id)).all()
    assert told == ["x:art_1,art_2", "x:"]
