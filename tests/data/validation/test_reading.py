"""Damage of an act that was read without the rules against it: the check finds each kind."""

from dataclasses import replace

import pytest

from data.metadata import Sidecar
from data.model import Act, Chapter, Kind, Provision
from data.parsing.parser import parse_text
from data.passages import split_passages
from data.validation.check import check_act
from data.validation.finding import Severity
from data.validation.reading import reading_notes

TEXT = """МАЗМҰНЫ

1-бап. Тіркеу
2-бап. Мақсат

1-бап. Тіркеу

1. Гүлзар иесі бақты тіркейді.

ЗҚАИ-ның ескертпесі!

2-тармаққа өзгеріс енгізу көзделген – ҚР 09.01.2026 № 256-VIII Заңымен.

2. Бақ тіркеледі

2-бап. Мақсат

Мақсат белгіленген.
"""


@pytest.fixture(scope="module")
def act() -> Act:
    return parse_text(TEXT, Sidecar("sample", "Үлгі", "kk"), "sample.txt")


def errors(act: Act) -> str:
    return " ".join(f.text for f in check_act(act) if f.severity is Severity.ERROR)


def with_part(act: Act, text: str, kind: Kind = Kind.PART) -> Act:
    """Return the act with one more provision after the last paragraph of article 1."""
    line = act.by_eid["art_1__para_2"].lines
    part = Provision("art_1__para_2__subpara_2", kind, "2", text, "art_1__para_2", None)
    place = act.provisions.index(act.by_eid["art_2"])
    provisions = (*act.provisions[:place], replace(part, lines=line), *act.provisions[place:])
    return replace(act, provisions=provisions)


def test_review_tells_what_was_set_apart(act: Act) -> None:
    assert list(reading_notes(act)) == [
        "3 lines of a table of contents were left out.",
        "2 paragraphs are notes or signatures; they are not quoted.",
    ]
    assert errors(act) == ""


@pytest.mark.parametrize(
    "text",
    [
        "№ 148-VIII",
        "30.12.2024",
        "2007.05.15 № 253, от 01.02.2020 № 5-VI",
        ",",
        "<*>",
        "(вводится в действие со дня его первого официального опубликования).",
        "(алғашқы ресми жарияланған күнінен кейін қолданысқа енгізіледі) Заңымен.",
        "және оның иесі туралы мәлімет.",
    ],
)
def test_fragments_are_counted_and_never_quoted(act: Act, text: str) -> None:
    damaged = with_part(act, text)
    assert [p.text for p in split_passages(damaged)] == [p.text for p in split_passages(act)]
    counted = [f for f in check_act(damaged) if f.text.startswith("1 passages are fragments")]
    assert [finding.eid for finding in counted] == ["art_1__para_2__subpara_2"]
    (line,) = [line for line in reading_notes(damaged) if "fragments" in line]
    assert text[:20] in line


@pytest.mark.parametrize("text", ["25 %", "Закон № 5", "2020 жылғы 1 қаңтарда", "d) басқа."])
def test_short_law_is_quoted(act: Act, text: str) -> None:
    damaged = with_part(act, text, Kind.POINT)
    assert text in [passage.text for passage in split_passages(damaged)]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("ЗҚАИ-ның ескертпесі!", "An editorial note is quoted as law"),
        (
            "В пункт 3 предусматривается изменение Законом РК от 09.01.2026 № 256-VIII.",
            "An editorial note is quoted as law",
        ),
    ],
)
def test_notes_quoted_as_law_are_found(act: Act, text: str, error: str) -> None:
    assert error in errors(with_part(act, text))


def test_point_of_a_reference_is_found(act: Act) -> None:
    damaged = with_part(act, "тармақша жаңа редакцияда жазылсын;", Kind.POINT)
    assert "A reference to a point is read as a point." in errors(damaged)


def test_contents_read_as_law_is_found(act: Act) -> None:
    heads = [
        Provision(f"art_{article.number}", Kind.ARTICLE, article.number, "", None, None)
        for article in act.articles
    ]
    contents = [
        replace(head, heading=article.heading, lines=(line, line))
        for head, article, line in zip(heads, act.articles, (3, 4), strict=True)
    ]
    real = [
        replace(provision, eid=f"att_1__{provision.eid}", parent=provision.parent or "att_1")
        for provision in act.provisions
    ]
    damaged = replace(act, provisions=(*contents, *real))
    assert "2 headings without text come again" in errors(damaged)


def test_reference_read_as_heading_is_found(act: Act) -> None:
    line = act.by_eid["art_1__para_2"].lines[1]
    damaged = replace(act, chapters=(Chapter("chp_2", "2", "", (line, line)),))
    assert "A reference at the end of a sentence is read as a heading." in errors(damaged)


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        (
            "Мақсат белгіленген.",
            "Мақсат осы заңда белгіленген және орынд",
            "ends without a full stop",
        ),
        ("МАЗМҰНЫ", "белгіленген тәртіппен.", "begins inside a sentence or a table"),
    ],
)
def test_a_source_that_is_cut_is_found(old: str, new: str, finding: str) -> None:
    act = parse_text(TEXT.replace(old, new), Sidecar("sample", "Үлгі", "kk"), "sample.txt")
    assert finding in errors(act)


def test_repeated_lines_and_a_second_enacting_clause_are_found() -> None:
    half = (
        TEXT.partition("ЗҚАИ")[0].replace("МАЗМҰНЫ", "Үкімет ҚАУЛЫ ЕТЕДІ:") + "Бақ күзетіледі. " * 6
    )
    act = parse_text(f"{half}\n\n{half}", Sidecar("sample", "Үлгі", "kk"), "sample.txt")
    noted = " ".join(f.text for f in check_act(act) if f.severity is Severity.NOTED)
    loud = " ".join(f.text for f in check_act(act) if f.severity is Severity.ERROR)
    assert "lines stand twice, one after the other" in loud
    assert "2 enacting clauses stand in the text" in noted


def test_number_inside_a_text_is_found(act: Act) -> None:
    second = act.by_eid["art_1__para_2"]
    joined = replace(second, text="Бақ тіркеледі. 3. Ағаштар тіркеледі.")
    provisions = tuple(joined if each is second else each for each in act.provisions)
    found = "The number of a paragraph stands inside the text: “3. Ағаштар”."
    assert found in errors(replace(act, provisions=provisions))
    dated = replace(second, text="Бақ тіркеледі. 5. Ағаштар тіркеледі.")
    provisions = tuple(dated if each is second else each for each in act.provisions)
    assert "inside the text" not in errors(replace(act, provisions=provisions))


def test_order_without_its_enacting_clause_is_found() -> None:
    text = "1. Бақтың қағидалары бекітілсін.\n\n2. Осы қаулы жарияланады.\n"
    missing = "The order has no enacting clause; its beginning may be missing."
    sidecar = Sidecar("garden", "Бақ", "kk")
    assert missing in {f.text for f in check_act(parse_text(text, sidecar, "garden.txt"))}
    whole = parse_text(f"Бақтың әкімдігі ҚАУЛЫ ЕТЕДІ:\n\n{text}", sidecar, "garden.txt")
    assert missing not in {f.text for f in check_act(whole)}


@pytest.mark.parametrize(
    ("above", "is_lost"),
    [
        ("Бақтар туралы Заңның 27-бабына сәйкес бақтың", True),
        ("Бақтар туралы Заңның 27-бабына сәйкес бақтың әкімдігі қаулы етеді:", False),
        ("Бақтар туралы Заңның 27-бабына сәйкес бақтың мәслихаты ШЕШІМ ЕТТІ:", False),
        ("Бақтар туралы Заңның 27-бабына сәйкес Б Ұ ЙЫРАМЫН:", False),
    ],
)
def test_order_whose_first_sentence_is_cut_is_found(above: str, *, is_lost: bool) -> None:
    text = f"{above}\n\n1. Бақтың қағидалары бекітілсін.\n\n2. Осы қаулы жарияланады.\n"
    act = parse_text(text, Sidecar("garden", "Бақ", "kk"), "garden.txt")
    said = "The order has no enacting clause; its beginning may be missing."
    assert (said in {finding.text for finding in check_act(act)}) is is_lost


def test_first_paragraph_that_stands_twice_is_found() -> None:
    first = f"Үкімет ҚАУЛЫ ЕТЕДІ: 1. {'Бақ күзетіледі. ' * 8}2. Бақ ашық."
    said = "The first paragraph stands twice; the file may hold the act twice."
    for text, found in ((f"{first}\n\nӘкім", False), (f"{first}\n\nӘкім\n\n{first}", True)):
        act = parse_text(text, Sidecar("sample", "Үлгі", "kk"), "sample.txt")
        assert (said in [finding.text for finding in check_act(act)]) is found


LONG = f"Осы қаулы алғашқы ресми {'жарияланған күнінен кейін ' * 4}енгізіледі."
ENACTS = "Бақтар туралы Заңның 27-бабына сәйкес бақтың әкімдігі ҚАУЛЫ ЕТЕДІ:"


@pytest.mark.parametrize(
    ("paragraphs", "is_found"),
    [
        # An order in its own middle: no run of several lines is repeated.
        ((f"{ENACTS} 1. Бақ ашық.",) * 2 + ("Әкім А. Ағашов",) * 2, True),
        ((ENACTS, "1. Бақ ашық.", "Әкім А. Ағашов", ENACTS, "1. Бақ ашық."), True),
        ((ENACTS, "1. Бақ ашық.", LONG, LONG, "Әкім А. Ағашов"), True),
        # Another order is quoted, a short form line and a title of the page come again.
        ((ENACTS, "1. Бақ ашық.", f"«{ENACTS}", f"«{ENACTS}", "Әкім А. Ағашов"), False),
        ((ENACTS, "1. Бақ ашық.", "Толтырылады.", "Толтырылады.", LONG), False),
        (("Бақ " * 40 + "туралы",) * 2 + (ENACTS, "1. Бақ ашық.", LONG), False),
        ((ENACTS, LONG, "1. Бақ ашық.", LONG), False),
    ],
)
def test_paragraph_that_stands_twice_is_found(
    paragraphs: tuple[str, ...], *, is_found: bool
) -> None:
    act = parse_text("\n\n".join(paragraphs), Sidecar("sample", "Үлгі", "kk"), "sample.txt")
    said = [f.text for f in check_act(act) if f.text.endswith("…” stands twice.")]
    assert len(said) == is_found


TITLE = f"Бақ күтімі туралы {'және гүлзарларды қорғау туралы ' * 3}заң"


@pytest.mark.parametrize("date", ["", "2021 жылғы 5 мамыр\n\n", "2021 жылғы 5 мамыр\n\n№ 7\n\n"])
@pytest.mark.parametrize("second", [False, True])
def test_title_of_the_page_above_that_of_the_act_is_no_second_act(date: str, second: bool) -> None:
    said = "The first paragraph stands twice; the file may hold the act twice."
    body = TEXT.partition("МАЗМҰНЫ\n\n1-бап. Тіркеу\n2-бап. Мақсат\n\n")[2]
    top = f"{TITLE}\n\n{date}{TITLE}\n\n{date if second else ''}"
    assert len(TITLE) >= 100
    for text, is_found in ((body, False), (f"{body}\n\n{top}{body}", True)):
        act = parse_text(top + text, Sidecar("sample", "Үлгі", "kk"), "sample.txt")
        lines = [f.line for f in check_act(act) if f.text == said]
        assert len(lines) == is_found
