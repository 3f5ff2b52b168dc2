"""Answers of the real law with the real model."""

from hashlib import sha256
from pathlib import Path

import pytest

from data.corpus import load_corpus
from data.errors import UnknownActError
from qa.answer import Confidence, Reason, Status
from qa.query.validation import QuestionError
from tests.helpers.answerers import ask, eids
from tests.helpers.web_app import FIREARM, FIREARM_WORDS

pytestmark = pytest.mark.usefixtures("bundled_model")


def test_question_in_scope_is_answered_with_its_citation(bapta_home: Path) -> None:
    answer = ask(bapta_home, FIREARM)
    assert (answer.status, answer.reason, answer.message) == (Status.ANSWERED, None, None)
    assert (answer.question, answer.searched_as, answer.language) == (FIREARM, None, "kk")
    first = answer.passages[0]
    assert (first.quote, first.start, first.end) == (FIREARM_WORDS, 0, len(FIREARM_WORDS))
    assert (first.lead_in, first.closing, first.highlight, first.errata) == (
        None,
        None,
        None,
        False,
    )
    assert first.confidence is Confidence.HIGH
    assert first.citation.label == "24-баптың 3-тармағы"
    assert first.citation.url == "/acts/kz-internal-affairs/art_24#art_24__para_3"
    assert first.citation.article_title == (
        "Күш қолдану, арнайы құралдарды, атыс қаруын және өзге де қаруды қолдану, "
        "атыс қаруын қолданудың ерекше жағдайлары"
    )
    assert first.sha256 == sha256(FIREARM_WORDS.encode()).hexdigest()


@pytest.mark.parametrize(
    ("question", "languages", "words"),
    [
        ("Wie lange kann man mich festhalten?", ("de",), "Kasachisch"),
        ("متى يجوز للشرطي استخدام السلاح؟", ("ar",), "الكازاخية"),
        ("როგორ გავიგო ჩემი უფლებები?", ("en", "kk", "ru"), "in Kazakh, Russian and English"),
    ],
)
def test_message_in_another_language_is_told_which_are_understood(
    bapta_home: Path, question: str, languages: tuple[str, ...], words: str
) -> None:
    answer = ask(bapta_home, question, ui="en")
    assert (answer.status, answer.reason) == (Status.NOT_COVERED, Reason.OTHER_LANGUAGE)
    assert answer.message_languages == languages
    assert answer.message is not None
    assert len(answer.message.splitlines()) == len(languages)
    assert words in answer.message


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Un policier doit-il montrer sa carte ?", "fr"),
        ("Коли поліція має право стріляти?", "uk"),
        ("Muss der Polizist seinen Ausweis zeigen?", "de"),
    ],
)
def test_other_language_is_told_beside_quotes_unless_they_are_certain(
    bapta_home: Path, question: str, code: str
) -> None:
    answer = ask(bapta_home, question)
    is_answered = answer.status is Status.ANSWERED
    assert answer.message_languages == (() if is_answered else (code,))
    assert bool(answer.passages) == (answer.reason is None)


@pytest.mark.parametrize(
    ("question", "language", "message"),
    [
        (
            "Борщ қалай пісіріледі?",
            "kk",
            "«Бапта» бұл сұраққа жауап таппады. Жауап заңда болуы мүмкін.",
        ),
        (
            "Как сварить борщ?",
            "ru",
            "«Бапта» не нашла ответа на этот вопрос. Возможно, в законе он есть.",
        ),
        (
            "How do I cook borscht?",
            "en",
            "Bapta did not find an answer to this question. The law may still have one.",
        ),
    ],
)
def test_question_out_of_scope_is_refused_with_a_message(
    bapta_home: Path, question: str, language: str, message: str
) -> None:
    answer = ask(bapta_home, question)
    assert (answer.status, answer.reason) == (Status.NOT_COVERED, Reason.OUT_OF_SCOPE)
    assert (answer.passages, answer.see_also) == ((), ())
    assert (answer.language, answer.message) == (language, message)


@pytest.mark.parametrize(
    ("question", "language", "begins"),
    [
        ("Сәлеметсіз бе!", "kk", "Сәлеметсіз бе! "),
        ("Привет, как дела?", "ru", "Здравствуйте! "),
        ("Thank you very much", "en", "You are welcome. "),
    ],
)
def test_greeting_gets_a_fixed_reply(
    bapta_home: Path, question: str, language: str, begins: str
) -> None:
    answer = ask(bapta_home, question)
    assert (answer.status, answer.reason) == (Status.NOT_COVERED, Reason.GREETING)
    assert answer.language == language
    assert (answer.message or "").startswith(begins)
    assert answer.passages == ()


@pytest.mark.parametrize(
    ("question", "eid"),
    [
        ("24-баптың 3-тармағы", "art_24__para_3"),
        ("24-баптын 3-тармагы не дейди?", "art_24__para_3"),
        ("жиырма төртінші баптың үшінші тармағы", "art_24__para_3"),
        ("ст. 24 п. 3", "art_24__para_3"),
        ("article 24(3)", "art_24__para_3"),
        ("16 bap 2 tarmaq 9 tarmaqsha", "art_16__para_2__point_9"),
        ("cn 24 g 3", "art_24__para_3"),
        ("кіріспе", "preamble"),
    ],
)
def test_reference_is_answered_by_the_named_provision(
    bapta_home: Path, question: str, eid: str
) -> None:
    answer = ask(bapta_home, question)
    assert answer.status is Status.ANSWERED
    assert eids(answer) == [eid]


def test_reference_as_typed_keeps_its_language(bapta_home: Path) -> None:
    answers = [ask(bapta_home, text) for text in ("art 24 para 3", "ст 24 п 3", "24-бап 3-тармақ")]
    assert [(one.language, one.searched_as) for one in answers] == [
        ("en", None),
        ("ru", None),
        ("kk", None),
    ]
    repaired = ask(bapta_home, "cn 24 g 3")
    assert (repaired.language, repaired.searched_as) == ("ru", "ст 24 п 3")


def test_references_are_answered_in_the_order_of_the_question(bapta_home: Path) -> None:
    asked = "31-бап және 24-баптың 3-тармағы"
    assert eids(ask(bapta_home, asked)) == ["art_31", "art_24__para_3"]


def test_named_article_is_quoted_in_order_and_linked_whole(bapta_home: Path) -> None:
    answer = ask(bapta_home, "16-бап", top_k=3)
    assert eids(answer) == [f"art_16__para_1__point_{n}" for n in (1, 2, 3)]
    assert [one.eid for one in answer.see_also] == ["art_16"]
    assert answer.see_also[0].label == "16-бап"


def test_named_chapter_is_quoted_in_order_and_linked_whole(bapta_home: Path) -> None:
    answer = ask(bapta_home, "глава 3", top_k=2)
    assert eids(answer) == ["art_11__para_1", "art_11__para_2"]
    assert [(one.eid, one.url) for one in answer.see_also[:1]] == [
        ("chp_3", "/acts/kz-internal-affairs#chp_3")
    ]


def test_named_provision_has_no_highlight(bapta_home: Path) -> None:
    (quote,) = ask(bapta_home, "32-баптың 2-тармағы").passages
    assert "№ 2, 18-құжат;" in quote.quote
    assert quote.highlight is None


@pytest.mark.parametrize(
    ("question", "message", "related"),
    [
        (
            "99-бап",
            "Бұл заңда мұндай бап, тармақ немесе басқа бөлік жоқ. Заңда 1–32-баптар бар.",
            [],
        ),
        (
            "ст. 99",
            "В этом законе нет такой статьи, пункта или другой части. В законе есть статьи 1–32.",
            [],
        ),
        ("article 99", "The law has no such provision. The law has articles 1 to 32.", []),
        (
            "24-баптың 9-тармағы",
            "Бұл заңда мұндай бап, тармақ немесе басқа бөлік жоқ. 24-бап: 1–3-тармақтар бар.",
            ["art_24"],
        ),
        (
            "пункт 9 статьи 24",
            "В этом законе нет такой статьи, пункта или другой части. Статья 24: есть пункты 1–3.",
            ["art_24"],
        ),
        (
            "Article 24, paragraph 9",
            "The law has no such provision. Article 24 has paragraphs 1 to 3.",
            ["art_24"],
        ),
        (
            "16-баптың 2-тармағының 41) тармақшасы",
            "Бұл заңда мұндай бап, тармақ немесе басқа бөлік жоқ. "
            "16-баптың 2-тармағы: 1)–40) тармақшалар бар.",
            ["art_16__para_2"],
        ),
        ("chapter 10", "The law has no such provision. The law has chapters 1 to 9.", []),
    ],
)
def test_missing_provision_names_the_existing_ones(
    bapta_home: Path, question: str, message: str, related: list[str]
) -> None:
    answer = ask(bapta_home, question)
    assert (answer.status, answer.reason) == (Status.NOT_COVERED, Reason.NO_SUCH_PROVISION)
    assert answer.message == message
    assert [one.eid for one in answer.see_also] == related
    assert answer.passages == ()


@pytest.mark.parametrize(
    "question",
    [
        "УК 188-бап",
        "статья 188 УК",
        "ст. 5 Конституции РК",
        "120–135 УК РК",
        "закон о полиции РФ",
        "закон о полиции РФ статья 5",
        "Ресей Федерациясының полиция туралы заңының 5-бабы",
        "Geneva convention article 4",
        "95-конвенция 4-бап",
        "ст. 24 Закона РК «О национальной безопасности»",
        "закона Республики Казахстан «О дорожном движении» статья 5",
        "ЗРК «О статистике»",
        "приказ № 280",
        "article 6 of the Law of the Republic of Kazakhstan on Road Traffic",
    ],
)
def test_question_that_names_another_act_is_refused(bapta_home: Path, question: str) -> None:
    answer = ask(bapta_home, question, ui="en")
    assert (answer.status, answer.reason) == (Status.NOT_COVERED, Reason.OTHER_ACT)
    assert answer.message == (
        "The question names another law. Bapta answers only from the laws that it has."
    )
    assert (answer.passages, answer.see_also, answer.choices) == ((), (), ())


def test_repaired_text_is_shown_and_exact_switches_repair_off(bapta_home: Path) -> None:
    typed = "kolikti kim toqtatady"
    repaired = ask(bapta_home, typed)
    assert (repaired.question, repaired.searched_as) == (typed, "көлікті кім тоқтатады")
    assert (repaired.language, eids(repaired)[0]) == ("kk", "art_16__para_2__point_21")
    exact = ask(bapta_home, typed, exact=True)
    assert (exact.searched_as, exact.language) == (None, "en")
    assert exact.status is Status.NOT_COVERED


def test_labels_follow_the_interface_language_and_quotes_do_not(bapta_home: Path) -> None:
    answer = ask(bapta_home, FIREARM, ui="ru", top_k=1)
    (quote,) = answer.passages
    assert quote.citation.label == "пункт 3 статьи 24"
    assert (quote.language, quote.quote) == ("kk", FIREARM_WORDS)
    assert [one.label for one in answer.see_also] == ["пункт 2 статьи 24"]


def test_point_is_quoted_with_lead_in_and_closing(bapta_home: Path) -> None:
    act = load_corpus().default
    for question, eid, lead_in, closing in (
        (
            "16-баптың 1-тармағының 7) тармақшасы",
            "art_16__para_1",
            "Ішкі істер органдары:",
            "міндетті",
        ),
        (
            "16-баптың 2-тармағының 9) тармақшасы",
            "art_16__para_2",
            "Ішкі істер органдары:",
            "құқылы",
        ),
        ("18-баптың 5) тармақшасы", "art_18", "Ішкі істер органдарының қызметкерлері:", "міндетті"),
    ):
        (quote,) = ask(bapta_home, question).passages
        assert quote.lead_in is not None
        assert quote.closing is not None
        assert (quote.lead_in.eid, quote.lead_in.text) == (eid, lead_in)
        assert quote.closing.text == closing
        text = act.by_eid[quote.closing.eid].text
        assert text[quote.closing.start : quote.closing.end] == closing


@pytest.mark.parametrize("top_k", [1, 3, 10])
def test_top_k_limits_the_quotes(bapta_home: Path, top_k: int) -> None:
    assert len(ask(bapta_home, FIREARM, top_k=top_k).passages) == top_k


def test_see_also_leaves_out_quoted_provisions(bapta_home: Path) -> None:
    answer = ask(bapta_home, FIREARM, top_k=10)
    assert {"art_24__para_1", "art_24__para_2"} <= set(eids(answer))
    assert {one.eid for one in answer.see_also}.isdisjoint(eids(answer))


@pytest.mark.parametrize(("text", "code"), [(" ", "empty"), ("қ" * 4001, "too_long")])
def test_empty_or_too_long_text_is_refused(bapta_home: Path, text: str, code: str) -> None:
    with pytest.raises(QuestionError) as caught:
        ask(bapta_home, text)
    assert caught.value.code == code


def test_unknown_act_is_an_error(bapta_home: Path) -> None:
    with pytest.raises(UnknownActError):
        ask(bapta_home, FIREARM, acts=("kz-moon",))


def test_heading_is_answered_by_the_parts_of_its_article_in_order(bapta_home: Path) -> None:
    answer = ask(bapta_home, "обязанности сотрудников", ui="en")
    assert (answer.status, answer.one_of) == (Status.ANSWERED, None)
    assert eids(answer) == [f"art_18__point_{number}" for number in range(1, 6)]
    assert answer.message == "Article 18 has 16 provisions; the first 5 are shown here."
    assert "art_18" in [link.eid for link in answer.see_also]
