"""Tests of answers as plain text: quotes between list words, and notices."""

from dataclasses import replace

from data.corpus import load_corpus
from data.model import Span
from data.reading_aids import AidsLibrary
from qa.answer import Answer, Choice, Confidence, Quote, Reason, Status
from qa.citation import citation
from qa.notice import Contact, Notice
from qa.quotes import translated
from web.cli.answer_text import answer_text
from web.http.translations import read_translations

ENGLISH = read_translations()["en"]
NOTICE = "The text is shown as we received it. It has not been checked against the law in force."
HEADING = "Ішкі істер органдарының өкілеттіктері"
ACT = "Қазақстан Республикасының ішкі істер органдары туралы, жаңа редакция"


def quote(eid: str) -> Quote:
    act = load_corpus().default
    provision = act.by_eid[eid]
    return Quote(
        quote=provision.text,
        start=0,
        end=len(provision.text),
        language="kk",
        lead_in=provision.lead_in,
        closing=provision.closing,
        highlight=None,
        citation=citation(act, eid, "en"),
        confidence=Confidence.HIGH,
        sha256=provision.sha256,
        errata=False,
    )


def answer(*quotes: Quote) -> Answer:
    return Answer(
        answer_id="1",
        status=Status.ANSWERED,
        reason=None,
        message=None,
        contacts=None,
        question="May they?",
        searched_as=None,
        language="en",
        passages=quotes,
    )


def test_point_is_between_lead_in_and_closing() -> None:
    point = replace(quote("art_16__para_2__point_9"), quote="заңсыз митингілердің", start=0, end=20)
    assert answer_text(answer(point), ENGLISH).splitlines() == [
        "The law says",
        "",
        "This quote is in Kazakh.",
        "",
        f"1. Article 16, paragraph 2, subparagraph 9) · {HEADING}",
        f"   {ACT}",
        "   Ішкі істер органдары:",
        "   «заңсыз митингілердің»",
        "   құқылы",
        "   /acts/kz-internal-affairs/art_16#art_16__para_2__point_9",
        "",
        NOTICE,
    ]


def test_closing_inside_the_quote_is_not_repeated() -> None:
    point = quote("art_16__para_2__point_40")
    assert point.closing is not None
    assert point.closing.text == "құқылы"
    lines = answer_text(answer(point), ENGLISH).splitlines()
    assert lines[8] == "   /acts/kz-internal-affairs/art_16#art_16__para_2__point_40"


def test_other_passages_have_a_heading() -> None:
    text = answer_text(answer(quote("art_24__para_3"), quote("art_24__para_2")), ENGLISH)
    assert text.index("1. Article 24, paragraph 3") < text.index("Other provisions that may help")
    assert text.index("Other provisions that may help") < text.index("2. Article 24, paragraph 2")


def test_official_text_is_linked_if_configured() -> None:
    text = answer_text(answer(quote("art_24__para_3")), ENGLISH, "https://example.org/act")
    assert text.splitlines()[-2:] == [NOTICE, "Official text: https://example.org/act"]


def test_refusal_has_message_and_contacts() -> None:
    refused = replace(
        answer(),
        status=Status.NOT_COVERED,
        reason=Reason.OUT_OF_SCOPE,
        message="Bapta did not find an answer to this question. The law may still have one.",
        contacts="Call centre 1402",
        searched_as="may they",
    )
    assert answer_text(refused, ENGLISH).splitlines() == [
        "We searched for: may they",
        "",
        "Bapta did not find an answer to this question. The law may still have one.",
        "Call centre 1402",
    ]


def test_closing_of_outer_provision_is_shown() -> None:
    point = replace(quote("art_24__para_3"), closing=Span("art_24__para_3", 500, 506, "құқылы"))
    assert "\n   құқылы\n" in answer_text(answer(point), ENGLISH)


def test_choices_of_acts_are_lines_with_their_addresses() -> None:
    asked = replace(
        answer(),
        status=Status.NOT_COVERED,
        reason=Reason.WHICH_ACT,
        message="Which law do you mean?",
        choices=(
            Choice("police", "On Police", "en", "Article 24", "/acts/police/art_24#art_24"),
            Choice("water", "Водный кодекс", "ru", "Article 24", "/acts/water/art_24#art_24"),
        ),
    )
    assert answer_text(asked, ENGLISH).splitlines() == [
        "Which law do you mean?",
        "Article 24 · On Police",
        "   /acts/police/art_24#art_24",
        "Article 24 · Водный кодекс",
        "   /acts/water/art_24#art_24",
    ]


def test_notice_of_danger_comes_first() -> None:
    notice = Notice("danger", "Call now.", (Contact("Police", "102"),))
    lines = answer_text(
        replace(answer(quote("art_24__para_3")), notice=notice), ENGLISH
    ).splitlines()
    assert lines[:4] == ["Call now.", "102  Police", "", "The law says"]


def test_translation_stands_below_the_quote_and_is_marked() -> None:
    law = load_corpus().default
    aids = AidsLibrary().aids(law, "en")
    point = translated(quote("art_18__point_2"), law, aids)
    lines = answer_text(answer(point), ENGLISH).splitlines()
    start = lines.index("   міндетті") + 1
    assert lines[start : start + 4] == [
        "   Unofficial translation:",
        "     The officers of the internal affairs bodies are obliged:",
        f"     {aids.find('art_18__point_2')}",
        "   What counts is the text of the law in Kazakh, not this translation.",
    ]
