"""The journal: questions and feedback, kept for a number of days."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from web.clock import utc_now
from web.journal.asked import Asked
from web.journal.retention import erase_old
from web.journal.strike import Striker
from web.journal.tables import QuestionRow
from web.journal.visitors import salt_of, visitor_hash
from web.journal.writer import Writer
from web.storage.database import Database


class Journal:
    """Takes questions at once and writes them a moment later, in batches.

    What is older than ``days`` is erased when the journal starts and once a day.
    """

    def __init__(
        self,
        database: Database,
        days: int,
        clock: Callable[[], datetime] = utc_now,
        pause: float = 0.5,
        also: Sequence[Callable[[Session, datetime], object]] = (),
    ) -> None:
        """``pause`` is how many seconds at most a question waits to be written with others.

        ``also`` are those that erase what else has ended, when the journal erases.
        """
        self._database = database
        self._days = days
        self._clock = clock
        self._striker = Striker()
        self._also = also
        self._erased: date | None = None
        self.writer: Writer[Asked] = Writer(self._write, pause=pause)

    def note(self, asked: Asked) -> None:
        """Take a question with its answer; returns at once and never fails."""
        self.writer.put(asked)

    def _write(self, batch: Sequence[Asked]) -> None:
        now = self._clock()
        with self._database.begin() as session:
            if self._erased != now.date():
                erase_old(session, now, self._days)
                for erase in self._also:
                    erase(session, now)
            salts = {day: salt_of(session, day) for day in {each.at.date() for each in batch}}
            rows = [
                each.row(self._striker, visitor_hash(each.client, salts[each.at.date()]))
                for each in batch
            ]
            if rows:
                session.execute(insert(QuestionRow), rows)
        self._erased = now.date()
