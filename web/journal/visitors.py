"""Visitors are counted by a hash whose salt is random and thrown away with the day."""

from datetime import date
from hashlib import blake2b
from secrets import token_bytes

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.journal.tables import SaltRow


def visitor_hash(client: str, salt: bytes) -> str:
    """16 hexadecimal digits for a client; without the salt nobody can tell whose they are."""
    return blake2b(client.encode(), key=salt, digest_size=8).hexdigest()


def salt_of(session: Session, day: date) -> bytes:
    """The salt of ``day``, made by whoever asks first; those of other days are thrown away."""
    session.execute(delete(SaltRow).where(SaltRow.day < day))
    kept = session.scalar(select(SaltRow.salt).where(SaltRow.day == day))
    if kept is not None:
        return kept
    try:
        with session.begin_nested():
            session.execute(insert(SaltRow).values(day=day, salt=token_bytes(32)))
    except IntegrityError:
        # Another process made it at the same moment.
        pass
    return session.scalars(select(SaltRow.salt).where(SaltRow.day == day)).one()
