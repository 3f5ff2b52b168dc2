"""Small acts in several versions, and rankers and answerers over them without a model."""

from collections.abc import Sequence

import numpy as np

from data.corpus import Corpus
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from data.question_bank import BankQuestion
from qa.abstention import Abstention, Logistic, Model
from qa.answerer import Answerer
from qa.query.lexicon import TranslationLexicon
from qa.query.rewriting import QueryVariant
from qa.query.translation import Translator
from qa.query.word_alignment import Link
from qa.retrieval.bank_index import Bank, BankIndex, build_bank_index
from qa.retrieval.fusion import FusionWeights, Weights
from qa.retrieval.indexing import build_index, corpus_texts
from qa.retrieval.ranker import Ranker
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.parallel_texts import KAZAKH, RUSSIAN

WEIGHTS = FusionWeights(bank=Weights(0.5, 0.5, 2.0, 0.5), text=Weights(1.0, 1.0))
WORDS_ONLY = FusionWeights(bank=Weights(0.0, 1.0), text=Weights(0.0, 1.0))

LEXICON = TranslationLexicon(
    {
        ("kk", "ru"): (
            Link("нотариус", "нотариус", 9.0),
            Link("куалик", "свидетельств", 9.0),
            Link("шеш", "решен", 9.0),
        )
    }
)


def version(
    act_id: str,
    language: str,
    text: str,
    parallel_of: str | None = None,
    title: str | None = None,
) -> Act:
    """Return the act of ``text``; its title is ``act_id`` unless one is given."""
    facts = Sidecar(act_id, title or act_id, language, parallel_of=parallel_of)
    return parse_text(text, facts, f"{act_id}.txt")


KAZAKH_ACT = version("court", "kk", KAZAKH)
RUSSIAN_ACT = version("court-ru", "ru", RUSSIAN, parallel_of="court")
# The last article is missing.
SHORTER_ACT = version("court-ru", "ru", RUSSIAN.partition("Статья 4")[0], parallel_of="court")

BANK = (
    BankQuestion("Нотариус не береді?", "kk", "court", ("art_1",)),
    BankQuestion("Куда идти за бумагой?", "ru", "court", ("art_2",)),
    BankQuestion("Where do I get the paper?", "en", "court", ("art_2",)),
    BankQuestion("Сот не шығарады?", "kk", "court", ("art_3",)),
    BankQuestion("Последняя статья о чём?", "ru", "court", ("art_4",)),
)


def bank_index(entries: Sequence[BankQuestion] = BANK) -> BankIndex:
    """Return the index of a bank under the plain cosine."""
    encoder = HashingEncoder()
    vectors = build_bank_index(entries, encoder).vectors()
    return BankIndex(Bank(tuple(entries)), vectors, np.eye(encoder.dimension, dtype=np.float32))


def always_sure() -> Abstention:
    """Return models that find every provision right."""
    sure = Model(Logistic(9.0, {}), Logistic(9.0, {}), medium=0.4, sure=0.4, high=0.8)
    return Abstention(dict.fromkeys(("bank", "same", "other"), sure))


def make_ranker(
    *acts: Act, bank: BankIndex | None = None, weights: FusionWeights = WEIGHTS
) -> Ranker:
    """Return the ranker over ``acts`` with the encoder of the tests."""
    corpus, encoder = Corpus(acts), HashingEncoder()
    index = build_index(corpus_texts(corpus), encoder)
    return Ranker(corpus, encoder, index, weights, Translator(()), bank, lexicon=LEXICON)


def make_answerer(*acts: Act, bank: BankIndex | None = None) -> Answerer:
    """Return an answerer over ``acts`` that never abstains."""
    corpus, encoder = Corpus(acts), HashingEncoder()
    return Answerer(
        corpus,
        encoder,
        build_index(corpus_texts(corpus), encoder),
        abstention=always_sure(),
        bank=bank,
        lexicon=LEXICON,
        weights=WEIGHTS,
    )


def variant(text: str, language: str) -> QueryVariant:
    """Return a query variant as typed."""
    return QueryVariant(text, language, changed=False, language_score=1.0)
