"""The parts that the pages and the interface are made of, put together once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from fastapi import Request
from starlette.templating import Jinja2Templates

from data.corpus import Corpus
from qa.answer_cache import Answering
from web.accounts.registry import Accounts
from web.accounts.signer import Signer
from web.assets import Assets
from web.feedback import FeedbackStore
from web.handover.handover import Handover
from web.journal.journal import Journal
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
    feedback: FeedbackStore | None
    examples: Mapping[str, tuple[str, ...]]
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

    @property
    def corpus(self) -> Corpus:
        """The acts that are shown."""
        return self.answerer.corpus


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    return cast(Site, request.app.state.site)
