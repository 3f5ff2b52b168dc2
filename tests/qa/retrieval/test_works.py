"""Tests of works: groups, merged scores of versions, and the version that is shown."""

from collections.abc import Sequence

import numpy as np
import pytest

from data.corpus import Corpus
from data.model import Act
from embeddings.encoder import FloatVector
from qa.answer import Question, Status
from qa.query.rewriting import QueryVariant
from qa.retrieval.indexing import corpus_passages
from qa.retrieval.ranker import Candidate, Ranker
from qa.retrieval.works import MAX_TEXT_GROUPS, Works, rows_by_act
from tests.helpers.works import (
    BANK,
    KAZAKH_ACT,
    RUSSIAN_ACT,
    SHORTER_ACT,
    bank_index,
    make_answerer,
    make_ranker,
    variant,
    version,
)

NONE = float("-inf")
ENGLISH = "\n".join(f"Article {n}. Court\n\nThe court decides.\n" for n in (1, 2, 3, 4))
GARDEN = version("garden", "ru", "Статья 1. Сад\n\nСад поливают летом.\n")


def works(*acts: Act, banked: Sequence[str] = ()) -> Works:
    corpus = Corpus(acts)
    passages = corpus_passages(corpus)
    return Works(corpus, passages, rows_by_act(passages), banked)


def scores(*values: float) -> FloatVector:
    return np.array(values, dtype=np.float32)


def ranked(
    ranker: Ranker, *variants: QueryVariant, acts: Sequence[str] = ()
) -> tuple[Candidate, ...]:
    return ranker.fuse(variants, ranker.retrieve(variants, acts), acts).candidates


def keys(found: Sequence[Candidate]) -> list[tuple[str, str]]:
    return [(one.act, one.eid) for one in found]


def test_versions_are_one_group() -> None:
    found = works(KAZAKH_ACT, GARDEN, RUSSIAN_ACT).candidates(scores(*range(9)), ())
    assert [group.acts for group in found] == [("court", "court-ru"), ("garden",)]
    assert [group.rows.tolist() for group in found] == [[0, 1, 2, 3, 5, 6, 7, 8], [4]]
    assert [group.bank for group in found] == [None, None]


def test_work_with_a_bank_is_ranked_by_the_passages_of_the_banked_act() -> None:
    one = works(KAZAKH_ACT, GARDEN, RUSSIAN_ACT, banked=["court"])
    # A group with a bank comes first, whatever the others score.
    court, garden = one.candidates(scores(*[0] * 4, 99, *[0] * 4), ())
    assert (court.acts, court.bank) == (("court", "court-ru"), "court")
    assert court.rows.tolist() == [0, 1, 2, 3]
    assert garden.acts == ("garden",)
    # A version has the group of its work.
    (only,) = one.candidates(scores(*[0] * 9), ["court-ru"])
    assert only == court
    assert one.selected(only, ["court-ru"]).tolist() == [0, 1, 2, 3]


def test_best_works_without_a_bank_are_ranked() -> None:
    many = [version(f"act-{n}", "ru", "Статья 1. Сад\n\nСад.\n") for n in range(9)]
    one = works(*many)
    found = one.candidates(scores(*range(9)), ())
    assert [group.acts[0] for group in found] == [f"act-{n}" for n in range(8, 2, -1)]
    assert len(found) == MAX_TEXT_GROUPS
    assert [group.acts for group in one.candidates(scores(*range(9)), ["act-1"])] == [("act-1",)]


@pytest.mark.parametrize(
    ("language", "merged"),
    [
        # The fourth article is in one version alone and keeps its score.
        ("kk", [4, 0, 1, 6, NONE, NONE, NONE]),
        ("ru", [NONE, NONE, NONE, 6, 2, 8, 1]),
        ("en", [3, 4, 1, 6, 3, 4, 1]),
    ],
)
def test_version_in_the_questions_language_ranks_a_provision(
    language: str, merged: Sequence[float]
) -> None:
    one = works(KAZAKH_ACT, SHORTER_ACT)
    (group,) = one.candidates(scores(*[0] * 7), ())
    found = one.merged(scores(4, 0, 1, 6, 2, 8, 1), group.rows, language)
    assert found.tolist() == merged


@pytest.mark.parametrize(
    ("language", "merged"),
    [
        ("kk", [4, 0, 1, 6, NONE, NONE, NONE, NONE, NONE, NONE, NONE]),
        # The fourth article has no Russian version: Kazakh and English share.
        ("ru", [NONE, NONE, NONE, 6.5, 2, 8, 1, NONE, NONE, NONE, 6.5]),
        ("en", [NONE, NONE, NONE, NONE, NONE, NONE, NONE, 9, 3, 5, 7]),
    ],
)
def test_three_versions_are_merged(language: str, merged: Sequence[float]) -> None:
    third = version("court-en", "en", ENGLISH, parallel_of="court")
    one = works(KAZAKH_ACT, SHORTER_ACT, third)
    (group,) = one.candidates(scores(*[0] * 11), ())
    found = one.merged(scores(4, 0, 1, 6, 2, 8, 1, 9, 3, 5, 7), group.rows, language)
    assert found.tolist() == merged


def test_best_passage_of_a_long_provision_speaks_for_it() -> None:
    kazakh = "1-бап. Ақы\n\n" + "Ақы күн сайын алынады. " * 60
    russian = "Статья 1. Плата\n\nПлата за день.\n"
    one = works(
        version("long", "kk", kazakh), version("long-ru", "ru", russian, parallel_of="long")
    )
    (group,) = one.candidates(scores(*[0] * 3), ())
    assert one.merged(scores(2, 6, 4), group.rows, "en").tolist() == [3, 5, 5]
    assert one.merged(scores(2, 6, 4), group.rows, "ru").tolist() == [NONE, NONE, 4]


def test_act_without_another_version_keeps_its_scores() -> None:
    one = works(GARDEN)
    (group,) = one.candidates(scores(5), ())
    assert one.merged(scores(5), group.rows, "kk").tolist() == [5]


@pytest.mark.parametrize(
    ("row", "language", "acts", "shown"),
    [
        (1, "ru", (), 5),
        (1, "kk", (), 1),
        (5, "kk", (), 1),
        (5, "en", (), 5),
        (1, "ru", ("court",), 1),
        (1, "kk", ("court-ru",), 5),
        # The fourth article has no other version.
        (3, "ru", (), 3),
        (3, "ru", ("court-ru",), None),
    ],
)
def test_shown_passage_is_of_the_asked_language_and_act(
    row: int, language: str, acts: Sequence[str], shown: int | None
) -> None:
    one = works(KAZAKH_ACT, SHORTER_ACT)
    assert one.shown(row, language, acts, scores(*[0] * 7)) == shown


def test_passages_of_versions_are_one_provision() -> None:
    one = works(KAZAKH_ACT, RUSSIAN_ACT, GARDEN)
    assert one.provision(5) == one.provision(1) == ("court", "art_2")
    assert one.provision(8) == ("garden", "art_1")


@pytest.mark.parametrize(
    ("question", "language", "act", "other"),
    [
        ("нотариус ақы алады", "kk", "court", "court-ru"),
        ("нотариус взимает плату", "ru", "court-ru", "court"),
    ],
)
def test_provision_is_quoted_once_in_the_askers_language(
    question: str, language: str, act: str, other: str
) -> None:
    answer = make_answerer(KAZAKH_ACT, RUSSIAN_ACT).ask(Question(question, language=language))
    assert [quote.citation.act for quote in answer.passages] == [act] * 4
    assert len({quote.citation.eid for quote in answer.passages}) == 4
    first = answer.passages[0]
    assert (first.citation.eid, first.language) == ("art_1", language)
    (parallel,) = first.parallel
    assert (parallel.citation.act, parallel.citation.eid) == (other, "art_1")


def test_variants_in_two_languages_name_a_long_provision_once() -> None:
    kazakh = "1-бап. Ақы\n\n" + "Ақы күн сайын алынады. " * 60 + "Құжат айда жазылады. " * 60
    russian = "Статья 1. Плата\n\n" + "Плата за день. " * 90 + "Документ пишут раз в месяц. " * 60
    ranker = make_ranker(
        version("long", "kk", kazakh), version("long-ru", "ru", russian, parallel_of="long")
    )
    # Each variant finds another passage of the article best.
    both = variant("ақы күн сайын", "kk"), variant("документ пишут раз в месяц", "ru")
    (found,) = ranked(ranker, *both)
    assert found.eid == "art_1"


def test_variants_in_two_languages_have_finite_evidence() -> None:
    ranker = make_ranker(KAZAKH_ACT, RUSSIAN_ACT)
    both = variant("нотариус ақы алады", "kk"), variant("суд выносит решение", "ru")
    ranking = ranker.fuse(both, ranker.retrieve(both))
    assert {one.act for one in ranking.candidates} == {"court", "court-ru"}
    assert ranking.evidence is not None
    assert np.isfinite(list(ranking.evidence.values().values())).all()


def test_two_versions_rank_a_question_in_a_third_language() -> None:
    asked = variant("нотариус", "en")
    kazakh = ranked(make_ranker(KAZAKH_ACT), asked)
    both = ranked(make_ranker(KAZAKH_ACT, RUSSIAN_ACT), asked)
    assert kazakh[0].eid == both[0].eid == "art_1"
    assert {one.eid for one in kazakh} == {one.eid for one in both}
    assert len(both) == 4


def test_ranking_of_one_version_has_it_alone() -> None:
    ranker = make_ranker(KAZAKH_ACT, SHORTER_ACT)
    asked = variant("нотариус ақы алады", "kk")
    assert {one.act for one in ranked(ranker, asked, acts=["court-ru"])} == {"court-ru"}
    assert {one.act for one in ranked(ranker, asked, acts=["court"])} == {"court"}


def test_bank_of_one_version_answers_in_another() -> None:
    answerer = make_answerer(KAZAKH_ACT, RUSSIAN_ACT, bank=bank_index())
    answer = answerer.ask(Question("Куда идти за бумагой?", language="ru"))
    first = answer.passages[0]
    assert (answer.status, first.citation.act) == (Status.ANSWERED, "court-ru")
    assert (first.quote, first.language) == ("Суд выдает свидетельство.", "ru")
    assert [one.citation.act for one in first.parallel] == ["court"]
    english = answerer.ask(Question("Where do I get the paper?", language="en")).passages[0]
    assert (english.citation.act, english.citation.eid) == ("court", "art_2")


def test_provision_without_a_selected_version_is_left_out() -> None:
    ranker = make_ranker(KAZAKH_ACT, SHORTER_ACT, bank=bank_index())
    asked = variant(BANK[-1].question, "ru")
    assert keys(ranked(ranker, asked))[0] == ("court", "art_4")
    found = keys(ranked(ranker, asked, acts=["court-ru"]))
    assert sorted(found) == [("court-ru", f"art_{n}") for n in (1, 2, 3)]
