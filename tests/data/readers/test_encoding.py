import os
from pathlib import Path

import pytest

from data.errors import SourceError
from data.readers.encoding import MAX_BYTES, decode, read_bytes, read_source
from data.readers.reading import Notices
from data.repair.lines import Line, parse_line, source_lines


def test_utf_8_is_read_with_and_without_a_byte_order_mark() -> None:
    assert decode("бап".encode(), "f") == "бап"
    assert decode("бап".encode("utf-8-sig"), "f") == "бап"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file f is empty"),
        (b" \n\t\r\n", "The file f is empty"),
        ("\ufeff \n".encode(), "The file f is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "The file f is not text in UTF-8, UTF-16 or Windows-1251"),
        ("café".encode("latin-1"), "The file f is not text in UTF-8, UTF-16 or Windows-1251"),
        (b"\xff\xfea", "The file f is not text in UTF-8, UTF-16 or Windows-1251"),
        (b"text\x00text", "The file f is binary, not text"),
    ],
)
def test_binary_and_empty_content_is_rejected(content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        decode(content, "f")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Статья 1. Қазақ", "utf-16"),
        ("Статья 1. Қазақ", "utf-8-sig"),
        ("Статья 1. Общее № 5", "windows-1251"),
        ("1-бап. Әдіс, ғылым, қаңтар, өнер, ұйым, үлгі, һәм", "kz1048"),
    ],
)
def test_other_encodings_are_detected(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "f") == text


def test_file_over_the_size_limit_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(SourceError, match="larger than 50 MB"):
        read_source(path)


def test_folder_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_source(tmp_path)


def test_source_lines_are_unchanged() -> None:
    assert source_lines("\ufeff а \r\n\r\nб\x0cв\nг") == (" а ", "", "б\x0cв", "г")
    assert source_lines("а\n") == ("а",)


def test_indentation_is_measured() -> None:
    assert parse_line(3, "      1. Мәтін ") == Line(3, 6, "1. Мәтін")
    assert parse_line(4, "\tМәтін") == Line(4, 8, "Мәтін")
    assert parse_line(5, "   ") == Line(5, 0, "")


ACTS = {
    "ru": "Статья 1. Общие положения\n\n1. Сотрудник обязан «предъявить» удостоверение — № 5.\n",
    "kk": "1-бап. Жалпы ережелер\n\n1. Қызметкер куәлігін көрсетеді, әрекетін түсіндіреді.\n",
    "en": "Article 1. Scope\n\n1. The officer’s “certificate” — § 5 shall be shown.\n",
}
CODE_PAGES = {
    "ru": "windows-1251 koi8-r koi8-u cp866 mac-cyrillic iso8859-5 utf-16-le utf-16-be",
    "kk": "kz1048 ptcp154 utf-16-le",
    "en": "windows-1252 mac-roman",
}


@pytest.mark.parametrize(
    ("language", "page"),
    [(language, page) for language, pages in CODE_PAGES.items() for page in pages.split()],
)
def test_letters_of_the_language_tell_the_code_page(language: str, page: str) -> None:
    text = ACTS[language]
    if page in ("koi8-r", "koi8-u", "cp866", "iso8859-5"):
        text = text.replace("«", '"').replace("»", '"').replace("—", "-").replace("№", "N")
    assert decode(text.encode(page), "f", language, notices=Notices()) == text
    styles = "<meta charset=utf-8><style>" + ".a{color:red}" * 400 + f"</style><p>{text}"
    assert decode(styles.encode(page), "f", language, is_markup=True) == styles


@pytest.mark.parametrize("language", ACTS)
@pytest.mark.parametrize("wrong", ["windows-1251", "latin-1", "koi8-r", "cp866", "mac-cyrillic"])
def test_text_that_was_encoded_twice_is_restored(language: str, wrong: str) -> None:
    twice = ACTS[language].encode().decode(wrong, "ignore" if wrong != "windows-1251" else "strict")
    notices = Notices()
    assert decode(twice.encode(), "f", language, notices=notices) == ACTS[language]
    assert notices.sentences() == ("The text was encoded twice; its letters were restored.",)


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("wrong", ["kz1048", "koi8-r", "cp866", "mac-cyrillic", "latin-1"])
def test_single_lines_that_were_encoded_twice_are_restored(language: str, wrong: str) -> None:
    lines = ACTS[language].splitlines()
    twice = lines[2].encode().decode(wrong, "ignore")
    text = "\n".join((*lines * 20, twice, *lines * 20))
    notices = Notices()
    restored = decode(text.encode(), "f", language, notices=notices)
    assert restored == "\n".join((*lines * 20, lines[2], *lines * 20))
    assert notices.sentences() == ("The text was encoded twice; its letters were restored.",)


def test_question_marks_in_place_of_letters_are_told_or_refused() -> None:
    text = ACTS["kk"] * 3
    lost = text.encode("windows-1251", "replace")
    with pytest.raises(SourceError, match="lost 15 letters"):
        decode(lost, "f", "kk", notices=Notices())
    for damaged, count in (("Қызме?кер", 1), ("Кім? ?5 бап", 1), ("ҚР ? 5 Заңы ?а", 2)):
        notices = Notices()
        decode(f"{text}{damaged}\n".encode(), "f", "kk", notices=notices)
        marks = "letter" if count == 1 else "letters"
        told = f"{count} {marks} perhaps lost by an earlier conversion, read as “?”."
        assert notices.sentences() == (told,)
    notices = Notices()
    decode(f"{text}Кім? Не? https://a.kz/b?c=1\n".encode(), "f", "kk", notices=notices)
    assert notices.sentences() == ()


def test_mojibake_and_damage_are_refused() -> None:
    text = ACTS["ru"]
    cases = {
        "decoded with a wrong code page": text.encode()
        .decode("windows-1251", "replace")
        .replace("Р", "?", 3)
        .encode(),
        "damaged UTF-8: 1 invalid place, the first on line 3": text.encode()[:-3] + b"\xff.\n",
        "lost 18 letters": (text + "\ufffd" * 18).encode(),
        "is not text in UTF-8": bytes(range(128, 256)) * 3,
    }
    for sentence, content in cases.items():
        with pytest.raises(SourceError, match=sentence):
            decode(content, "f", "ru", notices=Notices())


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_right_text_is_no_mojibake(language: str) -> None:
    for text in (*ACTS.values(), "ҚАЗАҚСТАН РЕСПУБЛИКАСЫНЫҢ ЗАҢЫ №5, 20 С°", "Tіршілік", "章 法"):
        assert decode(text.encode(), "f", language, notices=Notices()) == text


def test_pipes_and_devices_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for path in (tmp_path / "pipe.txt", Path("/dev/zero"), tmp_path / "a\0b"):
        with pytest.raises(SourceError, match="cannot be read"):
            read_bytes(path)
