"""Verification of quotes; white space, case and look-alike letters are ignored."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.corpus import Corpus, load_corpus
from data.edition_diff import WordRun
from data.model import Act, Kind, Provision
from qa.quote_verification import (
    MAX_QUOTE_LENGTH,
    QuoteCheck,
    QuoteChecker,
    QuoteError,
    QuoteVerdict,
)

CORPUS = load_corpus()
CHECKER = QuoteChecker(CORPUS)
WITHOUT_WARNING = (
    "Егер қол сұғушылық жеке тұлғаның немесе қызметкердің өзінің өмірі мен денсаулығына тікелей "
    "қауіпті болса не өзге де ауыр салдарға әкеп соқса, ішкі істер органдары қызметкерінің атыс "
    "қаруын ескертусіз жеңіліске қолдану құқығы бар."
)


def check(quote: str) -> QuoteCheck:
    return CHECKER.check(quote, "ru")


def test_exact_quote_has_its_citation() -> None:
    found = check(WITHOUT_WARNING)
    assert found.verdict is QuoteVerdict.EXACT
    (match,) = found.matches
    assert (match.citation.eid, match.quote, match.start) == ("art_24__para_3", WITHOUT_WARNING, 0)
    assert match.citation.label == "пункт 3 статьи 24"
    assert match.sha256 == CORPUS.default.by_eid["art_24__para_3"].sha256


@pytest.mark.parametrize(
    "quote",
    [
        "«атыс қаруын ескертусіз жеңіліске қолдану құқығы бар»",
        "  АТЫС   ҚАРУЫН\nескертусіз",
        "атыс қapyын ecкepтyciз",
        "атыс\u00adқаруын ескертусіз",
        "атысқаруын ескер тусіз",
        "\ufeffатыс қару\u200bын\u200e ескертусіз",
        "атыс қаруын ескертусіз жең\u2060іліске қолдану құқығы бар\u200b",
    ],
)
def test_white_space_case_and_look_alikes_are_ignored(quote: str) -> None:
    found = check(quote)
    assert found.verdict is QuoteVerdict.EXACT
    assert "art_24__para_3" in [match.citation.eid for match in found.matches]


def _act(*texts: str) -> Act:
    provisions = tuple(
        Provision(f"art_{n}", Kind.ARTICLE, str(n), text, None, None)
        for n, text in enumerate(texts, 1)
    )
    return Act("parks", "О парках", "ru", None, None, "t.txt", (), provisions)


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("Парки открыты ёжикам и чайкам.", "ОТКРЫТЫ Е\u0308ЖИКАМ И ЧАИ\u0306", None),
        ("Парки открыты ёжикам и чайкам.", "ёжикам и чаи\u0306кам", "ёжикам и чайкам"),
        ("Парки чаи\u0306ке, ежам.", "парки чайке, ежам", "Парки чаи\u0306ке, ежам"),
        ("Парки ежу и чаи\u0306.", "парки ежу и чай", "Парки ежу и чаи\u0306"),
        ("Парки чаи\u0306кам", "парки чай", None),
        ("Парки чай\u00adкам", "парки чай", None),
        ("Парки\u200b чай\u00adкам.", "парки чайкам", "Парки\u200b чай\u00adкам"),
        ("У парка ЎРА, Үкімет, Ұлт.", "Y парка", "У парка"),
        ("Сад: У Үкіметтің Ұлты.", "Y Yкіметтің Yлты", "У Үкіметтің Ұлты"),
        ("МУЗЕЙ", "МYЗЕЙ", "МУЗЕЙ"),
    ],
)
def test_hidden_signs_and_composition_are_ignored(text: str, quote: str, found: str | None) -> None:
    checked = QuoteChecker(Corpus((_act(text),))).check(quote, "ru")
    assert [match.quote for match in checked.matches] == ([found] if found else [])


def test_changed_word_is_in_the_diff() -> None:
    found = check(WITHOUT_WARNING.replace("ескертусіз", "ескертіп"))
    assert found.verdict is QuoteVerdict.DIFFERS
    assert found.nearest is not None
    assert found.nearest.citation.eid == "art_24__para_3"
    assert [run for run in found.diff if run.kind != "kept"] == [
        WordRun("old", "ескертусіз"),
        WordRun("new", "ескертіп"),
    ]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        (WITHOUT_WARNING[:-1] + "!", [WordRun("old", "бар."), WordRun("new", "бар!")]),
        (WITHOUT_WARNING.replace("атыс қаруын ", ""), [WordRun("old", "атыс қаруын")]),
        (WITHOUT_WARNING.replace("атыс", "атыс суық"), [WordRun("new", "суық")]),
    ],
)
def test_any_other_change_differs(quote: str, words: list[WordRun]) -> None:
    found = check(quote)
    assert found.verdict is QuoteVerdict.DIFFERS
    assert [run for run in found.diff if run.kind != "kept"] == words


def test_truncated_word_differs() -> None:
    assert check("атыс қаруын ескертусіз жеңіл").verdict is QuoteVerdict.DIFFERS


def test_foreign_text_is_not_found() -> None:
    found = check("Салық төлеуші декларацияны жыл сайын наурызда тапсырады.")
    assert found == QuoteCheck(QuoteVerdict.NOT_FOUND)


def test_quote_may_span_provisions_with_their_numbers() -> None:
    act = CORPUS.default
    second = act.by_eid["art_24__para_3"]
    ends = list(act.under("art_24__para_2"))[-1]
    tail = " ".join(ends.text.split()[-5:])
    for quote in (f"{ends.text} {second.text}", f"{tail}\n3. {second.text}"):
        found = check(quote)
        assert found.verdict is QuoteVerdict.EXACT, quote
        assert [match.citation.eid for match in found.matches] == [ends.eid, second.eid]


def test_point_may_be_quoted_with_lead_in_and_closing() -> None:
    point = CORPUS.default.by_eid["art_16__para_1__point_9"]
    assert point.lead_in is not None
    assert point.closing is not None
    found = check(f"{point.lead_in.text} {point.text} … {point.closing.text}")
    assert found.verdict is QuoteVerdict.DIFFERS
    found = check(f"{point.lead_in.text} 9) {point.text} {point.closing.text}")
    assert found.verdict is QuoteVerdict.EXACT
    assert [match.citation.eid for match in found.matches] == [
        "art_16__para_1",
        "art_16__para_1__point_9",
        "art_16__para_1__point_26",
    ]


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        ("", "The quote is empty."),
        ("  «»", "The quote is empty."),
        ("а" * (MAX_QUOTE_LENGTH + 1), f"The quote is longer than {MAX_QUOTE_LENGTH} characters."),
        ("а\x00б", "The quote is not text."),
    ],
)
def test_invalid_quote_is_refused(quote: str, message: str) -> None:
    with pytest.raises(QuoteError) as caught:
        check(quote)
    assert caught.value.message == message


PROVISIONS = [p for p in CORPUS.default.provisions if len(p.text.split()) > 3]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(PROVISIONS), st.integers(0), st.integers(0), st.booleans())
def test_every_run_of_words_of_the_law_is_exact(
    provision: object, first: int, last: int, upper: bool
) -> None:
    words = provision.text.split()  # type: ignore[attr-defined]
    low = first % (len(words) - 2)
    quote = " ".join(words[low : low + 3 + last % 20])
    found = check(quote.upper() if upper else quote)
    assert found.verdict is QuoteVerdict.EXACT
    for match in found.matches:
        text = CORPUS.default.by_eid[match.citation.eid].text
        assert text[match.start : match.end] == match.quote


def test_search_is_limited_to_the_given_acts() -> None:
    corpus = Corpus(CORPUS.acts)
    assert QuoteChecker(corpus).check(WITHOUT_WARNING, "kk", ["other"]).verdict is (
        QuoteVerdict.NOT_FOUND
    )
    assert any(p.kind is Kind.POINT for p in PROVISIONS)
