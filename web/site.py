"""The parts that the pages and the interface are made of, put together once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from fastapi import Request
from starlette.templating import Jinja2Templates

from data.bank import BankQuestion
from data.corpus import Corpus
from qa.answer import Answer, Question
from qa.listing import Listing
from qa.meaning import Meanings
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


class Asked(Protocol):
    """What the web needs of an answerer."""

    @property
    def corpus(self) -> Corpus:
        """The acts that answers quote."""

    @property
    def bank(self) -> tuple[BankQuestion, ...]:
        """The curated questions that lead to provisions."""

    def ask(self, question: Question) -> Answer:
        """The answer to a question."""

    def listing(self, question: Question, limit: int = 50) -> Listing:
        """The answer with all candidates behind it, for the desk."""

    def meaning(self, questions: Sequence[Question]) -> Meanings:
        """What questions mean, a row each, so that those that ask the same are found."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything a request may need. Without a ``signer`` the site has no accounts.

    Where the journal is off, there is neither ``journal`` nor ``feedback``; ``sorter`` is None
    without both, ``follower`` without accounts, ``handover`` where the operator has not set it up.
    """

    answerer: Asked
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
