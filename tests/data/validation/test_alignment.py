"""Tests of the check of eIds between the versions of an act."""

from dataclasses import replace

import pytest

from data.corpus import Corpus
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.validation.alignment import check_alignment
from data.validation.finding import Finding, Severity
from tests.helpers.parallel_texts import KAZAKH, RUSSIAN


@pytest.fixture(scope="module")
def kazakh() -> Act:
    return parse_text(KAZAKH, Sidecar("court", "Сот туралы", "kk"), "court.txt")


def russian(text: str) -> Act:
    facts = Sidecar("court-ru", "О суде", "ru", parallel_of="court")
    return parse_text(text, facts, "court-ru.txt")


def alignment(*acts: Act) -> list[Finding]:
    corpus = Corpus(acts)
    return [finding for act in acts for finding in check_alignment(corpus, act)]


def test_versions_with_the_same_eids_have_no_finding(kazakh: Act) -> None:
    assert alignment(kazakh, russian(RUSSIAN)) == []


def test_act_without_another_version_has_no_finding(kazakh: Act) -> None:
    assert alignment(kazakh) == []
    assert alignment(russian(RUSSIAN)) == []


def test_provisions_of_one_version_are_noted_by_side(kazakh: Act) -> None:
    other = RUSSIAN.replace("Статья 4. Свидетельство", "Статья 5. Свидетельство")
    (finding,) = alignment(kazakh, russian(other))
    assert finding == Finding(
        Severity.NOTED,
        None,
        0,
        "3 provisions have both versions. One version only: 1 of court-ru (art_5); "
        "1 of court (art_4).",
    )


def test_side_without_provisions_of_its_own_is_left_out(kazakh: Act) -> None:
    (finding,) = alignment(kazakh, russian(RUSSIAN.partition("Статья 4")[0]))
    assert finding.text.endswith("One version only: 1 of court (art_4).")


def test_first_five_eids_are_listed(kazakh: Act) -> None:
    more = "".join(f"\nСтатья {n}. Суд\n\nСуд.\n" for n in range(5, 12))
    (finding,) = alignment(kazakh, russian(RUSSIAN + more))
    assert finding.text.endswith("7 of court-ru (art_5, art_6, art_7, art_8, art_9, …).")


def test_repealed_provision_counts_as_missing(kazakh: Act) -> None:
    provisions = tuple(
        replace(one, repealed=one.eid == "art_2") for one in russian(RUSSIAN).provisions
    )
    (finding,) = alignment(kazakh, replace(russian(RUSSIAN), provisions=provisions))
    assert finding.text.endswith("1 of court (art_2).")
