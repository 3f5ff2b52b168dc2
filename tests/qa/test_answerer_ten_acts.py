"""Answers of the law with ten other acts loaded, with the bundled model."""

from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest

from data.corpus import Corpus, load_corpus
from data.glossary import load_glossary
from embeddings.index.stores import FolderStore
from embeddings.index.vectors import FlatIndex
from qa.answer import Confidence, Question, Status
from qa.answerer import Answerer
from qa.evaluation.dataset import EvaluationQuestion, read_questions
from qa.query.lexicon import load_lexicon
from qa.retrieval.bank_index import Bank, BankIndex, metric_store, question_vector_store
from qa.retrieval.indexing import Texts, build_index, corpus_texts
from tests.helpers.answerers import ACT, QUESTIONS
from tests.helpers.ten_acts import ten_acts
from tests.helpers.web_app import model_answerer
from web.runtime.composition import compose_encoder, load_shared_resources
from web.settings import read_settings


@cache
def crowded_answerer(home: Path) -> Answerer:
    """Return an answerer of the law with its bank, and of ten acts without one.

    Its encoder is that of the law alone, so that its answers can be compared.
    """
    law = model_answerer(home).corpus
    settings = read_settings({"BAPTA_HOME": str(home)})
    parts = load_shared_resources(settings)
    encoder, bank = parts.encoder(), parts.sources.bank()
    stores = question_vector_store(settings.index, bank), metric_store(settings.index, bank)
    vectors, metric = (store.load(encoder).vectors() for store in stores)
    texts = Texts(law.acts)
    stored = FolderStore(settings.index, texts.digest, partial(build_index, texts))
    more = encoder.encode_passages(corpus_texts(Corpus(ten_acts())))
    return Answerer(
        Corpus((*law.acts, *ten_acts())),
        encoder,
        FlatIndex.of(np.concatenate([stored.load(encoder).vectors(), more])),
        bank=BankIndex(bank, vectors, metric),
        glossary=load_glossary(),
        lexicon=load_lexicon(),
    )


@cache
def adapted_answerer(home: Path) -> Answerer:
    """Return an answerer of the same acts, with the encoder of a server with several acts.

    The law has a tenth of its bank and no learned metric, which take most of the time.
    """
    settings = read_settings({"BAPTA_HOME": str(home)})
    encoder = compose_encoder(settings)
    corpus = Corpus((*model_answerer(home).corpus.acts, *ten_acts()))
    entries = load_shared_resources(settings).sources.bank().entries[::10]
    vectors = encoder.encode_queries([entry.question for entry in entries])
    metric = np.eye(encoder.dimension, dtype=np.float32)
    return Answerer(
        corpus,
        encoder,
        build_index(corpus_texts(corpus), encoder),
        bank=BankIndex(Bank(entries), vectors, metric),
        glossary=load_glossary(),
        lexicon=load_lexicon(),
    )


def twenty_questions() -> list[EvaluationQuestion]:
    """Return development questions of all forms but references, which need an act here."""
    questions = read_questions(QUESTIONS / "development.jsonl", load_corpus())
    searched = [each for each in questions if each.form != "reference"]
    return searched[:: len(searched) // 20][:20]


def answered(answerer: Answerer, text: str) -> tuple[Status, str | None, list[Confidence]]:
    """Return the status, the first provision, and the bands of the law's provisions."""
    answer = answerer.ask(Question(text))
    quotes = answer.passages
    first = f"{quotes[0].citation.act}:{quotes[0].citation.eid}" if quotes else None
    return answer.status, first, [one.confidence for one in quotes if one.citation.act == ACT]


def test_law_is_answered_as_alone_with_ten_acts_loaded(
    bapta_home: Path, bundled_model: Path
) -> None:
    alone, crowded = model_answerer(bapta_home), crowded_answerer(bapta_home)
    questions = twenty_questions()
    assert len(questions) == 20
    for asked in questions:
        status, first, bands = answered(alone, asked.text)
        same_status, same_first, kept = answered(crowded, asked.text)
        assert (same_status, same_first) == (status, first), asked.text
        # Provisions of other acts may take the last places, and only those of low confidence.
        assert kept == bands[: len(kept)], asked.text
        assert set(bands[len(kept) :]) <= {Confidence.LOW}, asked.text


@pytest.mark.parametrize(
    ("question", "act"),
    [
        ("Как далеко от домов ставят пасеку?", "bees"),
        ("Омартаны үйлерден қандай қашықтықта қоюға болады?", "bees-kk"),
        ("When is the lamp of the lighthouse lit?", "lighthouse"),
        ("How many books may a reader take home?", "library"),
        ("Какой толщины должен быть лёд на катке?", "skating"),
    ],
)
def test_short_act_without_a_bank_is_answered(
    bapta_home: Path, bundled_model: Path, question: str, act: str
) -> None:
    answer = adapted_answerer(bapta_home).ask(Question(question))
    first = answer.passages[0]
    assert (answer.status, first.citation.act, first.citation.eid) == (
        Status.ANSWERED,
        act,
        "art_1",
    )


def test_bilingual_act_has_its_other_version_beside(bapta_home: Path, bundled_model: Path) -> None:
    answer = adapted_answerer(bapta_home).ask(Question("Как далеко от домов ставят пасеку?"))
    assert [one.citation.act for one in answer.passages[0].parallel] == ["bees-kk"]
    assert "bees-kk" not in {one.citation.act for one in answer.passages}
