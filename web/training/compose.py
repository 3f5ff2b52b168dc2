"""Training, put together from the site's own parts."""

from web.clock import utc_now
from web.settings import Settings
from web.storage.database import Database
from web.training.asked_most import JournalAsked
from web.training.memories import Memories
from web.training.papers import Papers
from web.training.parts import NobodyAsked, Training
from web.training.seal import Sealer
from web.training.shelf import Shelf


def compose_training(settings: Settings, database: Database) -> Training:
    """The parts of training; no card is made and nothing is read yet."""
    return Training(
        shelf=Shelf(),
        sealer=Sealer(settings.secret, settings.home),
        memories=Memories(database),
        papers=Papers(database),
        clock=utc_now,
        asked_most=JournalAsked(database) if settings.journal else NobodyAsked(),
    )
