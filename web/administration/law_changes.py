"""Changes of the acts: publish an upload, withdraw an edition, put it back, build the index.

One change runs at a time in a home. It is prepared first (the new passages are encoded), then the
files, the index and the answerer change within moments; if anything fails, all of it is undone.
The first act without a shipped question bank, and the removal of the last one, change the encoder
of questions. The bank is encoded anew then, which takes a minute or two; answers go on meanwhile.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from queue import Empty, SimpleQueue

from filelock import FileLock, Timeout

from data.corpus import Corpus
from data.errors import BaptaError
from data.ingest import ReadAct, store_lock
from data.model import Act
from embeddings.encoder import Progress
from embeddings.encoders.caching import DiskCachedEncoder
from embeddings.index.stores import VECTOR_CACHE_DIR
from qa.retrieval.indexing import build_index, corpus_texts
from web.accounts.console_trail import record_command
from web.accounts.models import CONSOLE, record_audit
from web.administration.change_record import (
    ChangeKind,
    ChangeRecord,
    ChangeState,
    ChangeStep,
    LawChange,
    Moves,
    recover_locked,
)
from web.administration.editions import EditionError, back_moves, withdrawal_moves
from web.administration.preview import read_upload
from web.administration.supplements import read_supplement
from web.administration.uploads import Staging, Upload, UploadKind, public_sentence
from web.background import BackgroundWorker, Next
from web.http.problems import Problem, ProblemError
from web.runtime.composition import SharedResources, make_index
from web.settings import Settings
from web.storage.base import utc_now
from web.storage.database import Database

REPLACED = "administration/replaced"
"""Folder below the home of the supplements whose places others took."""
CHANGE_OF = {
    UploadKind.ACT: ChangeKind.PUBLISH,
    UploadKind.AIDS: ChangeKind.AIDS,
    UploadKind.ERRATA: ChangeKind.ERRATA,
}
LOCK_TIMEOUT_SECONDS = 5.0
"""Seconds that an order waits for the end of another change: most end within moments."""
_PROGRESS_INTERVAL = timedelta(seconds=0.5)
_log = logging.getLogger("bapta.acts")


class _StoppedError(Exception):
    """Shutdown of the server."""


class ChangedError(BaptaError):
    """The acts or the upload are not those that were shown."""


@dataclass(frozen=True, slots=True)
class Order:
    """A change that somebody asked for.

    ``subject`` is the act to withdraw, or the withdrawn edition to put back; ``base`` is the
    digest of the corpus that was shown with the preview.
    """

    kind: ChangeKind
    by: str
    subject: str = ""
    upload: str = ""
    base: str = ""
    accepts_warnings: bool = False


class LawChanges:
    """Changes of the acts of one home, run by a background worker or by the caller."""

    def __init__(
        self,
        settings: Settings,
        parts: SharedResources,
        database: Database,
        refresh: Callable[[], None] | None = None,
    ) -> None:
        """``refresh`` makes this process load the stored index; other ones follow by themselves."""
        self._settings = settings
        self._parts = parts
        self._database = database
        self._refresh = refresh
        self._staging = Staging(settings.home)
        self._record = ChangeRecord(settings.home)
        self._queued: SimpleQueue[tuple[Order, LawChange, FileLock]] = SimpleQueue()
        self.worker = BackgroundWorker("acts", self._step)

    def last(self) -> LawChange | None:
        """Return the last change of this home, which may still run."""
        return self._record.read()

    def start(self, order: Order) -> None:
        """Start a change in the background.

        Raises ProblemError: 409 if another one still runs after a wait of seconds, or if the acts
        have changed since the preview; 404 for an upload that is gone; 422 for one that cannot be
        published.
        """
        change, lock = self._begin(order)
        self._queued.put((order, change, lock))
        self.worker.start()
        self.worker.wake()

    def run(self, order: Order, report: Progress | None = None) -> LawChange:
        """Run a change and return it as it ended. Raises as :meth:`start`."""
        change, lock = self._begin(order)
        return self._execute(order, change, lock, report)

    def close(self, deadline: float | None = None) -> None:
        """End the worker; a change that is not made yet is interrupted, and changes nothing."""
        self.worker.close(deadline)

    def _begin(self, order: Order) -> tuple[LawChange, FileLock]:
        """Take the lock and check an order: the acts of a change that runs may still be undone."""
        lock = self._record.lock()
        try:
            lock.acquire(timeout=LOCK_TIMEOUT_SECONDS)
        except Timeout as error:
            running = self._record.read()
            # Before its record is written, the last one is of an earlier change.
            who = running.by if running and running.state is ChangeState.RUNNING else "–"
            said = {"who": who}
            raise ProblemError(Problem(409, "law_change_runs", said=said)) from error
        try:
            # The process that held the lock may have died.
            recover_locked(self._settings, self._parts)
            subject = self._checked_subject(order)
            change = LawChange(
                order.kind, order.by, utc_now().replace(microsecond=0), subject, order.upload
            )
            self._record.write(change)
        except BaseException:
            lock.release()
            raise
        return change, lock

    def _checked_subject(self, order: Order) -> str:
        """Return the edition that an order is about, as ``ID@EDITION``. Raises ProblemError."""
        acts = self._settings.acts
        try:
            match order.kind:
                case ChangeKind.PUBLISH | ChangeKind.AIDS | ChangeKind.ERRATA:
                    return self._check_upload(order)
                case ChangeKind.WITHDRAW:
                    act = self._parts.sources.corpus().act(order.subject)
                    withdrawal_moves(acts, self._parts.sources.corpus(), act.id)
                    return act.pinned_address
                case ChangeKind.PUT_BACK:
                    back_moves(acts, order.subject)
                    return order.subject.rpartition(".")[0]
                case ChangeKind.BUILD:
                    return ""
        except EditionError as error:
            raise ProblemError(Problem(409, error.code)) from error

    def _check_upload(self, order: Order) -> str:
        """Return the edition that an upload will be. Raises ProblemError."""
        upload = self._staging.load(order.upload)
        preview = upload.preview
        if preview is None or CHANGE_OF[upload.kind] is not order.kind:
            raise ProblemError(Problem(422, "upload_unread"))
        if order.base != preview["base"] or self._parts.sources.corpus().digest != order.base:
            raise ProblemError(Problem(409, "law_changed_since"))
        if not order.accepts_warnings and any(each["serious"] for each in preview["warnings"]):
            raise ProblemError(Problem(422, "warnings_unaccepted"))
        if preview.get("to"):
            return f"{preview['act']} ({preview['to']})"
        return f"{preview['act']}@{preview['edition']}"

    def _step(self) -> Next | None:
        try:
            order, change, lock = self._queued.get_nowait()
        except Empty:
            return None
        self._execute(order, change, lock, None)
        return Next(0.0)

    def _execute(
        self, order: Order, change: LawChange, lock: FileLock, report: Progress | None
    ) -> LawChange:
        run = _Run(self._record, change, self._stops, report)
        state, trouble = ChangeState.FAILED, "An unexpected error, which the server's log reports."
        try:
            self._change(order, run)
            state, trouble = ChangeState.DONE, ""
        except _StoppedError:
            state, trouble = ChangeState.INTERRUPTED, ""
        except (BaptaError, OSError) as error:
            trouble = self._sentence(error, order)
            _log.warning("The change of the acts failed: %s", trouble)
        finally:
            ended = replace(run.change, state=state, trouble=trouble, moves=())
            try:
                self._record.write(ended)
            finally:
                lock.release()
        return ended

    def _change(self, order: Order, run: "_Run") -> None:
        with store_lock(self._settings.acts):
            ready: ReadAct | None = None
            moves: Moves = ()
            corpus = self._parts.sources.corpus()
            match order.kind:
                case ChangeKind.PUBLISH:
                    ready = self._ready(order, corpus, run)
                    moves = self._record.new_files(ready.files)
                case ChangeKind.AIDS | ChangeKind.ERRATA:
                    moves = self._supplement_moves(order, corpus, run)
                case ChangeKind.WITHDRAW:
                    moves = self._record.moved_files(
                        withdrawal_moves(self._settings.acts, corpus, order.subject)
                    )
                case ChangeKind.PUT_BACK:
                    moves = self._record.moved_files(back_moves(self._settings.acts, order.subject))
            self._record_change(order, run.change.subject)
            self._switch(ready, moves, run)
        if order.upload:
            self._staging.discard(order.upload)

    def _record_change(self, order: Order, subject: str) -> None:
        """Record a change before it is made: what the audit trail lacks is not done.

        A command does not need it. Raises DatabaseError.
        """
        action = f"act.{order.kind}"
        if order.by == CONSOLE:
            record_command(self._settings.database_url, action, subject)
            return
        with self._database.begin() as session:
            record_audit(session, order.by, action, subject)

    def _ready(self, order: Order, corpus: Corpus, run: "_Run") -> ReadAct:
        """Return the act of an upload, the same as in its preview, with its passages encoded."""
        upload = self._loaded(order)
        ready = read_upload(self._settings, self._staging, upload, corpus)
        preview = upload.preview
        if preview is None or corpus.digest != order.base:
            raise ChangedError("The acts have changed since the preview. Read the file again.")
        if ready.act.digest != preview["digest"]:
            raise ChangedError("The file reads otherwise than in the preview. Read it again.")
        self._encode(ready.act, run)
        return ready

    def _supplement_moves(self, order: Order, corpus: Corpus, run: "_Run") -> Moves:
        """Return the moves of a supplement, the same as in its preview, into its place.

        The replaced file is kept, so that it can be uploaded again.
        """
        upload = self._loaded(order)
        supplement = read_supplement(self._settings, self._staging, upload, corpus)
        if supplement.preview != upload.preview:
            raise ChangedError("The act or its file has changed since the preview. Read it again.")
        if supplement.act is not None:
            self._encode(supplement.act, run)
        target = supplement.target
        pairs = [(self._staging.file(upload), target)]
        if target.exists():
            pairs.insert(0, (target, self._settings.home / REPLACED / target.name))
        return self._record.moved_files(pairs)

    def _loaded(self, order: Order) -> Upload:
        try:
            return self._staging.load(order.upload)
        except ProblemError as error:
            raise ChangedError("The file was discarded in the meantime.") from error

    def _encode(self, act: Act, run: "_Run") -> None:
        """Encode the passages of an act that will be published."""
        run.at(ChangeStep.ENCODING)
        texts = corpus_texts(Corpus((act,)))
        if texts:
            folder = self._settings.index / VECTOR_CACHE_DIR
            build_index(texts, DiskCachedEncoder(self._parts.encoder(), folder), run.progress)

    def _switch(self, ready: ReadAct | None, moves: Moves, run: "_Run") -> None:
        """Change the files, the index and the answerer, or nothing."""
        run.at(ChangeStep.BUILDING, moves)
        try:
            if ready is not None:
                ready.store()
            self._record.apply(moves)
            make_index(self._settings, run.progress, self._parts)
            run.at(ChangeStep.LOADING, moves)
            if self._refresh is not None:
                self._refresh()
        except BaseException:
            self._record.undo(moves)
            self._restore_index()
            raise

    def _restore_index(self) -> None:
        """Make the index fit the acts again, whose passages are encoded already."""
        try:
            make_index(self._settings, None, self._parts)
        except (BaptaError, OSError) as error:
            _log.error("The index does not fit the acts: %s Run: bapta index build", error)

    def _stops(self) -> bool:
        return self.worker.pause(0.0)

    def _sentence(self, error: BaptaError | OSError, order: Order) -> str:
        if not isinstance(error, BaptaError) or not order.upload:
            return str(error)
        try:
            upload = self._staging.load(order.upload)
        except ProblemError:
            return str(error)
        return public_sentence(error, upload, self._staging.file(upload))


class _Run:
    """A running change: its record, written with each step."""

    def __init__(
        self,
        record: ChangeRecord,
        change: LawChange,
        stops: Callable[[], bool],
        report: Progress | None,
    ) -> None:
        self.change = change
        self._record = record
        self._stops = stops
        self._report = report
        self._written = utc_now()

    def at(self, step: ChangeStep, moves: Moves = ()) -> None:
        """Record the beginning of a step, and the files that are moved from now on."""
        if self._stops():
            raise _StoppedError
        self.change = replace(self.change, step=step, done=0, total=0, moves=moves)
        self._record.write(self.change)

    def progress(self, done: int, total: int) -> None:
        """Record how far the step is, twice a second."""
        if self._report is not None:
            self._report(done, total)
        if self._stops():
            raise _StoppedError
        now = utc_now()
        if now - self._written >= _PROGRESS_INTERVAL:
            self._written = now
            self.change = replace(self.change, done=done, total=total)
            self._record.write(self.change)
