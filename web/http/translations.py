"""Translations of the interface: one gettext catalogue for each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from data.model import LANGUAGES

MESSAGES = Path(__file__).parents[1] / "messages"


@dataclass(frozen=True, slots=True)
class Translations:
    """Messages of the interface in one language.

    A key that a catalogue lacks is shown as the key itself; a test holds that none is missing.
    """

    language: str
    catalogue: GNUTranslations

    def say(self, key: str, **values: object) -> str:
        """Return the message ``key``, with ``values`` inserted."""
        message = self.catalogue.gettext(key)
        return message % values if values else message

    def count(self, key: str, number: int, **values: object) -> str:
        """Return the message ``key`` in the plural form of ``number``."""
        return self.catalogue.ngettext(key, key, number) % {"number": number, **values}


def read_translations(folder: Path = MESSAGES) -> Mapping[str, Translations]:
    """Read the catalogues ``kk.po``, ``ru.po`` and ``en.po`` of ``folder``, by language.

    They are compiled in memory, so that a catalogue needs no build step.
    """
    return {language: Translations(language, _compiled(folder, language)) for language in LANGUAGES}


def _compiled(folder: Path, language: str) -> GNUTranslations:
    with (folder / f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    binary = BytesIO()
    write_mo(binary, catalogue)
    binary.seek(0)
    return GNUTranslations(binary)
