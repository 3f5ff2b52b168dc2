"""What people ask about most: the provisions that the journal's answers began with."""

import logging
from collections.abc import Sequence

from sqlalchemy import func, select

from web.journal.tables import QuestionRow
from web.storage.database import Database
from web.storage.errors import DatabaseError

# More provisions than a session brings cards.
_MOST = 100


class JournalAsked:
    """Counts in the journal of one database; refusals have no provision and count nowhere."""

    def __init__(self, database: Database) -> None:
        """Nothing is read yet."""
        self._database = database

    def eids(self, act: str) -> Sequence[str]:
        """The provisions of an act, those that most answers began with first.

        Training goes on without them where the database is away.
        """
        count = func.count(QuestionRow.id)
        chosen = (
            select(QuestionRow.eid)
            .where(QuestionRow.act == act, QuestionRow.eid.is_not(None))
            .group_by(QuestionRow.eid)
            .order_by(count.desc(), QuestionRow.eid)
            .limit(_MOST)
        )
        try:
            with self._database.reading() as session:
                return [eid for eid in session.scalars(chosen) if eid is not None]
        except DatabaseError as error:
            logging.getLogger(__name__).error("The journal cannot be counted: %s", error)
            return ()
