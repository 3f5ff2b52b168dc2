from data.corpus import Corpus
from data.glossary import Term
from data.model import Act, Kind, Provision
from data.question_bank import BankQuestion
from qa.query.rewriting import QueryRewriter

PROVISION = Provision(
    "art_1", Kind.ARTICLE, "1", "Қызметкерлер көлікті тексереді.", None, None, heading="Тәртіп"
)
CORPUS = Corpus((Act("x", "Жол туралы", "kk", None, None, "t.txt", (), (PROVISION,)),))
BANK = (BankQuestion("Инспектор айыппұлды салғызды ма?", "kk", "x", ("art_1",)),)
TERMS = (Term(("кісен",), ("наручники",), ("handcuffs",)),)


def first(reader: QueryRewriter, text: str) -> str:
    return reader.variants(text, None, exact=False)[0].text


def test_vocabulary_contains_words_of_acts_titles_bank_and_glossary() -> None:
    bare, whole = QueryRewriter(CORPUS), QueryRewriter(CORPUS, BANK, TERMS)
    for reader in (bare, whole):
        assert first(reader, "коликти тексереди ме") == "көлікті тексереді ме"
        assert first(reader, "тартип") == "тәртіп"
    assert first(whole, "инспектор айыппулды салгызды") == "инспектор айыппұлды салғызды"
    assert first(whole, "наручники") == "наручники"
    assert whole.variants("наручники", None, exact=False)[0].language == "ru"


def test_exact_variant_is_the_literal_text() -> None:
    (reading,) = QueryRewriter(CORPUS).variants("коликти тексереди", None, exact=True)
    assert (reading.text, reading.changed) == ("коликти тексереди", False)


def test_variants_have_the_stated_language() -> None:
    reader = QueryRewriter(CORPUS, BANK, TERMS)
    assert reader.variants("наручники", "kk", exact=True)[0].language == "kk"
    assert {one.language for one in reader.variants("kolik", "kk", exact=False)} == {"kk"}
