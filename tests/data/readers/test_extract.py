"""Source files of every format, and files that must not be read."""

import zipfile
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from data.errors import SourceError
from data.metadata import Sidecar
from data.model import Act, Kind
from data.parsing.parser import parse_text
from data.readers.encoding import MAX_BYTES, read_bytes
from data.readers.extract import extract
from data.readers.reading import Options, Reading
from data.readers.worker import read_content
from data.validation.verbatim import verify_provisions
from tests.helpers.paths import SAMPLES

pytestmark = pytest.mark.slow


def text_of(path: Path, **limits: int) -> str:
    return extract(read_bytes(path), path, Options("kk"), **limits).text


def read(name: str) -> Act:
    act = parse_text(text_of(SAMPLES / name), Sidecar("garden", "Бақ", "kk"), name)
    assert verify_provisions(act) == ()
    return act


def texts(act: Act) -> list[tuple[str, str]]:
    return [(p.eid, p.heading or p.text) for p in act.provisions]


def test_text_file_is_read() -> None:
    assert texts(read("garden.txt")) == [
        ("art_1", "Бақ туралы ереже"),
        ("art_1__para_1", "Бақ баршаға ашық."),
        ("art_1__para_2", "Бақтағы ағаштар:"),
        ("art_1__para_2__point_1", "алма;"),
        ("art_1__para_2__point_2", "шие."),
        ("art_2", "Күші"),
    ]


def test_html_file_is_read() -> None:
    act = read("garden.html")
    assert texts(act) == [
        ("art_1", "Бақ туралы ереже"),
        ("art_1__para_1", "Бақ баршаға ашық."),
        ("art_1__para_2", "Бақтағы ағаштар:"),
        ("art_1__para_2__subpara_2", "№ | Ағаш\n1 | Алма"),
        ("art_1-1", "Су"),
        ("art_2", "Күші"),
    ]
    note = "Ескерту. 1-бап жаңа редакцияда - 2020.01.05 № 3 Заңымен."
    assert act.by_eid["art_1"].notes == (note,)
    assert "Жалған" not in text_of(SAMPLES / "garden.html")


def test_word_file_is_read() -> None:
    assert texts(read("garden.docx")) == [
        ("art_1", "Бақ туралы ереже"),
        ("art_1__para_1", "Бақ баршаға ашық."),
        ("art_1__para_2", "Бақтағы ағаштар:"),
        ("art_1__para_2__subpara_2", "№ | Ағаш\n1 | Алма"),
        ("art_2", "Күші"),
    ]


def test_automatic_numbers_of_a_word_file_are_read() -> None:
    assert text_of(SAMPLES / "numbered.docx").split("\n\n") == [
        "I тарау. Жалпы",
        "1-бап. Бақ",
        "1. Бақ баршаға ашық.",
        "2. Бақтағы ағаштар:",
        "1) алма:",
        "а) қызыл;",
        "б) ақ:",
        "(a)піскен;",
        "2) шие.",
        "3. Ағаш кеспе.",
        "II тарау. Қорытынды",
        "2.2 Аралық сөз",
        "Нүкте",
        "2-бап. Күші",
        "1. Ереже күшінде.",
        "5. Кейінгі ереже.",
        "Нөмірсіз сөз.",
        "3-1-бап. Су таза\n",
    ]
    act = read("numbered.docx")
    assert [(c.eid, c.title) for c in act.chapters] == [("chp_1", "Жалпы"), ("chp_2", "Қорытынды")]
    assert [p.eid for p in act.provisions if p.kind in (Kind.ARTICLE, Kind.PARAGRAPH)] == [
        "art_1",
        "art_1__para_1",
        "art_1__para_2",
        "art_1__para_3",
        "art_2",
        "art_2__para_1",
        "art_2__para_5",
        "art_3-1",
    ]


def test_damaged_pdf_file_is_repaired_and_has_pages() -> None:
    act = read("garden.pdf")
    assert [(p.eid, p.heading or p.text, p.page) for p in act.provisions] == [
        ("art_1", "Бақ туралы ереже", 1),
        ("art_1__para_1", "Бақ баршаға ашық.", 1),
        ("art_1__para_2", "Бақтағы ағаштар тәртіпті қорғалады.", 1),
        ("art_1__para_3", "Тәртіп Қазақстан Республикасының Заңымен айқындалады.", 1),
        ("art_2", "Күші", 2),
    ]


def test_text_files_in_other_encodings_are_read(tmp_path: Path) -> None:
    words = "1-бап. Бақ\n\nБақ баршаға ашық.\n"
    for encoding in ("utf-8-sig", "utf-16", "kz1048"):
        path = tmp_path / "act.txt"
        path.write_bytes(words.encode(encoding))
        assert text_of(path) == words


def test_extraction_uses_the_given_content_not_the_path(tmp_path: Path) -> None:
    path = tmp_path / "act.txt"
    path.write_text("other words", encoding="utf-8")
    assert extract("1-бап. Бақ\n".encode(), path) == Reading("1-бап. Бақ\n")
    path.unlink()
    assert extract((SAMPLES / "garden.pdf").read_bytes(), path.with_suffix(".pdf"))


def zipped(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def rejection(path: Path, **limits: int) -> str:
    with pytest.raises(SourceError) as caught:
        text_of(path, **limits)
    assert caught.value.message.count("\n") == 0
    return caught.value.message.replace(str(path), "FILE")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"", "The file FILE is empty."),
        (
            "a.odt",
            b"x",
            "The file FILE has an unsupported format. Use one of these: "
            ".txt, .md, .markdown, .html, .htm, .docx, .doc, .rtf, .pdf, .xml, .akn.",
        ),
        ("a.txt", b"\x7fELF\x00\x00", "The file FILE is binary, not text."),
        ("a.html", b"<html>\x00</html>", "The file FILE is binary, not text."),
        ("a.html", b"<html><script>alert(1)</script></html>", "The file FILE holds no text."),
        ("a.pdf", b"%PDF-1.7 nothing", "The file FILE is damaged or is not a PDF file."),
        ("a.docx", b"PK\x03\x04 nothing", "The file FILE is damaged or is not a .docx file."),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing",
            "The file FILE is encrypted or is an old .doc file. Save it as .docx.",
        ),
    ],
)
def test_unusable_file_is_rejected_with_a_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert rejection(path) == sentence


def test_scanned_and_encrypted_pdf_files_are_rejected() -> None:
    assert rejection(SAMPLES / "scanned.pdf") == (
        "The file FILE contains scanned pages and no text. Run text recognition (OCR) on it first."
    )
    assert rejection(SAMPLES / "encrypted.pdf") == (
        "The file FILE is encrypted. Save it without a password."
    )


@pytest.mark.parametrize("name", ["garden.pdf", "garden.docx"])
def test_truncated_file_is_rejected(tmp_path: Path, name: str) -> None:
    content = (SAMPLES / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(content[: len(content) // 3])
    assert "is damaged" in rejection(path)


def test_file_over_the_size_limit_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert rejection(path) == "The file FILE is larger than 50 MB."


def test_zip_bomb_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    zipped(path, {"word/document.xml": b"\x00" * (220 * 1024 * 1024)})
    assert rejection(path) == "The file FILE unpacks to more than 200 MB."


def test_xml_with_entities_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "entities.docx"
    zipped(path, {"[Content_Types].xml": ENTITIES, "word/document.xml": ENTITIES})
    assert rejection(path) == "The file FILE declares XML entities, which are not allowed."


def test_memory_and_time_are_limited(tmp_path: Path) -> None:
    path = tmp_path / "act.html"
    path.write_text("<p>бап</p>" * 400_000, encoding="utf-8")
    assert "memory" in rejection(path, memory=160 * 1024**2)
    assert "seconds" in rejection(path, seconds=0)


def test_deeply_nested_html_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text("<div>" * 100_000 + "бап", encoding="utf-8")
    assert rejection(path)


def test_mutated_files_are_read_or_refused() -> None:
    chance = Random(1)
    names = ("garden.html", "garden.docx", "numbered.docx", "garden.pdf", "garden.txt")
    for turn in range(150):
        path = SAMPLES / names[turn % len(names)]
        content = bytearray(path.read_bytes())
        start, end = sorted(chance.randrange(len(content)) for _ in range(2))
        match turn % 3:
            case 0:
                del content[start : min(end, start + 200)]
            case 1:
                content[start:end] = content[start:end] * 2
            case _:
                for place in range(start, end, max(1, (end - start) // 9)):
                    content[place] = chance.randrange(256)
        with suppress(SourceError):
            read_content(bytes(content), path, Options("kk", chance.choice([None, "kk"])))
