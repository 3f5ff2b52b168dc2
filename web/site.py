"""The parts that the pages and the interface are made of, put together once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from fastapi import Request
from starlette.templating import Jinja2Templates

from data.corpus import Corpus
from qa.answerer import Answering
from qa.quote_verification import QuoteChecker
from web.accounts.registry import Accounts
from web.accounts.signer import Signer
from web.assets import Assets
from web.background import BackgroundWorker
from web.corpus_cache import CorpusCache
from web.edition_cache import EditionCaches
from web.feedback import FeedbackStore
from web.handover.handover import Handover
from web.journal.journal import Journal
from web.live import LiveAnswerer
from web.metrics import Metrics
from web.queue import QuestionQueue
from web.rate_limit import RateLimiter
from web.settings import Settings
from web.storage.database import Database
from web.teaching.follower import Follower
from web.teaching.publish import Publisher
from web.teaching.replays import Replays
from web.teaching.sorter import Sorter
from web.training.parts import Training
from web.warming import Warming
from web.wording import Wording


@dataclass(frozen=True, slots=True)
class Site:
    """Everything a request may need. Without a ``signer`` the site has no accounts.

    Where the journal is off, there is neither ``journal`` nor ``feedback``; ``sorter`` is None
    without both, ``follower`` without accounts, ``handover`` where the operator has not set it up.
    """

    answerer: Answering
    settings: Settings
    wording: Mapping[str, Wording]
    assets: Assets
    templates: Jinja2Templates
    limiter: RateLimiter
    queue: QuestionQueue
    editions: EditionCaches
    feedback: FeedbackStore | None
    example_questions: CorpusCache[Mapping[str, tuple[str, ...]]]
    quote_checkers: CorpusCache[QuoteChecker]
    database: Database
    journal: Journal | None
    metrics: Metrics
    accounts: Accounts
    signer: Signer | None
    training: Training
    publisher: Publisher
    replays: Replays
    handover: Handover | None
    sorter: Sorter | None
    follower: Follower | None
    warming: Warming
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
        if isinstance(self.answerer, LiveAnswerer):
            return replace(self, answerer=self.answerer.current)
        return self


def site_of(request: Request) -> Site:
    """Return the site that a request came to; one request sees one corpus to its end."""
    state = request.state
    if not hasattr(state, "site"):
        state.site = cast(Site, request.app.state.site).pinned()
    return cast(Site, state.site)
