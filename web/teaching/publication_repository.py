"""The publications of the database, which all servers share, with their trail and their marks."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from data.publications import Publication, entry_of, entry_values, withdrawn
from web.accounts.models import AuditRow, record
from web.teaching.drafts import waiting
from web.teaching.models import DraftEntryRow, PublicationRow

_PUBLISH, _TAKE_BACK = "teaching.publish", "teaching.take_back"


def newest_number(session: Session) -> int | None:
    """The number of the newest publication; None before the first."""
    return session.scalar(select(func.max(PublicationRow.number)))


def shared_publications(session: Session) -> tuple[Publication, ...]:
    """All publications, by number."""
    return tuple(
        Publication(
            row.number, row.by, row.at, tuple(entry_of(one) for one in row.entries), row.withdraws
        )
        for row in session.scalars(select(PublicationRow).order_by(PublicationRow.number))
    )


def share(session: Session, publications: Sequence[Publication]) -> None:
    """Put in ``publications``, which the database lacks, and mark the entries that went live.

    What the trail tells already is not told again. IntegrityError where a number is taken.
    """
    session.add_all(
        PublicationRow(
            number=one.number,
            by=one.by,
            at=one.at,
            withdraws=one.withdraws,
            entries=[entry_values(entry) for entry in one.entries],
        )
        for one in publications
    )
    session.flush()
    actions = (_PUBLISH, _TAKE_BACK)
    told = set(session.scalars(select(AuditRow.subject).where(AuditRow.action.in_(actions))))
    for one in publications:
        subject = f"publication {one.number}"
        if subject in told:
            continue
        if one.withdraws is not None:
            record(session, one.by, _TAKE_BACK, subject, f"takes back {one.withdraws}")
        else:
            named = "\n".join(f"{each.act}:{','.join(each.eids)}" for each in one.entries)
            record(session, one.by, _PUBLISH, subject, named)
    gone = withdrawn(publications)
    live = {
        entry: one.number for one in publications if one.number not in gone for entry in one.entries
    }
    for draft in waiting(session):
        if draft.entry in live:
            # It may be taken out of the draft at this very moment.
            session.execute(
                update(DraftEntryRow)
                .where(DraftEntryRow.id == draft.id)
                .values(publication=live[draft.entry])
            )
