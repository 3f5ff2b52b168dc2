"""The application: the core, the features that install themselves, the routes and middleware."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from qa.answerer import Answering
from web.accounts import account_pages, own_page
from web.accounts import pages as sign_in_pages
from web.accounts.pages import install_accounts
from web.accounts.staff_page import StaffNotice
from web.administration import acts_page, audit_page, settings_page, upload_pages
from web.administration.acts_page import install_administration
from web.api import law_routes
from web.api.version import VersionedPaths, describe_aliases
from web.background import Lifecycle
from web.chat import api as chat_api
from web.chat import (
    conversation_page,
    feedback_page,
    preferences_page,
    quotes_api,
    share_page,
    situations,
    widget,
    widget_page,
)
from web.chat import pages as chat_pages
from web.chat.kept_conversations import KeptConversations
from web.chat.schemas import EXAMPLE_ANSWER
from web.chat.service import install_chat
from web.desk import canned_page, reply_page, search_page, statistics_page
from web.doctor import health_page
from web.handover import api as handover_api
from web.handover import assignment_page, case_page, public_pages, webhook_page
from web.handover import queue_page as case_queue_page
from web.handover.repository import erase_expired
from web.handover.service import install_handover
from web.http import assets
from web.http.admission import admission_queue
from web.http.assets import read_assets
from web.http.error_handlers import add_error_handlers
from web.http.middleware import BodyLimit, HeadAsGet, SafeHeaders
from web.http.openapi import DESCRIPTION, TITLE, describe
from web.http.pages import read_templates
from web.http.public_address import PublicAddress
from web.http.rate_limit import RateLimiter
from web.http.request_id import RequestIds
from web.http.site import AppState
from web.http.translations import read_translations
from web.journal.journal import install_journal
from web.reader import changes_page, find_page, norms_page
from web.reader import pages as reader_pages
from web.reader.edition_cache import EditionCaches
from web.receipts import api as receipts_api
from web.receipts import pages as receipt_pages
from web.receipts.receipt import MAX_RECEIPT_BYTES
from web.receipts.service import install_receipts
from web.runtime import health
from web.runtime.composition import SharedResources, load_shared_resources
from web.runtime.health import install_metrics
from web.runtime.startup import install_startup
from web.settings import Settings
from web.storage.database import Database
from web.teaching.group_counts import ERASE_HOOKS
from web.teaching.service import install_teaching
from web.telemetry.tracing import RequestSpans, install_tracing
from web.training import (
    exam_pages,
    instructor_pages,
    learner_exam_pages,
    paper_setting_pages,
    progress_pages,
    report_pages,
    session_pages,
    start_page,
)
from web.training.progress import MAX_PROGRESS_BYTES
from web.training.service import install_training

# In this order: the reader's articles are at any name under an act, so its other pages come first.
ROUTES = (
    *(
        chat_api,
        quotes_api,
        chat_pages,
        conversation_page,
        situations,
        share_page,
        preferences_page,
        feedback_page,
        widget,
        widget_page,
    ),
    *(changes_page, norms_page, find_page, reader_pages),
    *(sign_in_pages, own_page, account_pages),
    *(start_page, session_pages, progress_pages, exam_pages, report_pages),
    *(paper_setting_pages, instructor_pages, learner_exam_pages),
    *(search_page, reply_page, canned_page, statistics_page),
    *(handover_api, public_pages, case_queue_page, webhook_page, case_page, assignment_page),
    *(acts_page, upload_pages, settings_page, audit_page),
    *(receipts_api, receipt_pages, law_routes),
    *(health_page, assets, health),
)

# A form states a receipt twice as long at most as its JSON.
_LARGER_BODIES = {
    "/train": MAX_PROGRESS_BYTES,
    "/receipt": 2 * MAX_RECEIPT_BYTES,
    "/api/receipts": MAX_RECEIPT_BYTES,
    upload_pages.FILES: upload_pages.MAX_FILE_BODY,
}
_SLOWER_BODIES = {upload_pages.FILES: upload_pages.FILE_SECONDS}


def create_app(
    answerer: Answering, settings: Settings, parts: SharedResources | None = None
) -> FastAPI:
    """Build the application that answers with ``answerer`` and stores its records in the database.

    ``parts`` are the resources of ``answerer``; by default they are loaded when first needed.
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
    site = AppState(
        answerer=answerer,
        settings=settings,
        wording=read_translations(),
        assets=read_assets(),
        templates=read_templates(),
        limiter=RateLimiter(settings.rate_limit),
        queue=admission_queue(is_shared=settings.rate_limit > 0),
        database=Database(settings.database_url),
    )
    app.state.site = site
    parts = parts or load_shared_resources(settings)
    site.features.add(parts.sources.aids)
    site.features.add(Lifecycle())
    # The journal comes first, so that it is closed last: other parts may still add entries.
    install_journal(site, ERASE_HOOKS, (erase_expired,))
    install_startup(site)
    install_accounts(app, site)
    install_chat(site)
    # The next request may reach another process, which has kept nothing.
    if parts.workers == 1:
        site.features.add(KeptConversations())
    site.features.add(EditionCaches())
    install_teaching(app, site, parts)
    install_handover(site)
    install_training(site)
    install_receipts(site)
    install_administration(site, parts)
    notice = site.features.find(StaffNotice)
    tracing = install_tracing(site)
    install_metrics(site, notice.open_cases if notice else None)
    for module in ROUTES:
        app.include_router(module.router)
    add_error_handlers(app)
    describe(app, app.version, EXAMPLE_ANSWER, describe_aliases)
    # The last one added is the outermost.
    if tracing is not None:
        app.add_middleware(RequestSpans, tracing=tracing)
    app.add_middleware(BodyLimit, larger=_LARGER_BODIES, slower=_SLOWER_BODIES)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(SafeHeaders, widget_origins=settings.widget_origins)
    app.add_middleware(HeadAsGet)
    app.add_middleware(PublicAddress, origin=settings.public_url)
    app.add_middleware(VersionedPaths)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))
    app.add_middleware(RequestIds, trusted=settings.trusted_proxies)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start the parts of the application; close them when the server stops."""
    site: AppState = app.state.site
    lifecycle = site.features.get(Lifecycle)
    try:
        lifecycle.start()
        yield
    finally:
        await lifecycle.close(site.database.close)


def _version() -> str:
    try:
        return version("bapta")
    except PackageNotFoundError:
        return "0"
