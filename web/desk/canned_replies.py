"""Canned replies: kept by eIds and digests, found by what people ask, offered while they stand."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.corpus import Corpus
from qa.answer import Quote
from qa.query.normalization import split_words
from web.accounts.models import record_audit
from web.desk.models import CannedQuoteRow, CannedRow
from web.desk.staleness import StaleQuote, quote_marks, stale_quotes
from web.http.problems import Problem, ProblemError
from web.storage.base import utc_now
from web.storage.database import Database

MAX_TITLE_LENGTH, MAX_ASKED_LENGTH = 200, 2000
_MAX_FOUND = 5
# Words are the same when they begin so: endings differ, in Kazakh and Russian above all.
_STEM = 5


@dataclass(frozen=True, slots=True)
class CannedReply:
    """A canned reply; ``stale`` are the provisions that changed since it was approved."""

    id: int
    title: str
    asked: str
    approved_by: str
    approved_at: datetime
    picks: tuple[str, ...]
    stale: tuple[StaleQuote, ...]


class CannedReplies:
    """The canned replies of one database, looked at beside one state of the acts."""

    def __init__(self, database: Database, corpus: Corpus) -> None:
        """``corpus`` holds the present editions."""
        self._database = database
        self._corpus = corpus

    def all(self) -> tuple[CannedReply, ...]:
        """All of them: the stale ones first, then by title."""
        with self._database.reading() as session:
            rows = session.scalars(select(CannedRow).order_by(CannedRow.title)).all()
            found = [self._canned(row) for row in rows]
        return tuple(sorted(found, key=lambda each: not each.stale))

    def one(self, canned_id: int) -> CannedReply:
        """One of them. ProblemError (404) where there is none."""
        with self._database.reading() as session:
            return self._canned(_row(session, canned_id))

    def fitting(self, question: str, quoted: Collection[str]) -> tuple[CannedReply, ...]:
        """Those that stand and fit ``question`` best, by its words and by ``quoted``, the
        provisions ``act:eId`` that were found for it.
        """
        stems = set(_stems(question))
        scored = []
        for each in self.all():
            own = set(_stems(f"{each.title} {each.asked}"))
            score = len(stems & own) / max(len(stems), 1) + 2 * len(set(each.picks) & set(quoted))
            if not each.stale and score > 0.3:
                scored.append((score, each))
        scored.sort(key=lambda pair: -pair[0])
        return tuple(each for _, each in scored[:_MAX_FOUND])

    def add(self, by: str, title: str, asked: str, quotes: Sequence[Quote]) -> int:
        """Keep a reply that ``by`` approves: its id. ProblemError (422) for a title of nothing."""
        title, asked = " ".join(title.split()), asked.strip()
        if not title or len(title) > MAX_TITLE_LENGTH or len(asked) > MAX_ASKED_LENGTH:
            raise ProblemError(Problem(422, "canned"))
        row = CannedRow(title=title, asked=asked, approved_by=by, approved_at=utc_now())
        row.quotes = list(self._kept((quote.citation.act, quote.citation.eid) for quote in quotes))
        with self._database.begin() as session:
            session.add(row)
            session.flush()
            record_audit(session, by, "canned.add", title, _named(row))
            return row.id

    def approve(self, by: str, canned_id: int) -> None:
        """Approve a reply as its provisions stand now; those that are gone are taken out of it.

        ProblemError (409) where none of them is left.
        """
        with self._database.begin() as session:
            row = _row(session, canned_id)
            gone = {
                (each.act, each.eid)
                for each in stale_quotes(self._corpus, row.quotes)
                if each.now is None
            }
            places = [(each.act, each.eid) for each in row.quotes]
            left = [place for place in places if place not in gone]
            if not left:
                raise ProblemError(Problem(409, "canned_empty"))
            row.quotes.clear()
            session.flush()
            row.quotes.extend(self._kept(left))
            row.approved_by, row.approved_at = by, utc_now()
            record_audit(session, by, "canned.approve", row.title, _named(row))

    def delete(self, by: str, canned_id: int) -> None:
        """Delete a reply."""
        with self._database.begin() as session:
            row = _row(session, canned_id)
            record_audit(session, by, "canned.delete", row.title, _named(row))
            session.delete(row)

    def _canned(self, row: CannedRow) -> CannedReply:
        return CannedReply(
            row.id,
            row.title,
            row.asked,
            row.approved_by,
            row.approved_at,
            tuple(f"{each.act}:{each.eid}" for each in row.quotes),
            stale_quotes(self._corpus, row.quotes),
        )

    def _kept(
        self, places: Collection[tuple[str, str]] | Iterator[tuple[str, str]]
    ) -> Iterator[CannedQuoteRow]:
        for place, (act_id, eid) in enumerate(places):
            yield CannedQuoteRow(place=place, **quote_marks(self._corpus, act_id, eid))


def _row(session: Session, canned_id: int) -> CannedRow:
    row = session.get(CannedRow, canned_id)
    if row is None:
        raise ProblemError(Problem(404, "no_canned"))
    return row


def _named(row: CannedRow) -> str:
    return ", ".join(f"{each.act}:{each.eid}" for each in row.quotes)


def _stems(text: str) -> list[str]:
    return [word[:_STEM] for word in split_words(text) if len(word) > 2]
