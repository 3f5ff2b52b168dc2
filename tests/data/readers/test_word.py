"""What a Word file shows is read, and what it hides or notes is told."""

import zipfile
from io import BytesIO

import pytest

from data.errors import SourceError
from data.readers.reading import Notices, Options
from data.readers.word import read_word
from tests.helpers.word_file import make_word, paragraph, run, table

NUMBERING = (
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)
LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
RAISED = '<w:vertAlign w:val="superscript"/>'
STYLES = (
    '<w:style w:type="character" w:styleId="h"><w:name w:val="h"/><w:rPr><w:vanish/></w:rPr>'
    '</w:style><w:style w:type="character" w:styleId="i"><w:name w:val="i"/>'
    '<w:basedOn w:val="h"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="q"><w:name w:val="q"/><w:rPr><w:vanish/></w:rPr>'
    '</w:style><w:style w:type="paragraph" w:styleId="t"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="character" w:styleId="u"><w:name w:val="u"/>'
    f"<w:rPr>{RAISED}</w:rPr></w:style>"
)


def box(words: str) -> str:
    return f"<w:txbxContent>{paragraph(words)}</w:txbxContent>"


def drawn(words: str) -> str:
    """Return a run with a text box as Word writes it, twice."""
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"{box(words)}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox>{box(words)}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def note(kind: str, identity: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{identity}"/></w:r>'


def deleted(words: str, tag: str = "del") -> str:
    return f'<w:{tag} w:id="1"><w:r><w:delText>{words}</w:delText></w:r></w:{tag}>'


def mark(tag: str) -> str:
    return f'{LISTED}<w:rPr><w:{tag} w:id="2"/></w:rPr>'


CASES = {
    "notes": (
        paragraph("1-бап. Айыппұл", note("footnote", 1))
        + paragraph("1. Сот салады.", note("endnote", 1), note("footnote", 7)),
        {
            "footnotes": '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
            f'<w:footnote w:id="1">{paragraph("05.01.2020 Заңымен. Екінші сөйлем.")}</w:footnote>'
            f'<w:footnote w:id="9">{paragraph("Сілтемесіз.")}</w:footnote>',
            "endnotes": f'<w:endnote w:id="1">{paragraph("5-бапты қараңыз.")}</w:endnote>',
        },
        [
            "1-бап. Айыппұл",
            "Ескерту. 05.01.2020 Заңымен.",
            "Ескерту. Екінші сөйлем.",
            "1. Сот салады.",
            "Ескерту. 5-бапты қараңыз.",
        ],
        [
            "1 footnote read as a note of its provision.",
            "1 endnote read as a note of its provision.",
            "1 footnote left out: nothing refers to it.",
        ],
    ),
    "text boxes": (
        paragraph("1. Бір.", drawn("2. Екі."))
        + paragraph(f"<w:r><w:pict><v:textbox>{box('3. Үш.')}</v:textbox></w:pict></w:r>"),
        {},
        ["1. Бір.", "2. Екі.", "3. Үш."],
        ["2 text boxes read after the paragraph that holds it."],
    ),
    "hidden and struck": (
        paragraph("1. Бір", run(" жасырын", "<w:vanish/>"), run(".", '<w:vanish w:val="0"/>'))
        + paragraph(run("Стильмен.", '<w:rStyle w:val="i"/>'))
        + paragraph("Абзацпен.", properties='<w:pStyle w:val="q"/>')
        + paragraph(run("2. Екі.", "<w:strike/>"), run(" x", '<w:sz w:val="1"/>'))
        + paragraph(run("3. Ақ.", '<w:color w:val="FFFFFF"/>'))
        + paragraph("Мазмұны ... 1", properties='<w:pStyle w:val="t"/>'),
        {"styles": STYLES},
        ["1. Бір.", "2. Екі.", "3. Ақ."],
        [
            "4 hidden passages left out.",
            "1 struck-out passage read: check it against the source.",
            "1 passage in white letters read: check it.",
            "1 table of contents left out.",
        ],
    ),
    "tracked changes": (
        paragraph("Бір.", properties=LISTED)
        + paragraph(deleted("Жойылған."), properties=mark("del"))
        + paragraph(deleted("Көшкен.", "moveFrom"), properties=mark("moveFrom"))
        + paragraph("Екі", properties=mark("del"))
        + paragraph(f"<w:ins w:id='3'>{run(' бірге.')}</w:ins>", properties=LISTED)
        + paragraph(run("Жасырын.", "<w:vanish/>"), properties=LISTED)
        + paragraph("Үш.", properties=LISTED),
        {"numbering": NUMBERING},
        ["1. Бір.", "2. Екі бірге.", "3. Үш."],
        [
            "1 hidden passage left out.",
            "2 tracked deletions left out.",
            "1 tracked insertion read.",
        ],
    ),
    "raised numbers": (
        paragraph("Статья 21", run("1", RAISED), ". Размер 10", run("6", '<w:rStyle w:val="u"/>'))
        + paragraph("1. Площадь 20 м", run("2", RAISED), " и 50", run("3", RAISED), "."),
        {"styles": STYLES},
        ["Статья 21-1. Размер 10⁶", "1. Площадь 20 м² и 50³."],
        [],
    ),
    "inner table and spans": (
        table(
            (paragraph("№"), '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + paragraph("Түрі")),
            (
                '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + paragraph("1"),
                paragraph("бір") + table((paragraph("ішкі"), paragraph("кесте"))),
                paragraph("екі", note("footnote", 1)),
            ),
            ("<w:tcPr><w:vMerge/></w:tcPr>" + paragraph(""), paragraph("үш"), paragraph("төрт")),
        ),
        {"footnotes": f'<w:footnote w:id="1">{paragraph("Сөз.")}</w:footnote>'},
        ["№\t|\tТүрі\t|\t\n1\t|\tбір ішкі кесте\t|\tекі\n\t|\tүш\t|\tтөрт", "Ескерту. Сөз."],
        [
            "1 footnote read as a note of its provision.",
            "1 table inside a table read as paragraphs.",
        ],
    ),
    "what is left out": (
        paragraph("1. Бір.", "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", "<w:r><w:sym/></w:r>"),
        {
            "header1": paragraph("Заң"),
            "footer1": paragraph(""),
            "comments": f'<w:comment w:id="1">{paragraph("?")}</w:comment>',
        },
        ["1. Бір."],
        [
            "1 header or footer left out.",
            "1 comment left out.",
            "1 formula left out.",
            "1 sign of a symbol font left out.",
        ],
    ),
}


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("kind", CASES)
def test_word_file_is_read_as_it_shows(kind: str, strict: bool) -> None:
    body, parts, expected, told = CASES[kind]
    notices = Notices()
    text = read_word(make_word(body, strict=strict, **parts), "f", Options("kk"), notices)
    assert text.rstrip("\n").split("\n\n") == expected
    assert list(notices.sentences()) == told


def test_table_in_two_languages_is_refused_or_one_column_is_read() -> None:
    rows = (
        ("Қазақ тілінде", "На русском языке"),
        ("1-бап. Қызметкердің міндеттері", "Статья 1. Обязанности сотрудника"),
        ("1. Құқықтарды түсіндіреді.", "1. Разъясняет права лица."),
    )
    content = make_word(
        paragraph("Заң") + table(*(tuple(map(paragraph, ("", *row))) for row in rows))
    )
    with pytest.raises(SourceError, match=r"Kazakh \(kk\) and Russian \(ru\) side by side"):
        read_word(content, "f", Options("ru"))
    chosen = read_word(content, "f", Options("ru", "ru"))
    assert chosen == "Заң\n\nСтатья 1. Обязанности сотрудника\n\n1. Разъясняет права лица.\n"
    terms = make_word(
        paragraph("Статья 1. Термины. " + "Слова закона о полиции. " * 20)
        + table((paragraph("қызметкер, өкілеттік"), paragraph("сотрудник полиции")))
    )
    notices = Notices()
    assert "қызметкер, өкілеттік\t|\tсотрудник" in read_word(terms, "f", Options("ru"), notices)
    assert notices.sentences() == ("1 table with two languages side by side read.",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("name", ["word/document.xml", "word/extra.bin"])
def test_entities_are_refused_in_any_encoding_and_part(encoding: str, name: str) -> None:
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?>{" " * 9000}<!DOCTYPE x [<!ENTITY e "e">]>'
        "<x>&e;</x>"
    )
    begin = b"\xfe\xff" if encoding == "utf-16-be" else b""
    target = BytesIO()
    whole = zipfile.ZipFile(BytesIO(make_word(paragraph("1. Бір."))))
    with zipfile.ZipFile(target, "w") as package:
        for part in {*whole.namelist()} - {name}:
            package.writestr(part, whole.read(part))
        package.writestr(name, begin + xml.encode(encoding))
    with pytest.raises(SourceError, match="declares XML entities"):
        read_word(target.getvalue(), "f")
