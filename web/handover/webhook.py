"""Outbox of the webhook: events of cases, their signature, and the number and times of attempts."""

import hmac
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from web.handover.models import (
    CaseRow,
    DeliveryRow,
    DeliveryState,
    WebhookEvent,
    overdue_conditions,
)
from web.storage.database import Database

MAX_ATTEMPTS = 7
FIRST_RETRY = timedelta(seconds=30)
"""Time before the second attempt; each further one waits four times as long, 11 hours in all."""
LEASE = timedelta(minutes=1)
"""Time in which no other process attempts a delivery that one has taken."""
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event to deliver, as it is stored; it holds no words of a question."""

    id: int
    event: WebhookEvent
    reference: str
    language: str
    due_at: datetime | None
    made_at: datetime
    state: DeliveryState
    attempts: int
    next_at: datetime
    result: str

    def body(self, site: str | None) -> bytes:
        """Return the JSON that is sent; ``site`` is the origin and root path, if it is known."""
        told = {
            "type": self.event.value,
            "timestamp": self.made_at.isoformat(),
            "data": {
                "reference": self.reference,
                "language": self.language,
                "due_at": self.due_at.isoformat() if self.due_at else None,
                "address": f"{site}/desk/handover/{self.reference}" if site else None,
            },
        }
        return json.dumps(told, ensure_ascii=False).encode()

    def headers(self, body: bytes, secret: str, now: datetime) -> dict[str, str]:
        """Return the headers that are sent, signed as Standard Webhooks 1.0 describes."""
        message_id, stamp = f"bapta_{self.reference}_{self.id}", str(int(now.timestamp()))
        key = b64decode(secret.removeprefix("whsec_"))
        signed = f"{message_id}.{stamp}.".encode() + body
        signature = b64encode(hmac.new(key, signed, sha256).digest()).decode()
        return {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{signature}",
        }


def enqueue_event(session: Session, event: WebhookEvent, case: CaseRow, now: datetime) -> None:
    """Store an event in the transaction that causes it."""
    session.add(
        DeliveryRow(
            event=event.value,
            reference=case.reference,
            language=case.language,
            due_at=case.due_at,
            made_at=now,
            state=DeliveryState.WAITING.value,
            attempts=0,
            next_at=now,
            result="",
        )
    )


def erase_old_deliveries(session: Session, now: datetime) -> None:
    """Erase the deliveries older than ``KEPT``."""
    session.execute(delete(DeliveryRow).where(DeliveryRow.made_at < now - KEPT))


class Outbox:
    """Deliveries of one database. Each method raises DatabaseError if it is unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect_overdue(self, now: datetime) -> int:
        """Store an event for each case that is overdue since the last call; return their number."""
        with self._database.begin() as session:
            changed = session.scalars(
                update(CaseRow)
                .where(*overdue_conditions(now))
                .where(or_(CaseRow.told_due.is_(None), CaseRow.told_due != CaseRow.due_at))
                .values(told_due=CaseRow.due_at)
                .returning(CaseRow.id)
            ).all()
            for case in session.scalars(select(CaseRow).where(CaseRow.id.in_(changed))):
                enqueue_event(session, WebhookEvent.OVERDUE, case, now)
            return len(changed)

    def take(self, now: datetime) -> Delivery | None:
        """Take the next delivery that is to be attempted, so that no other process does."""
        with self._database.begin() as session:
            due = (DeliveryRow.state == DeliveryState.WAITING.value, DeliveryRow.next_at <= now)
            row = session.scalar(
                select(DeliveryRow)
                .where(*due)
                .order_by(DeliveryRow.next_at, DeliveryRow.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if row is None:
                return None
            row.attempts, row.next_at = row.attempts + 1, now + LEASE
            return _delivery(row)

    def settle(self, taken: Delivery, now: datetime, result: str, *, succeeded: bool) -> None:
        """Store the result of an attempt; after MAX_ATTEMPTS the delivery has failed."""
        with self._database.begin() as session:
            row = session.get(DeliveryRow, taken.id)
            if row is None:
                return
            row.result = result[:100]
            if succeeded:
                row.state = DeliveryState.DELIVERED.value
            elif taken.attempts >= MAX_ATTEMPTS:
                row.state = DeliveryState.FAILED.value
            else:
                row.next_at = now + FIRST_RETRY * 4 ** (taken.attempts - 1)

    def retry(self, delivery_id: int, now: datetime) -> bool:
        """Restart the attempts of a failed delivery; return False if it has not failed."""
        with self._database.begin() as session:
            row = session.get(DeliveryRow, delivery_id)
            if row is None or row.state != DeliveryState.FAILED.value:
                return False
            row.state, row.attempts, row.next_at = DeliveryState.WAITING.value, 0, now
            return True

    def latest(self, most: int) -> tuple[Delivery, ...]:
        """Return the latest deliveries, the newest first."""
        with self._database.reading() as session:
            rows = session.scalars(select(DeliveryRow).order_by(DeliveryRow.id.desc()).limit(most))
            return tuple(_delivery(row) for row in rows)


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        row.id,
        WebhookEvent(row.event),
        row.reference,
        row.language,
        row.due_at,
        row.made_at,
        DeliveryState(row.state),
        row.attempts,
        row.next_at,
        row.result,
    )
