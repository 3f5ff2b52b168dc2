"""Work on cases in the database: claims, due times, corrections, undoing, replies, drafts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.helpers.databases import SECRET
from tests.helpers.desk import small_answerer
from tests.helpers.handover import QUESTION, Clock
from web.desk.case_times import CaseFigures, load_case_figures
from web.desk.models import CaseTimeRow
from web.desk.reply import picked_quotes, rearranged
from web.handover.models import (
    CaseDraftRow,
    CaseEvent,
    CaseEventRow,
    CaseState,
    PastDecisionRow,
    Replacement,
)
from web.handover.repository import CaseRepository, Share, erase_expired
from web.handover.tokens import CaseTokens
from web.http.problems import ProblemError
from web.storage.database import Database

pytestmark = pytest.mark.slow

PICK, OTHER = "small:art_1__para_1__point_1", "small:art_1__para_1__point_2"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cases(database: Database, clock: Clock) -> CaseRepository:
    return CaseRepository(database, CaseTokens(SECRET), 30, clock, due_hours=48)


def answer(cases: CaseRepository, reference: str, by: str = "aigul", *picks: str) -> None:
    corpus = small_answerer(changed=False).corpus
    cases.answer(by, reference, corpus, picked_quotes(corpus, picks or (PICK,), "kk"))


def correct(cases: CaseRepository, reference: str, by: str, *picks: str, note: str = "") -> None:
    corpus, seen = small_answerer(changed=False).corpus, cases.one(reference).decided_at
    assert seen is not None
    cases.correct(by, reference, corpus, picked_quotes(corpus, picks, "kk"), seen, note=note)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as error:
        call()
    return error.value.problem.code


def test_a_claimed_case_is_answered_by_its_operator_alone(cases: CaseRepository) -> None:
    left = cases.submit(QUESTION, "kk", None)
    cases.claim("aigul", left.reference)
    assert code_of(lambda: answer(cases, left.reference, "dana")) == "case_claimed"
    assert code_of(lambda: cases.close("dana", left.reference)) == "case_claimed"
    assert code_of(lambda: cases.claim("dana", left.reference)) == "case_claimed"
    # Whoever takes over names whom from: a third who claimed it meanwhile keeps it.
    assert (
        code_of(lambda: cases.claim("dana", left.reference, from_account="erlan")) == "case_claimed"
    )
    cases.claim("dana", left.reference, from_account="aigul")
    answer(cases, left.reference, "dana")
    assert code_of(lambda: cases.claim("aigul", left.reference)) == "case_done"
    kinds = [each.kind for each in cases.history(left.reference)]
    assert kinds == [CaseEvent.CLAIMED, CaseEvent.TAKEN_OVER, CaseEvent.ANSWERED]


def test_one_of_many_claims_at_once_succeeds(cases: CaseRepository) -> None:
    left = cases.submit(QUESTION, "kk", None)
    start = Barrier(4)

    def claim(by: str) -> int:
        start.wait()
        try:
            cases.claim(by, left.reference)
        except ProblemError as error:
            return error.problem.status
        return 200

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(claim, ("aigul", "dana", "erlan", "zhanna")))
    assert found == [200, 409, 409, 409]
    assert len(cases.history(left.reference)) == 1


def test_shares_of_the_queue(cases: CaseRepository, clock: Clock) -> None:
    first, second, third = (cases.submit(f"Сұрақ {n}", "kk", None).reference for n in range(3))
    cases.claim("aigul", first)
    cases.assign("aigul", second, "gone")
    cases.set_due("aigul", third, clock.now + timedelta(hours=1))
    clock.move(hours=2)

    def shown(share: Share) -> set[str]:
        found = cases.listed(CaseState.OPEN, 0, 9, share, "aigul", frozenset({"aigul"}))
        assert found[0] == len(found[1])
        return {case.reference for case in found[1]}

    assert shown(Share.ALL) == {first, second, third}
    assert shown(Share.MINE) == {first}
    # The account that the second one is assigned to is disabled.
    assert shown(Share.FREE) == {second, third}
    assert shown(Share.OVERDUE) == {third}
    cases.release("aigul", first)
    assert shown(Share.MINE) == set()
    clock.move(hours=46)
    assert shown(Share.OVERDUE) == {first, second, third}


def test_a_corrected_answer_keeps_the_one_before(cases: CaseRepository, clock: Clock) -> None:
    left = cases.submit(QUESTION, "kk", None)
    answer(cases, left.reference)
    first = cases.one(left.reference)
    clock.move(hours=1)
    correct(cases, left.reference, "dana", OTHER, PICK, note="Түзетілді")
    case = cases.by_token(left.token)
    assert [each.eid for each in case.quotes] == [OTHER.partition(":")[2], PICK.partition(":")[2]]
    assert (case.state, case.decided_by, case.note) == (CaseState.ANSWERED, "dana", "Түзетілді")
    (past,) = case.past
    assert past.quotes == first.quotes
    assert (past.decided_by, past.decided_at) == ("aigul", first.decided_at)
    assert past.replaced is Replacement.CORRECTED
    # Who corrects an answer that another has corrected is told, and changes nothing.
    corpus, seen = small_answerer(changed=False).corpus, first.decided_at
    assert seen is not None
    quotes = picked_quotes(corpus, [PICK], "kk")
    late = lambda: cases.correct("erlan", left.reference, corpus, quotes, seen)  # noqa: E731
    assert code_of(late) == "case_done"
    assert cases.one(left.reference) == case


def test_closing_can_be_undone_for_half_an_hour(cases: CaseRepository, clock: Clock) -> None:
    left = cases.submit(QUESTION, "kk", None)
    cases.close("aigul", left.reference, "1402")
    clock.move(minutes=29)
    cases.undo_closing("dana", left.reference)
    case = cases.one(left.reference)
    assert (case.state, case.note, case.decided_by) == (CaseState.OPEN, "", None)
    assert cases.drafts(left.reference) == {"dana": {"note": "1402"}}
    assert code_of(lambda: cases.undo_closing("dana", left.reference)) == "case_no_undo"
    cases.close("aigul", left.reference)
    clock.move(minutes=30)
    assert code_of(lambda: cases.undo_closing("dana", left.reference)) == "case_no_undo"
    assert cases.one(left.reference).state is CaseState.CLOSED


def test_the_asker_replies_once_and_judges(cases: CaseRepository, clock: Clock) -> None:
    left = cases.submit(QUESTION, "kk", None)
    assert code_of(lambda: cases.reply_by_token(left.token, "Рақмет")) == "case_open"
    assert code_of(lambda: cases.judge_by_token(left.token, helped=True)) == "case_open"
    answer(cases, left.reference)
    cases.judge_by_token(left.token, helped=False)
    for text in ("", "с" * 1001, "а\x00б"):
        assert code_of(lambda text=text: cases.reply_by_token(left.token, text)) == "case_reply"  # type: ignore[misc]
    clock.move(days=1)
    cases.reply_by_token(left.token, "Ал түнде ше?")
    case = cases.by_token(left.token)
    assert (case.state, case.reply, case.quotes) == (CaseState.OPEN, "Ал түнде ше?", ())
    assert case.due_at == clock.now + timedelta(hours=48)
    assert [each.replaced for each in case.past] == [Replacement.REPLIED]
    assert cases.waiting() == 1
    answer(cases, left.reference, "dana", OTHER)
    assert code_of(lambda: cases.reply_by_token(left.token, "Тағы")) == "case_replied"
    kinds = [each.kind for each in cases.history(left.reference)]
    assert kinds == ["answered", "not_helped", "replied", "answered"]
    guess = left.token[:-1]
    assert code_of(lambda: cases.reply_by_token(guess, "а")) == "no_link"
    assert code_of(lambda: cases.judge_by_token(guess, helped=True)) == "no_link"


def test_each_operator_has_a_draft_of_their_own(
    cases: CaseRepository, database: Database, clock: Clock
) -> None:
    left = cases.submit(QUESTION, "kk", None)
    cases.save_draft("aigul", left.reference, {"note": "бірінші"})
    cases.save_draft("dana", left.reference, {"note": "екінші", "pick": [PICK]})
    cases.save_draft("aigul", left.reference, {"note": "үшінші"})
    answer(cases, left.reference, "aigul")
    # What the other operator wrote is kept beside the decision.
    assert cases.drafts(left.reference) == {"dana": {"note": "екінші", "pick": [PICK]}}
    cases.save_draft("dana", left.reference, {})
    assert cases.drafts(left.reference) == {}
    cases.save_draft("dana", left.reference, {"note": "соңғы"})
    correct(cases, left.reference, "aigul", OTHER)
    clock.move(days=31)
    with database.begin() as session:
        assert erase_expired(session, clock.now) == 1
    with database.reading() as session:
        for table in (CaseDraftRow, CaseEventRow, PastDecisionRow):
            assert session.scalars(select(table)).all() == []
        assert len(session.scalars(select(CaseTimeRow)).all()) == 1
    clock.move(days=340)
    with database.begin() as session:
        erase_expired(session, clock.now)
    with database.reading() as session:
        assert session.scalars(select(CaseTimeRow)).all() == []


def test_times_to_the_answer_by_operator_and_language(
    cases: CaseRepository, database: Database, clock: Clock
) -> None:
    start = clock.now
    assert cases.usual_wait() is None
    for hours, by, language in ((1, "aigul", "kk"), (3, "aigul", "ru"), (10, "dana", "kk")):
        left = cases.submit(f"Сұрақ {hours}", language, None)
        clock.move(hours=hours)
        answer(cases, left.reference, by)
    closed = cases.submit("Жабылатын", "kk", None)
    clock.move(hours=2)
    cases.close("dana", closed.reference)
    cases.submit("Ашық", "en", None)
    figures = load_case_figures(database, start, clock.now)
    hour = timedelta(hours=1)
    assert figures["operator"] == (
        CaseFigures("aigul", 2, 2, (hour, 3 * hour), (hour, 3 * hour), 0, 0),
        CaseFigures("dana", 2, 2, (10 * hour, 10 * hour), (2 * hour, 10 * hour), 0, 0),
    )
    assert [(each.name, each.left, each.decided) for each in figures["language"]] == [
        ("en", 1, 0),
        ("kk", 3, 3),
        ("ru", 1, 1),
    ]
    assert figures["language"][0].first is None
    for _ in range(2):
        answer(cases, cases.submit(f"Тағы {clock.now}", "kk", None).reference)
        clock.move(hours=1)
    assert cases.usual_wait() == 10 * hour


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("up:b", "bac"),
        ("down:b", "acb"),
        ("remove:b", "ac"),
        ("up:a", "abc"),
        ("down:c", "abc"),
        ("", "abc"),
        ("up:x", "abc"),
        ("away:b", "abc"),
    ],
)
def test_provisions_are_put_in_order(move: str, order: str) -> None:
    assert rearranged(("a", "b", "c"), move) == tuple(order)
