"""Translations of the interface: one gettext catalogue for each language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path

from babel.messages.pofile import read_po

from data.model import LANGUAGES

MESSAGES = Path(__file__).parents[1] / "messages"


@dataclass(frozen=True, slots=True)
class Translations:
    """Messages of the interface in one language: the forms of each, which ``plural`` chooses from.

    A key that a catalogue lacks is shown as the key itself; a test holds that none is missing.
    """

    language: str
    forms: Mapping[str, tuple[str, ...]]
    plural: Callable[[int], int]

    def say(self, key: str, **values: object) -> str:
        """Return the message ``key``, with ``values`` inserted."""
        message = self.forms.get(key, (key,))[0]
        return message % values if values else message

    def count(self, key: str, number: int, **values: object) -> str:
        """Return the message ``key`` in the plural form of ``number``."""
        forms = self.forms.get(key, (key,))
        message = forms[min(self.plural(number), len(forms) - 1)]
        return message % {"number": number, **values}


def read_translations(folder: Path = MESSAGES) -> Mapping[str, Translations]:
    """Read the catalogues ``kk.po``, ``ru.po`` and ``en.po`` of ``folder``, by language.

    They need no build step, and no compiled form in memory, which takes as long as reading them.
    """
    return {language: _read(folder, language) for language in LANGUAGES}


def _read(folder: Path, language: str) -> Translations:
    with (folder / f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    forms: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        # An unfinished translation is shown as its key, as gettext does.
        if message.fuzzy or not message.string or not all(message.string):
            continue
        if message.pluralizable:
            forms[message.id[0]] = tuple(map(str, message.string))
        elif message.id:
            forms[str(message.id)] = (str(message.string),)
    return Translations(language, forms, c2py(catalogue.plural_expr))
