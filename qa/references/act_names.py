"""Names of acts: the words of a text that name one, and the tables of act_names.toml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from data.model import LANGUAGES
from data.repair.homoglyphs import PRINTED_TO_CYRILLIC
from qa.query.normalization import fold
from qa.query.stemming import stem

_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile('«([^»]*)»|"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]')
# Kazakh case endings, folded: ның/нің, ға/ге, ны/ні, да/де, дағы/дегі, дан/ден, мен.
CASE_ENDING = "(?:[нтд][ыи]н|[гк][ае]|н[ыи]|[дт]а(?:гы|н)?|[дт]е(?:ги|н)?|[мбп]ен)"
_MIN_CAPITALS = 2
MIN_SHORTENED = 3
"""Letters of a word that may be shortened."""
_MAX_WORDS = 10_000


@dataclass(frozen=True, slots=True)
class NameTables:
    """The tables of act_names.toml; ``acts`` are names and short names by key.

    ``abbreviations`` are those that may be typed in Latin letters alone: "YK PK" is УК РК;
    ``inflected`` are all abbreviations, also those with small letters: КоАП.
    """

    silent: frozenset[str]
    about_before: frozenset[str]
    about_after: frozenset[str]
    bare: frozenset[str]
    kinds: Mapping[str, re.Pattern[str]]
    orders: Mapping[str, str]
    states: re.Pattern[str]
    acts: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    abbreviations: frozenset[str]
    inflected: frozenset[str]


@cache
def name_tables() -> NameTables:
    """Return the tables, read once."""
    table = tomllib.loads(files("qa.references").joinpath("act_names.toml").read_text("utf-8"))
    stems, words = (table["states"][key].split() for key in ("stems", "words"))
    acts = {
        key: (tuple(act["names"]), tuple(act.get("short", ())))
        for key, act in table["acts"].items()
    }
    capitals = [name for names, _ in acts.values() for name in names if name.isupper()]
    return NameTables(
        silent=frozenset(table["silent"].split()),
        about_before=frozenset(table["about_before"].split()),
        about_after=frozenset(table["about_after"].split()),
        bare=frozenset(table["bare"]["words"].split()),
        kinds={kind: re.compile(pattern) for kind, pattern in table["kinds"].items()},
        orders=table["orders"],
        states=re.compile(rf"(?:{'|'.join(stems)})\w*|{'|'.join(words)}"),
        acts=acts,
        abbreviations=frozenset({"рк", *(fold(name) for name in capitals)}),
        inflected=frozenset(
            fold(name)
            for names, short in acts.values()
            for name in (*names, *short)
            if sum(letter.isupper() for letter in name) >= _MIN_CAPITALS
        ),
    )


@dataclass(frozen=True, slots=True)
class NameWord:
    """One folded word of a text, with what it means for names of acts.

    ``quoted`` is the number of the quotation around it. A ``is_shortened`` word ends in a full
    stop: "адм."
    """

    text: str
    start: int
    end: int
    forms: frozenset[str]
    kind: str | None
    is_silent: bool
    is_state: bool
    is_shortened: bool
    quoted: int | None

    @property
    def is_content(self) -> bool:
        return not self.is_silent and self.kind is None

    def equals(self, other: "NameWord") -> bool:
        """Return whether the words share a form, or this one is ``other`` shortened."""
        if not self.forms.isdisjoint(other.forms):
            return True
        return self.is_shortened and other.text.startswith(self.text)


def name_words(folded: str) -> tuple[NameWord, ...]:
    """Return the words of ``folded`` text in order."""
    quotations = [match.span() for match in _QUOTED.finditer(folded)]
    return tuple(_word(folded, match, quotations) for match in _WORD.finditer(folded))


def quotations(text: str) -> tuple[str, ...]:
    """Return the quotations of a text with their marks, in order."""
    return tuple(match[0] for match in _QUOTED.finditer(text))


def _word(folded: str, match: re.Match[str], quotations: list[tuple[int, int]]) -> NameWord:
    text, forms, kind, is_silent, is_state = word_facts(match[0])
    quoted = (n for n, (start, end) in enumerate(quotations) if start < match.start() < end)
    return NameWord(
        text=text,
        start=match.start(),
        end=match.end(),
        forms=forms,
        kind=kind,
        is_silent=is_silent,
        is_state=is_state,
        is_shortened=len(text) >= MIN_SHORTENED and folded[match.end() : match.end() + 1] == ".",
        quoted=next(quoted, None),
    )


@lru_cache(maxsize=_MAX_WORDS)
def word_facts(word: str) -> tuple[str, frozenset[str], str | None, bool, bool]:
    """Return the text, the forms and the kind of a word, and whether it is silent or a state."""
    tables, text = name_tables(), _in_cyrillic(word)
    return (
        text,
        frozenset({text, abbreviation_in(text), *(stem(text, language) for language in LANGUAGES)}),
        kind_of_word(text),
        text in tables.silent,
        tables.states.fullmatch(text) is not None,
    )


def _in_cyrillic(word: str) -> str:
    """Return an abbreviation of Latin look-alike letters in Cyrillic, any other word as it is."""
    if not word.isascii():
        return word
    twin = word.translate(PRINTED_TO_CYRILLIC)
    return twin if twin in name_tables().abbreviations else word


def abbreviation_in(folded: str) -> str:
    """Return the abbreviation in "актын" or "екнин", a Kazakh case; any other word as it is."""
    match = _inflected().fullmatch(folded)
    return folded if match is None else match[1]


@cache
def _inflected() -> re.Pattern[str]:
    return re.compile(f"({'|'.join(name_tables().inflected)}){CASE_ENDING}")


def kind_of_word(folded: str) -> str | None:
    """Return the kind of act (law, code, convention, order) that the word means, or None."""
    kinds = name_tables().kinds.items()
    return next((kind for kind, pattern in kinds if pattern.fullmatch(folded)), None)


@dataclass(frozen=True, slots=True)
class ActName:
    """A name of an act: its content words, and the kind of act that has to be beside them.

    A ``is_short`` name is an abbreviation that counts only beside a number. One without the
    ``year`` of its title counts only where no other year is beside it.
    """

    words: tuple[NameWord, ...]
    kind: str | None
    is_short: bool = False
    year: str | None = None


def read_name(text: str, kind: str | None = None, *, is_short: bool = False) -> ActName:
    """Return the name in ``text``; ``kind`` is that of a name without a word for it."""
    words = name_words(fold(text))
    own = next((word.kind for word in words if word.kind is not None), None)
    content = tuple(word for word in words if word.is_content)
    return ActName(content, own or kind, is_short)
