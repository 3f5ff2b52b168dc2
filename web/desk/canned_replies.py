"""Repository of canned replies, with their staleness and their match to a question."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.corpus import Corpus
from qa.answer import Quote
from qa.query.terms import question_terms
from web.accounts.models import record_audit
from web.desk.models import CannedQuoteRow, CannedRow
from web.desk.staleness import StaleQuote, quote_marks, stale_quotes
from web.http.problems import Problem, ProblemError
from web.storage.base import utc_now
from web.storage.database import Database

MAX_TITLE_LENGTH, MAX_ASKED_LENGTH = 200, 2000
_MAX_FOUND = 5
# Share of the question's terms that a reply without a common provision must exceed.
_MIN_SCORE = 0.3


@dataclass(frozen=True, slots=True)
class CannedReply:
    """Canned reply; ``stale`` holds the provisions changed since its approval."""

    id: int
    title: str
    asked: str
    approved_by: str
    approved_at: datetime
    picks: tuple[str, ...]
    stale: tuple[StaleQuote, ...]


class CannedReplies:
    """Canned replies of one database, compared with the acts of ``corpus``."""

    def __init__(self, database: Database, corpus: Corpus) -> None:
        self._database = database
        self._corpus = corpus

    def all(self) -> tuple[CannedReply, ...]:
        """Return all canned replies, the stale ones first, then by title."""
        with self._database.reading() as session:
            rows = session.scalars(select(CannedRow).order_by(CannedRow.title)).all()
            replies = [self._canned(row) for row in rows]
        return tuple(sorted(replies, key=lambda reply: not reply.stale))

    def one(self, canned_id: int) -> CannedReply:
        """Return a canned reply. Raises ProblemError (404)."""
        with self._database.reading() as session:
            return self._canned(_row(session, canned_id))

    def suggest(
        self, question: str, language: str, quoted: Collection[str]
    ) -> tuple[CannedReply, ...]:
        """Return the best valid replies to ``question``, at most ``_MAX_FOUND``.

        The score is the share of the question's terms in ``language`` that a reply has, plus 2 for
        each common provision ``act:eId`` of ``quoted``.
        """
        terms = set(question_terms(question, language))
        scored = []
        for reply in self.all():
            common = terms & set(question_terms(f"{reply.title} {reply.asked}", language))
            score = len(common) / max(len(terms), 1) + 2 * len(set(reply.picks) & set(quoted))
            if not reply.stale and score > _MIN_SCORE:
                scored.append((score, reply))
        scored.sort(key=lambda pair: -pair[0])
        return tuple(reply for _, reply in scored[:_MAX_FOUND])

    def add(self, by: str, title: str, asked: str, quotes: Sequence[Quote]) -> int:
        """Store a reply approved by ``by`` and return its id. Raises ProblemError (422)."""
        title, asked = " ".join(title.split()), asked.strip()
        if not title or len(title) > MAX_TITLE_LENGTH or len(asked) > MAX_ASKED_LENGTH:
            raise ProblemError(Problem(422, "canned"))
        row = CannedRow(title=title, asked=asked, approved_by=by, approved_at=utc_now())
        places = [(quote.citation.act, quote.citation.eid) for quote in quotes]
        row.quotes = self._quote_rows(places)
        with self._database.begin() as session:
            session.add(row)
            session.flush()
            record_audit(session, by, "canned.add", title, _references(row))
            return row.id

    def approve(self, by: str, canned_id: int) -> None:
        """Approve a reply with the present text of its provisions, without the deleted ones.

        Raises ProblemError (409) if no provision is left.
        """
        with self._database.begin() as session:
            row = _row(session, canned_id)
            stale = stale_quotes(self._corpus, row.quotes)
            deleted = {(each.act, each.eid) for each in stale if each.now is None}
            places = [(each.act, each.eid) for each in row.quotes]
            remaining = [place for place in places if place not in deleted]
            if not remaining:
                raise ProblemError(Problem(409, "canned_empty"))
            row.quotes.clear()
            session.flush()
            row.quotes.extend(self._quote_rows(remaining))
            row.approved_by, row.approved_at = by, utc_now()
            record_audit(session, by, "canned.approve", row.title, _references(row))

    def delete(self, by: str, canned_id: int) -> None:
        with self._database.begin() as session:
            row = _row(session, canned_id)
            record_audit(session, by, "canned.delete", row.title, _references(row))
            session.delete(row)

    def _canned(self, row: CannedRow) -> CannedReply:
        return CannedReply(
            row.id,
            row.title,
            row.asked,
            row.approved_by,
            row.approved_at,
            _picks(row),
            stale_quotes(self._corpus, row.quotes),
        )

    def _quote_rows(self, places: Sequence[tuple[str, str]]) -> list[CannedQuoteRow]:
        return [
            CannedQuoteRow(place=n, **quote_marks(self._corpus, act_id, eid))
            for n, (act_id, eid) in enumerate(places)
        ]


def _row(session: Session, canned_id: int) -> CannedRow:
    row = session.get(CannedRow, canned_id)
    if row is None:
        raise ProblemError(Problem(404, "no_canned"))
    return row


def _picks(row: CannedRow) -> tuple[str, ...]:
    return tuple(f"{each.act}:{each.eid}" for each in row.quotes)


def _references(row: CannedRow) -> str:
    return ", ".join(_picks(row))
