"""Stored tables of words: the same answers with them, and the inputs that they belong to."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.corpus import Corpus, load_corpus
from data.glossary import load_glossary
from embeddings.errors import IndexStaleError
from embeddings.index.tables import Tables
from qa.answer import Question
from qa.answerer import Answerer
from qa.retrieval.bank_index import Bank, BankIndex, build_bank_index, learn_metric, shipped_bank
from qa.retrieval.indexing import build_index, corpus_texts
from qa.retrieval.word_tables import open_tables, require_tables, store_tables, tables_digest
from tests.helpers.hashing_encoder import HashingEncoder

pytestmark = pytest.mark.slow

# The last one has no word that the vocabulary knows, so that its letters are weighed.
QUESTIONS = (
    "Полиция атыс қаруын қашан қолдана алады?",
    "politsiya atys qaruyn qashan qoldanady",
    "Когда полицейский может применить оружие?",
    "When may the police use a firearm?",
    "возмещ. расх.",
    "пшртк",
)


def answerer(corpus: Corpus, bank: Bank, tables: Tables) -> Answerer:
    encoder = HashingEncoder(64)
    vectors = build_bank_index(bank.entries, encoder).vectors()
    return Answerer(
        corpus,
        encoder,
        build_index(corpus_texts(corpus), encoder),
        bank=BankIndex(bank, vectors, learn_metric((), encoder).vectors()),
        glossary=load_glossary(),
        tables=tables,
    )


def test_stored_tables_answer_as_computed_ones(tmp_path: Path) -> None:
    (law,) = load_corpus().acts
    # An act without a bank beside the law, so that both kinds of postings are stored.
    corpus = Corpus((law, replace(law, id="other")))
    bank = Bank(shipped_bank(Corpus((law,)))[::7])
    recording = Tables(is_recording=True)
    computed = answerer(corpus, bank, recording)
    computed.prepare()
    store_tables(tmp_path, recording, "digest")
    stored = open_tables(tmp_path, "digest")
    assert stored is not None
    names = set(stored.stored)
    kinds = ("postings", "vocabulary", "letters", "glossary", "means")
    assert [any(name.startswith(kind) for name in names) for kind in kinds] == [True] * 5
    read = answerer(corpus, bank, stored)
    for text in QUESTIONS:
        question = Question(text)
        found = read.ask(question)
        assert replace(computed.ask(question), answer_id=found.answer_id) == found
        scores, places = read.channels(question)
        expected, expected_places = computed.channels(question)
        assert places == expected_places
        np.testing.assert_array_equal(scores.channels, expected.channels)
    recorded = set(recording.stored)
    assert names == recorded


def test_digest_names_every_input() -> None:
    (law,) = load_corpus().acts
    bank = Bank(shipped_bank(Corpus((law,)))[:3])
    terms = load_glossary()[:3]
    one, *others = law.provisions
    acts = [
        replace(law, title="Заң"),
        replace(law, provisions=(replace(one, heading="Тақырып"), *others)),
        replace(law, provisions=(replace(one, text="Мәтін"), *others)),
    ]
    colloquial = replace(bank.shipped[0], is_colloquial=not bank.shipped[0].is_colloquial)
    digests = {
        tables_digest([law], bank, terms, "model"),
        *(tables_digest([act], bank, terms, "model") for act in acts),
        tables_digest([law], Bank((colloquial, *bank.shipped[1:])), terms, "model"),
        tables_digest([law], bank, terms[:2], "model"),
        tables_digest([law], bank, terms, "other model"),
    }
    assert len(digests) == 7
    assert tables_digest([law], bank, terms, "model") in digests


def test_set_before_the_newest_stays(tmp_path: Path) -> None:
    digests = [f"{number}" * 64 for number in range(3)]
    for age, digest in enumerate(digests):
        store_tables(tmp_path, Tables(), digest)
        os.utime(tmp_path / "words" / digest[:16], (age, age))
    assert [open_tables(tmp_path, digest) is None for digest in digests] == [True, False, False]
    with pytest.raises(IndexStaleError, match=r"earlier version.* Run: bapta index build"):
        require_tables(tmp_path, digests[0])
