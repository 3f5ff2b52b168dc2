"""Search in the audit trail: by account, action, object and time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from web.accounts.models import AuditRow

ACTIONS = (
    *("account.add", "account.role", "account.group", "account.password"),
    *("account.disable", "account.enable", "account.sign_in", "account.sign_out"),
    *("account.refused", "account.locked", "account.failures"),
    *("act.upload", "act.publish", "act.aids", "act.errata", "act.take_back", "act.put_back"),
    *("act.build", "act.discard", "act.ingest"),
    *("canned.add", "canned.approve", "canned.delete"),
    *("card.strike", "card.restore"),
    *("case.claim", "case.release", "case.assign", "case.due", "case.answer", "case.correct"),
    *("case.close", "case.undo", "case.delete"),
    *("paper.add", "paper.open", "paper.close", "paper.strike", "paper.restore"),
    *("teaching.link", "teaching.outside", "teaching.dismiss", "teaching.reopen"),
    *("teaching.take_out", "teaching.join", "teaching.remove", "teaching.publish"),
    *("teaching.take_back", "teaching.reject", "teaching.accept", "teaching.restore"),
    *("system.backup", "system.restore", "system.erase", "system.upgrade", "system.model"),
    *("system.lexicon", "system.key"),
    "webhook.retry",
)
"""The actions that have words, ``audit.did.<action>``, in the order in which they are offered."""

AREAS = tuple(dict.fromkeys(action.partition(".")[0] for action in ACTIONS))
"""The areas of the actions, which have words too: ``audit.area.<area>``."""

PAGE_ROWS = 100
MAX_EXPORTED = 50_000
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Conditions on entries; empty ones hold for all.

    ``what`` is an action, or an area as ``account.``; ``subject`` is a part of the object; the days
    ``since`` and ``until`` are in UTC and both included.
    """

    who: str = ""
    what: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None

    def statement(self, before: int | None = None) -> Select[AuditRow]:
        """Return the statement for the entries, newest first, with ids below ``before``."""
        found = select(AuditRow).order_by(AuditRow.id.desc())
        if self.who:
            found = found.where(AuditRow.account == self.who)
        if self.what.endswith("."):
            found = found.where(AuditRow.action.startswith(self.what, autoescape=True))
        elif self.what:
            found = found.where(AuditRow.action == self.what)
        if self.subject:
            found = found.where(AuditRow.subject.icontains(self.subject, autoescape=True))
        if self.since is not None:
            found = found.where(AuditRow.at >= _midnight(self.since))
        if self.until is not None:
            found = found.where(AuditRow.at < _midnight(self.until) + timedelta(days=1))
        return found if before is None else found.where(AuditRow.id < before)


def parse_day(text: str) -> date | None:
    """Return the day of ``text``, None if it is empty. Raises ValueError.

    The years are those that every database can compare.
    """
    if not text:
        return None
    day = date.fromisoformat(text)
    if not 1970 <= day.year <= 9000:
        raise ValueError(f"no day of an entry: {text!r}")
    return day


def find_entries(
    session: Session, query: AuditQuery, before: int | None = None
) -> tuple[Sequence[AuditRow], bool]:
    """Return a page of entries, newest first, and whether there are older ones."""
    rows = session.scalars(query.statement(before).limit(PAGE_ROWS + 1)).all()
    return rows[:PAGE_ROWS], len(rows) > PAGE_ROWS


def export_rows(session: Session, query: AuditQuery) -> Iterator[tuple[object, ...]]:
    """Yield the header and the entries as cells, the newest ``MAX_EXPORTED``."""
    yield "time", "account", "action", "object", "details"
    before, number = None, 0
    while number < MAX_EXPORTED:
        rows = session.scalars(query.statement(before).limit(_BATCH)).all()
        for row in rows:
            yield row.at.isoformat(), row.account, row.action, row.subject, row.detail
        if len(rows) < _BATCH:
            return
        number += len(rows)
        before = rows[-1].id


def accounts_in_trail(session: Session) -> Sequence[str]:
    """Return the names that the entries hold, in order."""
    return session.scalars(select(AuditRow.account).distinct().order_by(AuditRow.account)).all()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
