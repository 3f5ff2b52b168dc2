"""What people ask about most: the provisions that the journal's answers began with.

The parts that the pages of training are made of.

Training, put together from the site's own parts.
"""

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
from web.training.deck_cache import DeckCache
from web.training.exam_papers import Papers
from web.training.progress import Memories
from web.training.signed_state import Signer

# More provisions than a session brings cards.
_MAX_ITEMS = 100


class JournalPopularity:
    """Counts in the journal of one database; refusals have no provision and count nowhere."""

    def __init__(self, database: Database) -> None:
        """Nothing is read yet."""
        self._database = database

    def eids(self, act: str) -> Sequence[str]:
        """The provisions of an act, those that most answers began with first.

        Training goes on without them where the database is away.
        """
        count = func.count(QuestionRow.id)
        chosen = (
            select(QuestionRow.eid)
            .where(QuestionRow.act == act, QuestionRow.eid.is_not(None))
            .group_by(QuestionRow.eid)
            .order_by(count.desc(), QuestionRow.eid)
            .limit(_MAX_ITEMS)
        )
        try:
            with self._database.reading() as session:
                return [eid for eid in session.scalars(chosen) if eid is not None]
        except DatabaseError as error:
            logging.getLogger(__name__).error("The journal cannot be counted: %s", error)
            return ()


class PopularProvisions(Protocol):
    """What people ask about most."""

    def eids(self, act: str) -> Sequence[str]:
        """The provisions of an act that answers lead to most often, those first; none is known
        where no journal is kept."""


@dataclass(frozen=True, slots=True)
class Training:
    """The decks, what seals the forms, where things are kept, and the clock (time in UTC)."""

    shelf: DeckCache
    sealer: Signer
    memories: Memories
    papers: Papers
    clock: Callable[[], datetime]
    asked_most: PopularProvisions


class NoPopularity:
    """Where there is no journal."""

    def eids(self, act: str) -> Sequence[str]:
        """Nothing is known."""
        return ()


def install_training(site: AppState) -> None:
    """Install training; no card is made and nothing is read yet."""
    settings, database = site.settings, site.database
    training = Training(
        shelf=DeckCache(),
        sealer=Signer(settings.secret, settings.home),
        memories=Memories(database),
        papers=Papers(database),
        clock=utc_now,
        asked_most=JournalPopularity(database) if settings.journal else NoPopularity(),
    )
    site.features.add(training)
