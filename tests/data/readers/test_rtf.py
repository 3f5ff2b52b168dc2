"""RTF files: code pages, notes, tables and what is left out; and old Word files."""

import os
import shutil
from pathlib import Path

import pytest

from data.errors import SourceError
from data.readers.encoding import read_bytes
from data.readers.extract import extract
from data.readers.reading import Options
from data.readers.worker import read_content
from tests.helpers.paths import SAMPLES

HEAD = r"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fnil\fcharset204 Times;}{\f1\fcharset0 Arial;}}"


def read(body: str, language: str = "ru") -> tuple[list[str], tuple[str, ...]]:
    content = (HEAD + body + "}").encode("cp1251")
    reading = read_content(content, Path("act.rtf"), Options(language))
    return [line for line in reading.text.split("\n") if line], reading.notices


@pytest.mark.parametrize(
    ("body", "lines", "notices"),
    [
        (r"\f0 Статья 1. Штраф\par 1. Штраф.\par", ["Статья 1. Штраф", "1. Штраф."], ()),
        (r"\'d1\'f2\'e0\'f2\'fc\'ff 1. \u1064?\uc0\u1090 раф\par", ["Статья 1. Штраф"], ()),
        (r"{\pntext\f0 1.\tab}Первый.\par{\listtext 2)\tab}второй;\par",
         ["1. Первый.", "2) второй;"], ()),
        (r"Статья 21{\super 1}. Срок\par Объем 10{\super 6} м{\super 2}.\par",
         ["Статья 21-1. Срок", "Объем 10⁶ м²."], ()),
        (r"1. Штраф{\super 1}{\footnote {\super 1} Кроме статьи 5.\par} судом.\par",
         ["1. Штраф¹ судом.", "Сноска. 1 Кроме статьи 5."],
         ("1 footnote read as a note of its provision.",)),
        (r"1. Штраф {\v тайный }судом {\deleted старый }{\strike так}.\par",
         ["1. Штраф судом так."],
         ("1 hidden passage left out.",
          "1 struck-out passage read: check it against the source.",
          "1 tracked deletion left out.")),
        (r"{\header Верх\par}{\*\generator X;}{\pict\bin4 ab}c}1. Штраф.\par", ["1. Штраф."],
         ("1 header or footer left out.", "1 picture left out.")),
        (r"{\field{\*\fldinst HYPERLINK \"http://a.b\"}{\fldrslt статья 5}} Закона\par",
         ["статья 5 Закона"], ()),
        (r"\trowd\intbl Вид\cell Сбор\cell\row\trowd\intbl Паспорт\cell 1 МРП\cell\row"
         r"\pard Итог.\par",
         ["Вид\t|\tСбор", "Паспорт\t|\t1 МРП", "Итог."], ()),
        (r"1. До.{\shp{\*\shpinst\shpz0{\sp{\sn a}{\sv 1}}{\shptxt В рамке.\par}}}\par"
         r" 2. После.\par",
         ["1. До.", "В рамке.", "2. После."],
         ("1 text box read after the paragraph that holds it.",)),
    ],
)  # fmt: skip
def test_words_of_rtf_are_read(body: str, lines: list[str], notices: tuple[str, ...]) -> None:
    assert read(body) == (lines, notices)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Plain text.", "is no RTF file"),
        ((HEAD + r"1. \'d8\par").encode("cp1251"), "is damaged: it ends inside a group"),
        (b"{\\rtf1 " + b"{" * 600 + b"}" * 601, "nests its groups too deeply"),
        (HEAD.encode() + b"}", "holds no text"),
        (HEAD.encode() + rb"1.\0 a\par}".replace(b"\\0", b"\0"), "is damaged: it holds null bytes"),
    ],
)
def test_damaged_rtf_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        extract(content, Path("act.rtf"), Options("ru"))


def test_old_word_file_is_read_by_libreoffice() -> None:
    path = SAMPLES / "garden.doc"
    if shutil.which("soffice") is None:
        with pytest.raises(SourceError) as caught:
            extract(read_bytes(path), path, Options("kk"))
        assert "is an old .doc file, which LibreOffice converts" in caught.value.message
    else:
        assert "2. Бақтағы ағаштар:" in extract(read_bytes(path), path, Options("kk")).text


def test_missing_converter_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    path = SAMPLES / "garden.doc"
    with pytest.raises(SourceError, match=r"Save the file as \.docx, or install LibreOffice"):
        extract(read_bytes(path), path, Options("kk"))
    with pytest.raises(SourceError, match=r"is no \.doc file"):
        extract(b"text", path, Options("kk"))
