"""Decisions on proposed questions: remembered by act, and undone with their draft entry."""

import pytest

from data.question_bank import BankQuestion
from qa.proposals.proposal import proposal_digest
from web.http.problems import ProblemError
from web.storage.database import Database
from web.teaching import drafts, proposal_decisions

ENTRY = BankQuestion("Полив: что запрещено?", "ru", "garden", ("art_4__para_2",))
DIGEST = proposal_digest(ENTRY)


def decided(database: Database, act: str = "garden") -> tuple[set[str], int]:
    with database.reading() as session:
        return (
            set(proposal_decisions.decided_digests(session, act)),
            proposal_decisions.count_dismissed(session, act),
        )


def test_decision_ends_when_its_entry_leaves_the_draft(database: Database) -> None:
    with database.begin() as session:
        draft_id = proposal_decisions.accept(session, "aigul", "garden", DIGEST, ENTRY)
    assert decided(database) == ({DIGEST}, 0)
    assert decided(database, "other") == (set(), 0)
    with database.begin() as session:
        drafts.remove(session, "aigul", draft_id)
    assert decided(database) == (set(), 0)


def test_dismissals_alone_are_restored(database: Database) -> None:
    other = "f" * 64
    with database.begin() as session:
        proposal_decisions.accept(session, "aigul", "garden", DIGEST, ENTRY)
        proposal_decisions.dismiss(session, "aigul", "garden", other)
        proposal_decisions.dismiss(session, "aigul", "second", other)
    assert decided(database) == ({DIGEST, other}, 1)
    with database.begin() as session:
        proposal_decisions.restore(session, "aigul", "garden")
    assert decided(database) == ({DIGEST}, 0)
    assert decided(database, "second") == ({other}, 1)


def test_second_decision_changes_nothing(database: Database) -> None:
    with database.begin() as session:
        proposal_decisions.dismiss(session, "aigul", "garden", DIGEST)
    with pytest.raises(ProblemError) as refused, database.begin() as session:
        proposal_decisions.accept(session, "bolat", "garden", DIGEST, ENTRY)
    assert (refused.value.problem.status, refused.value.problem.code) == (409, "proposal_decided")
    with database.reading() as session:
        assert drafts.unpublished(session) == ()


def test_digest_depends_on_act_language_and_words_alone() -> None:
    same = BankQuestion("полив – что запрещено", "ru", "garden", ())
    assert proposal_digest(same) == DIGEST
    for other in (
        BankQuestion(ENTRY.question, "ru", "second", ENTRY.eids),
        BankQuestion(ENTRY.question, "kk", "garden", ENTRY.eids),
        BankQuestion("Полив: что разрешено?", "ru", "garden", ENTRY.eids),
    ):
        assert proposal_digest(other) != DIGEST
