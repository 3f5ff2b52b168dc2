"""Tests of the ranker over the real law."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from data.corpus import Corpus, load_corpus
from data.model import Act, Kind, Provision
from data.passages import split_passages
from qa.abstention import standard_abstention
from qa.answer import Question
from qa.query.rewriting import QueryVariant
from qa.query.translation import Translator
from qa.retrieval.fusion import FusionWeights, Weights
from qa.retrieval.indexing import build_index, corpus_texts
from qa.retrieval.ranker import Candidate, Ranker, Ranking
from qa.retrieval.scorer import CHANNELS, TEXT_CHANNELS
from qa.retrieval.sorting import PRESORTED_ROWS, best_of_each, sort_descending
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import ACT, FIREARM, law_answerer, model_answerer
from tests.helpers.works import KAZAKH_ACT, make_ranker, version

EQUAL = FusionWeights(bank=Weights(1.0, 1.0, 1.0, 1.0), text=Weights(1.0, 1.0))
LONG = " ".join(f"Жүзу бассейнінің {n}-ережесі осы тәртіппен орындалады." for n in range(60))


@pytest.fixture(scope="module")
def pool() -> Act:
    """Return an act with a long and a repealed provision."""
    provisions = (
        Provision("art_1", Kind.ARTICLE, "1", "", None, "chp_1", heading="Бассейн"),
        Provision("art_1__para_1", Kind.PARAGRAPH, "1", LONG, "art_1", "chp_1"),
        Provision("art_1__para_2", Kind.PARAGRAPH, "2", "Су таза болады.", "art_1", "chp_1"),
        Provision("art_2", Kind.ARTICLE, "2", "Жойылды.", None, "chp_1", repealed=True),
    )
    return Act("pool", "Бассейн туралы", "kk", None, None, "t.txt", (), provisions)


@pytest.fixture(scope="module")
def ranker(pool: Act) -> Ranker:
    """Return the ranker over the law and the other act."""
    corpus, encoder = Corpus((load_corpus().default, pool)), HashingEncoder()
    index = build_index(corpus_texts(corpus), encoder)
    return Ranker(corpus, encoder, index, EQUAL, Translator(()))


def _reading(text: str) -> QueryVariant:
    return QueryVariant(text, "kk", changed=False, language_score=1.0)


def ranked(
    ranker: Ranker, readings: list[QueryVariant], acts: Sequence[str] = (), limit: int = 50
) -> Ranking:
    return ranker.fuse(readings, ranker.retrieve(readings, acts), acts, limit)


def fused(candidate: Candidate) -> float:
    """Return the fused score: the two channels without a bank have the weight 1."""
    return sum(candidate.channels[:2])


def test_ranking_has_one_candidate_per_provision_best_first(ranker: Ranker) -> None:
    found = ranked(ranker, [_reading("жүзу бассейнінің ережесі")], limit=10).candidates
    assert len(found) == 10
    assert (found[0].act, found[0].eid) == ("pool", "art_1__para_1")
    assert len({(one.act, one.eid) for one in found}) == 10
    assert all(one.score >= other.score for one, other in pairwise(found))
    # The long provision is ranked by the best of its passages.
    assert LONG[found[0].passage.start : found[0].passage.end] == found[0].passage.text != LONG


def test_ranking_is_limited_to_the_selected_acts(ranker: Ranker) -> None:
    found = ranked(ranker, [_reading("атыс қаруы")], acts=["pool"]).candidates
    assert {one.act for one in found} == {"pool"}
    assert len(found) == 2


def test_act_without_passages_has_no_candidates(ranker: Ranker) -> None:
    ranking = ranked(ranker, [_reading("атыс қаруы")], acts=["kz-moon"])
    assert (ranking.candidates, ranking.evidence) == ((), None)


def test_provision_has_its_best_score_over_two_variants(ranker: Ranker) -> None:
    first, second = _reading("жүзу бассейні"), _reading("атыс қаруын ескертусіз қолдану")
    alone = [ranked(ranker, [one], limit=400).candidates for one in (first, second)]
    both = ranked(ranker, [first, second], limit=400)
    best: dict[tuple[str, str], float] = {}
    for one in (*alone[0], *alone[1]):
        key = one.act, one.eid
        best[key] = max(best.get(key, -np.inf), fused(one))
    assert {(one.act, one.eid): fused(one) for one in both.candidates} == pytest.approx(
        best, abs=1e-4
    )
    for act in ("pool", ACT):
        (leader, *others) = (one for one in both.candidates if one.act == act)
        behind = [leader.score - one.score for one in others]
        assert behind == pytest.approx([fused(leader) - fused(one) for one in others], abs=1e-4)
    winner = max((found[0] for found in alone), key=fused)
    assert both.candidates[0].eid == winner.eid
    assert both.reading == (first if winner.act == "pool" else second)


def test_acts_in_one_language_are_merged_by_their_fused_scores(ranker: Ranker) -> None:
    reading = _reading("атыс қаруын бассейнде ескертусіз қолдану")
    merged = ranked(ranker, [reading], limit=400)
    for act in ("pool", ACT):
        alone = ranked(ranker, [reading], acts=[act], limit=400)
        others = tuple(one for one in merged.candidates if one.act == act)
        # The other act changes neither the order nor the distances.
        assert [one.eid for one in others] == [one.eid for one in alone.candidates]
        moved = alone.candidates[0].score - others[0].score
        assert [one.score - moved for one in alone.candidates] == pytest.approx(
            [one.score for one in others], abs=1e-4
        )
    scores = [fused(one) for one in merged.candidates]
    assert scores == sorted(scores, reverse=True)
    assert merged.evidence is not None
    log_odds = standard_abstention().log_odds(merged.evidence)
    assert merged.candidates[0].score == pytest.approx(log_odds, abs=1e-4)


def test_acts_in_two_languages_are_merged_by_confidence() -> None:
    russian = version("bees", "ru", "Статья 1. Пасека\n\nНотариус держит ульи у дороги.\n")
    both = make_ranker(KAZAKH_ACT, russian)
    reading = _reading("нотариус куәлік береді")
    log_odds = {}
    for act in ("court", "bees"):
        alone = ranked(both, [reading], acts=[act])
        assert alone.evidence is not None
        log_odds[act] = standard_abstention().log_odds(alone.evidence)
    merged = ranked(both, [reading])
    first = {act: next(one for one in merged.candidates if one.act == act) for act in log_odds}
    assert {act: one.score for act, one in first.items()} == pytest.approx(log_odds, abs=1e-4)
    assert [one.score for one in merged.candidates] == sorted(
        (one.score for one in merged.candidates), reverse=True
    )


def test_provisions_under_are_whole_and_in_order(ranker: Ranker) -> None:
    law = load_corpus().default
    found = ranker.provisions_under(law, "art_12__para_3")
    assert [one.eid for one in found] == [
        "art_12__para_3",
        "art_12__para_3__subpara_2",
        "art_12__para_3__subpara_3",
    ]
    assert found[0] == Candidate(ACT, "art_12__para_3", found[0].passage, 0.0)
    assert found[0].passage.text == law.by_eid["art_12__para_3"].text


def test_provisions_under_a_chapter_exclude_lead_ins(ranker: Ranker) -> None:
    law = load_corpus().default
    found = ranker.provisions_under(law, "chp_3")
    assert {one.eid.split("__")[0] for one in found} == {"art_11", "art_12"}
    assert "art_11__para_5" not in {one.eid for one in found}
    assert len(found) == len(
        [p for p in split_passages(law) if law.by_eid[p.eid].chapter == "chp_3"]
    )


def test_provisions_under_include_long_and_exclude_repealed_ones(ranker: Ranker, pool: Act) -> None:
    found = ranker.provisions_under(pool, "art_1")
    assert [one.eid for one in found] == ["art_1__para_1", "art_1__para_2"]
    assert (found[0].passage.start, found[0].passage.end) == (0, len(LONG))
    assert found[0].passage.text == LONG
    assert ranker.provisions_under(pool, "art_2") == ()
    assert ranker.provisions_under(pool, "art_9") == ()
    assert ranker.provisions_under(None, "art_1") == ()


def test_leaders_are_the_best_provisions_of_a_channel(ranker: Ranker) -> None:
    (scores,) = ranker.retrieve([_reading("жүзу бассейнінің ережесі")])
    best = ranker.leaders(scores.channels[1], limit=3)
    assert best[0][:2] == ("pool", "art_1__para_1")
    assert [z for *_, z in best] == sorted((z for *_, z in best), reverse=True)
    assert {act for act, *_ in ranker.leaders(scores.channels[1], [ACT])} == {ACT}
    assert ranker.leaders(np.zeros_like(scores.cosine)) == ()


def test_rare_term_has_a_higher_idf(ranker: Ranker) -> None:
    assert ranker.idf("бассе", "kk") > ranker.idf("полиц", "kk") > 0
    assert ranker.idf("бассе", "ru") == 0.0


def test_candidate_has_the_scores_of_the_channels(bapta_home: Path, bundled_model: Path) -> None:
    for answerer, names in (
        (law_answerer(), TEXT_CHANNELS),
        (model_answerer(bapta_home), CHANNELS),
    ):
        first = answerer.rank(Question(FIREARM)).candidates[0]
        scores, provisions = answerer.channels(Question(FIREARM))
        row = provisions.index((first.act, first.eid))
        assert len(first.channels) == len(scores.channels) == len(names)
        assert first.channels[:2] == pytest.approx(scores.channels[:2, row].tolist(), abs=1e-4)


@pytest.mark.parametrize("head", [1, 2, 5, 9, 10])
def test_equal_scores_keep_their_order_also_when_few_are_sorted(head: int) -> None:
    scores = np.array([1, 3, 2, 3, 0, 2, 3, 1, 2, 9], dtype=np.float32)
    assert list(sort_descending(scores, np.arange(10), head)) == [9, 1, 3, 6, 2, 5, 8, 0, 7, 4]
    assert list(sort_descending(scores, np.array([0, 3, 4, 6]), head)) == [3, 6, 0, 4]


@pytest.mark.parametrize("head", [1, 3, 40, 1000])
@pytest.mark.parametrize("limit", [1, 2, 7, 100])
def test_best_of_each_number_come_best_first(head: int, limit: int) -> None:
    random = np.random.default_rng(head * limit)
    for count in (1, 30, 300):
        # Few values, so that many are equal.
        scores = random.integers(0, 40, count).astype(np.float32)
        scores[random.random(count) < 0.1] = -np.inf
        numbers = random.integers(0, 25, count)
        expected: dict[int, int] = {}
        for place in sort_descending(scores, np.arange(count), head):
            if len(expected) < limit and np.isfinite(scores[place]):
                expected.setdefault(int(numbers[place]), place)
        assert best_of_each(scores, numbers, limit, head) == list(expected.values())


def test_provisions_beyond_the_rows_that_are_sorted_first_follow_in_order() -> None:
    law = load_corpus().default
    corpus = Corpus(tuple(replace(law, id=f"copy-{number}") for number in range(4)))
    encoder = HashingEncoder()
    index = build_index(corpus_texts(corpus), encoder)
    ranker = Ranker(corpus, encoder, index, EQUAL, Translator(()))
    provisions = ranker.channels(_reading("Су"))[1]
    assert len(provisions) > PRESORTED_ROWS
    scores = np.random.default_rng(7).integers(0, 9, len(provisions)).astype(np.float32)
    rows = sorted(range(len(provisions)), key=lambda row: -scores[row])
    best = dict.fromkeys(provisions[row] for row in rows)
    found = ranker.leaders(scores, limit=len(rows))
    assert [(act, eid) for act, eid, _ in found] == list(best)
