"""Repository of cases: submission, decisions, expiry and erasure."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.helpers.databases import SECRET
from tests.helpers.desk import small_answerer
from tests.helpers.handover import QUESTION, Clock
from web.accounts.models import AuditRow
from web.backup.rows import table_lines
from web.desk.reply import picked_quotes
from web.handover.models import CaseQuoteRow, CaseRow, CaseState
from web.handover.repository import MAX_OPEN, CaseRepository, erase_expired
from web.handover.tokens import CaseTokens, digest_of_token, new_reference, read_reference
from web.http.problems import ProblemError
from web.journal.journal import Journal
from web.storage.base import all_tables
from web.storage.database import Database

pytestmark = pytest.mark.slow

PICK = "small:art_1__para_1__point_1"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cases(database: Database, clock: Clock) -> CaseRepository:
    return CaseRepository(database, CaseTokens(SECRET), 30, clock)


FORM = "f" * 16 + "o" * 16


def refused(error: pytest.ExceptionInfo[ProblemError]) -> tuple[int, str]:
    return error.value.problem.status, error.value.problem.code


def answer(cases: CaseRepository, reference: str, by: str = "aigul", **words: str) -> None:
    corpus = small_answerer(changed=False).corpus
    cases.answer(by, reference, corpus, picked_quotes(corpus, [PICK], "kk"), **words)


def test_case_is_stored_without_its_token(cases: CaseRepository, database: Database) -> None:
    left = cases.submit(QUESTION, "kk", "answer-1")
    case = cases.by_token(left.token)
    assert (case.question, case.language, case.answer_id) == (QUESTION, "kk", "answer-1")
    assert (case.state, case.until - case.left_at) == (CaseState.OPEN, timedelta(days=30))
    with database.reading() as session:
        kept = b"".join(
            b"".join(table_lines(session, table)) for table in all_tables().tables.values()
        )
    assert digest_of_token(left.token).encode() in kept
    assert left.token.encode() not in kept
    assert left.token.partition(".")[0].encode() not in kept


def test_form_sent_twice_is_one_case(cases: CaseRepository, clock: Clock) -> None:
    first = cases.submit(QUESTION, "kk", "answer-1", FORM)
    clock.move(hours=1)
    second = cases.submit(QUESTION, "kk", "answer-1", FORM)
    assert (second.reference, second.token) == (first.reference, first.token)
    assert second.until - first.until == timedelta(hours=1)
    case = cases.by_token(first.token)
    assert (case.until, case.left_at) == (second.until, first.until - timedelta(days=30))
    assert cases.submit("Басқа сұрақ", "kk", "answer-1", FORM).reference != first.reference
    assert cases.waiting() == 2
    cases.close("aigul", first.reference)
    again = cases.submit(QUESTION, "kk", "answer-1", FORM)
    assert cases.by_token(again.token).state is CaseState.CLOSED


def test_case_is_not_taken_over_with_its_answer_and_words(cases: CaseRepository) -> None:
    """Whoever shares an answer shares its id, but not the id of the form."""
    own = cases.submit(QUESTION, "kk", "answer-1", FORM)
    for form_id in ("", FORM[::-1]):
        other = cases.submit(QUESTION, "kk", "answer-1", form_id)
        assert other.reference != own.reference
    assert cases.by_token(own.token).reference == own.reference


def test_form_sent_twice_concurrently_is_one_case(cases: CaseRepository) -> None:
    start = Barrier(4)

    def leave(_: int) -> str:
        start.wait()
        return cases.submit(QUESTION, "kk", "answer-1", FORM).reference

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(leave, range(4)))) == 1
    assert cases.waiting() == 1


def test_queue_of_open_cases_is_bounded(
    cases: CaseRepository, clock: Clock, database: Database
) -> None:
    row = {
        "state": "open",
        "question": QUESTION,
        "language": "kk",
        "left_at": clock.now,
        "until": clock.now + timedelta(days=30),
        "phrase": "",
        "note": "",
    }
    rows = [{**row, "reference": f"R{n}", "token": f"{n}"} for n in range(MAX_OPEN - 1)]
    with database.begin() as session:
        session.execute(insert(CaseRow), rows)
    last = cases.submit(QUESTION, "kk", "answer-1", "form-1")
    with pytest.raises(ProblemError) as error:
        cases.submit("Тағы бір сұрақ", "kk", None)
    assert refused(error) == (503, "handover_full")
    assert cases.waiting() == MAX_OPEN == 1000
    assert cases.submit(QUESTION, "kk", "answer-1", "form-1").reference == last.reference
    cases.close("aigul", last.reference)
    assert cases.waiting() == MAX_OPEN - 1
    cases.submit("Тағы бір сұрақ", "kk", None)
    clock.move(days=30)
    assert cases.waiting() == 0


def test_constraint_violation_is_logged_without_the_question(
    cases: CaseRepository, database: Database
) -> None:
    cases.submit(QUESTION, "kk", None)
    with database.reading() as session:
        row = session.scalars(select(CaseRow)).one()
    taken = {"reference": row.reference, "token": "another", "state": "open", "question": QUESTION}
    times = {"left_at": row.left_at, "until": row.until}
    with pytest.raises(IntegrityError) as error, database.begin() as session:
        session.add(CaseRow(**taken, **times, language="kk", phrase="", note=""))
    assert "reference" in str(error.value)
    assert QUESTION not in str(error.value)


def test_answer_stores_references_and_no_text_of_the_law(
    cases: CaseRepository, database: Database
) -> None:
    left = cases.submit(QUESTION, "kk", None)
    answer(cases, left.reference, phrase="whole_article", note=" Телефон: 1402 ")
    case = cases.by_token(left.token)
    assert (case.state, case.decided_by) == (CaseState.ANSWERED, "aigul")
    assert (case.phrase, case.note) == ("whole_article", "Телефон: 1402")
    (kept,) = case.quotes
    assert (kept.act, kept.edition, kept.eid) == ("small", "first", "art_1__para_1__point_1")
    assert len(kept.sha256) == len(kept.digest) == 64
    with database.reading() as session:
        (row,) = session.scalars(select(CaseQuoteRow)).all()
        assert "жауап" not in json.dumps([str(each) for each in vars(row).values()])
        trail = session.execute(select(AuditRow.account, AuditRow.action, AuditRow.subject)).all()
    assert [tuple(each) for each in trail] == [("aigul", "case.answer", left.reference)]


def test_second_decision_is_rejected(cases: CaseRepository) -> None:
    left = cases.submit(QUESTION, "kk", None)
    answer(cases, left.reference)
    with pytest.raises(ProblemError) as error:
        answer(cases, left.reference, by="dana")
    assert refused(error) == (409, "case_done")
    with pytest.raises(ProblemError) as error:
        cases.close("dana", left.reference)
    assert refused(error) == (409, "case_done")
    case = cases.one(left.reference)
    assert (case.state, case.decided_by, len(case.quotes)) == (CaseState.ANSWERED, "aigul", 1)


def test_only_one_of_concurrent_decisions_succeeds(
    cases: CaseRepository, database: Database
) -> None:
    left = cases.submit(QUESTION, "kk", None)
    start = Barrier(4)

    def decide(by: str) -> int:
        start.wait()
        try:
            answer(cases, left.reference, by=by)
        except ProblemError as error:
            return error.problem.status
        return 303

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(decide, ("aigul", "dana", "erlan", "zhanna")))
    assert outcomes == [303, 409, 409, 409]
    with database.reading() as session:
        assert len(session.scalars(select(CaseQuoteRow)).all()) == 1
        assert len(session.scalars(select(AuditRow)).all()) == 1


def test_long_note_and_unknown_phrase_are_rejected(cases: CaseRepository) -> None:
    left = cases.submit(QUESTION, "kk", None)
    for words in ({"note": "н" * 501}, {"note": "н\x00"}, {"phrase": "free words"}):
        with pytest.raises(ProblemError) as error:
            answer(cases, left.reference, **words)
        assert refused(error) == (422, "case_note")
    assert cases.one(left.reference).state is CaseState.OPEN
    answer(cases, left.reference, note="н" * 500)
    with pytest.raises(ProblemError) as error:
        cases.close("aigul", "BP-2222-2222")
    assert refused(error) == (404, "no_case")


def test_guessed_link_is_404_and_expired_link_is_410(
    cases: CaseRepository, clock: Clock, database: Database
) -> None:
    left = cases.submit(QUESTION, "kk", None)
    body, _, signature = left.token.partition(".")
    forged = "A" + body[1:] if body[0] != "A" else "B" + body[1:]
    for guess in ("", "x", "ы" * 40, body, f"{forged}.{signature}", left.token + "x"):
        with pytest.raises(ProblemError) as error:
            cases.by_token(guess)
        assert refused(error) == (404, "no_link"), guess
    with pytest.raises(ProblemError) as error:
        CaseRepository(database, CaseTokens(SECRET + "another"), 30, clock).by_token(
            f"{forged}.{signature}"
        )
    assert refused(error) == (404, "no_link")
    clock.move(days=30)
    for _ in range(2):
        with pytest.raises(ProblemError) as error:
            cases.by_token(left.token)
        assert refused(error) == (410, "case_over")
        with pytest.raises(ProblemError) as error:
            cases.one(left.reference)
        assert refused(error) == (404, "no_case")
        # Erased, the link is still told from one that was made up.
        with database.begin() as session:
            erase_expired(session, clock.now)
    with database.reading() as session:
        assert session.scalars(select(CaseRow)).all() == []


def test_answer_renews_the_link(cases: CaseRepository, clock: Clock) -> None:
    left = cases.submit(QUESTION, "kk", None)
    clock.move(days=29)
    answer(cases, left.reference)
    clock.move(days=29)
    assert cases.by_token(left.token).state is CaseState.ANSWERED
    clock.move(days=1)
    with pytest.raises(ProblemError) as error:
        cases.by_token(left.token)
    assert refused(error) == (410, "case_over")


def test_journal_erases_expired_cases_once_a_day(
    cases: CaseRepository, clock: Clock, database: Database
) -> None:
    old = cases.submit("Ескі", "kk", None)
    answer(cases, old.reference)
    clock.move(days=20)
    young = cases.submit("Жаңа", "kk", None)
    clock.move(days=15)
    journal = Journal(database, 90, clock, also=(erase_expired,))
    journal.writer.start()
    assert journal.writer.flush()
    journal.writer.close()
    with database.reading() as session:
        assert session.scalars(select(CaseRow.reference)).all() == [young.reference]
        assert session.scalars(select(CaseQuoteRow)).all() == []


def test_asker_can_delete_the_case(cases: CaseRepository, database: Database) -> None:
    left = cases.submit(QUESTION, "kk", None)
    answer(cases, left.reference)
    cases.delete_by_token(left.token)
    with database.reading() as session:
        assert session.scalars(select(CaseRow)).all() == []
        assert session.scalars(select(CaseQuoteRow)).all() == []
    for refusing in (cases.by_token, cases.delete_by_token):
        with pytest.raises(ProblemError) as error:
            refusing(left.token)
        assert refused(error) == (410, "case_over")


def test_queue_starts_with_the_longest_waiting_case(cases: CaseRepository, clock: Clock) -> None:
    references = []
    for number in range(3):
        references.append(cases.submit(f"Сұрақ {number}", "kk", None).reference)
        clock.move(hours=1)
    total, first = cases.listed(CaseState.OPEN, 0, 2)
    assert (total, [case.reference for case in first]) == (3, references[:2])
    cases.close("aigul", references[0])
    total, rest = cases.listed(CaseState.OPEN, 0, 2)
    assert (total, [case.reference for case in rest]) == (2, references[1:])
    assert [case.reference for case in cases.listed(CaseState.CLOSED, 0, 9)[1]] == references[:1]


def test_reference_numbers_are_read_in_any_spelling() -> None:
    made = {new_reference() for _ in range(200)}
    assert len(made) == 200
    assert all(read_reference(each) == each for each in made)
    assert not set("".join(made).replace("BP-", "")) & set("0O1IL5S8BUV")
    for typed in ("bp-7kqf-3m2x", " BP 7KQF 3M2X ", "7KQF3M2X", "ВР–7КQF–3М2Х", "7kqf.3m2x"):
        assert read_reference(typed) == "BP-7KQF-3M2X", typed
    for typed in ("", "BP", "BP-7KQF", "BP-7KQF-3M2O", "BP-7KQF-3M2XX", "сұрақ", "0" * 40):
        assert read_reference(typed) is None, typed


def test_tokens_are_random_and_signed() -> None:
    links = CaseTokens(SECRET)
    tokens = {links.new() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(each.partition(".")[0]) for each in tokens} == {32}
    assert all(links.is_ours(each) for each in tokens)
    assert not any(CaseTokens(SECRET[::-1]).is_ours(each) for each in tokens)
