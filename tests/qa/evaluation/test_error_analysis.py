from pathlib import Path

import pytest

from qa.answer import Question, Status
from qa.evaluation.error_analysis import channel_ranks, find_misses, miss_dict, misses_report
from tests.helpers.answerers import ACT, outcome
from tests.helpers.web_app import FIREARM, model_answerer

pytestmark = pytest.mark.usefixtures("bundled_model")
WRONG = outcome("art_1 art_24__para_3", question=FIREARM, confidence=0.91)


def test_channel_ranks_have_first_and_right_rank(bapta_home: Path) -> None:
    ranks = channel_ranks(model_answerer(bapta_home), Question(FIREARM), [(ACT, "art_24__para_3")])
    assert [one.channel for one in ranks] == ["dense", "lexical", "asked_dense", "asked_lexical"]
    assert (ranks[0].first, ranks[0].right) == ("art_24__para_2", 2)
    assert all(1 <= (one.right or 0) <= 5 for one in ranks)
    for one in ranks:
        assert (one.first == "art_24__para_3") == (one.right == 1)


def test_channel_without_matches_has_no_ranks(bapta_home: Path) -> None:
    ranks = channel_ranks(model_answerer(bapta_home), Question("Zzzzz xqxq?"), ())
    lexical = next(one for one in ranks if one.channel == "lexical")
    assert (lexical.first, lexical.right) == (None, None)


def test_misses_are_wrong_refused_or_answered_out_of_scope(bapta_home: Path) -> None:
    outcomes = (
        outcome("art_24__para_3"),
        outcome("art_24__para_3", Status.CLOSEST),
        WRONG,
        outcome("art_24__para_3", Status.NOT_COVERED, 0.3, question="Полиция?"),
        outcome("art_24__para_3", gold="", question="Борщ рецепті", form="out_of_scope"),
        outcome("art_24__para_3", Status.CLOSEST, gold="", form="out_of_scope"),
    )
    found = find_misses(model_answerer(bapta_home), outcomes)
    assert [one.problem for one in found] == [
        "wrong first, answered",
        "refused, but right",
        "answered, but out of scope",
    ]


def test_named_provision_has_no_channels(bapta_home: Path) -> None:
    (found,) = find_misses(
        model_answerer(bapta_home), [outcome("", question="99-бап", gold="art_1")]
    )
    assert found.channels == ()


def test_miss_dict(bapta_home: Path) -> None:
    (found,) = find_misses(model_answerer(bapta_home), [WRONG])
    row = miss_dict(found)
    assert row["channels"][0] == {"channel": "dense", "first": "art_24__para_2", "right": 2}
    del row["channels"]
    assert row == {
        "question": FIREARM,
        "language": "kk",
        "form": "plain",
        "searched_as": None,
        "problem": "wrong first, answered",
        "gold": ["art_24__para_3"],
        "first": "art_1",
        "right": 2,
    }


def test_misses_report_lines(bapta_home: Path) -> None:
    latin = outcome(
        "art_1", question="kolikti kim toqtatady", form="latin", gold="art_16__para_2__point_21"
    )
    found = find_misses(model_answerer(bapta_home), [latin])
    lines = list(misses_report(found))
    assert lines[:4] == [
        "",
        "kk latin: kolikti kim toqtatady",
        "  searched as: көлікті кім тоқтатады",
        "  wrong first, answered (confidence 0.90); right: art_16__para_2__point_21",
    ]
    assert [line.split("  ")[2].strip() for line in lines[4:]] == [
        "all together",
        "text by meaning",
        "text by words",
        "bank by meaning",
        "bank by words",
    ]
    assert lines[4].split()[-3:] == ["art_1", "right:", "–"]
