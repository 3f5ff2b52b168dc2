import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from data.corpus import Corpus, load_corpus
from data.question_bank import BankQuestion
from qa.retrieval.bank_index import bank_digest, build_bank_index, shipped_bank
from tests.helpers.hashing_encoder import HashingEncoder

LAW = "kz-internal-affairs"
QUESTIONS = (
    {"question": "Мылтық?", "language": "kk", "eids": ["art_15__point_11"]},
    {"question": "Екеуі?", "language": "kk", "eids": ["art_24__para_3", "art_99"]},
    {"question": "Жоқ бап?", "language": "kk", "eids": ["art_99"]},
    {"question": "Борщ?", "language": "ru", "eids": []},
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture
def bank(tmp_path: Path, corpus: Corpus) -> tuple[BankQuestion, ...]:
    folder = tmp_path / LAW
    folder.mkdir()
    lines = "\n".join(json.dumps(one) for one in QUESTIONS)
    (folder / "questions.jsonl").write_text(lines, "utf-8")
    return shipped_bank(corpus, tmp_path)


def test_eids_missing_in_an_edition_are_dropped(bank: tuple[BankQuestion, ...]) -> None:
    assert bank == (
        BankQuestion("Мылтық?", "kk", LAW, ("art_15__point_11",)),
        BankQuestion("Екеуі?", "kk", LAW, ("art_24__para_3",)),
        BankQuestion("Борщ?", "ru", LAW, ()),
    )


def test_act_without_a_bank_has_no_questions(tmp_path: Path, corpus: Corpus) -> None:
    assert shipped_bank(corpus, tmp_path) == ()


def test_digest_covers_texts_and_languages(bank: tuple[BankQuestion, ...]) -> None:
    lines = "kk\x1fМылтық?\x1ekk\x1fЕкеуі?\x1eru\x1fБорщ?\x1e"
    assert bank_digest(bank) == sha256(lines.encode()).hexdigest()
    moved = [BankQuestion(one.question, one.language, one.act, ("art_1",)) for one in bank]
    assert bank_digest(moved) == bank_digest(bank)
    assert bank_digest(bank[::-1]) != bank_digest(bank)


def test_rows_are_query_vectors_in_order(
    bank: tuple[BankQuestion, ...],
) -> None:
    many = bank * 50
    told: list[tuple[int, int]] = []
    index = build_bank_index(many, HashingEncoder(32), lambda done, n: told.append((done, n)))
    assert told == [(64, 150), (128, 150), (150, 150)]
    expected = HashingEncoder(32).encode_queries([one.question for one in many])
    np.testing.assert_allclose(index.vectors(), expected, atol=1e-6)


def test_shipped_bank_covers_every_answerable_provision(corpus: Corpus) -> None:
    asked = {eid for one in shipped_bank(corpus) for eid in one.eids}
    assert asked <= set(corpus.default.by_eid)
    assert len([one for one in shipped_bank(corpus) if not one.eids]) >= 150
