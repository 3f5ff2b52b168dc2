"""The scheduler, the selection of cards and the figures of exam papers."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from qa.drills.card import CardKind, Spec
from qa.drills.exam_paper import SubmittedAnswer, percent, weakest_provisions
from qa.drills.scheduler import Memory, is_state, review
from qa.drills.selection import eid_of, most_missed, retired_cards, select_cards

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())


def spec(kind: CardKind, eid: str, digest: str = "a") -> Spec:
    return Spec(f"{kind}:{eid}::{digest}", kind, eid)


def memory(due: int, seen: int = 1, missed: int = 0) -> Memory:
    return Memory(2, None, 3.0, 5.0, due, SECONDS - 86_400, seen, missed)


def test_right_answers_lengthen_the_interval() -> None:
    first = review(None, right=True, now=NOW)
    assert (first.state, first.seen, first.missed) == (1, 1, 0)
    assert first.due - SECONDS == 600
    second = review(first, right=True, now=NOW + timedelta(minutes=10))
    assert second.is_learned
    assert second.due - SECONDS == 600 + 2 * 86_400
    third = review(second, right=True, now=NOW + timedelta(days=2, minutes=10))
    assert third.due - second.due > 5 * 86_400


def test_wrong_answer_shortens_the_interval_and_is_counted() -> None:
    before = memory(SECONDS)
    after = review(before, right=False, now=NOW)
    assert (after.state, after.seen, after.missed) == (3, 2, 1)
    assert after.due - SECONDS == 600
    assert after.stability < before.stability


@pytest.mark.parametrize(
    ("state", "step", "valid"),
    [(1, 0, True), (1, 1, True), (2, None, True), (3, 0, True), (2, 0, False), (1, None, False)],
)
def test_only_states_of_fsrs_are_valid(state: int, step: int | None, valid: bool) -> None:
    assert is_state(state, step) is valid


def test_order_is_changed_then_due_then_new() -> None:
    changed = spec(CardKind.GAP, "art_3")
    due = spec(CardKind.GAP, "art_1")
    later = spec(CardKind.GAP, "art_2")
    new = spec(CardKind.MODAL, "art_4")
    memories = {due.key: memory(SECONDS - 1), later.key: memory(SECONDS + 1)}
    found = select_cards([later, new, due, changed], memories, 10, SECONDS, "s", {"art_3"})
    assert found == (changed, due, new, later)


def test_no_provision_repeats_while_others_are_left() -> None:
    specs = [spec(CardKind.GAP, "art_1", digest) for digest in "abc"]
    other = spec(CardKind.MODAL, "art_2")
    assert {s.eid for s in select_cards([*specs, other], {}, 2, SECONDS, "s")} == {"art_1", "art_2"}
    assert len(select_cards([*specs, other], {}, 4, SECONDS, "s")) == 4


def test_same_seed_selects_the_same_cards() -> None:
    specs = [spec(CardKind.GAP, f"art_{n}") for n in range(1, 50)]
    assert select_cards(specs, {}, 10, SECONDS, "s") == select_cards(specs, {}, 10, SECONDS, "s")
    assert select_cards(specs, {}, 10, SECONDS, "s") != select_cards(specs, {}, 10, SECONDS, "t")


def test_kinds_of_new_cards_alternate() -> None:
    specs = [spec(kind, f"art_{n}") for kind in CardKind for n in range(9)]
    specs = [Spec(s.key, s.kind, f"{s.eid}-{s.kind}") for s in specs]
    found = [s.kind.value for s in select_cards(specs, {}, 14, SECONDS, "s")]
    assert found == [kind.value for kind in CardKind] * 2


def test_most_missed_cards_come_first() -> None:
    one, two, three = (spec(CardKind.GAP, f"art_{n}") for n in (1, 2, 3))
    memories = {one.key: memory(0, 4, 1), two.key: memory(0, 2, 2), three.key: memory(0, 5, 0)}
    assert most_missed([one, two, three], memories) == (two, one)


def test_cards_that_the_edition_lacks_are_retired() -> None:
    kept, gone = spec(CardKind.GAP, "art_1", "a"), spec(CardKind.GAP, "art_1", "b")
    memories = {kept.key: memory(0), gone.key: memory(0)}
    assert retired_cards({kept.key}, memories) == (gone.key,)
    assert eid_of(gone.key) == "art_1"


def test_percentage_ignores_excluded_cards() -> None:
    assert percent([True, False, None, True]) == 66
    assert percent([None]) == 0


def test_weakest_provisions_come_first() -> None:
    marks = {"art_1": [True, True], "art_2": [False, True], "art_3": [False], "art_4": []}
    assert weakest_provisions(marks) == (("art_3", 0, 1), ("art_2", 1, 2), ("art_1", 2, 2))


def test_answer_without_options_or_words_is_empty() -> None:
    assert (
        SubmittedAnswer().is_empty,
        SubmittedAnswer((0,)).is_empty,
        SubmittedAnswer(typed=" ").is_empty,
    ) == (True, False, True)


def norms(right: int, duty: int, prohibition: int) -> list[Spec]:
    counts = {"right": right, "duty": duty, "prohibition": prohibition}
    return [
        Spec(f"modal:art_{sort}{n}::a", CardKind.MODAL, f"art_{sort}{n}", sort)
        for sort, count in counts.items()
        for n in range(count)
    ]


def test_every_sort_of_norm_may_be_the_first_of_a_session() -> None:
    specs = norms(27, 4, 2)
    first = Counter(select_cards(specs, {}, 1, SECONDS, str(n))[0].sort for n in range(60))
    # Always answering "right" must not be right in short sessions.
    assert min(first["right"], first["duty"], first["prohibition"]) >= 10


def test_norms_of_one_sort_are_at_most_half_while_others_are_left() -> None:
    gaps = [spec(CardKind.GAP, f"art_{n}") for n in range(20)]
    learned = {s.key: memory(SECONDS + 9) for s in norms(0, 4, 2)}
    # Only rights are new: other kinds and norms seen before come in their place.
    found = select_cards([*norms(27, 4, 2), *gaps], learned, 30, SECONDS, "s")
    sorts = Counter(s.sort for s in found if s.kind is CardKind.MODAL)
    assert sorts["right"] <= sorts.total() / 2 + 1
    # Nothing else is left.
    assert Counter(s.sort for s in select_cards(norms(9, 1, 0), {}, 10, SECONDS, "s")) == {
        "right": 9,
        "duty": 1,
    }


def test_due_norms_come_whatever_their_sort() -> None:
    due = {s.key: memory(SECONDS - 1) for s in norms(5, 0, 0)}
    found = select_cards(norms(5, 4, 2), due, 5, SECONDS, "s")
    assert [s.sort for s in found] == ["right"] * 5
