import textwrap
from collections.abc import Callable

import pytest

from data.corpus import load_corpus
from data.errors import SourceError
from data.metadata import Sidecar
from data.model import Act, Chapter, Kind, Span
from data.parsing.parser import parse_text

KAZAKH = Sidecar("sample", "Үлгі", "kk")
RUSSIAN = Sidecar("sample", "Образец", "ru")
ENGLISH = Sidecar("sample", "Sample", "en")


@pytest.fixture(scope="module")
def law() -> Act:
    return load_corpus().default


def eids_and_texts(act: Act) -> list[tuple[str, str]]:
    return [(p.eid, p.heading or p.text) for p in act.provisions]


def test_clean_text_with_inserted_numbers_is_parsed() -> None:
    text = """1-тарау. Жалпы ережелер

27-бап. Мерзім

1. Бірінші тармақ.

1-1. Қосылған тармақ:

1) бірінші;

1-1) қосылған;

2) екінші.

Тізімнен кейінгі бөлік.

27-1-бап. Қосылған бап

Бір ғана бөлік.
"""
    act = parse_text(text, KAZAKH, "sample.txt")
    assert eids_and_texts(act) == [
        ("art_27", "Мерзім"),
        ("art_27__para_1", "Бірінші тармақ."),
        ("art_27__para_1-1", "Қосылған тармақ:"),
        ("art_27__para_1-1__point_1", "бірінші;"),
        ("art_27__para_1-1__point_1-1", "қосылған;"),
        ("art_27__para_1-1__point_2", "екінші."),
        ("art_27__para_1-1__subpara_2", "Тізімнен кейінгі бөлік."),
        ("art_27-1", "Қосылған бап"),
    ]
    assert act.by_eid["art_27-1"].text == "Бір ғана бөлік."
    assert {p.chapter for p in act.provisions} == {"chp_1"}


def test_a_part_inside_a_list_belongs_to_its_point() -> None:
    text = "1-бап. Тізім\n\nТүрлері:\n\n1) бірінші.\n\nБұл түсіндірме.\n\n2) екінші.\n"
    assert eids_and_texts(parse_text(text, KAZAKH, "sample.txt")) == [
        ("art_1", "Тізім"),
        ("art_1__point_1", "бірінші."),
        ("art_1__point_1__subpara_2", "Бұл түсіндірме."),
        ("art_1__point_2", "екінші."),
    ]


def test_second_list_belongs_to_the_part_above_it() -> None:
    text = "1-бап. Тізім\n\nА:\n\n1) бірінші;\n\n2) екінші.\n\nБ:\n\n1) үшінші;\n\n2) төртінші.\n"
    act = parse_text(text, KAZAKH, "sample.txt")
    assert [p.eid for p in act.provisions] == [
        "art_1",
        "art_1__point_1",
        "art_1__point_2",
        "art_1__subpara_2",
        "art_1__subpara_2__point_1",
        "art_1__subpara_2__point_2",
    ]
    assert act.by_eid["art_1__subpara_2__point_2"].lead_in == Span("art_1__subpara_2", 0, 2, "Б:")


def test_russian_act_is_parsed() -> None:
    text = """Глава 2. Права

Статья 6-2. Права граждан

1. Граждане вправе:

1) обращаться;

2) получать ответ.

Статья 7. Исключена

Исключена Законом РК.
"""
    act = parse_text(text, RUSSIAN, "sample.txt")
    assert act.chapters == (Chapter("chp_2", "2", "Права", (1, 1)),)
    assert eids_and_texts(act) == [
        ("art_6-2", "Права граждан"),
        ("art_6-2__para_1", "Граждане вправе:"),
        ("art_6-2__para_1__point_1", "обращаться;"),
        ("art_6-2__para_1__point_2", "получать ответ."),
        ("art_7", "Исключена"),
    ]
    assert [p.eid for p in act.provisions if p.repealed] == ["art_7"]


def test_english_act_is_parsed() -> None:
    text = """Article 1. Scope

1. This act applies:

1) here;

2) there.

Section ends are words.
"""
    assert eids_and_texts(parse_text(text, ENGLISH, "sample.txt")) == [
        ("art_1", "Scope"),
        ("art_1__para_1", "This act applies:"),
        ("art_1__para_1__point_1", "here;"),
        ("art_1__para_1__point_2", "there."),
        ("art_1__para_1__subpara_2", "Section ends are words."),
    ]


def test_an_act_without_articles_has_paragraphs() -> None:
    text = "БҰЙЫРАМЫН:\n\n1. Мыналар бекітілсін:\n\n1) ереже;\n\n2) нысан.\n\n2. Күшіне енеді.\n"
    assert eids_and_texts(parse_text(text, KAZAKH, "sample.txt")) == [
        ("preamble", "БҰЙЫРАМЫН:"),
        ("para_1", "Мыналар бекітілсін:"),
        ("para_1__point_1", "ереже;"),
        ("para_1__point_2", "нысан."),
        ("para_2", "Күшіне енеді."),
    ]


def test_an_act_without_numbers_has_sentences() -> None:
    text = "Қаулы қабылданды. Ол 1995 ж. № 23 бойынша шықты.\n\nКүшіне енеді.\n"
    act = parse_text(text, KAZAKH, "sample.txt")
    assert eids_and_texts(act) == [
        ("sent_1", "Қаулы қабылданды."),
        ("sent_2", "Ол 1995 ж. № 23 бойынша шықты."),
        ("sent_3", "Күшіне енеді."),
    ]
    assert {p.kind for p in act.provisions} == {Kind.SENTENCE}


def test_number_out_of_sequence_is_part_of_the_text() -> None:
    text = "1-бап. Сан\n\n1. Бірінші.\n\n1995. Бұл жыл.\n\n1. Қайталанған.\n"
    assert eids_and_texts(parse_text(text, KAZAKH, "sample.txt")) == [
        ("art_1", "Сан"),
        ("art_1__para_1", "Бірінші."),
        ("art_1__para_1__subpara_2", "1995. Бұл жыл."),
        ("art_1__para_1__subpara_3", "1. Қайталанған."),
    ]


def test_amendment_note_is_no_provision_text() -> None:
    text = "1-бап. Мерзім\n\nЕскерту. 1-бап жаңа редакцияда.\n\nМәтін.\n"
    article = parse_text(text, KAZAKH, "sample.txt").by_eid["art_1"]
    assert (article.text, article.notes) == ("Мәтін.", ("Ескерту. 1-бап жаңа редакцияда.",))


def test_title_is_no_provision() -> None:
    text = "Үлгі\n\nБұл кіріспе.\n\n1-бап. Мерзім\n\nМәтін.\n"
    assert eids_and_texts(parse_text(text, KAZAKH, "sample.txt")) == [
        ("preamble", "Бұл кіріспе."),
        ("art_1", "Мерзім"),
    ]


def printed(act: Act, line: Callable[[str], str]) -> str:
    """The act as clean text, each heading and provision printed by ``line``."""
    marks = {Kind.PARAGRAPH: "{}. ", Kind.POINT: "{}) "}
    blocks, chapter = [], None
    for provision in act.provisions:
        if provision.chapter != chapter:
            chapter = provision.chapter
            heading = next(c for c in act.chapters if c.eid == chapter)
            blocks.append(f"{heading.number}-тарау. {heading.title}")
        if provision.kind is Kind.ARTICLE:
            blocks.append(line(f"{provision.number}-бап. {provision.heading}"))
        if provision.text:
            blocks.append(
                line(marks.get(provision.kind, "").format(provision.number) + provision.text)
            )
    return "\n\n".join(blocks)


def indented(text: str) -> str:
    return textwrap.fill(text, 85, initial_indent=" " * 6)


@pytest.mark.parametrize("line", [str, indented])
def test_law_as_clean_text_is_parsed_identically(law: Act, line: Callable[[str], str]) -> None:
    damaged = "art_21__para_3__subpara_2"
    again = parse_text(printed(law, line), KAZAKH, "sample.txt")
    assert [p.eid for p in again.provisions] == [p.eid for p in law.provisions]
    for one, other in zip(law.provisions, again.provisions, strict=True):
        if one.eid != damaged:
            assert (one.text, one.heading, one.lead_in, one.closing, one.chapter) == (
                other.text,
                other.heading,
                other.lead_in,
                other.closing,
                other.chapter,
            )
            assert not {name.partition(": ")[2] for name in other.repairs} - {"blank line"}


def test_text_with_only_a_title_is_rejected() -> None:
    with pytest.raises(SourceError, match=r"sample\.txt contains no text"):
        parse_text("\n \n", KAZAKH, "sample.txt")
