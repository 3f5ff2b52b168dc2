"""When a card comes again, and which cards a session brings first."""

from datetime import UTC, datetime, timedelta

import pytest

from qa.drills.card import CardKind, Spec
from qa.drills.exam_paper import SubmittedAnswer, percent, weakest
from qa.drills.scheduler import Memory, is_state, review
from qa.drills.selection import eid_of, most_missed, retired_cards, select_cards

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())


def spec(kind: CardKind, eid: str, digest: str = "a") -> Spec:
    return Spec(f"{kind}:{eid}::{digest}", kind, eid)


def memory(due: int, seen: int = 1, missed: int = 0) -> Memory:
    return Memory(2, None, 3.0, 5.0, due, SECONDS - 86_400, seen, missed)


def test_a_right_answer_comes_later_and_later() -> None:
    first = review(None, right=True, now=NOW)
    assert (first.state, first.seen, first.missed) == (1, 1, 0)
    assert first.due - SECONDS == 600
    second = review(first, right=True, now=NOW + timedelta(minutes=10))
    assert second.known
    assert second.due - SECONDS == 600 + 2 * 86_400
    third = review(second, right=True, now=NOW + timedelta(days=2, minutes=10))
    assert third.due - second.due > 5 * 86_400


def test_a_wrong_answer_comes_soon_and_is_counted() -> None:
    known = memory(SECONDS)
    after = review(known, right=False, now=NOW)
    assert (after.state, after.seen, after.missed) == (3, 2, 1)
    assert after.due - SECONDS == 600
    assert after.stability < known.stability


@pytest.mark.parametrize(
    ("state", "step", "sound"),
    [(1, 0, True), (1, 1, True), (2, None, True), (3, 0, True), (2, 0, False), (1, None, False)],
)
def test_states_of_the_scheduler(state: int, step: int | None, sound: bool) -> None:
    assert is_state(state, step) is sound


def test_changed_provisions_come_first_then_those_due_then_new_ones() -> None:
    changed = spec(CardKind.GAP, "art_3")
    due = spec(CardKind.GAP, "art_1")
    later = spec(CardKind.GAP, "art_2")
    new = spec(CardKind.MODAL, "art_4")
    memories = {due.key: memory(SECONDS - 1), later.key: memory(SECONDS + 1)}
    found = select_cards([later, new, due, changed], memories, 10, SECONDS, "s", {"art_3"})
    assert found == (changed, due, new, later)


def test_no_provision_comes_twice_while_others_are_left() -> None:
    specs = [spec(CardKind.GAP, "art_1", digest) for digest in "abc"]
    other = spec(CardKind.MODAL, "art_2")
    assert {s.eid for s in select_cards([*specs, other], {}, 2, SECONDS, "s")} == {"art_1", "art_2"}
    assert len(select_cards([*specs, other], {}, 4, SECONDS, "s")) == 4


def test_the_same_seed_picks_the_same_cards() -> None:
    specs = [spec(CardKind.GAP, f"art_{n}") for n in range(1, 50)]
    assert select_cards(specs, {}, 10, SECONDS, "s") == select_cards(specs, {}, 10, SECONDS, "s")
    assert select_cards(specs, {}, 10, SECONDS, "s") != select_cards(specs, {}, 10, SECONDS, "t")


def test_the_kinds_come_by_turns() -> None:
    specs = [spec(kind, f"art_{n}") for kind in CardKind for n in range(9)]
    specs = [Spec(s.key, s.kind, f"{s.eid}-{s.kind}") for s in specs]
    found = [s.kind.value for s in select_cards(specs, {}, 8, SECONDS, "s")]
    assert found == ["which", "gap", "list", "modal"] * 2


def test_what_was_missed_most() -> None:
    one, two, three = (spec(CardKind.GAP, f"art_{n}") for n in (1, 2, 3))
    memories = {one.key: memory(0, 4, 1), two.key: memory(0, 2, 2), three.key: memory(0, 5, 0)}
    assert most_missed([one, two, three], memories) == (two, one)


def test_cards_that_an_edition_no_longer_has() -> None:
    kept, gone = spec(CardKind.GAP, "art_1", "a"), spec(CardKind.GAP, "art_1", "b")
    memories = {kept.key: memory(0), gone.key: memory(0)}
    assert retired_cards({kept.key}, memories) == (gone.key,)
    assert eid_of(gone.key) == "art_1"


def test_a_percentage_leaves_out_what_was_struck_off() -> None:
    assert percent([True, False, None, True]) == 66
    assert percent([None]) == 0


def test_the_weakest_provisions_come_first() -> None:
    marks = {"art_1": [True, True], "art_2": [False, True], "art_3": [False], "art_4": []}
    assert weakest(marks) == (("art_3", 0, 1), ("art_2", 1, 2), ("art_1", 2, 2))


def test_nothing_given() -> None:
    assert (
        SubmittedAnswer().empty,
        SubmittedAnswer((0,)).empty,
        SubmittedAnswer(typed=" ").empty,
    ) == (True, False, True)
