"""Tests of decisions: provisions that are about equally likely."""

import pytest

from data.corpus import load_corpus
from data.passages import Passage
from qa.abstention import ALWAYS_ANSWER, AbstentionFeatures
from qa.answer import Status
from qa.decision import Decision
from qa.query.rewriting import QueryVariant
from qa.retrieval.ranker import Candidate, Ranking

ACT = load_corpus().default
READING = QueryVariant("сұрақ", "kk", changed=False, language_score=1.0)
FOUND = AbstentionFeatures("kk", True, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, None)


def decision(
    *scores: float, evidence: AbstentionFeatures | None = FOUND, overview: str | None = None
) -> Decision:
    candidates = tuple(
        Candidate(ACT.id, one.eid, Passage(ACT.id, one.eid, 0, 1, one.text[:1]), score)
        for one, score in zip(ACT.provisions, scores, strict=False)
    )
    ranking = Ranking(READING, candidates, evidence, overview=overview)
    return Decision(Status.ANSWERED, None, ranking, ALWAYS_ANSWER)


@pytest.mark.parametrize(
    ("scores", "one_of"),
    [
        ((5.0, 4.0, 3.0), None),
        ((5.0, 4.5, 3.0), 2),
        ((5.0, 4.9, 4.8, 4.7), 3),
        ((5.0,), None),
        ((), None),
    ],
)
def test_first_provisions_with_near_scores_are_one_of(
    scores: tuple[float, ...], one_of: int | None
) -> None:
    assert decision(*scores).one_of == one_of


def test_named_provisions_and_parts_of_an_article_are_all_meant() -> None:
    assert decision(5.0, 5.0, evidence=None).one_of is None
    assert decision(5.0, 5.0, overview="art_1").one_of is None
