"""Journal: redacted questions with their answers, visitors as salted hashes, retention in days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from secrets import token_bytes
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qa.answer import Answer, Question
from qa.query.normalization import split_words
from web.background import Lifecycle
from web.http.site import AppState
from web.journal.background_writer import BackgroundWriter
from web.journal.models import QuestionRow, SaltRow
from web.journal.redaction.redactor import Redactor
from web.journal.retention import EraseHooks, erase_old
from web.storage.base import utc_now
from web.storage.database import Database

_MAX_KEY_LENGTH = 300


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """An answer with what is kept beside it.

    ``client`` is the key of the client's address: it is hashed before anything is written.
    ``channel`` is ``api``, ``page`` or ``widget``; ``seconds`` what the answer took.
    """

    at: datetime
    question: Question
    answer: Answer
    channel: str
    session: str | None
    client: str
    seconds: float

    def row(self, redactor: Redactor, visitor: str) -> dict[str, Any]:
        """Return the columns of the question's row, without its id."""
        struck = redactor.redact(self.answer.question)
        passages = self.answer.passages
        first = passages[0].citation if passages else None
        return {
            "at": self.at,
            "day": self.at.astimezone(UTC).date(),
            "answer_id": self.answer.answer_id,
            "session": self.session,
            "visitor": visitor,
            "channel": self.channel,
            "ui": self.question.ui,
            "language": self.answer.language,
            "question": struck.text,
            "asked_as": " ".join(split_words(struck.text))[:_MAX_KEY_LENGTH],
            "struck": ",".join(sorted({secret.value for secret in struck.kinds})),
            "exact": self.question.exact,
            "repaired": self.answer.searched_as is not None,
            "status": self.answer.status.value,
            "reason": self.answer.reason.value if self.answer.reason else None,
            "act": first.act if first else None,
            "eid": first.eid if first else None,
            "passages": [
                [each.citation.act, each.citation.eid, each.sha256, each.confidence.value]
                for each in passages
            ],
            "ms": round(self.seconds * 1000),
        }


def visitor_hash(client: str, salt: bytes) -> str:
    """16 hexadecimal digits for a client; without the salt nobody can tell whose they are."""
    return blake2b(client.encode(), key=salt, digest_size=8).hexdigest()


def daily_salt(session: Session, day: date) -> bytes:
    """Return the salt of ``day``, created by the first caller; salts of other days are deleted."""
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
        hooks: EraseHooks | None = None,
    ) -> None:
        """``pause`` is how many seconds at most a question waits to be written with others.

        ``also`` are those that erase what else has ended, when the journal erases.
        """
        self._database = database
        self._days = days
        self._clock = clock
        self._redactor = Redactor()
        self._also = also
        self._hooks = hooks
        self._erased: date | None = None
        self.writer: BackgroundWriter[AskedQuestion] = BackgroundWriter(self._write, pause=pause)

    def record(self, asked: AskedQuestion) -> None:
        """Take a question with its answer; returns at once and never fails."""
        self.writer.put(asked)

    def _write(self, batch: Sequence[AskedQuestion]) -> None:
        now = self._clock()
        with self._database.begin() as session:
            if self._erased != now.date():
                erase_old(session, now, self._days, self._hooks)
                for erase in self._also:
                    erase(session, now)
            salts = {day: daily_salt(session, day) for day in {each.at.date() for each in batch}}
            rows = [
                each.row(self._redactor, visitor_hash(each.client, salts[each.at.date()]))
                for each in batch
            ]
            if rows:
                session.execute(insert(QuestionRow), rows)
        self._erased = now.date()


def install_journal(
    site: AppState, hooks: EraseHooks, also: Sequence[Callable[[Session, datetime], object]]
) -> None:
    """Install the journal unless the operator has switched it off."""
    if not site.settings.journal:
        return
    journal = Journal(site.database, site.settings.retention_days, also=also, hooks=hooks)
    site.features.add(journal, "journal")
    writer = journal.writer
    # Other parts may still add entries to the journal while they wind down.
    site.features.get(Lifecycle).add(
        writer, writer.worker, start=writer.start, works_to_the_end=True
    )
