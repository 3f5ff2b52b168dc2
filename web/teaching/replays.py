"""Replays of the draft: one at a time, in the background, with progress in the database."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any

from filelock import FileLock
from sqlalchemy import select, update
from sqlalchemy.orm import Session, defer

from data.errors import BaptaError
from data.publications import parse_entry, serialize_entry
from data.question_bank import BankQuestion
from web.accounts.models import record_audit
from web.background import BackgroundWorker, Next
from web.http.problems import Problem, ProblemError
from web.storage.base import utc_now
from web.storage.database import Database
from web.storage.errors import DatabaseError
from web.teaching import drafts
from web.teaching.models import ReplayRow, ReplayState
from web.teaching.publisher import Publisher, bank_state, check_entries
from web.teaching.replay_run import run_replay

NEWEST, MOST = 1000, 10_000
"""Default and maximum number of replayed questions of the journal."""
_PROGRESS_INTERVAL, _TIMEOUT = timedelta(seconds=0.5), timedelta(seconds=30)
_HEARTBEAT = 5.0
"""Seconds between heartbeats, which also cover the composition of an answerer."""
_log = logging.getLogger("bapta.teaching")


class _StoppedError(Exception):
    """Cancellation of a replay, or shutdown of the server."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Replay with its present state."""

    id: int
    by: str
    at: datetime
    base: str
    entries: tuple[BankQuestion, ...]
    newest: int
    state: ReplayState
    done: int
    total: int
    trouble: str
    result: dict[str, Any] | None
    publication: int | None

    @property
    def lost(self) -> int:
        """Return the number of right answers that are lost."""
        return sum(one["lost"] for one in self.result["changes"]) if self.result else 0


@dataclass(frozen=True, slots=True)
class _Job:
    """Replay that is queued in this process."""

    id: int
    entries: tuple[BankQuestion, ...]
    newest: int


class Replays:
    """Replays of one database, run by this process or another."""

    def __init__(
        self, publisher: Publisher, database: Database, heartbeat: float = _HEARTBEAT
    ) -> None:
        self._publisher = publisher
        self._database = database
        self._queued: SimpleQueue[_Job] = SimpleQueue()
        # Ids of the replays that this process runs or has queued.
        self._replay_ids: set[int] = set()
        self._lock = Lock()
        self.worker = BackgroundWorker("replay", self._step)
        self.heart = BackgroundWorker("replay-heartbeat", self._beat, interval=heartbeat)

    def start(self, by: str, newest: int = NEWEST) -> int:
        """Start a replay of the draft and return its id.

        Raises ProblemError: 409 while another replay runs, 422 without entries or for one that
        could not be published.
        """
        settings = self._publisher.settings
        settings.bank.mkdir(parents=True, exist_ok=True)
        _, corpus, bank = self._publisher.load()
        now = utc_now()
        with FileLock(settings.bank / "replays.lock"), self._database.begin() as session:
            if _is_any_running(session, now):
                raise ProblemError(Problem(409, "replay_runs"))
            entries = [draft.entry for draft in drafts.unpublished(session)]
            check_entries(corpus, bank, entries)
            row = ReplayRow(
                by=by,
                at=now,
                beat=now,
                base=bank_state(corpus, bank),
                entries=[serialize_entry(entry) for entry in entries],
                newest=max(0, min(newest, MOST)),
            )
            session.add(row)
            session.flush()
            replay_id, newest = row.id, row.newest
        with self._lock:
            self._replay_ids.add(replay_id)
        self._queued.put(_Job(replay_id, tuple(entries), newest))
        for worker in (self.heart, self.worker):
            worker.start()
            worker.wake()
        return replay_id

    def load(self, replay_id: int) -> Replay:
        """Return a replay. Raises ProblemError (404) if there is none."""
        with self._database.reading() as session:
            return _to_replay(_row(session, replay_id))

    def latest(self, most: int = 10) -> tuple[Replay, ...]:
        """Return the newest replays, without their results."""
        with self._database.reading() as session:
            newest = select(ReplayRow).order_by(ReplayRow.id.desc()).limit(most)
            rows = session.scalars(newest.options(defer(ReplayRow.result)))
            return tuple(_to_replay(row, with_result=False) for row in rows)

    def cancel(self, replay_id: int) -> None:
        with self._database.begin() as session:
            row = _row(session, replay_id)
            if row.state == ReplayState.RUNNING:
                row.state = ReplayState.CANCELLED.value

    def reject(self, replay_id: int, by: str) -> None:
        """Reject a replay; its entries stay in the draft. Raises ProblemError (409) unless done."""
        with self._database.begin() as session:
            row = _done_row(session, replay_id)
            row.state = ReplayState.REJECTED.value
            record_audit(session, by, "teaching.reject", f"replay {row.id}")

    def publish(self, replay_id: int, by: str, *, sure: bool) -> int:
        """Publish the replayed entries and return the number of the publication.

        Raises ProblemError as :meth:`web.teaching.publisher.Publisher.publish`; 409 if an entry
        was removed from the draft since, 422 if right answers are lost and ``sure`` is false.
        """
        with self._database.reading() as session:
            found = _to_replay(_done_row(session, replay_id))
            waiting = {draft.entry for draft in drafts.unpublished(session)}
        if not waiting.issuperset(found.entries):
            raise ProblemError(Problem(409, "draft_changed"))
        if found.lost and not sure:
            raise ProblemError(Problem(422, "not_sure"))
        number = self._publisher.publish(found.entries, by, found.base).number
        with self._database.begin() as session:
            row = _row(session, replay_id)
            row.state, row.publication = ReplayState.PUBLISHED.value, number
        return number

    def close(self, deadline: float | None = None) -> None:
        """End this process's replays by ``deadline`` (``monotonic``); they become interrupted."""
        self.heart.stop()
        self.worker.close(deadline)
        self.heart.close(deadline)

    def _step(self) -> Next | None:
        try:
            job = self._queued.get_nowait()
        except Empty:
            return None
        try:
            self._run(job.id, job.entries, job.newest)
        finally:
            with self._lock:
                self._replay_ids.discard(job.id)
        return Next(0.0)

    def _beat(self) -> Next | None:
        """Store a heartbeat for the replays of this process."""
        with self._lock:
            own = tuple(self._replay_ids)
        if not own:
            return None
        try:
            with self._database.begin() as session:
                session.execute(
                    update(ReplayRow)
                    .where(ReplayRow.id.in_(own), ReplayRow.state == ReplayState.RUNNING.value)
                    .values(beat=utc_now())
                )
        except DatabaseError as error:
            _log.warning("The heartbeat of a replay is not stored: %s", error)
            return Next(succeeded=False)
        return None

    def _run(self, replay_id: int, entries: Sequence[BankQuestion], newest: int) -> None:
        beat = utc_now()

        def report_progress(done: int, total: int) -> None:
            nonlocal beat
            now = utc_now()
            if self.worker.pause(0.0):
                raise _StoppedError
            if not total or now - beat >= _PROGRESS_INTERVAL:
                beat = now
                self._set(replay_id, done=done, total=total, beat=now)

        is_final = False
        try:
            result = run_replay(self._publisher, self._database, entries, newest, report_progress)
            total = sum(one["now"]["n"] for one in result["sets"]) + result["noted"]["questions"]
            self._set(
                replay_id, state=ReplayState.DONE.value, result=result, done=total, total=total
            )
            is_final = True
        except _StoppedError:
            is_final = True
        except (BaptaError, ProblemError, OSError) as error:
            is_final = True
            _log.warning("The replay failed: %s", error)
            self._fail(replay_id, str(error))
        finally:
            if not is_final:
                self._fail(replay_id, "An unexpected error, which the log of the server reports.")

    def _fail(self, replay_id: int, trouble: str) -> None:
        try:
            self._set(replay_id, state=ReplayState.FAILED.value, trouble=trouble)
        except (DatabaseError, _StoppedError) as error:
            # Its heartbeat expires, so that it counts as interrupted.
            _log.warning("The failure of the replay is not stored: %s", error)

    def _set(self, replay_id: int, **values: Any) -> None:
        """Store values of a running replay. Raises _StoppedError if it was cancelled."""
        with self._database.begin() as session:
            updated = session.execute(
                update(ReplayRow)
                .where(ReplayRow.id == replay_id, ReplayRow.state == ReplayState.RUNNING.value)
                .values(**values)
            )
            if not updated.rowcount:  # type: ignore[attr-defined]
                raise _StoppedError


def _is_any_running(session: Session, now: datetime) -> bool:
    alive = (ReplayRow.state == ReplayState.RUNNING.value, ReplayRow.beat > now - _TIMEOUT)
    return session.scalar(select(ReplayRow.id).where(*alive).limit(1)) is not None


def _row(session: Session, replay_id: int) -> ReplayRow:
    row = session.get(ReplayRow, replay_id)
    if row is None:
        raise ProblemError(Problem(404, "no_replay"))
    return row


def _done_row(session: Session, replay_id: int) -> ReplayRow:
    row = _row(session, replay_id)
    if row.state != ReplayState.DONE:
        raise ProblemError(Problem(409, "replay_over"))
    return row


def _to_replay(row: ReplayRow, *, with_result: bool = True) -> Replay:
    is_interrupted = row.state == ReplayState.RUNNING and row.beat < utc_now() - _TIMEOUT
    return Replay(
        row.id,
        row.by,
        row.at,
        row.base,
        tuple(parse_entry(one) for one in row.entries),
        row.newest,
        ReplayState.INTERRUPTED if is_interrupted else ReplayState(row.state),
        row.done,
        row.total,
        row.trouble,
        row.result if with_result else None,
        row.publication,
    )
