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
from web import (
    assets,
    changes_page,
    chat_api,
    chat_page,
    feedback_page,
    health,
    metrics_page,
    norms_page,
    prefs_page,
    privacy_page,
    quotes_api,
    reader,
    widget,
)
from web.accounts import sign_in_page
from web.accounts.registry import Accounts
from web.accounts.signer import Signer
from web.assets import read_assets
from web.body_limit import BodyLimit
from web.compose import Lasting, lasting
from web.corpus_cache import CorpusCache
from web.desk import audit_page, canned_page, figures_page, search_page
from web.edition_cache import EditionCaches
from web.examples import read_examples
from web.failures import add_failures
from web.handover import api as handover_api
from web.handover import asker_page, case_page, leave_page, queue_page
from web.handover.cases import erase_ended
from web.handover.handover import compose_handover
from web.head import HeadAsGet
from web.journal.feedback import JournalFeedback
from web.journal.journal import Journal
from web.live import LiveAnswerer
from web.metrics import Metrics
from web.openapi import DESCRIPTION, TITLE, describe
from web.pages import read_templates
from web.queue import QuestionQueue
from web.rate_limit import RateLimiter
from web.security import SafeHeaders
from web.settings import Settings
from web.site import Site
from web.storage.database import Database
from web.teaching import bank_page, draft_page, group_page, misses_page, replay_page
from web.teaching.follower import Follower
from web.teaching.publish import Publisher
from web.teaching.replays import Replays
from web.teaching.sorter import Sorter
from web.training import (
    exam_pages,
    paper_pages,
    progress_pages,
    session_pages,
    sit_pages,
    start_page,
)
from web.training.compose import compose_training
from web.training.progress import MOST_BYTES as MOST_PROGRESS
from web.warming import Warming
from web.wording import read_wording

SHUTDOWN_SECONDS = 10.0
"""Seconds in which all background workers end together when the server stops."""


def create_app(answerer: Answering, settings: Settings, parts: Lasting | None = None) -> FastAPI:
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
    live = answerer if isinstance(answerer, LiveAnswerer) else None
    parts = parts or lasting(settings)
    publisher = Publisher(settings, parts, database, live.refresh if live else None)
    journal = (
        Journal(database, settings.retention_days, also=(erase_ended,))
        if settings.journal
        else None
    )
    handover = compose_handover(settings, database)
    # Without accounts nobody sees what is sorted.
    sorts = settings.journal and settings.secret is not None
    sorter = Sorter(database, answerer) if sorts else None
    # Without accounts nobody publishes.
    follower = Follower(settings, parts, database) if settings.secret else None
    replays = Replays(publisher, database)
    templates = read_templates()
    warming = Warming(templates)
    own = (live, follower, sorter, warming, journal.writer if journal else None)
    workers = (*(one.worker for one in own if one), replays.worker, replays.heart)
    app.state.site = Site(
        answerer=answerer,
        settings=settings,
        wording=read_wording(),
        assets=read_assets(),
        templates=templates,
        limiter=RateLimiter(settings.rate_limit),
        queue=QuestionQueue(),
        editions=EditionCaches(),
        feedback=JournalFeedback(database) if settings.journal else None,
        example_questions=CorpusCache(read_examples),
        quote_checkers=CorpusCache(QuoteChecker),
        database=database,
        journal=journal,
        metrics=Metrics(journal, handover.waiting if handover else None, workers),
        accounts=Accounts(database),
        signer=Signer(settings.secret) if settings.secret else None,
        training=compose_training(settings, database),
        publisher=publisher,
        replays=replays,
        handover=handover,
        sorter=sorter,
        follower=follower,
        warming=warming,
        workers=workers,
    )
    for part in (
        chat_api,
        quotes_api,
        chat_page,
        prefs_page,
        # Before the reader, whose articles are at any name under an act.
        changes_page,
        norms_page,
        reader,
        feedback_page,
        privacy_page,
        widget,
        sign_in_page,
        start_page,
        session_pages,
        progress_pages,
        exam_pages,
        paper_pages,
        sit_pages,
        search_page,
        canned_page,
        figures_page,
        audit_page,
        draft_page,
        replay_page,
        bank_page,
        handover_api,
        leave_page,
        asker_page,
        queue_page,
        case_page,
        misses_page,
        group_page,
        assets,
        health,
        metrics_page,
    ):
        app.include_router(part.router)
    add_failures(app)
    describe(app, app.version)
    # The last one added stands outermost.
    app.add_middleware(BodyLimit, larger={"/train": MOST_PROGRESS})
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
        yield
    finally:
        await _close(site)


async def _close(site: Site) -> None:
    """Close every part, off the event loop and by one deadline; one that raises skips no other."""
    deadline = monotonic() + SHUTDOWN_SECONDS
    writer = site.journal.writer if site.journal else None
    # The last one is closed first: the others may note something in the journal and the database.
    live = site.answerer if isinstance(site.answerer, LiveAnswerer) else None
    parts = (writer, site.sorter, site.follower, site.replays, site.warming, live)
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
