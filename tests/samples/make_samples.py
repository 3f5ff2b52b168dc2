"""Makes the samples of formats that are no text: run it from the root of the project."""

from pathlib import Path

import docx

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
    document.save(path)


if __name__ == "__main__":
    word(HERE / "garden.docx")
