"""Layouts of English acts: regulations with recitals, captions above articles, sections."""

from dataclasses import replace

import pytest

from data.metadata import Sidecar
from data.model import Act, Kind
from data.parsing.parser import parse_text
from data.validation.check import check_act
from data.validation.verbatim import verify_source

REGULATION = """REGULATION OF THE COUNCIL
Having regard to the Treaty,
Whereas:
(1) Gardens matter to everyone.
(2) This Regulation should apply with Article 2.
HAVE ADOPTED THIS REGULATION:
CHAPTER I
GENERAL PROVISIONS
Article 1
Subject matter
1. This Regulation lays down:
(a) rules for gardens;
(b) prohibitions of:
(i) fires;
(ii) noise.
2. It applies to owners.
Article 2
Scope
This Regulation applies to gardens.
CHAPTER II
DUTIES
SECTION 1
Owners
Article 3: Duties of owners
Owners shall water their gardens.
SECTION 2
Tenants
Article 4
Duties of tenants
Tenants shall water their gardens.
CHAPTER III
CONTROL
SECTION 1
Authorities
Article 5
Inspectors
Inspectors may enter.
ANNEX II
List
1. Roses."""
CODE = """Part I General
Chapter I Common Provisions
(Principles)
Article 1  (1) Gardens must be kept in good faith.
(2) No abuse is permitted.
(Construction)
Article 2  This Code must be construed in good faith.
Chapter II Owners
Section 1 Capacity
Subsection 1 Minors
Article 3  An owner needs consent for the following:
(i) selling;
(ii) the following acts:
(a) lending;
(b) giving; and
(iii) letting.
Articles 4 through 6 Deleted
(Deputies)
Article 6-2  A deputy may act.
Part II Trees
Chapter I General Provisions
(Felling)
Article 7  No tree may be felled."""
MARGIN = """PART I
PRELIMINARY
1. Short title
This Act may be cited as the Garden Act.
2. Application
(1) This Act applies to every garden–
(a) in towns;
(b) elsewhere, if–
(i) open; or
(ii) public.
(2) This Act binds the Government.
2A. Savings
Nothing in this Act affects trees.
PART II
DUTIES
3. [Repealed by Act No. 5 of 2004]
4 Commencement
This Act comes into force on 1 May.
FIRST SCHEDULE
1. Roses.
2. Lilies."""
ABOVE = """Short title
1. This Act may be cited as the Garden Act.
Interpretation
2.—(1) In this Act—
(a) "garden" means a place;
(b) "owner" means a person.
(2) A garden includes its trees.
Rules
3. The Minister may make rules."""
ARTICLES = {
    "REGULATION": (
        REGULATION,
        "Subject matter|Scope|Duties of owners|Duties of tenants|Inspectors",
    ),
    "CODE": (CODE, "(Principles)|(Construction)|||||(Deputies)|(Felling)"),
    "MARGIN": (
        MARGIN,
        "Short title|Application|Savings|[Repealed by Act No. 5 of 2004]|Commencement",
    ),
    "ABOVE": (ABOVE, "Short title|Interpretation|Rules"),
}


def parse(text: str) -> Act:
    lines = "\n\n".join(text.splitlines()) + "\n"
    return parse_text(lines, Sidecar("sample", "Garden", "en"), "sample.txt")


@pytest.mark.parametrize("name", ARTICLES)
def test_articles_have_their_headings(name: str) -> None:
    text, headings = ARTICLES[name]
    act = parse(text)
    found = ["" if "Deleted" in a.heading else a.heading for a in act.articles]
    assert "|".join(found) == headings
    assert list(verify_source(act)) == []


@pytest.mark.parametrize(
    ("text", "chapters"),
    [
        (REGULATION, "chp_1 chp_2 chp_2__sec_1 chp_2__sec_2 chp_3 chp_3__sec_1"),
        (CODE, "sec_1 chp_1 chp_2 chp_2__sec_1 chp_2__sec_1__sec_1 sec_2 sec_2__chp_1"),
        (MARGIN, "chp_1 chp_2"),
    ],
)
def test_parts_and_sections_are_chapters(text: str, chapters: str) -> None:
    assert [chapter.eid for chapter in parse(text).chapters] == chapters.split()


@pytest.mark.parametrize(
    ("text", "eids"),
    [
        (REGULATION, "preamble__para_1 preamble__para_2 art_1__para_1__point_b__point_ii att_1"),
        (CODE, "art_1__para_1 art_3__point_ii__point_b art_3__point_iii art_5 art_6-2"),
        (MARGIN, "art_2__para_1__point_b__point_ii art_2__para_2 art_2a att_1__para_2"),
        (ABOVE, "art_2__para_1__point_b art_2__para_2 art_3"),
    ],
)
def test_levels_follow_the_form_of_the_number(text: str, eids: str) -> None:
    assert {eid: eid in parse(text).by_eid for eid in eids.split()} == dict.fromkeys(
        eids.split(), True
    )


def test_sections_and_titles_on_adjacent_lines_are_kept_apart() -> None:
    text = "1. Short title\nThis Act may be cited as the Garden Act.\n\n2. Duties\n(1) A.\n(2) B.\n"
    act = parse_text(text, Sidecar("sample", "Garden", "en"), "sample.txt")
    assert [article.heading for article in act.articles] == ["Short title", "Duties"]


def test_numbers_on_lines_of_their_own_belong_to_the_text_below() -> None:
    lines = REGULATION.replace("(1) ", "(1)\n").replace("(2) ", "(2)\n").replace("(a) ", "(a)\n")
    assert [p.eid for p in parse(lines).provisions] == [p.eid for p in parse(REGULATION).provisions]


def test_sections_with_their_word_are_articles() -> None:
    act = parse("Section 1. Short title\nThe Garden Act.\nSection 2. Duties\n(a) One.\n(b) Two.")
    assert [p.eid for p in act.provisions] == ["art_1", "art_2", "art_2__point_a", "art_2__point_b"]


def test_resolutions_without_titles_keep_their_paragraphs() -> None:
    act = parse(
        "IT IS RESOLVED:\n1. To approve the attached rules.\n2. This resolution is in force."
    )
    assert [p.eid for p in act.provisions] == ["preamble", "para_1", "para_2"]


def test_titles_over_two_lines_are_complete() -> None:
    text = "Статья 1. А\n\nТекст.\n\nГлава 2. НАДЗОР\n\nЗА САДАМИ\n\nСтатья 2. Б\n\nТекст.\n"
    act = parse_text(text, Sidecar("sample", "Сад", "ru"), "sample.txt")
    assert [chapter.title for chapter in act.chapters] == ["НАДЗОР ЗА САДАМИ"]
    assert [p.eid for p in act.provisions] == ["art_1", "art_2"]


def test_check_finds_captions_and_titles_in_the_text_before() -> None:
    act = parse(CODE)
    caption = replace(
        act.by_eid["art_1__para_2"],
        eid="art_1__para_2__subpara_2",
        kind=Kind.PART,
        parent="art_1__para_2",
        text="(Construction)",
    )
    title = replace(caption, eid="art_2__subpara_2", parent="art_2", text="OF GARDENS")
    title = replace(title, chapter="chp_2")
    provisions = list(act.provisions)
    place = provisions.index(act.by_eid["art_2"])
    provisions[place : place + 1] = [caption, provisions[place], title]
    found = {(f.eid, f.text) for f in check_act(replace(act, provisions=tuple(provisions)))}
    assert (caption.eid, "The text may be the caption of the article after it.") in found
    assert (title.eid, "The text stands between a chapter's heading and its article.") in found
