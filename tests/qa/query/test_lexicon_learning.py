import pytest

from data.corpus import Corpus
from data.glossary import Term
from data.metadata import Sidecar
from data.model import Act
from data.parsing.parser import parse_text
from qa.query.lexicon import LexiconError, TranslationLexicon
from qa.query.lexicon_learning import learn_links, version_pairs
from tests.helpers.parallel_texts import KAZAKH, RUSSIAN


def make_act(act_id: str, language: str, text: str, parallel_of: str | None = None) -> Act:
    sidecar = Sidecar(act_id, act_id, language, parallel_of=parallel_of)
    return parse_text(text, sidecar, f"{act_id}.txt")


@pytest.fixture(scope="module")
def kazakh() -> Act:
    return make_act("notary", "kk", KAZAKH)


@pytest.fixture(scope="module")
def russian() -> Act:
    return make_act("notary-ru", "ru", RUSSIAN, "notary")


def best(lexicon: TranslationLexicon, stem: str, source: str, target: str) -> str:
    return lexicon.translations(stem, source, target)[0][0]


def test_words_are_learned_from_provisions_of_one_eid(kazakh: Act, russian: Act) -> None:
    lexicon = TranslationLexicon(learn_links([(kazakh, russian)]))
    assert best(lexicon, "нотариус", "kk", "ru") == "нотариус"
    assert best(lexicon, "сот", "kk", "ru") == "суд"
    assert best(lexicon, "решен", "ru", "kk") == "шеш"


def test_terms_of_the_glossary_are_learned_also_through_russian() -> None:
    terms = [
        Term(("полиция",), ("полиция",), ("police",)),
        Term(("айлық",), ("зарплата",), ("salary",)),
    ]
    lexicon = TranslationLexicon(learn_links([], terms))
    assert best(lexicon, "айлык", "kk", "en") == "salari"
    assert best(lexicon, "зарплат", "ru", "en") == "salari"


def test_kazakh_words_reach_english_through_russian(kazakh: Act, russian: Act) -> None:
    english = make_act(
        "notary-en",
        "en",
        "Article 1. Notary\n\nA notary issues certificates. A notary charges fees.\n\n"
        "Article 2. Court\n\nThe court issues certificates.\n\n"
        "Article 3. Decision\n\nThe court makes decisions.\n",
        "notary",
    )
    lexicon = TranslationLexicon(learn_links([(kazakh, russian), (russian, english)]))
    assert best(lexicon, "сот", "kk", "en") == "court"


def test_prior_is_kept_and_outvoted_by_the_acts(kazakh: Act, russian: Act) -> None:
    terms = [Term(("айлық",), ("зарплата",), ("salary",)), Term(("сот",), ("судья",), ("judge",))]
    prior = learn_links([], terms)
    lexicon = TranslationLexicon(learn_links([(kazakh, russian)], prior=prior))
    assert best(lexicon, "айлык", "kk", "ru") == "зарплат"
    assert best(lexicon, "сот", "kk", "ru") == "суд"
    assert "суд" in dict(lexicon.translations("сот", "kk", "ru"))


def test_language_versions_are_paired_in_the_order_of_languages(kazakh: Act, russian: Act) -> None:
    corpus = Corpus((make_act("other", "kk", KAZAKH), kazakh, russian))
    assert version_pairs(corpus) == ((kazakh, russian),)
    assert version_pairs(corpus, ["notary-ru"]) == ((kazakh, russian),)


@pytest.mark.parametrize("act_ids", [[], ["notary"]])
def test_corpus_without_version_pairs_is_refused(kazakh: Act, act_ids: list[str]) -> None:
    with pytest.raises(LexiconError, match="--parallel-of"):
        version_pairs(Corpus((kazakh,)), act_ids)
