"""Queries for the queue of groups and for the details of one group."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from data.corpus import Corpus
from web.desk.provision_labels import name_provision
from web.http.formats import count_pages
from web.http.problems import Problem, ProblemError
from web.journal.models import QuestionRow
from web.teaching.miss_queries import count_unclustered
from web.teaching.models import GroupState, MissGroupRow, MissReason, MissRow

PAGE = 25
_MAX_PHRASINGS = 50


@dataclass(frozen=True, slots=True)
class GroupFilters:
    """Filters of the queue; an empty text matches everything. ``order`` is asked or latest."""

    state: str = GroupState.OPEN.value
    how: str = ""
    language: str = ""
    order: str = "asked"


@dataclass(frozen=True, slots=True)
class FoundProvision:
    """Provision that visitors found after a miss, and their number."""

    act: str
    eid: str
    number: int


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Question that was answered after a miss, and the provision that it found."""

    question: str
    language: str
    found: FoundProvision


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Phrasing of a group: ``key`` is the normalized question, ``text`` the newest wording."""

    key: str
    text: str
    language: str
    number: int
    hows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """Page of the queue; ``total`` counts the groups of all pages.

    ``waiting`` counts questions that are not clustered yet; ``found`` has the provision that
    visitors of each group found most often.
    """

    groups: tuple[MissGroupRow, ...]
    found: dict[int, FoundProvision]
    total: int
    page: int
    waiting: int

    @property
    def pages(self) -> int:
        return count_pages(self.total, PAGE)


def list_groups(session: Session, filters: GroupFilters, page: int) -> Queue:
    """Return the page ``page``, from 1, or the last one if there are fewer."""
    row = MissGroupRow
    conditions = _filter_conditions(filters)
    total = session.scalar(select(func.count()).select_from(row).where(*conditions)) or 0
    page = min(page, count_pages(total, PAGE))
    first = row.last_at if filters.order == "latest" else row.asked
    groups = session.scalars(
        select(row)
        .where(*conditions)
        .order_by(first.desc(), row.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    found = _most_found(session, [group.id for group in groups])
    return Queue(tuple(groups), found, total, page, count_unclustered(session))


def _filter_conditions(filters: GroupFilters) -> list[ColumnElement[bool]]:
    row = MissGroupRow
    conditions: list[ColumnElement[bool]] = []
    if filters.state:
        conditions.append(row.state == filters.state)
    if filters.how:
        counts = {"not_covered": row.not_covered, "closest": row.closest, "no": row.noes}
        conditions.append(counts[filters.how] > 0)
    if filters.language:
        conditions.append(row.languages.contains(filters.language))
    return conditions


def load_group(session: Session, group_id: int) -> MissGroupRow:
    """Return a group. Raises ProblemError (404) if there is none."""
    row = session.get(MissGroupRow, group_id)
    if row is None:
        raise ProblemError(Problem(404, "no_group"))
    return row


def list_phrasings(session: Session, group_id: int) -> tuple[tuple[Phrasing, ...], int]:
    """Return the most frequent phrasings of a group, and the number of all."""
    in_group = MissRow.group_id == group_id
    number, newest = func.count().label("number"), func.max(MissRow.question_id).label("newest")
    counted = session.execute(
        select(MissRow.asked_as, number, newest)
        .where(in_group)
        .group_by(MissRow.asked_as)
        .order_by(number.desc(), newest)
    ).all()
    shown = counted[:_MAX_PHRASINGS]
    questions = {
        row.id: row
        for row in session.scalars(
            select(QuestionRow).where(QuestionRow.id.in_([each.newest for each in shown]))
        )
    }
    hows: dict[str, set[str]] = {}
    for words, how, no in session.execute(
        select(MissRow.asked_as, MissRow.how, MissRow.no)
        .where(in_group, MissRow.asked_as.in_([each.asked_as for each in shown]))
        .distinct()
    ):
        hows.setdefault(words, set()).update({how, *(["no"] if no else [])})
    phrasings = tuple(
        Phrasing(
            each.asked_as,
            questions[each.newest].question,
            questions[each.newest].language,
            each.number,
            tuple(how for how in MissReason if how in hows[each.asked_as]),
        )
        for each in shown
    )
    return phrasings, len(counted)


def follow_up_questions(session: Session, group_id: int, most: int = 10) -> tuple[FollowUp, ...]:
    """Return the answered questions that followed misses of a group, most frequent first."""
    row, number = QuestionRow, func.count().label("number")
    counted = session.execute(
        select(row.asked_as, row.act, row.eid, number, func.max(row.id).label("newest"))
        .join(MissRow, MissRow.then_id == row.id)
        .where(MissRow.group_id == group_id, row.eid.is_not(None))
        .group_by(row.asked_as, row.act, row.eid)
        .order_by(number.desc(), func.max(row.id).desc())
        .limit(most)
    ).all()
    texts = {
        one: (question, language)
        for one, question, language in session.execute(
            select(row.id, row.question, row.language).where(
                row.id.in_([each.newest for each in counted])
            )
        )
    }
    return tuple(
        # A row with an eId has an act.
        FollowUp(*texts[each.newest], FoundProvision(each.act or "", each.eid or "", each.number))
        for each in counted
    )


def _most_found(session: Session, group_ids: Sequence[int]) -> dict[int, FoundProvision]:
    row, number = QuestionRow, func.count().label("number")
    counted = session.execute(
        select(MissRow.group_id, row.act, row.eid, number)
        .join(row, row.id == MissRow.then_id)
        .where(MissRow.group_id.in_(group_ids), row.eid.is_not(None))
        .group_by(MissRow.group_id, row.act, row.eid)
        .order_by(number, row.act.desc(), row.eid.desc())
    )
    # The last row of a group wins: the one with the highest number.
    return {
        group_id: FoundProvision(act or "", eid or "", times)
        for group_id, act, eid, times in counted
    }


@dataclass(frozen=True, slots=True)
class ProvisionLink:
    """Label and path of a provision (None if it is gone), and how often it was found."""

    label: str
    path: str | None
    number: int


def provision_link(corpus: Corpus, found: FoundProvision, language: str) -> ProvisionLink:
    """Return the link for ``found`` in ``language``."""
    return ProvisionLink(*name_provision(corpus, language, found.act, found.eid), found.number)
