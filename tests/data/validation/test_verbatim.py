from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.corpus import load_corpus
from data.eid import is_eid
from data.errors import SourceError
from data.metadata import Sidecar
from data.model import Act, Kind, Provision, Span
from data.parsing.parser import parse_text
from data.passages import split_passages
from data.repair.homoglyphs import comparison_key
from data.validation.check import check_act
from data.validation.verbatim import (
    Failure,
    verify_passages,
    verify_provisions,
    verify_source,
    verify_spans,
)


@pytest.fixture(scope="module")
def law() -> Act:
    return load_corpus().default


def changed(act: Act, eid: str, **changes: object) -> Act:
    provisions: list[Provision] = [
        replace(p, **changes) if p.eid == eid else p  # type: ignore[arg-type]
        for p in act.provisions
    ]
    return replace(act, provisions=tuple(provisions))


LINES = st.sampled_from(
    [
        "1-тарау. Жалпы",
        "2-тарау. Басқа",
        "1-бап. Сан",
        "1-1-бап. Қосылған",
        "3-бап. Тағы",
        "1. Бірінші тармақ:",
        "2. Екінші; iшкi . Сөз",
        "1) бірінші тармақша;",
        "2) екінші орындауға міндетті.",
        "3 )  ү ш і н ш і ;",
        "Бөлік. Екінші сөйлем:",
        "нiң жалғасы , міне",
        "; белгі",
        "Ескерту. 1-бап өзгертілді.",
        "беруд і  жүзеге  асырады;",
        "сөз- ",
        "1) бір; 2) екі; 3) үш. 2. Екінші. 2-бап. Ат 1. Бірінші. 5. Бесінші.",
        "Сөз. 1-тарау. Жалпы 1-бап Мақсат 1. Бір. Ескерту. 1-бап № 3 Заңымен. 2. Екі.",
        '"29-1-бап. Дәйексөз',
        'сөз "Раушан" сөз.";',
        "1\t|\tалма",
        "\t|\t№ 5 қаулысына 1-қосымша",
        "Қазақстан Республикасының Президенті",
        "Жоба",
        "II тарау",
        "Бақ туралы келісім",
        "",
        "",
    ]
)
SOURCES = st.lists(st.tuples(st.sampled_from(["", "      ", "             "]), LINES), max_size=25)


# The second chapter and article are read as a table of contents and left out.
CONTENTS_IN_ATTACHMENT = [
    ("", "1-тарау. Жалпы"),
    ("", "1-тарау. Жалпы"),
    ("", "\t|\t№ 5 қаулысына 1-қосымша"),
    ("", "1-тарау. Жалпы"),
    ("", "1-бап. Сан"),
    ("", "нiң жалғасы , міне"),
    ("", "1-бап. Сан"),
]


@settings(deadline=None)
@given(SOURCES, st.sampled_from(["kk", "ru", "en"]))
@example(CONTENTS_IN_ATTACHMENT, "kk")
def test_generated_acts_are_verbatim(source: list[tuple[str, str]], language: str) -> None:
    text = "\n".join(indent + line for indent, line in source)
    try:
        act = parse_text(text, Sidecar("sample", "Үлгі", language), "sample.txt")
    except SourceError:
        assert not text.strip()
        return
    assert verify_provisions(act) == ()
    assert len(act.by_eid) == len(act.provisions)
    assert all(is_eid(provision.eid) for provision in act.provisions)
    assert not [f for f in check_act(act) if "belongs to no provision" in f.text]


# Notes between the lines of a heading, and a table of contents with more words than the headings.
@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "ru",
            "      2) екінші орындауға міндетті.\n      \t|\t№ 5 қаулысына 1-қосымша\n"
            "      Ескерту. 1-бап өзгертілді.\nЕскерту. 1-бап өзгертілді.\n3 )  ү ш і н ш і ;\n",
        ),
        (
            "kk",
            "1-тарау. Жалпы\n1. Бірінші тармақ:\n1-тарау. Жалпы\n2. Екінші; iшкi . Сөз\n"
            "      1-тарау. Жалпы",
        ),
        (
            "ru",
            "      2) екінші орындауға міндетті.\n      Ескерту. 1-бап өзгертілді.\n"
            "      Сөз. 1-тарау. Жалпы 1-бап Мақсат 1. Бір. Ескерту. 1-бап № 3 Заңымен. 2. Екі.\n",
        ),
    ],
)
def test_notes_and_contents_hide_no_words(language: str, text: str) -> None:
    act = parse_text(text, Sidecar("sample", "Үлгі", language), "sample.txt")
    assert verify_provisions(act) == ()
    assert not [f for f in check_act(act) if "belongs to no provision" in f.text]


# Text below a table of contents that is left out, under each kind of heading above it.
@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("kk", "1. Бірінші тармақ.\n\nА. Маратов\n\n№ 5 қаулысына 1-қосымша"),
        ("ru", "1. Первый пункт.\n\nПриложение 1 к приказу № 5"),
        ("en", "1. The first paragraph.\n\nAnnex 1 to Order No. 5"),
    ],
)
def test_text_below_left_out_contents_continues_no_heading(language: str, head: str) -> None:
    one, two = {
        "kk": ("1-тарау. Жалпы", "2-тарау. Сан"),
        "ru": ("Глава 1. Общее", "Глава 2. Число"),
        "en": ("Chapter 1. General", "Chapter 2. Number"),
    }[language]
    body = "\n\n".join((one, "1. Бір бар.", two, "2. Екі бар."))
    text = f"{head}\n\n{one}\n\n{two}\n\nЖалғасы міне\n\n{body}\n"
    act = parse_text(text, Sidecar("sample", "Үлгі", language), "sample.txt")
    assert verify_provisions(act) == ()
    assert "Жалғасы міне" in [provision.text for provision in act.provisions]


# Headings whose lines stand around other lines, and words left out on the line of a provision.
@pytest.mark.parametrize(
    ("language", "text", "texts"),
    [
        ("kk", "(Мақсат)\n3-бап.\n      Chapter 1. General", ["Chapter", "General"]),
        ("ru", "      (Цель)\nСтатья 3.\n      Article 1. A", ["Article", "A"]),
        ("kk", "      Мазмұны\n1. Бір.", ["Мазмұны", "Бір."]),
        ("en", "      Contents\n1. Short title", ["Contents", "Short title"]),
        ("ru", "Статья 1. Ч\n\n(Цель)\nСтатья 3.", ["", "(Цель) Статья 3."]),
        ("kk", "      1-бап. Сан\n      (Мақсат)\n3-бап.", ["", "(Мақсат) 3-бап."]),
    ],
)
def test_lines_are_joined_in_their_order(language: str, text: str, texts: list[str]) -> None:
    act = parse_text(text, Sidecar("sample", "Үлгі", language), "sample.txt")
    assert verify_provisions(act) == ()
    assert [provision.text for provision in act.provisions] == texts


def test_note_on_the_line_of_a_heading_is_no_part_of_it() -> None:
    text = "      Басы\n      Приложение 1 к приказу № 5\n      Ескерту. 1-бап өзгертілді.\n1. Ат"
    act = parse_text(f"{text}\n      1. Ат", Sidecar("sample", "Үлгі", "en"), "sample.txt")
    assert verify_provisions(act) == ()


def test_text_with_the_words_of_the_note_above_it_is_verbatim() -> None:
    note = "Ескерту. 1-бап өзгертілді."
    article = Provision("art_1", Kind.ARTICLE, "1", note, None, None, lines=(1, 2), notes=(note,))
    lines = (note, f"1-бап. {note}")
    act = Act("a", "Үлгі", "kk", None, None, "a.txt", (), (article,), lines)
    assert list(verify_source(act)) == []
    assert list(verify_source(replace(act, source_lines=(note, "1-бап. Өзге."))))


def test_every_provision_of_the_law_is_verbatim(law: Act) -> None:
    assert verify_provisions(law) == ()


def test_text_of_one_provision_equals_its_source_lines(law: Act) -> None:
    lines = "".join(law.source_lines[1008:1011])
    text = law.by_eid["art_24__para_1"].text
    moved = text.replace("Заңымен айқындалады.", "айқындалады.Заңымен")
    assert comparison_key(lines) == comparison_key("1." + moved)


@pytest.mark.parametrize(
    "eid",
    ["preamble", "art_7", "art_24__para_3", "art_14__point_18", "art_16__para_1__subpara_2"],
)
def test_changed_letter_is_found(law: Act, eid: str) -> None:
    text = law.by_eid[eid].text
    other = changed(law, eid, text=text[:-2] + "ж" + text[-1])
    first, last = law.by_eid[eid].lines
    assert list(verify_source(other)) == [
        Failure(eid, f"The text differs from lines {first}-{last}.")
    ]


def test_missing_word_and_changed_heading_are_found(law: Act) -> None:
    shorter = changed(law, "art_7", text=law.by_eid["art_7"].text.removesuffix(" құрайды."))
    assert list(verify_source(shorter)) == [
        Failure("art_7", "Lines 141-144 hold more than the text.")
    ]
    headed = changed(law, "art_7", heading="Ішкі істер органдары")
    assert [failure.eid for failure in verify_source(headed)] == ["art_7"]


def test_correction_without_erratum_is_found(law: Act) -> None:
    bare = changed(law, "art_2", errata=())
    assert [failure.eid for failure in verify_source(bare)] == ["art_2"]


def test_passages_must_be_slices_that_cover_the_text(law: Act) -> None:
    passages = split_passages(law)
    wrong = replace(passages[0], text="Осы Заң")
    assert list(verify_passages(law, [wrong, *passages[1:]])) == [
        Failure("preamble", "A passage is no slice of the text.")
    ]
    short = replace(passages[0], end=7, text="Осы Заң")
    assert list(verify_passages(law, [short, *passages[1:]])) == [
        Failure("preamble", "The passages do not cover the text.")
    ]


def test_lead_ins_and_closings_must_be_slices(law: Act) -> None:
    other = changed(law, "art_18__point_1", lead_in=Span("art_18", 0, 4, "Ішкі істер"))
    assert list(verify_spans(other)) == [
        Failure("art_18__point_1", "“Ішкі істер” is no slice of art_18.")
    ]
