from pathlib import Path

import pytest

from data.errors import SourceError
from data.metadata import Sidecar, read_sidecar

GOOD = 'id = "act-1"\ntitle = "Заң"\nlanguage = "kk"\n'


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "act.toml"
    path.write_text(text, "utf-8")
    return path


def test_sidecar_is_read(tmp_path: Path) -> None:
    assert read_sidecar(write(tmp_path, GOOD)) == Sidecar("act-1", "Заң", "kk")
    more = GOOD + 'kind = "Заң"\nedition = "жаңа редакция"\nparallel_of = "act-2"\n'
    assert read_sidecar(write(tmp_path, more)) == Sidecar(
        "act-1", "Заң", "kk", "Заң", "жаңа редакция", "act-2"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace('"kk"', '"de"'), "The language “de” in .* must be kk, ru or en"),
        (GOOD.replace('"act-1"', '"Act 1"'), "The id “Act 1” in .* may contain only a-z"),
        (GOOD.replace('"act-1"', '"a/../b"'), "may contain only a-z"),
        (GOOD.replace('"act-1"', "7"), "“id” in .* must be a text"),
        (GOOD.replace("title", "titel"), "has the unknown entry “titel”"),
        ('id = "act-1"\nlanguage = "kk"\n', "needs an entry “title”"),
        (GOOD + 'official_url = "example.org"\n', "official_url “example.org” in .* must be an a"),
        ("id = ", "is not valid TOML"),
        ("", "is empty"),
    ],
)
def test_invalid_sidecar_is_rejected(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_sidecar(write(tmp_path, text))


def test_missing_sidecar_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"act\.toml does not exist"):
        read_sidecar(tmp_path / "act.toml")
