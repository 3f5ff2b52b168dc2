"""Tests of references to acts whose title has a year, and to rules."""

import pytest

from data.corpus import Corpus, load_corpus
from data.model import Act
from qa.references.act_catalog import read_catalog
from qa.references.lookup import find_referenced_provisions
from tests.helpers.act_library import short_act


def _act(act_id: str, title: str) -> Act:
    return short_act(act_id, title, "en", articles=(1, 450))


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


@pytest.mark.parametrize(
    ("question", "act", "eid"),
    [
        ("section 450 of the Fisheries Act", "fish", "art_450"),
        ("Fisheries Act 2015, s. 450", "fish", "art_450"),
        ("section 450 of the 2015 Fisheries Act", "fish", "art_450"),
        ("what does the Fisheries Act say in section 450", "fish", "art_450"),
        ("section 450 of the Fisheries Act 2010", None, None),
        ("section 450 of the Fisheries Act of 2010", None, None),
        ("section 450 of the 2010 Fisheries Act", None, None),
        ("section 450 of the Inland Fisheries Act", None, None),
        ("section 450 of the Forests and Fisheries Act", None, None),
        ("ст. 450 Правил перевозки пассажиров", "rules", "art_450"),
        ("Правила перевозки пассажиров, статья 450", "rules", "art_450"),
        ("ст. 450 Правил перевозки грузов", None, None),
    ],
)
def test_titles_with_a_year_and_rules_are_found(
    corpus: Corpus, question: str, act: str | None, eid: str | None
) -> None:
    acts = (_act("fish", "Fisheries Act, 2015"), _act("rules", "Правила перевозки пассажиров"))
    found = find_referenced_provisions([question], read_catalog(Corpus((corpus.default, *acts))))
    assert found is not None
    named = found[1]
    assert (named.act.id if named.act else None, named.eids[0] if named.eids else None) == (
        act,
        eid,
    )


TITLED = (
    "Inland Fisheries Act 2015 section 1",
    "Inland Fisheries Act, 2015, s. 1",
    "Inland Fisheries Act 2015, s 1",
    "Inland Fisheries Act (2015) section 1",
    "section 1 of the Inland Fisheries Act 2015",
    "s 1 of the Inland Fisheries Act",
    "ss 1 and 450 Inland Fisheries Act 2015",
    "the Inland Fisheries Act s1",
    "what does s 1 of the 2015 Inland Fisheries Act say",
)


@pytest.mark.parametrize("question", TITLED)
def test_act_with_a_year_in_its_title_is_found(corpus: Corpus, question: str) -> None:
    acts = (_act("fish", "Fisheries Act 2015"), _act("inland", "Inland Fisheries Act, 2015"))
    found = find_referenced_provisions([question], read_catalog(Corpus((corpus.default, *acts))))
    assert found is not None
    act = found[1].act
    assert (act.id if act else None, found[1].eids[:1]) == ("inland", ("art_1",))


@pytest.mark.parametrize(
    "question",
    [
        *TITLED,
        "Inland Fisheries Act cap 354 section 1",
        "Police Act 1996 section 1",
        "Police Act of 1996, s 1",
        "section 1 of the 1996 Police Act",
        "Police and Criminal Evidence Act 1984 s 1",
        "Housing Ordinance 1960 section 1",
    ],
)
def test_english_title_of_an_act_that_is_not_loaded_is_another_act(
    corpus: Corpus, question: str
) -> None:
    acts = (corpus.default, _act("fish", "Fisheries Act 2015"))
    found = find_referenced_provisions([question], read_catalog(Corpus(acts)))
    assert found is not None
    assert (found[1].eids, found[1].choices, found[1].is_other_act) == ((), (), True)


@pytest.mark.parametrize(
    ("question", "eid"),
    [
        ("Police Act section 1", "art_1"),
        ("Police Act, s 1", "art_1"),
        ("law on police 2014, article 1", "art_1"),
        ("article 24 police act 2014", "art_24"),
        ("police law of 2014, section 24", "art_24"),
        ("2014 police law article 24", "art_24"),
        ("the internal affairs bodies law 2014, section 24", "art_24"),
        ("police law 2024 edition article 24", "art_24"),
        ("I was stopped on 5 May 2024, police law article 24", "art_24"),
        ("ст. 24 закона об ОВД в редакции 2024 года", "art_24"),
        ("меня задержали 5 мая 2024 года, ст. 24 закона об ОВД", "art_24"),
        ("2014 жылғы 23 сәуірдегі заңның 24-бабы", "art_24"),
    ],
)
def test_english_title_without_a_year_is_of_the_loaded_act(
    corpus: Corpus, question: str, eid: str
) -> None:
    found = find_referenced_provisions([question], read_catalog(corpus))
    assert found is not None
    assert (found[1].eids[:1], found[1].is_other_act) == ((eid,), False)


@pytest.mark.parametrize(
    ("question", "is_other"),
    [
        ("Fisheries Act 1999 section 450", False),
        ("section 450 of the Fisheries Act of 1999", False),
        ("Inland Fisheries Act 1999 section 450", True),
        ("Forests and Fisheries Act 1999 section 450", True),
    ],
)
def test_act_without_a_date_may_be_of_the_year_in_the_question(
    corpus: Corpus, question: str, is_other: bool
) -> None:
    acts = (corpus.default, _act("fish", "Fisheries Act"))
    found = find_referenced_provisions([question], read_catalog(Corpus(acts)))
    assert found is not None
    assert found[1].is_other_act is is_other
