"""Services that the training pages share, and the counts of popular provisions."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import func, select

from web.http.site import AppState
from web.journal.models import QuestionRow
from web.storage.base import utc_now
from web.storage.database import Database
from web.storage.errors import DatabaseError
from web.training.card_reports import CardReports
from web.training.deck_cache import DeckCache
from web.training.exam_papers import Papers
from web.training.progress import Memories
from web.training.self_tests import SelfTests
from web.training.signed_state import Signer

# More provisions than a session has cards.
_MAX_ITEMS = 100


class PopularProvisions(Protocol):
    """Source of the provisions that users ask about most."""

    def eids(self, act: str) -> Sequence[str]:
        """Return the eIds of an act's most popular provisions, the most popular first."""


class NoPopularity:
    """Empty source for a site without a journal."""

    def eids(self, act: str) -> Sequence[str]:
        return ()


class JournalPopularity:
    """Popularity by the first provision of each answer in the journal."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def eids(self, act: str) -> Sequence[str]:
        """Return the eIds of an act's most popular provisions; none if the database is down."""
        count = func.count(QuestionRow.id)
        query = (
            select(QuestionRow.eid)
            .where(QuestionRow.act == act, QuestionRow.eid.is_not(None))
            .group_by(QuestionRow.eid)
            .order_by(count.desc(), QuestionRow.eid)
            .limit(_MAX_ITEMS)
        )
        try:
            with self._database.reading() as session:
                return [eid for eid in session.scalars(query) if eid is not None]
        except DatabaseError as error:
            logging.getLogger(__name__).error("The journal cannot be counted: %s", error)
            return ()


@dataclass(frozen=True, slots=True)
class Training:
    """Deck cache, signer of form fields, stores, and the clock (UTC) of the training pages."""

    shelf: DeckCache
    signer: Signer
    memories: Memories
    papers: Papers
    clock: Callable[[], datetime]
    asked_most: PopularProvisions
    self_tests: SelfTests
    reports: CardReports


def install_training(site: AppState) -> None:
    """Add training to the site's features; decks and tables are read later."""
    settings, database = site.settings, site.database
    training = Training(
        shelf=DeckCache(),
        signer=Signer(settings.secret, settings.home),
        memories=Memories(database),
        papers=Papers(database),
        clock=utc_now,
        asked_most=JournalPopularity(database) if settings.journal else NoPopularity(),
        self_tests=SelfTests(database),
        reports=CardReports(database),
    )
    site.features.add(training)
