"""The parts that the pages and the interface are made of, put together once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from fastapi import Request
from starlette.templating import Jinja2Templates

from data.corpus import Corpus
from qa.answerer import Answering
from qa.quote_verification import QuoteChecker
from web.accounts.repository import AccountRepository
from web.accounts.tokens import Signer
from web.background import BackgroundWorker
from web.chat.feedback import FeedbackStore
from web.handover.service import Handover
from web.http.admission import AdmissionQueue
from web.http.assets import Assets
from web.http.rate_limit import RateLimiter
from web.http.translations import Translations
from web.journal.journal import Journal
from web.reader.edition_cache import EditionCaches
from web.runtime.corpus_cache import CorpusCache
from web.runtime.live_answerer import ReloadingAnswerer
from web.runtime.metrics import Metrics
from web.runtime.startup import Warmup
from web.settings import Settings
from web.storage.database import Database
from web.teaching.clustering_worker import ClusteringWorker
from web.teaching.publisher import Publisher
from web.teaching.replays import Replays
from web.teaching.replication import ReplicationWorker
from web.training.service import Training


@dataclass(frozen=True, slots=True)
class Site:
    """Everything a request may need. Without a ``signer`` the site has no accounts.

    Where the journal is off, there is neither ``journal`` nor ``feedback``; ``sorter`` is None
    without both, ``follower`` without accounts, ``handover`` where the operator has not set it up.
    """

    answerer: Answering
    settings: Settings
    wording: Mapping[str, Translations]
    assets: Assets
    templates: Jinja2Templates
    limiter: RateLimiter
    queue: AdmissionQueue
    editions: EditionCaches
    feedback: FeedbackStore | None
    example_questions: CorpusCache[Mapping[str, tuple[str, ...]]]
    quote_checkers: CorpusCache[QuoteChecker]
    database: Database
    journal: Journal | None
    metrics: Metrics
    accounts: AccountRepository
    signer: Signer | None
    training: Training
    publisher: Publisher
    replays: Replays
    handover: Handover | None
    sorter: ClusteringWorker | None
    follower: ReplicationWorker | None
    warming: Warmup
    workers: tuple[BackgroundWorker, ...]

    @property
    def corpus(self) -> Corpus:
        """The acts that are shown."""
        return self.answerer.corpus

    @property
    def examples(self) -> Mapping[str, tuple[str, ...]]:
        """The example questions for the acts that are shown, by language."""
        return self.example_questions.of(self.corpus)

    @property
    def quote_checker(self) -> QuoteChecker:
        """The checker of quotes against the acts that are shown."""
        return self.quote_checkers.of(self.corpus)

    def pinned(self) -> "Site":
        """Return the site with the answerer of this moment: a hot reload changes nothing in it."""
        if isinstance(self.answerer, ReloadingAnswerer):
            return replace(self, answerer=self.answerer.current)
        return self


def site_of(request: Request) -> Site:
    """Return the site that a request came to; one request sees one corpus to its end."""
    state = request.state
    if not hasattr(state, "site"):
        state.site = cast(Site, request.app.state.site).pinned()
    return cast(Site, state.site)
