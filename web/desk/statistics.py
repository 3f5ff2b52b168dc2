"""Statistics of the journal: questions, answers, feedback and latency."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web.journal.models import FeedbackRow, QuestionRow
from web.storage.database import Database

STATES = ("answered", "closest", "not_covered")
_MISSED = ("closest", "not_covered")
_MAX_ITEMS = 15


@dataclass(frozen=True, slots=True)
class MissGroups:
    """Groups of missed questions, which teaching installs.

    ``find`` returns the id of the group for each key ``asked_as`` that has one.
    """

    find: Callable[[Sequence[str]], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Count:
    """Number of questions by day, language and status."""

    day: date
    language: str
    status: str
    number: int


@dataclass(frozen=True, slots=True)
class ProvisionCount:
    """Number of answers that showed a provision first."""

    act: str
    eid: str
    number: int


@dataclass(frozen=True, slots=True)
class FrequentMiss:
    """Unanswered question in one user's words, and its frequency.

    ``asked_as`` is the key by which questions with the same words are counted.
    """

    question: str
    language: str
    number: int
    asked_as: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Statistics of the days from ``first`` to ``last``, both included.

    ``verdicts`` and ``faults`` count feedback; ``milliseconds`` holds the median and the 95th
    percentile of the latency, None without questions.
    """

    first: date
    last: date
    counts: tuple[Count, ...]
    visitors: tuple[tuple[date, int], ...]
    provisions: tuple[ProvisionCount, ...]
    misses: tuple[FrequentMiss, ...]
    verdicts: dict[str, int]
    faults: dict[str, int]
    milliseconds: tuple[int, int] | None

    @property
    def days(self) -> tuple[date, ...]:
        """Return every day, with or without questions."""
        return tuple(
            self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)
        )

    @property
    def total(self) -> int:
        """Return the number of questions."""
        return sum(count.number for count in self.counts)

    def of_status(self, status: str) -> int:
        """Return the number of questions with ``status``."""
        return sum(count.number for count in self.counts if count.status == status)

    def by(self, what: str) -> dict[str, list[int]]:
        """Return questions a day by "status" or "language", in the order of ``days``."""
        place = {day: n for n, day in enumerate(self.days)}
        series: dict[str, list[int]] = {}
        for count in self.counts:
            numbers = series.setdefault(getattr(count, what), [0] * len(place))
            numbers[place[count.day]] += count.number
        return series


def load_figures(database: Database, first: date, last: date) -> Figures:
    """Return the statistics of the days from ``first`` to ``last``. Raises DatabaseError."""
    with database.reading() as session:
        return Figures(
            first,
            last,
            _counts(session, first, last),
            _visitors(session, first, last),
            _provisions(session, first, last),
            _misses(session, first, last),
            *_feedback(session, first, last),
            _milliseconds(session, first, last),
        )


def _counts(session: Session, first: date, last: date) -> tuple[Count, ...]:
    row = QuestionRow
    keys = (row.day, row.language, row.status)
    found = session.execute(
        select(*keys, func.count())
        .where(row.day.between(first, last))
        .group_by(*keys)
        .order_by(*keys)
    )
    return tuple(Count(*each) for each in found)


def _visitors(session: Session, first: date, last: date) -> tuple[tuple[date, int], ...]:
    row = QuestionRow
    each = select(row.day, row.visitor).where(row.day.between(first, last)).distinct().subquery()
    found = session.execute(
        select(each.c.day, func.count()).group_by(each.c.day).order_by(each.c.day)
    )
    return tuple((day, number) for day, number in found)


def _provisions(session: Session, first: date, last: date) -> tuple[ProvisionCount, ...]:
    row = QuestionRow
    # Grouping by day first follows the order of an index and leaves few rows to sort.
    daily = (
        select(row.act, row.eid, func.count().label("number"))
        .where(row.day.between(first, last), row.eid.is_not(None))
        .group_by(row.day, row.act, row.eid)
        .subquery()
    )
    number = func.sum(daily.c.number).label("number")
    found = session.execute(
        select(daily.c.act, daily.c.eid, number)
        .group_by(daily.c.act, daily.c.eid)
        .order_by(number.desc(), daily.c.act, daily.c.eid)
        .limit(_MAX_ITEMS)
    )
    return tuple(ProvisionCount(act, eid, int(total)) for act, eid, total in found)


def _misses(session: Session, first: date, last: date) -> tuple[FrequentMiss, ...]:
    row = QuestionRow
    number = func.count().label("number")
    within = (row.status.in_(_MISSED), row.day.between(first, last))
    keys = session.execute(
        select(row.asked_as, number)
        .where(*within)
        .group_by(row.asked_as)
        .order_by(number.desc(), row.asked_as)
        .limit(_MAX_ITEMS)
    ).all()
    return tuple(_miss(session, within, key, count) for key, count in keys)


def _miss(session: Session, within: Sequence[object], key: str, number: int) -> FrequentMiss:
    row = QuestionRow
    question, language = session.execute(
        select(row.question, row.language)
        .where(*within, row.asked_as == key)  # type: ignore[arg-type]
        .limit(1)
    ).one()
    return FrequentMiss(question, language, number, key)


def _feedback(session: Session, first: date, last: date) -> tuple[dict[str, int], dict[str, int]]:
    row = FeedbackRow
    found = session.execute(
        select(row.verdict, row.fault, func.count())
        .where(row.day.between(first, last))
        .group_by(row.verdict, row.fault)
    ).all()
    verdicts = {"yes": 0, "no": 0}
    faults: dict[str, int] = {}
    for verdict, fault, number in found:
        verdicts[verdict] = verdicts.get(verdict, 0) + number
        if fault:
            faults[fault] = faults.get(fault, 0) + number
    return verdicts, faults


def _milliseconds(session: Session, first: date, last: date) -> tuple[int, int] | None:
    row = QuestionRow
    found = session.execute(
        select(row.ms, func.count()).where(row.day.between(first, last)).group_by(row.day, row.ms)
    )
    counted: Counter[int] = Counter()
    for ms, number in found:
        counted[ms] += number
    if not counted:
        return None
    ordered = sorted(counted.items())
    return _quantile(ordered, 0.5), _quantile(ordered, 0.95)


def _quantile(counted: Sequence[tuple[int, int]], share: float) -> int:
    """Return the smallest value that at least ``share`` of the ordered values do not exceed."""
    wanted = share * sum(number for _, number in counted)
    seen = 0
    for value, number in counted:
        seen += number
        if seen >= wanted:
            return value
    return counted[-1][0]
