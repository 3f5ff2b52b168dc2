"""Glossary of legal terms and abbreviations in Kazakh, Russian and English."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from data.errors import BaptaError
from data.model import LANGUAGES


class GlossaryError(BaptaError):
    """A glossary file that cannot be used."""


@dataclass(frozen=True, slots=True)
class Term:
    """Meaning with its names in each language, the usual one first."""

    kk: tuple[str, ...]
    ru: tuple[str, ...]
    en: tuple[str, ...]

    def names(self, language: str) -> tuple[str, ...]:
        return {"kk": self.kk, "ru": self.ru, "en": self.en}[language]


def load_glossary(path: Path | None = None) -> tuple[Term, ...]:
    """Return the terms of a file (by default the glossary of Bapta).

    Each line has the tab-separated columns kk, ru, en with names separated by ``;``. Raises
    GlossaryError with the line that has a wrong number of columns or an empty one, or repeats a
    term.
    """
    source = path or files("data").joinpath("glossary.tsv")
    return tuple(_terms(source.read_text("utf-8")))


def _terms(text: str) -> Iterator[Term]:
    rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    seen: set[tuple[tuple[str, ...], ...]] = set()
    for number, row in enumerate(rows, start=1):
        if not row or row[0].startswith("#"):
            continue
        names = [tuple(name.strip() for name in cell.split(";") if name.strip()) for cell in row]
        if len(names) != len(LANGUAGES) or not all(names):
            raise GlossaryError(f"Line {number} of the glossary must give a term in kk, ru and en.")
        if tuple(names) in seen:
            raise GlossaryError(f"Line {number} of the glossary repeats a term.")
        seen.add(tuple(names))
        yield Term(*names)
