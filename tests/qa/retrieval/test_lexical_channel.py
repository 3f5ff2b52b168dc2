"""Tests of the lexical channel: parts with statistics of their own, and other languages."""

from collections.abc import Sequence

import numpy as np
import pytest

from data.glossary import Term
from qa.query.lexicon import TranslationLexicon
from qa.query.terms import document_pairs, document_terms, terms_and_pairs
from qa.query.translation import Translator
from qa.retrieval.lexical import LexicalIndex
from qa.retrieval.lexical_channel import Document, LexicalChannel
from tests.helpers.works import (
    BANK,
    KAZAKH_ACT,
    LEXICON,
    RUSSIAN_ACT,
    bank_index,
    make_ranker,
    variant,
    version,
)

DOCUMENTS = (
    Document("ru", "Нотариус выдает свидетельство."),
    Document("ru", "Суд выносит решение."),
    Document("ru", "Оклад платят каждый месяц."),
    Document("kk", "Нотариус куәлік береді."),
)
GLOSSARY = Translator([Term(("айлық",), ("оклад",), ("salary",))])


def terms_of(document: Document) -> list[str]:
    return document_terms(document.text, document.language) + document_pairs(document.text)


def channel(
    parts: Sequence[Sequence[int]] = ((0, 1, 2), (3,)),
    documents: Sequence[Document] = DOCUMENTS,
    lexicon: TranslationLexicon = LEXICON,
    glossary: Translator = GLOSSARY,
) -> LexicalChannel:
    pairs = [(documents[rows[0]].language, np.array(rows)) for rows in parts]
    return LexicalChannel(documents, pairs, glossary, lexicon)


def test_question_finds_its_words_in_its_language() -> None:
    scores = channel().scores("кто выносит решение", "ru")
    assert int(scores.argmax()) == 1
    assert scores[2] == scores[3] == 0.0


@pytest.mark.parametrize(
    ("question", "language", "row"), [("қандай шешім", "kk", 1), ("куәлік керек", "kk", 0)]
)
def test_lexicon_finds_words_across_languages(question: str, language: str, row: int) -> None:
    scores = channel(glossary=Translator(())).scores(question, language)
    assert int(scores[:3].argmax()) == row
    assert scores[row] > 0.0
    bare = channel(lexicon=TranslationLexicon(), glossary=Translator(()))
    assert bare.scores(question, language)[row] == 0.0


@pytest.mark.parametrize(("question", "language"), [("айлық қашан", "kk"), ("my salary", "en")])
def test_glossary_finds_words_that_the_lexicon_lacks(question: str, language: str) -> None:
    scores = channel().scores(question, language)
    assert int(scores.argmax()) == 2
    assert channel(glossary=Translator(())).scores(question, language)[2] == 0.0


def test_passage_that_lexicon_and_glossary_find_scores_more() -> None:
    glossary = Translator([Term(("куәлік",), ("свидетельство",), ("certificate",))])
    both = channel(glossary=glossary).scores("куәлік", "kk")[0]
    assert both > channel(glossary=Translator(())).scores("куәлік", "kk")[0] > 0.0


def test_names_of_the_glossary_take_nothing_from_the_words_of_the_question() -> None:
    names = ("оклад", "жалованье", "заработок", "ставка", "довольствие")
    glossary = Translator([Term(("айлық",), ("зарплата", *names), ("salary",))])
    documents = (
        Document("ru", "Пристав удерживает долг."),
        Document("ru", "Заработок, жалованье и довольствие."),
        Document("ru", "Ставка налога."),
    )
    question = "пристав удерживает зарплату"
    found = channel([range(3)], documents, glossary=glossary).scores(question, "ru")
    words_alone = channel([range(3)], documents, glossary=Translator(())).scores(question, "ru")
    assert found[0] == pytest.approx(words_alone[0])
    assert found[1] > words_alone[1] == 0.0


def test_word_of_the_question_outweighs_a_name_of_the_glossary() -> None:
    glossary = Translator([Term(("айлық",), ("зарплата", "оклад"), ("salary",))])
    documents = (
        Document("ru", "Оклад платят вовремя."),
        Document("ru", "Долг платят вовремя."),
        Document("ru", "Пристав приходит утром."),
    )
    found = channel([range(3)], documents, glossary=glossary).scores("зарплата и долг", "ru")
    assert found[1] > 1.5 * found[0] > 0.0 == found[2]


def test_coverage_is_the_share_of_the_questions_words() -> None:
    one = channel()
    assert one.coverage("суд выносит решение", "ru", 1) == pytest.approx(1.0)
    assert one.coverage("суд выносит решение", "ru", 2) == 0.0
    rows = np.array([0, 1, 2])
    assert one.word_coverage("суд выдает", "ru", rows) == pytest.approx(1.0)
    assert one.word_coverage("шешім", "kk", rows) == pytest.approx(1.0)
    assert 0.0 < one.word_coverage("суд и жираф", "ru", rows) < 1.0


def test_passage_with_all_words_gains_on_one_that_repeats_some_of_them() -> None:
    documents = (
        Document("ru", "Суд суд суд суд решение."),
        Document(
            "ru", "Суд выносит решение немедленно, если стороны пришли и заявили о своих правах."
        ),
        Document("ru", "Нотариус выдает свидетельство."),
    )
    question = "когда суд выносит решение немедленно"
    free = channel([(0, 1, 2)], documents)
    index = LexicalIndex(terms_of(one) for one in documents)
    plain = 1.1 * index.scores(terms_and_pairs(question, "ru"))
    scores = free.scores(question, "ru")
    covered = [free.word_coverage(question, "ru", np.array([row])) for row in range(3)]
    bonus = [6 * max(0.0, share - 0.35) for share in covered]
    assert covered[1] == pytest.approx(1.0)
    assert scores == pytest.approx(plain + np.array(bonus), abs=1e-5)


def test_parts_have_statistics_of_their_own() -> None:
    text = "нотариус выдает решение"
    alone = channel([(0, 1)], DOCUMENTS[:2]).scores(text, "ru")
    more = (*DOCUMENTS[:2], *[Document("ru", "Нотариус выдает решение о свидетельстве.")] * 9)
    apart = channel([(0, 1), range(2, 11)], more)
    assert apart.scores(text, "ru")[:2].tolist() == alone.tolist()
    together = channel([range(11)], more).scores(text, "ru")[:2]
    assert together.tolist() != alone.tolist()


def test_idf_of_a_language_that_no_passage_has_is_zero() -> None:
    assert channel().idf("жираф", "ru") > 0.0
    assert channel().idf("жираф", "en") == 0.0


@pytest.mark.parametrize(
    ("question", "language"),
    [(BANK[0].question, "kk"), ("сот шешім шығарады", "kk"), (BANK[1].question, "ru")],
)
def test_other_acts_change_no_score_of_a_banked_act(question: str, language: str) -> None:
    asked = [variant(question, language)]
    more = [
        version("more", "kk", "1-бап. Сот\n\nСот пен нотариус куәлік, шешім береді.\n"),
        version("more-ru", "ru", "Статья 1. Бумага\n\nКуда идти за бумагой, решает суд.\n"),
        RUSSIAN_ACT,
    ]
    found = []
    for acts in ((KAZAKH_ACT,), (KAZAKH_ACT, *more)):
        ranker = make_ranker(*acts, bank=bank_index())
        (scores,) = ranker.retrieve(asked)
        ranking = ranker.fuse(asked, (scores,), ["court"])
        found.append((scores.channels[:, :4].tolist(), ranking.candidates, ranking.evidence))
    assert found[0] == found[1]
