"""Hand-over as a feature of the site: the cases, and the limits of submitting and viewing them.

The limits are apart from the rate limit of questions.
"""

from dataclasses import dataclass

from web.accounts.staff_page import StaffNotice
from web.handover.limits import SubmissionLimits
from web.handover.repository import CaseRepository
from web.handover.tokens import CaseTokens
from web.http.rate_limit import RateLimiter
from web.http.site import AppState
from web.storage.errors import DatabaseError

# Views a minute and client, unlimited if the rate limit of questions is off.
_LOOKING = 30


@dataclass(frozen=True, slots=True)
class Handover:
    """Cases, and the rate limits of submitting and viewing them."""

    cases: CaseRepository
    leaving: SubmissionLimits
    looking: RateLimiter

    def waiting(self) -> int | None:
        """Return the number of open cases; None while the database is unavailable."""
        try:
            return self.cases.waiting()
        except DatabaseError:
            return None


def install_handover(site: AppState) -> None:
    """Install hand-over, if the operator has enabled it, with the count on staff pages."""
    settings = site.settings
    if not settings.handover or settings.secret is None:
        return
    limited = settings.rate_limit > 0
    handover = Handover(
        CaseRepository(site.database, CaseTokens(settings.secret), settings.handover_days),
        SubmissionLimits(is_limited=limited),
        RateLimiter(_LOOKING if limited else 0),
    )
    site.features.add(handover, "handover")
    site.features.add(StaffNotice(handover.waiting))
