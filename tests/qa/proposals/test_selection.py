"""Choice of proposals: known questions left out, unanswered ones first; review of an act."""

from pathlib import Path

import pytest

from data.corpus import Corpus
from data.errors import UnknownActError
from data.question_bank import BankQuestion
from embeddings.encoders.caching import MemoryCachedEncoder
from qa.answerer import Answerer
from qa.proposals.asking import first_provisions, spread
from qa.proposals.review import MAX_ARTICLES, review_act
from qa.proposals.selection import MAX_ASKED, rank_proposals, without_decided
from qa.retrieval.bank_index import Bank, BankIndex, build_bank_index, learn_metric
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.proposals import (
    GARDENS,
    NO_HEADINGS,
    RU,
    answerer_of,
    large_act,
    model_encoder,
    small_act,
)

GARDEN = small_act(RU, "ru")


def questions(answerer: Answerer, *known: BankQuestion) -> list[str]:
    found = rank_proposals(answerer, GARDEN, known)
    return [one.proposal.entry.question for one in found.ranked]


def test_known_question_is_left_out_whatever_its_signs() -> None:
    known = BankQuestion("полив:  ЧТО запрещено", "ru", "garden", ("art_4__para_2",))
    answerer = answerer_of(GARDEN)
    assert "Полив: что запрещено?" in questions(answerer)
    assert "Полив: что запрещено?" not in questions(answerer, known)


def test_decided_proposal_is_left_out_before_and_after_it_is_asked() -> None:
    answerer = answerer_of(GARDEN)
    found = rank_proposals(answerer, GARDEN, ())
    first = found.ranked[0]
    decided = {first.proposal.digest}
    assert first not in rank_proposals(answerer, GARDEN, (), decided).ranked
    left = without_decided(found.ranked, (), decided)
    assert left == found.ranked[1:]
    assert without_decided(left, [left[0].proposal.entry], ()) == left[1:]


@pytest.mark.parametrize("language", GARDENS)
def test_unanswered_questions_come_first(
    bapta_home: Path, bundled_model: Path, language: str
) -> None:
    act = small_act(GARDENS[language], language)
    answerer = answerer_of(act, encoder=model_encoder(bapta_home))
    found = rank_proposals(answerer, act, ())
    states = [one.is_answered for one in found.ranked]
    assert states == sorted(states)
    # Most questions in the words of a small act find their provision.
    assert sum(states) > len(states) / 2
    for one in found.ranked:
        entry = one.proposal.entry
        (first,) = first_provisions(answerer, act.id, [(entry.question, language)])
        assert (first[0] in entry.eids) is one.is_answered


def test_paraphrase_of_a_bank_question_is_left_out(bapta_home: Path, bundled_model: Path) -> None:
    encoder = model_encoder(bapta_home)
    corpus = Corpus((GARDEN,))
    entry = BankQuestion("Общий сад — что это такое?", "ru", "garden", ("art_1__point_1",))
    bank = Bank((entry,))
    index = BankIndex(
        bank,
        build_bank_index(bank.entries, encoder).vectors(),
        learn_metric(bank.shipped, encoder).vectors(),
    )
    answerer = Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder), bank=index)
    found = questions(answerer, *answerer.bank)
    assert "Что такое общий сад?" not in found
    assert "Полив: что запрещено?" in found


def test_batches_give_the_same_answers(bapta_home: Path, bundled_model: Path) -> None:
    encoder = model_encoder(bapta_home)
    reports: list[tuple[int, int]] = []
    batched = rank_proposals(
        answerer_of(GARDEN, encoder=MemoryCachedEncoder(encoder)),
        GARDEN,
        (),
        batch=4,
        progress=lambda done, total: reports.append((done, total)),
    )
    assert batched == rank_proposals(answerer_of(GARDEN, encoder=encoder), GARDEN, ())
    total = len(batched.ranked)
    assert reports == [(done, total) for done in range(1, total + 1)]


def test_large_act_is_asked_a_bounded_number_of_questions() -> None:
    act = large_act(2100)
    answerer = answerer_of(act)
    found = rank_proposals(answerer, act, ())
    assert (found.total, len(found.ranked)) == (210, MAX_ASKED)
    # Spread over the whole act.
    assert {one.proposal.entry.eids[0][:5] for one in found.ranked} >= {"art_1", "art_2", "art_9"}
    assert len(rank_proposals(answerer, act, (), most=3).ranked) == 3
    review = review_act(answerer, act)
    assert (review.articles, review.asked) == (210, MAX_ARTICLES)


def test_unknown_act_is_refused() -> None:
    with pytest.raises(UnknownActError):
        rank_proposals(answerer_of(GARDEN), small_act(RU, "ru", "other"), ())


def test_review_finds_the_articles_of_a_clear_act(bapta_home: Path, bundled_model: Path) -> None:
    review = review_act(answerer_of(GARDEN, encoder=model_encoder(bapta_home)), GARDEN)
    assert (review.articles, review.asked, review.missed) == (4, 4, ())


def test_review_names_an_article_that_its_heading_does_not_find(
    bapta_home: Path, bundled_model: Path
) -> None:
    act = small_act(f"{RU}Статья 5. Полив\nСобрание жителей проводится в марте.\n", "ru")
    review = review_act(answerer_of(act, encoder=model_encoder(bapta_home)), act)
    # Two articles have one heading, and the first one is about it.
    assert [(one.eid, one.heading) for one in review.missed] == [("art_5", "Полив")]


def test_review_names_points_that_are_confused() -> None:
    # Points that open with the same words cannot be told apart by them.
    point = "выдаёт справку о составе общего сада по форме номер"
    points = "\n".join(f"{number}) {point} {number};" for number in range(1, 11))
    act = small_act(f"Статья 1. Справки\nСовет сада:\n{points}\n", "ru")
    (found,) = review_act(answerer_of(act), act).lists
    assert (found.eid, found.asked, len(found.points)) == ("art_1", 10, 9)


def test_review_of_an_act_without_headings_asks_nothing() -> None:
    act = small_act(NO_HEADINGS, "ru")
    review = review_act(answerer_of(act), act)
    assert (review.articles, review.missed, review.lists) == (0, (), ())


def test_spread_is_even_and_in_order() -> None:
    assert spread(range(10), 4) == (0, 2, 5, 7)
    assert spread(range(3), 4) == (0, 1, 2)
