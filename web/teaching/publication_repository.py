"""Publications in the database that all servers share."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from data.publications import Publication, parse_entry, serialize_entry, withdrawn_numbers
from web.accounts.models import AuditRow, record_audit
from web.teaching.drafts import unpublished
from web.teaching.models import DraftEntryRow, PublicationRow

_PUBLISH, _WITHDRAW = "teaching.publish", "teaching.take_back"


def newest_number(session: Session) -> int | None:
    """Return the number of the newest publication; None before the first."""
    return session.scalar(select(func.max(PublicationRow.number)))


def all_publications(session: Session) -> tuple[Publication, ...]:
    """Return all publications, ordered by number."""
    return tuple(
        Publication(
            row.number,
            row.by,
            row.at,
            tuple(parse_entry(one) for one in row.entries),
            row.withdraws,
        )
        for row in session.scalars(select(PublicationRow).order_by(PublicationRow.number))
    )


def insert_publications(session: Session, publications: Sequence[Publication]) -> None:
    """Insert ``publications``, extend the audit trail, and mark the published draft entries.

    Raises IntegrityError if a number is taken.
    """
    session.add_all(
        PublicationRow(
            number=one.number,
            by=one.by,
            at=one.at,
            withdraws=one.withdraws,
            entries=[serialize_entry(entry) for entry in one.entries],
        )
        for one in publications
    )
    session.flush()
    actions = (_PUBLISH, _WITHDRAW)
    recorded = set(session.scalars(select(AuditRow.subject).where(AuditRow.action.in_(actions))))
    for one in publications:
        subject = f"publication {one.number}"
        if subject in recorded:
            continue
        if one.withdraws is not None:
            record_audit(session, one.by, _WITHDRAW, subject, f"withdraws {one.withdraws}")
        else:
            named = "\n".join(f"{each.act}:{','.join(each.eids)}" for each in one.entries)
            record_audit(session, one.by, _PUBLISH, subject, named)
    withdrawn = withdrawn_numbers(publications)
    numbers = {
        entry: one.number
        for one in publications
        if one.number not in withdrawn
        for entry in one.entries
    }
    for draft in unpublished(session):
        if draft.entry in numbers:
            # An UPDATE, since the draft entry may be removed at the same time.
            session.execute(
                update(DraftEntryRow)
                .where(DraftEntryRow.id == draft.id)
                .values(publication=numbers[draft.entry])
            )
