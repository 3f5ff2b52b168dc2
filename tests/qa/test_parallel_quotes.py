"""Parallel quotes of an answer in the other languages of its act."""

from pathlib import Path

import pytest

from data.corpus import Corpus, load_corpus
from data.metadata import Sidecar
from data.parsing.parser import parse_text
from qa.answer import Confidence, Question
from qa.answerer import Answerer
from qa.quotes import in_language, parallel_quotes
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import ACT, chat, client_of

pytestmark = pytest.mark.slow

RUSSIAN = """
Статья 6. Открытость

      1. Деятельность органов внутренних дел открыта для общества.
      2. Граждане вправе:
      1) получать сведения;
      2) обжаловать отказ.
"""
OPEN = "Деятельность органов внутренних дел открыта для общества."


def corpus_of_two() -> Corpus:
    russian = parse_text(RUSSIAN, Sidecar("law-ru", "О делах", "ru", parallel_of=ACT), "ru.txt")
    return Corpus((load_corpus().default, russian))


def answerer() -> Answerer:
    corpus, encoder = corpus_of_two(), HashingEncoder()
    return Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder))


def test_answer_has_the_provision_in_the_other_language() -> None:
    asked = Question("6-баптың 1-тармағы", ui="kk", top_k=1, acts=(ACT,))
    (quote,) = answerer().ask(asked).passages
    assert quote.language == "kk"
    (other,) = quote.parallel
    assert (other.quote, other.start, other.end, other.language) == (OPEN, 0, 57, "ru")
    assert other.citation.label == "6-баптың 1-тармағы"
    assert other.citation.url == "/acts/law-ru/art_6#art_6__para_1"
    assert other.confidence is quote.confidence
    assert (other.highlight, other.parallel) == (None, ())


def test_parallel_point_has_its_lead_in() -> None:
    corpus = corpus_of_two()
    eid = "art_6__para_2__point_1"
    (quote,) = parallel_quotes(corpus, ACT, eid, "ru", Confidence.HIGH)
    assert quote.quote == "получать сведения;"
    assert quote.lead_in is not None
    assert quote.lead_in.text == "Граждане вправе:"


def test_missing_or_textless_version_is_left_out() -> None:
    corpus = corpus_of_two()
    assert parallel_quotes(corpus, ACT, "art_24__para_3", "ru", Confidence.HIGH) == ()
    # An article of paragraphs has no words of its own.
    assert parallel_quotes(corpus, ACT, "art_6", "ru", Confidence.HIGH) == ()


def test_page_shows_the_other_language_in_a_disclosure(tmp_path: Path) -> None:
    client = client_of(tmp_path, answerer())
    found = chat(client, "6-баптың 1-тармағы", top_k=1, acts=[ACT])
    assert [each["quote"] for each in found["passages"][0]["parallel"]] == [OPEN]
    page = client.post("/", follow_redirects=True, data={"question": "6-баптың 1-тармағы"}).text
    folded = page.partition('<details class="parallel">')[2].partition("</details>")[0]
    assert "<summary>Осы норма орыс тілінде</summary>" in folded
    assert f'<p class="quote">{OPEN}</p>' in folded
    assert 'href="/acts/law-ru/art_6#art_6__para_1"' in folded


def test_page_quotes_the_version_in_the_visitor_s_language_first(tmp_path: Path) -> None:
    client = client_of(tmp_path, answerer(), language="ru")
    page = client.post(
        "/", follow_redirects=True, data={"question": "6-баптың 1-тармағы", "acts": ACT}
    ).text
    first, beside = page.split('<details class="parallel">')[:2]
    assert f'<p class="quote" data-copy>{OPEN}</p>' in first
    assert 'href="/acts/law-ru/art_6#art_6__para_1" data-link data-copy' in first
    assert "<summary>Эта норма на казахском языке</summary>" in beside
    assert load_corpus().default.by_eid["art_6__para_1"].text in beside
    # The law itself is there in the visitor's language, so no translation is needed.
    assert "data-translation" not in page


def test_a_version_that_is_not_there_leaves_the_quote_as_it_is() -> None:
    (quote,) = (
        answerer().ask(Question("6-баптың 1-тармағы", ui="kk", top_k=1, acts=(ACT,))).passages
    )
    assert in_language(quote, "en") is quote
    assert in_language(quote, "kk") is quote
    russian = in_language(quote, "ru")
    assert (russian.quote, russian.confidence) == (OPEN, quote.confidence)
    assert [each.quote for each in russian.parallel] == [quote.quote]
