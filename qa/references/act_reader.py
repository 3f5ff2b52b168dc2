"""Reader of the acts that the words of a text name, those of the corpus and others."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from qa.references.act_abbreviations import is_abbreviation
from qa.references.act_catalog import (
    ActCatalog,
    ActGroup,
    KnownAct,
    NameMatch,
    is_of_other_act,
)
from qa.references.act_names import NameWord, name_tables
from qa.references.act_numbers import ActNumbers
from qa.references.tokens import is_level_word

_POSSESSIVE = re.compile("заны(?:нын|на|нда|ндагы|нан)?")
# After an English title: "Fisheries Act s 3", "Fisheries Act cap 354".
_AFTER_TITLE = re.compile(r"(?:ss?|cap)\d*")
_NAMING_WORDS = 2  # a shorter title is a common word: "Білім туралы"


@dataclass(frozen=True, slots=True)
class NamedAct:
    """One mention: its act (None: not in the corpus), and its first and last word by position.

    ``is_cited`` means a citation by a quoted title or a number, ``is_foreign`` another state.
    """

    act: KnownAct | None
    first: int
    last: int
    is_strong: bool = True
    is_cited: bool = False
    is_foreign: bool = False
    is_code: bool = False

    @property
    def group(self) -> ActGroup | None:
        return None if self.act is None else self.act.group


class ActReader:
    """A reader of the names in the words of one text."""

    def __init__(self, words: Sequence[NameWord], numbers: ActNumbers, catalog: ActCatalog) -> None:
        self._words = words
        self._numbers = numbers
        self._catalog = catalog
        self._places = [n for n, word in enumerate(words) if word.is_content]
        self._has_level = any(is_level_word(word.text) for word in words)

    def named(self) -> list[NamedAct]:
        """Return all mentions in the order of the text."""
        content = [self._words[n] for n in self._places]
        matches = self._catalog.match(content, lambda match: self._read(match) is not None)
        found = [one for match in matches if (one := self._read(match)) is not None]
        # Of acts of several years only that of the year in the text is meant.
        known = {(one.first, one.last) for one in found if one.act is not None}
        found = [
            one
            for one in found
            if one.act is not None or one.is_foreign or (one.first, one.last) not in known
        ]
        used = {n for one in found for n in range(one.first, one.last + 1)}
        kinds = [n for n, word in enumerate(self._words) if word.kind and n not in used]
        found += [one for n in kinds if (one := self._titled(n)) is not None]
        found += self._orders({n for one in found for n in range(one.first, one.last + 1)})
        found += self._quoted_titles(found)
        return self._checked(found)

    def bare_kind(self, named: Sequence[NamedAct]) -> str | None:
        """Return the kind of an act that has no name in the text; an order is none."""
        used = {n for one in named for n in range(one.first, one.last + 1)}
        kinds = (w.kind for n, w in enumerate(self._words) if w.kind and n not in used)
        return next((kind for kind in kinds if kind != "order"), None)

    def _read(self, match: NameMatch) -> NamedAct | None:
        """Return the mention by a name, or None where the words are no name."""
        first, last = self._places[match.first], self._places[match.last]
        name, words = match.name, self._words[first : last + 1]
        if name.is_short:
            is_named = is_abbreviation(words, name.words, self._words)
            is_named = is_named and self._is_beside_number(first, last)
            return NamedAct(match.act, first, last, is_code=True) if is_named else None
        if not self._fills_its_quotation(words):
            return None
        before, after = self._beside(first, -1), self._beside(last, 1)
        states = before.states | after.states
        is_strong = name.kind is None
        if name.kind is not None:
            kinds = [side for side in (before, after) if side.word is not None and side.word.kind]
            own = next((side for side in kinds if _is_kind(side.kind, name.kind)), None)
            is_title = len(name.words) >= _NAMING_WORDS or _is_title_of_reference(before)
            if (kinds and own is None) or not (own or is_title):
                return None
            if own is not None:
                states |= self._beside(own.place, own.step).states
                first, last = min(first, own.place), max(last, own.place)
            is_about = before.is_about_before or after.is_about_after
            is_strong = own is not None or is_about or words[0].quoted is not None
        is_foreign = is_strong and bool(states - match.act.states)
        is_other = is_of_other_act(match, self._words, (first, last), self._places[match.first])
        return NamedAct(
            None if is_foreign or is_other else match.act,
            first,
            last,
            is_strong,
            is_foreign=is_foreign,
            is_code=name.kind in (None, "code"),
        )

    def _is_beside_number(self, first: int, last: int) -> bool:
        """Return whether a number with a level word is beside the words: "НК РК ст. 12"."""
        if not self._has_level:
            return False
        for place, step in ((first, -1), (last, 1)):
            side = self._beside(place, step)
            word = side.word
            if word is not None and is_level_word(word.text):
                word = self._beside(side.place, step).word
            if word is not None and word.text[0].isdecimal():
                return True
        return False

    def _fills_its_quotation(self, words: Sequence[NameWord]) -> bool:
        quoted = words[0].quoted
        if quoted is None:
            return True
        inside = [w for w in self._words if w.quoted == quoted and w.is_content]
        others = [w for w in inside if w not in words and not is_of_reference(w)]
        return not others

    def _titled(self, place: int) -> NamedAct | None:
        """Return the mention by a kind of act with a title that is not of the corpus."""
        word, before, after = self._words[place], self._beside(place, -1), self._beside(place, 1)
        if word.is_state or ((before.states or after.states) and word.kind != "order"):
            return NamedAct(None, place, place, is_foreign=True)
        for side in (before, after):
            if self._is_quoted_title(side.word, word):
                return NamedAct(None, min(place, side.place), max(place, side.place), is_cited=True)
        if word.kind == "order":
            return None
        if after.is_about_before or before.is_about_after or _has_name(before, word, after):
            return NamedAct(None, place, place)
        return None

    def _is_quoted_title(self, word: NameWord | None, kind: NameWord) -> bool:
        if word is None or word.quoted is None or word.quoted == kind.quoted:
            return False
        tables = name_tables()
        texts = {one.text for one in self._words if one.quoted == word.quoted}
        return not texts.isdisjoint(tables.about_before | tables.about_after)

    def _quoted_titles(self, found: Sequence[NamedAct]) -> Iterator[NamedAct]:
        """Yield quoted titles of other acts beside the number of a provision: "«О браке» ст. 5"."""
        if not self._has_level:
            return
        used = {n for one in found for n in range(one.first, one.last + 1)}
        tables = name_tables()
        for quoted in sorted({word.quoted for word in self._words if word.quoted is not None}):
            places = [n for n, word in enumerate(self._words) if word.quoted == quoted]
            first, last = self._words[places[0]].text, self._words[places[-1]].text
            if used.isdisjoint(places) and (
                first in tables.about_before or last in tables.about_after
            ):
                yield NamedAct(None, places[0], places[-1], is_cited=True)

    def _orders(self, used: Set[int]) -> Iterator[NamedAct]:
        """Yield orders, decrees and rules beside the number of a provision, not of known acts."""
        if not self._has_level:
            return
        tables, text = name_tables().orders, self._numbers.text
        patterns = (
            rf"\d[\s).»-]*\s(?P<word>{tables['after']})\b",
            rf"\b(?P<word>{tables['before']})\W+(?:\w+\W+)?\d",
            rf"\d\W+(?P<word>{tables['of']})\b",
            rf"^\W*(?P<word>{name_tables().kinds['order'].pattern})\b{tables['between']}",
        )
        for pattern in patterns:
            for match in re.finditer(pattern, text):
                inside = [
                    n
                    for n, word in enumerate(self._words)
                    if match.start("word") <= word.start < match.end("word")
                ]
                if used.isdisjoint(inside):
                    yield NamedAct(None, inside[0], inside[-1], is_cited=True)

    def _checked(self, named: list[NamedAct]) -> list[NamedAct]:
        """Return the mentions after a comparison with the numbers and dates in the text."""
        numbers, dates = self._numbers.numbers, self._numbers.dates
        kinds = [n for n, word in enumerate(self._words) if word.kind]
        if not kinds or not (numbers or dates):
            return named
        checked = [replace(one, act=None) if self._differs(one.act) else one for one in named]
        if any(one.is_strong and one.act is not None for one in checked):
            return checked
        place = kinds[0]
        if any(one.act is None and one.is_strong for one in checked):
            return [replace(one, is_cited=one.is_cited or bool(numbers)) for one in checked]
        known = [
            act
            for act in self._catalog.acts
            if act.numbers & numbers
            or ((act.dates | act.adopted) & dates and not self._differs(act))
        ]
        found: Sequence[KnownAct | None] = known or [None]
        return [*checked, *(NamedAct(act, place, place, is_cited=bool(numbers)) for act in found)]

    def _differs(self, act: KnownAct | None) -> bool:
        """Return whether the act has other numbers or dates than those in the text."""
        if act is None:
            return False
        if act.numbers and self._numbers.numbers:
            return act.numbers.isdisjoint(self._numbers.numbers)
        dates = self._numbers.dates
        return bool(act.dates and dates) and not any(
            own.startswith(date) or date.startswith(own) for own in act.dates for date in dates
        )

    def _beside(self, place: int, step: int) -> "_Side":
        """Return the next word that is neither silent nor a state, and what lies between."""
        tables = name_tables()
        states: set[str] = set()
        silent: set[str] = set()
        n = place + step
        while 0 <= n < len(self._words):
            word = self._words[n]
            if not (word.is_silent or word.is_state):
                break
            (states if word.is_state else silent).add(word.text)
            n += step
        return _Side(
            word=self._words[n] if 0 <= n < len(self._words) else None,
            place=n,
            step=step,
            states=frozenset(states),
            is_about_before=not silent.isdisjoint(tables.about_before),
            is_about_after=not silent.isdisjoint(tables.about_after),
        )


@dataclass(frozen=True, slots=True)
class _Side:
    """The word beside a name with its position, and the states and "about" between them."""

    word: NameWord | None
    place: int
    step: int
    states: frozenset[str]
    is_about_before: bool
    is_about_after: bool

    @property
    def kind(self) -> str | None:
        return None if self.word is None else self.word.kind


def _is_kind(told: str | None, kind: str) -> bool:
    """Return whether the word ``told`` can name an act of ``kind``; a law ratifies a convention."""
    return told == kind or (told == "law" and kind == "convention")


def _is_title_of_reference(before: _Side) -> bool:
    """Return whether a reference and "on" are before a short title: "статья 5 о нотариате"."""
    return before.is_about_before and before.word is not None and is_of_reference(before.word)


def _has_name(before: _Side, kind: NameWord, after: _Side) -> bool:
    """Return whether the word before names the act: "Geneva convention", "салық заңы"."""
    word = before.word
    if word is None or word.text in name_tables().bare or is_of_reference(word) or word.kind:
        return False
    if kind.kind != "law":
        return True
    if kind.text.isascii():
        return (
            after.word is None
            or is_of_reference(after.word)
            or _AFTER_TITLE.fullmatch(after.word.text) is not None
        )
    return _POSSESSIVE.fullmatch(kind.text) is not None


def is_of_reference(word: NameWord) -> bool:
    """Return whether the word is the number of a provision or the name of its level."""
    return word.text[0].isdecimal() or is_level_word(word.text)
