"""Makes the samples of formats that are no text: run it from the root of the project."""

from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

HERE = Path(__file__).parent


def word(path: Path) -> None:
    """A Word file with a heading, paragraphs and a table."""
    document = docx.Document()
    document.add_paragraph("1-бап. Бақ туралы ереже")
    document.add_paragraph("1. Бақ баршаға ашық.")
    document.add_paragraph("2. Бақтағы ағаштар:")
    table = document.add_table(rows=2, cols=2)
    for row, words in zip(table.rows, (("№", "Ағаш"), ("1", "Алма")), strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    document.add_paragraph("2-бап. Күші")
    document.add_paragraph("Ереже күшінде.")
    document.save(str(path))


NUMBERS = f"""<w:numbering {nsdecls("w")}>
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading1"/>
<w:lvlText w:val="%1-бап."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3)"/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="russianLower"/>
<w:lvlText w:val="%4)"/></w:lvl>
<w:lvl w:ilvl="4"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:suff w:val="nothing"/>
<w:lvlText w:val="(%5)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>
<w:lvlText w:val="%1 тарау."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="2"/><w:numFmt w:val="decimal"/><w:isLgl/>
<w:lvlText w:val="%1.%3"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/>
<w:lvlOverride w:ilvl="1"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>"""
NUMBERED = (
    (2, 0, "Жалпы"),
    (1, None, "Бақ"),
    (1, 1, "Бақ баршаға ашық."),
    (1, 1, "Бақтағы ағаштар:"),
    (1, 2, "алма:"),
    (1, 3, "қызыл;"),
    (1, 3, "ақ:"),
    (1, 4, "піскен;"),
    (1, 2, "шие."),
    (1, 1, "Ағаш кеспе."),
    (2, 0, "Қорытынды"),
    (2, 2, "Аралық сөз"),
    (2, 1, "Нүкте"),
    (1, None, "Күші"),
    (1, 1, "Ереже күшінде."),
    (3, 1, "Кейінгі ереже."),
    (0, 0, "Нөмірсіз сөз."),
)


def numbered(path: Path) -> None:
    """A Word file whose numbers stand only in the definitions of its lists."""
    document = docx.Document()
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    for child in list(parse_xml(NUMBERS)):
        root.append(child)
    heading = document.styles["Heading 1"].element.get_or_add_pPr().get_or_add_numPr()
    heading.get_or_add_numId().val = 1
    for name, level, words in NUMBERED:
        paragraph = document.add_paragraph(words, style="Heading 1" if level is None else None)
        if level is not None:
            place = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            place.get_or_add_ilvl().val = level
            place.get_or_add_numId().val = name
    changed = document.add_paragraph("3")
    changed.add_run("1").font.superscript = True
    changed.add_run("-бап. ")
    changed._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>Су таза</w:t></w:r></w:ins>"))
    changed._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:t>лас</w:t></w:r></w:del>"))
    document.save(str(path))


if __name__ == "__main__":
    word(HERE / "garden.docx")
    numbered(HERE / "numbered.docx")
