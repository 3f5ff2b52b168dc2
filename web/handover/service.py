"""Hand-over as a part of the site: the cases, and how often a client may leave and look."""

from dataclasses import dataclass

from web.handover.repository import CaseRepository
from web.handover.tokens import CaseTokens
from web.http.rate_limit import RateLimiter
from web.settings import Settings
from web.storage.database import Database
from web.storage.errors import DatabaseError

# A minute and client. A limit of questions that is switched off switches these off too.
_LEAVING, _LOOKING = 5, 30


@dataclass(frozen=True, slots=True)
class Handover:
    """What hand-over is made of."""

    cases: CaseRepository
    leaving: RateLimiter
    looking: RateLimiter

    def waiting(self) -> int | None:
        """How many cases wait for an answer; None while the database is away."""
        try:
            return self.cases.waiting()
        except DatabaseError:
            return None


def compose_handover(settings: Settings, database: Database) -> Handover | None:
    """Hand-over where the operator has set it up, else None."""
    if not settings.handover or settings.secret is None:
        return None
    limited = settings.rate_limit > 0
    return Handover(
        CaseRepository(database, CaseTokens(settings.secret), settings.handover_days),
        RateLimiter(_LEAVING if limited else 0),
        RateLimiter(_LOOKING if limited else 0),
    )
