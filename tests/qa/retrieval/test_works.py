"""Tests of the works of a corpus and of the groups in which they are ranked."""

from collections.abc import Sequence

import numpy as np
import pytest

from data.corpus import Corpus
from data.model import Act, Kind, Provision
from data.passages import Passage
from qa.retrieval.works import MAX_TEXT_GROUPS, Group, Works

EIDS = {"law": ("art_1", "art_2", "art_2"), "law-ru": ("art_1", "art_2"), "other": ("art_1",)}


def _act(name: str, parallel_of: str | None = None) -> Act:
    language = "ru" if name.endswith("-ru") else "kk"
    provisions = (Provision("art_1", Kind.ARTICLE, "1", "Мәтін.", None, None),)
    return Act(name, name, language, None, None, "t.txt", (), provisions, parallel_of=parallel_of)


def _works(banked: Sequence[str] = ()) -> Works:
    """Return the works of an act with a version and another act; rows 0 to 2, 3 to 4 and 5."""
    corpus = Corpus((_act("law"), _act("law-ru", "law"), _act("other")))
    passages = [Passage(act, eid, 0, 6, "Мәтін.") for act, eids in EIDS.items() for eid in eids]
    return Works(corpus, passages, banked)


def _summary(groups: Sequence[Group]) -> list[tuple[tuple[str, ...], list[int], str | None]]:
    return [(group.acts, group.rows.tolist(), group.bank) for group in groups]


def _scores(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(values, dtype=np.float32)


SCORES = _scores(1, 2, 3, 4, 5, 6)


def test_versions_are_one_work() -> None:
    works = _works()
    assert works.versions("law") == works.versions("law-ru") == ("law", "law-ru")
    assert works.versions("other") == ("other",)


def test_groups_without_a_bank_are_ordered_by_their_best_passage() -> None:
    law, other = (("law", "law-ru"), [0, 1, 2, 3, 4], None), (("other",), [5], None)
    assert _summary(_works().candidates(SCORES, ())) == [other, law]
    assert _summary(_works().candidates(-SCORES, ())) == [law, other]


def test_work_with_a_bank_is_always_ranked_and_by_the_act_of_the_bank() -> None:
    law, other = (("law", "law-ru"), [0, 1, 2], "law"), (("other",), [5], None)
    assert _summary(_works(["law"]).candidates(SCORES, ())) == [law, other]
    assert _summary(_works(["law"]).candidates(SCORES, ["law-ru"])) == [law]


def test_groups_are_limited_to_the_selected_acts() -> None:
    works = _works()
    (group,) = works.candidates(SCORES, ["law-ru"])
    assert works.selected(group, ["law-ru"]).tolist() == [3, 4]
    assert works.selected(group, ()).tolist() == [0, 1, 2, 3, 4]
    assert works.candidates(SCORES, ["moon"]) == []
    (banked,) = _works(["law"]).candidates(SCORES, ["law-ru"])
    assert works.selected(banked, ["law-ru"]).tolist() == [0, 1, 2]


def test_best_works_without_a_bank_are_ranked() -> None:
    names = [f"act-{number}" for number in range(MAX_TEXT_GROUPS + 2)]
    corpus = Corpus(tuple(_act(name) for name in names))
    works = Works(corpus, [Passage(name, "art_1", 0, 6, "Мәтін.") for name in names], ["act-0"])
    scores = np.arange(len(names), dtype=np.float32)
    groups = works.candidates(scores, ())
    assert [group.acts[0] for group in groups] == ["act-0", *names[:1:-1]]


def test_score_moves_half_way_to_that_of_the_other_version() -> None:
    rows = np.arange(6)
    # Row 1 and row 2 are of one provision, whose best passage counts for the other version.
    found = _works().merged(_scores(1, 2, 3, 4, 6, 7), rows)
    assert found.tolist() == pytest.approx([2.5, 4.0, 4.5, 2.5, 4.5, 7.0])


def test_provision_without_its_other_version_keeps_its_score() -> None:
    rows = np.array([0, 1, 2])
    assert _works().merged(_scores(1, 2, 3), rows).tolist() == [1, 2, 3]
    assert _works().merged(_scores(7), np.array([5])).tolist() == [7]


@pytest.mark.parametrize(
    ("row", "language", "acts", "shown"),
    [
        (0, "ru", (), 3),
        (0, "kk", (), 0),
        (3, "kk", (), 0),
        # Neither version is in English.
        (3, "en", (), 3),
        # Of the two passages of the provision the better one.
        (4, "kk", (), 2),
        (1, "kk", (), 1),
        (0, "ru", ("law",), 0),
        (0, "kk", ("law-ru",), 3),
        (5, "ru", (), 5),
    ],
)
def test_provision_is_shown_in_the_language_of_the_question(
    row: int, language: str, acts: tuple[str, ...], shown: int
) -> None:
    assert _works().shown(row, language, acts, SCORES) == shown
