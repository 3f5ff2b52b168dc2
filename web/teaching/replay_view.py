"""View of a replay's result: figures before and after, and lists of changed answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from web.desk.provision_labels import Naming
from web.http.formats import count_pages
from web.journal.models import QuestionRow
from web.storage.database import Database

FIGURES = (
    "p_at_1",
    "recall_at_3",
    "answered_rate",
    "wrong_answer_rate",
    "false_refusal_rate",
    "false_answer_rate",
)
"""Names of the shown figures, as in :func:`qa.evaluation.runner.figures`."""
PAGE = 25


class ChangeList(StrEnum):
    """ChangeList of a result, the most severe first."""

    LOST = "lost"
    GAINED = "gained"
    CHANGED = "changed"
    APPEARED = "appeared"
    VANISHED = "vanished"
    SURENESS = "sureness"


@dataclass(frozen=True, slots=True)
class Figure:
    """Figure of a set before and after; None if it does not apply."""

    name: str
    before: float | None
    now: float | None

    @property
    def better(self) -> bool | None:
        """Return True if it improved; None if it is unchanged or has no better direction."""
        if self.before is None or self.now is None or self.before == self.now:
            return None
        if self.name == "answered_rate":
            return None
        higher = self.name in {"p_at_1", "recall_at_3"}
        return (self.now > self.before) is higher


@dataclass(frozen=True, slots=True)
class Side:
    """First quote with its label and path; both are empty if the question is refused."""

    status: str
    label: str = ""
    path: str | None = None


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """Question with a changed answer; ``text`` is None once the journal has erased it."""

    text: str | None
    language: str | None
    source: str | None
    times: int
    before: Side
    now: Side
    gold: tuple[str, ...]
    lost: bool


@dataclass(frozen=True, slots=True)
class ReplayListing:
    """Page of one list; ``counts`` are the lengths of all lists."""

    chosen: ChangeList
    counts: Mapping[ChangeList, int]
    rows: tuple[ChangedAnswer, ...]
    page: int
    pages: int


def replay_figures(result: Mapping[str, Any]) -> list[tuple[str, int, list[Figure]]]:
    """Return each set's name, number of questions and figures."""
    return [
        (
            one["name"],
            one["now"]["n"],
            [Figure(name, one["before"][name], one["now"][name]) for name in FIGURES],
        )
        for one in result["sets"]
    ]


def list_changes(
    database: Database, result: Mapping[str, Any], wanted: str, page: int, label_of: Naming
) -> ReplayListing:
    """Return a page, from 1, of the list ``wanted``, by default the first non-empty one."""
    lists = {
        each: [one for one in result["changes"] if _belongs_to(one, each)] for each in ChangeList
    }
    counts = {each: len(found) for each, found in lists.items()}
    chosen = next((each for each in ChangeList if each == wanted), None)
    if chosen is None:
        chosen = next((each for each in ChangeList if counts[each]), ChangeList.CHANGED)
    pages = count_pages(counts[chosen], PAGE)
    page = min(max(page, 1), pages)
    shown = lists[chosen][(page - 1) * PAGE : page * PAGE]
    texts = _texts(database, [one["id"] for one in shown if "id" in one])
    rows = tuple(_row(one, texts, label_of) for one in shown)
    return ReplayListing(chosen, counts, rows, page, pages)


def _belongs_to(change: Mapping[str, Any], wanted: ChangeList) -> bool:
    if wanted in (ChangeList.LOST, ChangeList.GAINED):
        return bool(change[wanted.value])
    return bool(change["kind"] == wanted.value)


def _texts(database: Database, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    if not ids:
        return {}
    with database.reading() as session:
        columns = (QuestionRow.id, QuestionRow.question, QuestionRow.language)
        rows = session.execute(select(*columns).where(QuestionRow.id.in_(ids)))
        return {row.id: (row.question, row.language) for row in rows}


def _row(
    change: Mapping[str, Any], texts: Mapping[int, tuple[str, str]], label_of: Naming
) -> ChangedAnswer:
    if "id" in change:
        text, language = texts.get(change["id"], (None, None))
        source, times, gold = None, change["times"], []
    else:
        text, language = change["question"], change["language"]
        source, times, gold = change["set"], 1, change["gold"]
    return ChangedAnswer(
        text,
        language,
        source,
        times,
        _side(change["before"], label_of),
        _side(change["now"], label_of),
        tuple(label_of(act, eid)[0] for act, eid in gold),
        bool(change["lost"]),
    )


def _side(shown: Mapping[str, Any], label_of: Naming) -> Side:
    if shown["first"] is None:
        return Side(shown["status"])
    return Side(shown["status"], *label_of(*shown["first"]))
