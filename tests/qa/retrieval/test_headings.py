"""Tests of headings: messages that ask for an article as a whole."""

import pytest

from data.corpus import Corpus, load_corpus
from data.glossary import load_glossary
from qa.query.lexicon import load_lexicon
from qa.query.rewriting import QueryVariant
from qa.query.translation import Translator
from qa.retrieval.headings import HeadingIndex


@pytest.fixture(scope="module")
def headings() -> HeadingIndex:
    return HeadingIndex(load_corpus(), Translator(load_glossary()), load_lexicon())


def found(headings: HeadingIndex, text: str, language: str) -> list[str]:
    variant = QueryVariant(text, language, changed=False, language_score=1.0)
    return [heading.eid for heading in headings.find([variant])]


@pytest.mark.parametrize(
    ("text", "language", "eid"),
    [
        ("обязанности сотрудников", "ru", "art_18"),
        ("Компетенция МВД", "ru", "art_14"),
        ("полномочия полиции", "ru", "art_16"),
        ("what are the duties of police officers", "en", "art_18"),
        ("rights of officers", "en", "art_19"),
        ("полицияның құзыреті", "kk", "art_15"),
        ("нысанды киім", "kk", "art_26"),
    ],
)
def test_heading_is_found_in_three_languages(
    headings: HeadingIndex, text: str, language: str, eid: str
) -> None:
    assert found(headings, text, language) == [eid]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("torture", "en"),
        ("полиция", "ru"),
        ("обязанности сотрудников банка", "ru"),
        ("Кто утверждает компетенцию МВД?", "ru"),
        ("when does an officer get a uniform", "en"),
        ("нысанды киімді кім береді", "kk"),
        ("", "kk"),
    ],
)
def test_other_messages_are_no_heading(headings: HeadingIndex, text: str, language: str) -> None:
    assert found(headings, text, language) == []


def test_act_without_headings_has_none() -> None:
    empty = HeadingIndex(Corpus(()), Translator(()), load_lexicon())
    assert found(empty, "өкілеттік", "kk") == []
