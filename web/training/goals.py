"""Daily goals: a number of cards a day, chapter by chapter in the order of the act."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from data.eid import article_of
from data.model import Act, Chapter, Provision
from qa.drills.deck import Deck
from qa.drills.scheduler import Memory

CARDS_A_DAY = 10


@dataclass(frozen=True, slots=True)
class ChapterGoal:
    """Cards of a chapter, or of an article of an act without chapters, and those known.

    ``today`` is the number of its cards answered today, in UTC; ``goal`` of them are to be.
    """

    part: Chapter | Provision
    known: int
    total: int
    today: int

    @property
    def goal(self) -> int:
        """Return the cards for today: no more than the chapter has to learn."""
        return min(CARDS_A_DAY, max(self.today, self.total - self.known))

    @property
    def value(self) -> str:
        """Return the part as the form that begins a session names it."""
        kind = "chapter" if isinstance(self.part, Chapter) else "article"
        return f"{kind}:{self.part.eid}"

    @property
    def heading(self) -> str:
        return self.part.title if isinstance(self.part, Chapter) else self.part.heading


def chapter_goals(
    deck: Deck, memories: Mapping[str, Memory], now: int, left_out: Collection[str] = ()
) -> tuple[ChapterGoal, ...]:
    """Return the goals of the chapters that have cards; of the articles if there are none.

    ``now`` is in seconds since 1970.
    """
    midnight = datetime.fromtimestamp(now, UTC).replace(hour=0, minute=0, second=0)
    morning = int(midnight.timestamp())
    counts: dict[str, list[int]] = {}
    for spec in deck.by_key.values():
        if spec.key in left_out:
            continue
        memory = memories.get(spec.key)
        count = counts.setdefault(_part_of(deck.act, spec.eid), [0, 0, 0])
        count[0] += memory is not None and memory.is_learned
        count[1] += 1
        count[2] += memory is not None and memory.last >= morning
    parts: tuple[Chapter | Provision, ...] = deck.act.chapters or deck.act.articles
    return tuple(ChapterGoal(part, *counts[part.eid]) for part in parts if part.eid in counts)


def next_goal(goals: Collection[ChapterGoal]) -> ChapterGoal | None:
    """Return the chapter to learn today: the first that was begun and is not known, or the first.

    None once everything is known.
    """
    open_goals = [goal for goal in goals if goal.known < goal.total]
    begun = (goal for goal in open_goals if goal.today or goal.known)
    return next(begun, open_goals[0] if open_goals else None)


def _part_of(act: Act, eid: str) -> str:
    provision = act.by_eid[eid]
    return provision.chapter if act.chapters and provision.chapter else article_of(eid)
