"""The application: its parts, its routes and what stands around them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from time import monotonic

from anyio.to_thread import run_sync
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from qa.answerer import Answering
from qa.quote_verification import QuoteChecker
from web.accounts import pages as account_pages
from web.accounts.repository import AccountRepository
from web.accounts.tokens import Signer
from web.chat import api as chat_api
from web.chat import feedback_page, preferences_page, quotes_api
from web.chat import pages as chat_pages
from web.chat.examples import read_examples
from web.chat.feedback import JournalFeedback
from web.desk import canned_page, search_page, statistics_page
from web.handover import api as handover_api
from web.handover import case_page, public_pages
from web.handover import queue_page as case_queue_page
from web.handover.repository import erase_expired
from web.handover.service import compose_handover
from web.http import assets, health
from web.http.admission import AdmissionQueue
from web.http.assets import read_assets
from web.http.error_handlers import add_error_handlers
from web.http.middleware import BodyLimit, HeadAsGet, SafeHeaders
from web.http.openapi import DESCRIPTION, TITLE, describe
from web.http.pages import read_templates
from web.http.rate_limit import RateLimiter
from web.http.site import Site
from web.http.translations import read_translations
from web.journal.journal import Journal
from web.reader import changes_page, norms_page
from web.reader import pages as reader_pages
from web.reader.edition_cache import EditionCaches
from web.runtime.composition import SharedResources, load_shared_resources
from web.runtime.corpus_cache import CorpusCache
from web.runtime.live_answerer import ReloadingAnswerer
from web.runtime.metrics import Metrics
from web.runtime.startup import Warmup
from web.settings import Settings
from web.storage.database import Database
from web.teaching import draft_page, group_page, publications_page, replay_page
from web.teaching import queue_page as miss_queue_page
from web.teaching.clustering_worker import ClusteringWorker
from web.teaching.publisher import Publisher
from web.teaching.replays import Replays
from web.teaching.replication import ReplicationWorker
from web.training import (
    exam_pages,
    instructor_pages,
    learner_exam_pages,
    progress_pages,
    session_pages,
    start_page,
)
from web.training.progress import MAX_PROGRESS_BYTES as MAX_PROGRESS
from web.training.service import compose_training

SHUTDOWN_SECONDS = 10.0
"""Seconds in which all background workers end together when the server stops."""


def create_app(
    answerer: Answering, settings: Settings, parts: SharedResources | None = None
) -> FastAPI:
    """The application that answers with ``answerer`` and keeps its records in the database.

    ``parts`` are what ``answerer`` is made with; by default they are loaded when first needed.
    There is no ``/docs`` page: it would load scripts from another host.
    """
    app = FastAPI(
        title=TITLE,
        description=DESCRIPTION,
        version=_version(),
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    database = Database(settings.database_url)
    live = answerer if isinstance(answerer, ReloadingAnswerer) else None
    parts = parts or load_shared_resources(settings)
    publisher = Publisher(settings, parts, database, live.refresh if live else None)
    journal = (
        Journal(database, settings.retention_days, also=(erase_expired,))
        if settings.journal
        else None
    )
    handover = compose_handover(settings, database)
    # Without accounts nobody sees what is sorted.
    sorts = settings.journal and settings.secret is not None
    sorter = ClusteringWorker(database, answerer) if sorts else None
    # Without accounts nobody publishes.
    follower = ReplicationWorker(settings, parts, database) if settings.secret else None
    replays = Replays(publisher, database)
    templates = read_templates()
    warming = Warmup(templates)
    own = (live, follower, sorter, warming, journal.writer if journal else None)
    workers = (*(one.worker for one in own if one), replays.worker, replays.heart)
    metrics = Metrics(journal, handover.waiting if handover else None, workers)
    app.state.site = Site(
        answerer=answerer,
        settings=settings,
        wording=read_translations(),
        assets=read_assets(),
        templates=templates,
        limiter=RateLimiter(settings.rate_limit),
        queue=AdmissionQueue(),
        editions=EditionCaches(),
        feedback=JournalFeedback(database) if settings.journal else None,
        example_questions=CorpusCache(read_examples),
        quote_checkers=CorpusCache(QuoteChecker),
        database=database,
        journal=journal,
        metrics=metrics,
        accounts=AccountRepository(database),
        signer=Signer(settings.secret) if settings.secret else None,
        training=compose_training(settings, database),
        publisher=publisher,
        replays=replays,
        handover=handover,
        sorter=sorter,
        follower=follower,
        warming=warming,
        workers=(*workers, metrics.worker) if metrics.worker else workers,
    )
    for part in (
        chat_api,
        quotes_api,
        chat_pages,
        preferences_page,
        # Before the reader, whose articles are at any name under an act.
        changes_page,
        norms_page,
        reader_pages,
        feedback_page,
        account_pages,
        start_page,
        session_pages,
        progress_pages,
        exam_pages,
        instructor_pages,
        learner_exam_pages,
        search_page,
        canned_page,
        statistics_page,
        draft_page,
        replay_page,
        publications_page,
        handover_api,
        public_pages,
        case_queue_page,
        case_page,
        miss_queue_page,
        group_page,
        assets,
        health,
    ):
        app.include_router(part.router)
    add_error_handlers(app)
    describe(app, app.version)
    # The last one added stands outermost.
    app.add_middleware(BodyLimit, larger={"/train": MAX_PROGRESS})
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(SafeHeaders, widget_origins=settings.widget_origins)
    app.add_middleware(HeadAsGet)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Erase what is old as the server starts; write what waits as it stops."""
    site: Site = app.state.site
    try:
        if site.journal is not None:
            site.journal.writer.start()
        if site.sorter is not None:
            site.sorter.start()
        if site.follower is not None:
            site.follower.start()
        site.warming.start()
        if site.metrics.worker is not None:
            site.metrics.worker.start()
        yield
    finally:
        await _close(site)


async def _close(site: Site) -> None:
    """Close every part, off the event loop and by one deadline; one that raises skips no other."""
    deadline = monotonic() + SHUTDOWN_SECONDS
    writer = site.journal.writer if site.journal else None
    # The last one is closed first: the others may note something in the journal and the database.
    live = site.answerer if isinstance(site.answerer, ReloadingAnswerer) else None
    counting = site.metrics.worker
    parts = (writer, counting, site.sorter, site.follower, site.replays, site.warming, live)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(run_sync, site.database.close)
        for part in parts:
            if part is not None:
                stack.push_async_callback(run_sync, part.close, deadline)
        # They wind down side by side; the journal goes on until what waits is written.
        for worker in site.workers:
            if writer is None or worker is not writer.worker:
                worker.stop()


def _version() -> str:
    try:
        return version("bapta")
    except PackageNotFoundError:
        return "0"
