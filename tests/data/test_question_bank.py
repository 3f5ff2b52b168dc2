"""The question bank of Bapta, and the errors of others."""

import json
from collections import Counter

import pytest

from data.corpus import load_corpus
from data.passages import split_passages
from data.question_bank import BankError, load_bank
from tests.helpers.question_bank import BankFinding, check_bank


@pytest.fixture(scope="module")
def act():
    return load_corpus().default


def write(folder, act, *lines):
    home = folder / act.id
    home.mkdir()
    (home / "one.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def line(question="Кім?", language="kk", eids=("art_24__para_3",), **more):
    return json.dumps({"question": question, "language": language, "eids": list(eids)} | more)


def test_shipped_bank_has_no_findings(act):
    assert check_bank(act, load_bank(act)) == ()


def test_bank_covers_every_provision_in_three_languages(act):
    asked = Counter((eid, q.language) for q in load_bank(act) for eid in q.eids)
    least = {"kk": 2, "ru": 2, "en": 1}
    missing = [
        (passage.eid, language)
        for passage in split_passages(act)
        for language, number in least.items()
        if asked[passage.eid, language] < number
    ]
    assert missing == []


def test_act_without_bank_has_no_questions(act, tmp_path):
    assert load_bank(act, tmp_path) == ()


def test_question_without_eids_is_accepted_as_out_of_scope(act, tmp_path):
    (entry,) = load_bank(act, write(tmp_path, act, line(eids=())))
    assert entry.eids == ()
    assert check_bank(act, [entry]) == ()


def test_colloquial_question_is_marked(act, tmp_path):
    home = write(tmp_path, act, line("Кім?"), line("мент кім?", colloquial=True))
    assert [entry.is_colloquial for entry in load_bank(act, home)] == [False, True]


@pytest.mark.parametrize(
    "broken",
    [
        "not json",
        "[]",
        line(colloquial="yes"),
        '{"question": "Кім?"}',
        line(question=" "),
        line(language="de"),
        '{"question": "Кім?", "language": "kk", "eids": "art_1"}',
    ],
)
def test_error_names_the_invalid_line(act, tmp_path, broken):
    with pytest.raises(BankError, match=r"one\.jsonl, line 2"):
        load_bank(act, write(tmp_path, act, line(), broken))


def test_check_reports_unknown_and_empty_eids_and_duplicates(act, tmp_path):
    bank = load_bank(
        act,
        write(
            tmp_path,
            act,
            line("Кім атады?"),
            line("кім  атады"),
            line("Кім атады!", eids=["art_1__para_2"]),
            line("Қайда?", eids=["art_99"]),
            line("Неге?", eids=["art_24"]),
        ),
    )
    assert check_bank(act, bank) == (
        BankFinding("кім  атады", "double"),
        BankFinding("Кім атады!", "shared by two entries"),
        BankFinding("Қайда?", "unknown eId art_99"),
        BankFinding("Неге?", "art_24 has no text of its own"),
    )
