"""The queue: groups of misses with their counts, filtered and in order, page by page.

Provisions as the pages of teaching name them, also those that are gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from data.corpus import Corpus
from web.desk.provision_labels import name_provision
from web.http.problems import Problem, ProblemError
from web.journal.models import QuestionRow
from web.teaching.miss_queries import count_unclustered
from web.teaching.models import GroupState, MissGroupRow, MissReason, MissRow

PAGE = 25
_MAX_PHRASINGS = 50


@dataclass(frozen=True, slots=True)
class GroupFilters:
    """What the queue is narrowed to; empty text is everything. ``order`` is asked or latest."""

    state: str = GroupState.OPEN.value
    how: str = ""
    language: str = ""
    order: str = "asked"


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A provision that askers found after a miss, and how many of them."""

    act: str
    eid: str
    number: int


@dataclass(frozen=True, slots=True)
class Next:
    """A question that was answered after a miss, the provision that it found, and how often."""

    question: str
    language: str
    found: GroupPage


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask: ``key`` is the question folded, ``text`` as the last asker put it."""

    key: str
    text: str
    language: str
    number: int
    hows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue; ``total`` counts the groups of all pages, ``waiting`` questions that
    are not sorted yet; ``found`` is what askers of a group found most often.
    """

    groups: tuple[MissGroupRow, ...]
    found: dict[int, GroupPage]
    total: int
    page: int
    waiting: int

    @property
    def pages(self) -> int:
        """How many pages there are; one where there is nothing."""
        return max(1, -(-self.total // PAGE))


def list_groups(session: Session, filters: GroupFilters, page: int) -> Queue:
    """The page ``page``, from 1, or the last one where there are fewer."""
    row = MissGroupRow
    fits = list(_fits(filters))
    total = session.scalar(select(func.count()).select_from(row).where(*fits)) or 0
    page = min(page, max(1, -(-total // PAGE)))
    first = row.last_at if filters.order == "latest" else row.asked
    groups = session.scalars(
        select(row)
        .where(*fits)
        .order_by(first.desc(), row.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    found = _most_found(session, [group.id for group in groups])
    return Queue(tuple(groups), found, total, page, count_unclustered(session))


def _fits(filters: GroupFilters) -> Sequence[ColumnElement[bool]]:
    row = MissGroupRow
    fits: list[ColumnElement[bool]] = []
    if filters.state:
        fits.append(row.state == filters.state)
    if filters.how:
        counts = {"not_covered": row.not_covered, "closest": row.closest, "no": row.noes}
        fits.append(counts[filters.how] > 0)
    if filters.language:
        fits.append(row.languages.contains(filters.language))
    return fits


def load_group(session: Session, group_id: int) -> MissGroupRow:
    """A group. ProblemError (404) where there is none."""
    row = session.get(MissGroupRow, group_id)
    if row is None:
        raise ProblemError(Problem(404, "no_group"))
    return row


def list_phrasings(session: Session, group_id: int) -> tuple[tuple[Phrasing, ...], int]:
    """The ways in which a group was asked, the most frequent first, and how many there are."""
    mine = MissRow.group_id == group_id
    number, newest = func.count().label("number"), func.max(MissRow.question_id).label("newest")
    counted = session.execute(
        select(MissRow.asked_as, number, newest)
        .where(mine)
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
        .where(mine, MissRow.asked_as.in_([each.asked_as for each in shown]))
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


def follow_up_questions(session: Session, group_id: int, most: int = 10) -> tuple[Next, ...]:
    """What askers of a group tried next with success, the most frequent first."""
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
        # What has an eId has an act.
        Next(*texts[each.newest], GroupPage(each.act or "", each.eid or "", each.number))
        for each in counted
    )


def _most_found(session: Session, group_ids: Sequence[int]) -> dict[int, GroupPage]:
    row, number = QuestionRow, func.count().label("number")
    counted = session.execute(
        select(MissRow.group_id, row.act, row.eid, number)
        .join(row, row.id == MissRow.then_id)
        .where(MissRow.group_id.in_(group_ids), row.eid.is_not(None))
        .group_by(MissRow.group_id, row.act, row.eid)
        .order_by(number, row.act.desc(), row.eid.desc())
    )
    # The last one of a group stays: that with the highest number.
    return {
        group_id: GroupPage(act or "", eid or "", times) for group_id, act, eid, times in counted
    }


@dataclass(frozen=True, slots=True)
class ProvisionLink:
    """A provision's label and path (None where it is gone), and how often it was found."""

    label: str
    path: str | None
    number: int


def provision_link(corpus: Corpus, found: GroupPage, language: str) -> ProvisionLink:
    """What ``found`` is called in ``language``."""
    return ProvisionLink(*name_provision(corpus, language, found.act, found.eid), found.number)
