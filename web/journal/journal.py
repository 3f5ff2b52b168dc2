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
from web.journal.models import MAX_ACT_LENGTH, MAX_EID_LENGTH, QuestionRow, SaltRow
from web.journal.redaction.redactor import Redactor
from web.journal.retention import EraseHooks, erase_old
from web.storage.base import utc_now
from web.storage.database import Database

_MAX_KEY_LENGTH = 300


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """An answer with its circumstances, as it is handed to the journal.

    ``client`` is the key of the client's address, stored as a hash only; ``channel`` is ``api``,
    ``page``, ``widget`` or ``desk``; ``seconds`` is the time that the answer took.
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
        redaction = redactor.redact(self.answer.question)
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
            "question": redaction.text,
            "asked_as": " ".join(split_words(redaction.text))[:_MAX_KEY_LENGTH],
            "struck": ",".join(sorted({kind.value for kind in redaction.kinds})),
            "exact": self.question.exact,
            "repaired": self.answer.searched_as is not None,
            "status": self.answer.status.value,
            "reason": self.answer.reason.value if self.answer.reason else None,
            "notice": self.answer.notice.kind if self.answer.notice else None,
            # PostgreSQL refuses longer ones, SQLite stores them; ``passages`` has them whole.
            "act": first.act[:MAX_ACT_LENGTH] if first else None,
            "eid": first.eid[:MAX_EID_LENGTH] if first else None,
            "passages": [
                [each.citation.act, each.citation.eid, each.sha256, each.confidence.value]
                for each in passages
            ],
            "ms": round(self.seconds * 1000),
        }


def visitor_hash(client: str, salt: bytes) -> str:
    """Return 16 hexadecimal digits for a client, which cannot be recomputed without the salt."""
    return blake2b(client.encode(), key=salt, digest_size=8).hexdigest()


def daily_salt(session: Session, day: date) -> bytes:
    """Return the salt of ``day``, created by the first caller; salts of other days are deleted."""
    session.execute(delete(SaltRow).where(SaltRow.day < day))
    salt = session.scalar(select(SaltRow.salt).where(SaltRow.day == day))
    if salt is not None:
        return salt
    try:
        with session.begin_nested():
            session.execute(insert(SaltRow).values(day=day, salt=token_bytes(32)))
    except IntegrityError:
        # Another process created it at the same moment.
        pass
    return session.scalars(select(SaltRow.salt).where(SaltRow.day == day)).one()


class Journal:
    """Journal of one database; entries older than ``days`` are erased at start and once a day."""

    def __init__(
        self,
        database: Database,
        days: int,
        clock: Callable[[], datetime] = utc_now,
        pause: float = 0.5,
        also: Sequence[Callable[[Session, datetime], object]] = (),
        hooks: EraseHooks | None = None,
    ) -> None:
        """Collect a batch for ``pause`` seconds; run ``also`` with each erasure by age."""
        self._database = database
        self._days = days
        self._clock = clock
        self._redactor = Redactor()
        self._also = also
        self._hooks = hooks
        self._erased: date | None = None
        self.writer: BackgroundWriter[AskedQuestion] = BackgroundWriter(self._write, pause=pause)

    def record(self, asked: AskedQuestion) -> None:
        """Queue a question with its answer, without blocking or raising."""
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
    # Other parts may still add entries to the journal while they close.
    site.features.get(Lifecycle).add(
        writer, writer.worker, start=writer.start, works_to_the_end=True
    )
