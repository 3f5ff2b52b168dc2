"""Repository of exam papers and attempts, and the grace period after the end of any exam."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import choice

from pydantic import TypeAdapter
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qa.drills.card import Card
from qa.drills.exam_paper import SubmittedAnswer
from web.accounts.models import AccountRow, record_audit
from web.storage.database import Database
from web.training.models import AttemptRow, HandedInRow, PaperRow

_CARDS_JSON = TypeAdapter(dict[str, tuple[Card, ...]])
# No characters that look alike.
_CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_CODE_LENGTH = 8
# Allowance for network delay.
GRACE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Paper:
    """Paper with the same cards in the same order for all learners. Times are in UTC.

    ``dealt`` holds the cards by language; only the wording of the questions differs.
    """

    code: str
    title: str
    group: str
    address: str
    dealt: Mapping[str, tuple[Card, ...]]
    struck: frozenset[str]
    minutes: int
    pass_mark: int
    closed: bool
    made_by: str
    made_at: datetime
    id: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(card.spec.key for card in next(iter(self.dealt.values())))

    def cards(self, language: str) -> tuple[Card, ...]:
        return self.dealt[language]

    def end(self, started_at: datetime) -> datetime:
        """Return the deadline of an attempt, without the grace period.

        A paper whose window ends earlier ends with it.
        """
        end = started_at + timedelta(minutes=self.minutes)
        return end if self.closes_at is None else min(end, self.closes_at)

    def refusal(self, now: datetime) -> str:
        """Return why the paper cannot be begun now, "" if it can."""
        if self.closed:
            return "closed"
        if self.opens_at is not None and now < self.opens_at:
            return "not_open_yet"
        if self.closes_at is not None and now >= self.closes_at:
            return "window_over"
        return ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Attempt of one learner; ``given`` is None until handed in, and for a late one.

    ``draft`` has the answers so far, () before the first.
    """

    name: str
    language: str
    started_at: datetime
    handed_in_at: datetime | None
    given: tuple[SubmittedAnswer, ...] | None
    draft: tuple[SubmittedAnswer, ...] = ()


class Papers:
    """Store of papers and attempts. Every method may raise DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, paper: Paper) -> str:
        """Store a new paper and return its code."""
        code = "".join(choice(_CODE_ALPHABET) for _ in range(_CODE_LENGTH))
        with self._database.begin() as session:
            session.add(
                PaperRow(
                    code=code,
                    title=paper.title,
                    group=paper.group,
                    address=paper.address,
                    cards=_CARDS_JSON.dump_json(dict(paper.dealt)).decode(),
                    struck="[]",
                    minutes=paper.minutes,
                    pass_mark=paper.pass_mark,
                    closed=False,
                    made_by=paper.made_by,
                    made_at=paper.made_at,
                    opens_at=paper.opens_at,
                    closes_at=paper.closes_at,
                )
            )
            record_audit(session, paper.made_by, "paper.add", code, f"{len(paper.keys)} cards")
        return code

    def all(self) -> tuple[Paper, ...]:
        """Return every paper, the newest first."""
        with self._database.reading() as session:
            rows = session.scalars(select(PaperRow).order_by(PaperRow.id.desc()))
            return tuple(_paper(row) for row in rows)

    def of(self, code: str) -> Paper | None:
        with self._database.reading() as session:
            row = _row(session, code)
            return _paper(row) if row else None

    def exclude_card(self, by: str, code: str, key: str, *, struck: bool) -> None:
        """Exclude a card of a paper from grading, or include it again."""

        def change(row: PaperRow) -> None:
            keys = set(json.loads(row.struck))
            keys = keys | {key} if struck else keys - {key}
            row.struck = json.dumps(sorted(keys & set(_paper(row).keys)))

        self._change(by, code, "paper.strike" if struck else "paper.restore", key, change)

    def close(self, by: str, code: str, *, closed: bool) -> None:
        """Close a paper to new attempts, or reopen it."""

        def change(row: PaperRow) -> None:
            row.closed = closed

        self._change(by, code, "paper.close" if closed else "paper.open", "", change)

    def _change(
        self, by: str, code: str, action: str, detail: str, change: Callable[[PaperRow], None]
    ) -> None:
        with self._database.begin() as session:
            row = session.scalar(select(PaperRow).where(PaperRow.code == code).with_for_update())
            if row is not None:
                change(row)
                record_audit(session, by, action, code, detail)

    def begin(self, paper: Paper, account: int, language: str, now: datetime) -> Attempt:
        """Return the account's attempt, started now if there is none."""
        existing = self.attempt(paper, account)
        if existing is not None:
            return existing
        try:
            with self._database.begin() as session:
                session.add(
                    AttemptRow(
                        paper_id=paper.id,
                        account_id=account,
                        language=language,
                        started_at=now,
                        handed_in_at=None,
                        answers="",
                        draft="",
                    )
                )
        except IntegrityError:
            # Another request of the same learner was first.
            pass
        return self._attempts(paper, account)[0]

    def attempt(self, paper: Paper, account: int) -> Attempt | None:
        """Return the attempt of an account, None if it has not started the paper."""
        found = self._attempts(paper, account)
        return found[0] if found else None

    def attempts(self, paper: Paper) -> tuple[Attempt, ...]:
        """Return every attempt at a paper, ordered by name."""
        return self._attempts(paper)

    def _attempts(self, paper: Paper, account: int | None = None) -> tuple[Attempt, ...]:
        query = (
            select(AttemptRow, AccountRow.name)
            .join(AccountRow, AccountRow.id == AttemptRow.account_id)
            .where(AttemptRow.paper_id == paper.id)
            .order_by(AccountRow.name)
        )
        if account is not None:
            query = query.where(AttemptRow.account_id == account)
        with self._database.reading() as session:
            return tuple(_attempt(row, name) for row, name in session.execute(query))

    def keep(
        self, paper: Paper, account: int, changed: Mapping[int, SubmittedAnswer], now: datetime
    ) -> bool:
        """Keep the answers to cards, by number; False if the attempt is over or was not begun."""
        with self._database.begin() as session:
            row = session.scalar(
                select(AttemptRow)
                .where(AttemptRow.paper_id == paper.id, AttemptRow.account_id == account)
                .with_for_update()
            )
            if row is None or row.handed_in_at is not None:
                return False
            if now > paper.end(row.started_at) + GRACE:
                return False
            row.draft = merge_answers(row.draft, len(paper.keys), changed)
            return True

    def settle(self, paper: Paper, now: datetime) -> None:
        """Hand in the answers that were kept in the attempts whose time is over."""
        with self._database.begin() as session:
            rows = session.scalars(
                select(AttemptRow)
                .where(
                    AttemptRow.paper_id == paper.id,
                    AttemptRow.handed_in_at.is_(None),
                    AttemptRow.draft != "",
                )
                .with_for_update()
            )
            for row in rows:
                end = paper.end(row.started_at)
                if now > end + GRACE:
                    row.answers, row.handed_in_at = row.draft, end

    def hand_in(
        self, paper: Paper, account: int, given: Sequence[SubmittedAnswer] | None, now: datetime
    ) -> bool:
        """Store the answers (None if late); return True unless the attempt was handed in before."""
        answers = "" if given is None else serialize_answers(given)
        with self._database.begin() as session:
            done = session.execute(
                update(AttemptRow)
                .where(
                    AttemptRow.paper_id == paper.id,
                    AttemptRow.account_id == account,
                    AttemptRow.handed_in_at.is_(None),
                )
                .values(handed_in_at=now, answers=answers)
                .returning(AttemptRow.id)
            )
            return done.first() is not None

    def first_time(self, nonce: str, until: datetime, now: datetime) -> bool:
        """Record a nonce until ``until``; return True unless it was recorded before."""
        try:
            with self._database.begin() as session:
                session.execute(delete(HandedInRow).where(HandedInRow.until < now))
                session.add(HandedInRow(nonce=nonce, until=until))
        except IntegrityError:
            return False
        return True


def serialize_answers(given: Sequence[SubmittedAnswer]) -> str:
    """Return the answers as a JSON list."""
    return json.dumps([[list(each.chosen), each.typed] for each in given], ensure_ascii=False)


def parse_answers(text: str) -> tuple[SubmittedAnswer, ...]:
    """Return the answers in a JSON list of :func:`serialize_answers`."""
    return tuple(SubmittedAnswer(tuple(chosen), typed) for chosen, typed in json.loads(text))


def merge_answers(draft: str, count: int, changed: Mapping[int, SubmittedAnswer]) -> str:
    """Return the JSON list ``draft`` of ``count`` answers with those in ``changed`` replaced."""
    given = list(parse_answers(draft)) if draft else []
    given += [SubmittedAnswer()] * (count - len(given))
    for number, answer in changed.items():
        if number < count:
            given[number] = answer
    return serialize_answers(given)


def _row(session: Session, code: str) -> PaperRow | None:
    return session.scalar(select(PaperRow).where(PaperRow.code == code))


def _paper(row: PaperRow) -> Paper:
    return Paper(
        code=row.code,
        title=row.title,
        group=row.group,
        address=row.address,
        dealt=_CARDS_JSON.validate_json(row.cards),
        struck=frozenset(json.loads(row.struck)),
        minutes=row.minutes,
        pass_mark=row.pass_mark,
        closed=row.closed,
        made_by=row.made_by,
        made_at=row.made_at,
        id=row.id,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
    )


def _attempt(row: AttemptRow, name: str) -> Attempt:
    given = parse_answers(row.answers) if row.answers else None
    draft = parse_answers(row.draft) if row.draft else ()
    return Attempt(name, row.language, row.started_at, row.handed_in_at, given, draft)
