import tomllib
from importlib.resources import files

import pytest

from qa.query.digit_letters import restore_letters
from qa.query.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    [("kk", "бір заң марапаттауға ғылым күзет тармағы"), ("ru", "задержан полиция без часто")]
)
TABLE = tomllib.loads(files("qa.query").joinpath("latin.toml").read_text("utf-8"))["digits"]


@pytest.mark.parametrize(
    ("text", "language", "restored"),
    [
        ("м9рапат кімге", "kk", "марапат кімге"),
        ("б3р 3аң", "kk", "бір заң"),
        ("5ылым, к8зет", "kk", "ғылым, күзет"),
        ("4то с6он", "ru", "что с6он"),
        ("3адержан 6ез п0лиция", "ru", "задержан без полиция"),
        ("4асто", "ru", "часто"),
    ],
)
def test_digits_become_letters(text: str, language: str, restored: str) -> None:
    assert restore_letters(text, language, TABLE, VOCABULARY) == restored


@pytest.mark.parametrize(
    "text", ["18бап", "24ч", "2го", "а5", "5а", "16-бап", "КР2", "12345", "3а"]
)
def test_numbers_stay(text: str) -> None:
    for language in ("kk", "ru"):
        assert restore_letters(text, language, TABLE, VOCABULARY) == text
