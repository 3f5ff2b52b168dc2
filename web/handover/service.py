"""Hand-over as a feature of the site: the cases, and the limits of submitting and viewing them.

The limits are apart from the rate limit of questions.
"""

from dataclasses import dataclass

from web.accounts.staff_page import StaffNotice
from web.background import Lifecycle
from web.handover.limits import SubmissionLimits
from web.handover.repository import CaseRepository
from web.handover.tokens import CaseTokens
from web.handover.webhook import Outbox
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
        CaseRepository(
            site.database,
            CaseTokens(settings.secret),
            settings.handover_days,
            due_hours=settings.handover_hours,
            tells=settings.webhook_url is not None,
        ),
        SubmissionLimits(is_limited=limited),
        RateLimiter(_LOOKING if limited else 0),
    )
    site.features.add(handover, "handover")
    site.features.add(StaffNotice(handover.waiting))
    if settings.webhook_url is not None and settings.webhook_secret is not None:
        # Few servers need its HTTP client.
        from web.handover.webhook_worker import WebhookWorker

        address = settings.public_url + settings.root_path if settings.public_url else None
        webhook = WebhookWorker(
            Outbox(site.database), settings.webhook_url, settings.webhook_secret, address
        )
        lifecycle = site.features.get(Lifecycle)
        lifecycle.add(webhook, webhook.worker, start=webhook.start)
