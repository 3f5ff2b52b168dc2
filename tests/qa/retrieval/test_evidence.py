"""Tests of the evidence for abstention from rankings of small acts."""

import numpy as np
import pytest

from qa.abstention import AbstentionFeatures, standard_abstention
from qa.query.terms import question_terms
from qa.retrieval.bank_index import BankIndex
from qa.retrieval.ranker import Ranker
from tests.helpers.works import (
    BANK,
    KAZAKH_ACT,
    RUSSIAN_ACT,
    WORDS_ONLY,
    bank_index,
    make_ranker,
    variant,
    version,
)

PERMIT = version(
    "permit",
    "ru",
    """Статья 1. Выдача

1. Разрешение выдает инспекция.

2. Разрешение на охоту выдает лесник.

Статья 2. Отказ

Инспекция вправе отказать.
""",
)


def evidence(ranker: Ranker, text: str, language: str) -> AbstentionFeatures:
    asked = [variant(text, language)]
    found = ranker.fuse(asked, ranker.retrieve(asked)).evidence
    assert found is not None
    return found


@pytest.fixture(scope="module")
def permits() -> Ranker:
    return make_ranker(PERMIT, weights=WORDS_ONLY)


@pytest.fixture(scope="module")
def half_banked() -> Ranker:
    """Return the ranker of an act two of whose four articles have bank questions."""
    half: BankIndex = bank_index([entry for entry in BANK if entry.eids[0] in ("art_1", "art_2")])
    return make_ranker(KAZAKH_ACT, RUSSIAN_ACT, bank=half)


def test_text_features_compare_the_first_provision_with_its_act(permits: Ranker) -> None:
    found = evidence(permits, "разрешение на охоту", "ru")
    assert (found.model, found.bank) == ("same", None)
    assert found.text is not None
    # All words are in the act, and both channels know only of the words.
    assert found.text.known == pytest.approx(1.0)
    assert found.text.lexical_lag == 0.0
    assert found.text.dense_lag >= 0.0
    assert found.text.lead > 0.0
    assert found.gap >= found.text.lead
    # Two of the three provisions are of the first article.
    assert found.text.focus == pytest.approx(2 / 3)
    assert found.length == pytest.approx(
        np.log1p(len(set(question_terms("разрешение на охоту", "ru"))))
    )
    assert found.covered == pytest.approx(1.0)


def test_words_that_the_act_lacks_are_unknown(permits: Ranker) -> None:
    some = evidence(permits, "разрешение на рыбалку", "ru").text
    none = evidence(permits, "погода завтра", "ru").text
    assert some is not None
    assert none is not None
    assert 0.0 < some.known < 1.0
    assert none.known == 0.0


TERMS = version(
    "terms",
    "kk",
    """1-бап. Куәлік

1. Куәлік он күн ішінде беріледі.

2. Инспекция:

1) аңшыны тіркеуге;

2) өтінішті қарауға міндетті.

3. Жоғалған куәлік қайта беріледі.
""",
)


@pytest.mark.parametrize(
    ("text", "language", "asked", "lacking"),
    [
        ("куәлік неше күн ішінде беріледі", "kk", {"amount", "time"}, set()),
        ("жоғалған куәлік неше күнде қайта беріледі", "kk", {"amount", "time"}, {"amount", "time"}),
        ("кто аңшыны тіркеуге айыппұл сұрайды", "kk", {"person", "money"}, set()),
        # The duty is in the closing of the list.
        ("аңшыны тіркеуге міндетті ме", "kk", {"duty"}, set()),
        ("жоғалған куәлік керек пе", "kk", {"duty"}, {"duty"}),
        ("жоғалған куәлік беруге бола ма", "kk", {"permission"}, {"permission"}),
        ("жоғалған куәлік", "kk", set(), set()),
    ],
)
def test_kinds_of_answer_are_asked_and_lacking(
    text: str, language: str, asked: set[str], lacking: set[str]
) -> None:
    found = evidence(make_ranker(TERMS, weights=WORDS_ONLY), text, language).values()
    assert {name for name in found if name.startswith("asks_") and found[name]} == {
        f"asks_{kind}" for kind in asked
    }
    assert {name for name in found if name.startswith("lacks_") and found[name]} == {
        f"lacks_{kind}" for kind in lacking
    }


def test_question_in_another_language_has_a_model_of_its_own(permits: Ranker) -> None:
    found = evidence(permits, "where is the permit", "en")
    assert (found.model, found.same_language) == ("other", False)


def test_certainty_is_the_log_of_a_share(permits: Ranker) -> None:
    sure = evidence(permits, "разрешение на охоту", "ru").certainty
    unsure = evidence(permits, "погода завтра", "ru").certainty
    assert unsure == pytest.approx(-np.log(3))
    assert unsure < sure < 0.0


def test_bank_features_are_those_of_the_banked_act(half_banked: Ranker) -> None:
    found = evidence(half_banked, "Куда идти за бумагой?", "ru")
    assert (found.model, found.text) == ("bank", None)
    assert found.bank is not None
    assert found.bank.nearest == pytest.approx(1.0, abs=1e-4)
    assert found.bank.words_covered == pytest.approx(1.0)
    # The bank has no out-of-scope questions.
    assert (found.bank.outside, found.bank.outside_nearest) == (0.0, 0.0)


def test_provision_without_bank_questions_has_the_features_of_its_text(
    half_banked: Ranker,
) -> None:
    found = evidence(half_banked, "сот шешім шығарады", "kk")
    assert (found.model, found.bank) == ("same", None)
    assert found.text is not None
    assert found.text.known == pytest.approx(1.0)
    decision = standard_abstention().decide(found)
    assert 0.0 <= decision.right <= 1.0
