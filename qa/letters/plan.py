"""Searches of a message, and the merging of their decisions into one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answer import Status
from qa.decision import Decision, PartDecision, without_certainty
from qa.letters.letter import Letter, read_letter

MAX_SEARCHES = 4
"""Texts of one message that are encoded, in one batch."""

_RANK = {Status.NOT_COVERED: 0, Status.CLOSEST: 1, Status.ANSWERED: 2}


@dataclass(frozen=True, slots=True)
class PlannedSearch:
    """A text to search: the whole message (no ``part``), or a question of it by number.

    With ``is_fallback`` the text is the question after its matter, for the case that the question
    alone finds nothing.
    """

    text: str
    part: int | None = None
    is_fallback: bool = False


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """The searches of a message, at most :data:`MAX_SEARCHES`; without a letter there is one."""

    searches: tuple[PlannedSearch, ...]
    letter: Letter | None = None

    def combine(self, decisions: Sequence[Decision]) -> Decision:
        """Return the decision on the message from those on its ``searches``.

        Several questions become :attr:`Decision.parts`. Those that find the same provision first
        are one, and of one question and the whole message the more confident is taken.
        """
        if self.letter is None:
            return decisions[0]
        made = tuple(zip(self.searches, decisions, strict=True))
        whole = next((decision for search, decision in made if search.part is None), None)
        parts = _without_repetition(
            [
                PartDecision(part.asked, _part_decision(number, made))
                for number, part in enumerate(self.letter.parts)
            ]
        )
        found = [part for part in parts if part.decision.status is not Status.NOT_COVERED]
        if whole is not None and (not found or len(parts) == 1):
            best = _better(whole, [part.decision for part in parts])
        elif len(parts) == 1:
            best = _as_searched(parts[0].decision)
        else:
            best = replace(_as_searched(parts[0].decision), parts=parts)
        return replace(best, not_searched=self.letter.not_searched)


def plan_searches(message: str, *, exact: bool = False) -> SearchPlan:
    """Return the searches of ``message``; ``exact`` keeps it in one piece.

    Each question of a letter is searched alone, or after its matter if it has few words of its own.
    Where there is room, so are the whole and each question after its matter.
    """
    letter = None if exact else read_letter(message)
    if letter is None:
        return SearchPlan((PlannedSearch(message),))
    questions, fallbacks = [], []
    for number, part in enumerate(letter.parts):
        is_joined = part.needs_matter and bool(part.matter)
        questions.append(PlannedSearch(part.joined if is_joined else part.asked, number))
        if part.matter and not is_joined:
            fallbacks.append(PlannedSearch(part.joined, number, is_fallback=True))
    searches = (*questions, PlannedSearch(message), *fallbacks)
    return SearchPlan(searches[:MAX_SEARCHES], letter)


def _part_decision(number: int, made: Sequence[tuple[PlannedSearch, Decision]]) -> Decision:
    """Return the decision on one question: that of it alone if that finds something."""
    own = [(search, decision) for search, decision in made if search.part == number]
    (_, alone), *rest = own
    if alone.status is not Status.ANSWERED and alone.ranking.named is None:
        for search, decision in rest:
            if search.is_fallback and _strength(decision) > _strength(alone):
                return _at_most_closest(decision)
    return alone


def _at_most_closest(decision: Decision) -> Decision:
    """Return ``decision`` as closest: its first provision may be found by the matter alone."""
    if decision.status is not Status.ANSWERED:
        return decision
    unsure = without_certainty(decision.abstention)
    return replace(decision, status=Status.CLOSEST, abstention=unsure)


def _without_repetition(parts: Sequence[PartDecision]) -> tuple[PartDecision, ...]:
    """Return the parts with one, the more confident, of those with the same first provision."""
    kept: dict[object, PartDecision] = {}
    for number, part in enumerate(parts):
        candidates = part.decision.ranking.candidates
        is_found = part.decision.status is not Status.NOT_COVERED
        key = (candidates[0].act, candidates[0].eid) if is_found else number
        if key not in kept or _strength(part.decision) > _strength(kept[key].decision):
            kept[key] = part
    return tuple(kept.values())


def _better(whole: Decision, parts: Sequence[Decision]) -> Decision:
    """Return ``whole``, or the only part if it is more certain.

    A provision that the story names is not what a question that is answered without it asks for.
    """
    if len(parts) > 1:
        return whole
    (part,) = parts
    is_mentioned = whole.ranking.named is not None and part.ranking.named is None
    if _strength(part) > _strength(whole) or (is_mentioned and part.status is Status.ANSWERED):
        return _as_searched(part)
    return whole


def _strength(decision: Decision) -> tuple[int, float]:
    """Return the order of decisions: by status, then by confidence."""
    return _RANK[decision.status], decision.confidence


def _as_searched(decision: Decision) -> Decision:
    """Return ``decision`` marked as searched in other words than the message, which are shown."""
    ranking = decision.ranking
    return replace(
        decision, ranking=replace(ranking, reading=replace(ranking.reading, changed=True))
    )
