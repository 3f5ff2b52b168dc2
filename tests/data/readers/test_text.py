"""Plain text is read unchanged, and what is doubtful about its language is told."""

import pytest

from data.errors import SourceError
from data.readers.reading import Notices, Options
from data.readers.text import read_text, tell_language

ROWS = (
    ("1-бап. Қызметкердің міндеттері", "Статья 1. Обязанности сотрудника"),
    ("1. Құқықтарды түсіндіреді.", "1. Разъясняет права лица."),
    ("2. Куәлігін көрсетеді.", "2. Показывает удостоверение."),
)


def test_text_with_a_table_is_unchanged() -> None:
    text = "1. Мөлшерлер:\n\n№ | Түрі | Вид\n1 | Алма | Яблоко\n\n \n2. Сөз.  Сөз\t"
    assert read_text(text, "f", Options("kk"), Notices()) == text


@pytest.mark.parametrize("sign", [" | ", "\t|\t"])
def test_rows_in_two_languages_are_refused_or_chosen(sign: str) -> None:
    text = "\n".join(sign.join(row) for row in ROWS)
    with pytest.raises(SourceError, match=r"Kazakh \(kk\) and Russian \(ru\)"):
        read_text(text, "f", Options("kk"), Notices())
    chosen = read_text(text, "f", Options("kk", "kk"), Notices())
    assert chosen.rstrip("\n").split("\n\n") == [row[0] for row in ROWS]


@pytest.mark.parametrize("gap", ["\t", "      "])
def test_columns_made_of_spaces_are_refused(gap: str) -> None:
    with pytest.raises(SourceError, match="Save each in a file of its own"):
        read_text("\n".join(gap.join(row) for row in ROWS), "f", Options("kk"), Notices())


@pytest.mark.parametrize(
    ("columns", "language", "sentences"),
    [
        ((0,), "kk", ()),
        ((1,), "ru", ()),
        (
            (1,),
            "kk",
            ("100 % of the text is in Russian (ru), not in the language stated (kk).",),
        ),
        ((0, 1), "kk", ("52 % of the text is in Russian (ru), not in the language stated (kk).",)),
    ],
)
def test_text_in_another_language_is_told_of(
    columns: tuple[int, ...], language: str, sentences: tuple[str, ...]
) -> None:
    notices = Notices()
    text = "\n\n".join(row[column] for row in ROWS for column in columns)
    tell_language(text, Options(language), notices)
    assert notices.sentences() == sentences
