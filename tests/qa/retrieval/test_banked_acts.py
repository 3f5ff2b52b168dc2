"""Acts that are ranked by their question bank, alone and beside other acts."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pytest

from data.corpus import Corpus, load_corpus
from data.eid import article_of
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.passages import split_passages
from data.question_bank import BankQuestion
from qa.answer import Question
from qa.answerer import Answerer
from qa.pipeline import Step
from qa.query.rewriting import QueryVariant
from qa.retrieval.bank_index import Bank, BankIndex, build_bank_index
from qa.retrieval.indexing import build_index, corpus_texts
from qa.retrieval.ranker import Ranker, Ranking
from qa.retrieval.scorer import CHANNELS, TEXT_CHANNELS
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import ACT

POOL = """
1-бап. Бассейн

      1. Жүзу бассейнінде атыс қаруын алып жүруге тыйым салынады.
      2. Бассейннің суы таза болады.
"""
RUSSIAN = """
Статья 24. Применение оружия

      3. Сотрудник вправе применять огнестрельное оружие без предупреждения.
"""
FIREARM = "атыс қаруын ескертусіз жеңіліске қолдану құқығы"
POOL_WATER = "бассейннің суы таза болады"


def _eids() -> list[str]:
    return list(dict.fromkeys(passage.eid for passage in split_passages(load_corpus().default)))


@cache
def _answerer(is_linked: Callable[[str], bool], *others: Act) -> Answerer:
    """Return an answerer with a bank of the law's own words for the eIds that ``is_linked``."""
    law, encoder = load_corpus().default, HashingEncoder(64)
    corpus = Corpus((law, *others))
    bank = tuple(
        BankQuestion(f"{law.by_eid[eid].text}", "kk", law.id, (eid,))
        for eid in filter(is_linked, _eids())
    )
    vectors = build_bank_index(bank, encoder).vectors()
    index = BankIndex(Bank(bank), vectors, np.eye(64, dtype=np.float32))
    passages = build_index(corpus_texts(corpus), encoder)
    return Answerer(corpus, encoder, passages, bank=index)


def _ranker(is_linked: Callable[[str], bool], *others: Act) -> Ranker:
    return _answerer(is_linked, *others)._ranker


def _all(eid: str) -> bool:
    return bool(eid)


def _all_but_article_24(eid: str) -> bool:
    return article_of(eid) != "art_24"


def _article_24(eid: str) -> bool:
    return article_of(eid) == "art_24"


@cache
def _pool() -> Act:
    return parse_text(POOL, Sidecar("pool", "Бассейн туралы", "kk"), "pool.txt")


@cache
def _russian() -> Act:
    return parse_text(RUSSIAN, Sidecar("law-ru", "О делах", "ru", parallel_of=ACT), "ru.txt")


def _rank(
    ranker: Ranker, text: str, language: str = "kk", acts: Sequence[str] = (), limit: int = 400
) -> Ranking:
    variants = [QueryVariant(text, language, changed=False, language_score=1.0)]
    return ranker.fuse(variants, ranker.retrieve(variants, acts), acts, limit)


def test_another_act_does_not_change_the_scores_of_an_act_with_a_bank() -> None:
    alone, beside = _rank(_ranker(_all), FIREARM), _rank(_ranker(_all, _pool()), FIREARM)
    assert {one.act for one in beside.candidates} == {ACT, "pool"}
    for one, same in zip(
        alone.candidates, (c for c in beside.candidates if c.act == ACT), strict=True
    ):
        assert (one.act, one.eid, one.passage) == (same.act, same.eid, same.passage)
        assert (one.score, *one.channels) == pytest.approx((same.score, *same.channels), abs=1e-4)


def test_act_without_a_bank_is_found_beside_one_with_a_bank() -> None:
    found = _rank(_ranker(_all, _pool()), POOL_WATER, limit=5)
    assert (found.candidates[0].act, found.candidates[0].eid) == ("pool", "art_1__para_2")
    assert found.evidence is not None
    assert found.evidence.bank is None
    assert found.evidence.text is not None
    assert found.candidates[0].channels[2:] == (0.0, 0.0)


def test_provision_with_bank_questions_has_their_features() -> None:
    found = _rank(_ranker(_all), FIREARM)
    assert found.candidates[0].eid == "art_24__para_3"
    assert found.evidence is not None
    assert found.evidence.bank is not None
    assert (found.evidence.model, found.evidence.text) == ("bank", None)


def test_provision_without_bank_questions_has_features_of_its_text() -> None:
    found = _rank(_ranker(_all_but_article_24), FIREARM)
    assert found.candidates[0].eid == "art_24__para_3"
    # Most of its act has questions, so that it is ranked by the bank all the same.
    assert any(one.channels[2] != one.channels[0] for one in found.candidates)
    assert found.evidence is not None
    assert (found.evidence.model, found.evidence.bank) == ("same", None)
    assert found.evidence.text is not None


def test_act_with_few_bank_questions_is_ranked_by_its_text() -> None:
    ranker = _ranker(_article_24)
    assert (
        ranker.retrieve([QueryVariant(FIREARM, "kk", changed=False, language_score=1.0)])[0].banks
        == {}
    )
    found = _rank(ranker, FIREARM)
    assert found.candidates[0].eid == "art_24__para_3"
    assert found.evidence is not None
    assert found.evidence.model == "same"


def test_provision_is_shown_in_the_language_of_the_question() -> None:
    ranker = _ranker(_all, _russian())
    asked = _rank(ranker, FIREARM, "ru")
    assert (asked.candidates[0].act, asked.candidates[0].eid) == ("law-ru", "art_24__para_3")
    assert _rank(ranker, FIREARM).candidates[0].act == ACT
    # A provision is listed in one of its versions, and in a requested act alone.
    eids = [one.eid for one in asked.candidates]
    assert len(eids) == len(set(eids))
    assert {one.act for one in _rank(ranker, FIREARM, "ru", acts=[ACT]).candidates} == {ACT}


def test_version_alone_has_no_provisions_of_the_act_with_the_bank() -> None:
    ranker = _ranker(_all, _russian())
    found = _rank(ranker, FIREARM, acts=["law-ru"])
    assert [(one.act, one.eid) for one in found.candidates] == [("law-ru", "art_24__para_3")]
    assert found.evidence is not None
    assert _rank(ranker, FIREARM, acts=["law-ru"], limit=1).candidates == found.candidates


@pytest.mark.parametrize("is_linked", [_all, _all_but_article_24, _article_24])
def test_explanation_has_the_weights_by_which_the_first_provision_was_ranked(
    is_linked: Callable[[str], bool],
) -> None:
    _, steps = _answerer(is_linked).explain(Question(FIREARM, "kk"))
    (fused,) = (step.facts for step in steps if step.name is Step.FUSE)
    used = CHANNELS if is_linked is not _article_24 else TEXT_CHANNELS
    assert tuple(fused["weights"]) == used
    first, second, *_ = fused["candidates"]
    assert tuple(first["z"]) == used
    behind = sum(
        weight * (first["z"][name] - second["z"][name]) for name, weight in fused["weights"].items()
    )
    assert first["score"] - second["score"] == pytest.approx(behind, abs=0.02)
