"""Acts that a question names: those of the corpus, and others that it does not have."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.references.act_abbreviations import is_abbreviation, separate_abbreviations
from qa.references.act_catalog import (
    ActCatalog,
    ActGroup,
    KnownAct,
    NameMatch,
    is_of_other_act,
)
from qa.references.act_names import NameWord, name_tables, name_words
from qa.references.act_numbers import ActNumbers, read_numbers
from qa.references.notation import fold_reference
from qa.references.shorthand import is_fraction, with_level
from qa.references.tokens import is_level_word

_POSSESSIVE = re.compile("заны(?:нын|на|нда|ндагы|нан)?")
# After an English title: "Fisheries Act s 3", "Fisheries Act cap 354".
_AFTER_TITLE = re.compile(r"(?:ss?|cap)\d*")
_NAMING_WORDS = 2  # a shorter title is a common word: "Білім туралы"
_MAX_OTHER_WORDS = 3  # with more words a question is about more than the act that it cites


@dataclass(frozen=True, slots=True)
class ActMention:
    """The acts that a text names.

    ``groups`` are of the corpus. With ``is_other`` the text names an act that the corpus does not
    have; ``is_cited`` if it asks for that act even without the number of a provision. ``kind`` is
    that of an act without a name ("the code"), or None. ``text`` is the folded text without numbers
    and dates of acts. With ``is_fraction`` it is only "24/3", which may be no reference.
    """

    groups: tuple[ActGroup, ...]
    is_other: bool
    is_cited: bool
    kind: str | None
    text: str
    is_fraction: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
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


def find_act_mention(text: str, catalog: ActCatalog) -> ActMention:
    """Return the acts that ``text`` names; of several, those nearest to a provision's number."""
    numbers = read_numbers(separate_abbreviations(fold_reference(text)))
    words = name_words(numbers.text)
    reader = _Reader(words, numbers, catalog)
    named = reader.named()
    strong = [one for one in named if one.is_strong]
    loaded = [one for one in strong if one.group is not None]
    nearest = _nearest(strong or named, words)
    by_id = {id(one.group): one.group for one in nearest if one.group is not None}
    return ActMention(
        groups=tuple(by_id.values()),
        is_other=any(one.group is None for one in nearest),
        is_cited=not loaded and _asks_for_act(strong, words),
        kind=None if strong else reader.bare_kind(named),
        text=with_level(
            numbers.text, words, [(one.first, one.last, one.is_code) for one in strong]
        ),
        is_fraction=is_fraction(numbers.text),
    )


def split_by_act(text: str, catalog: ActCatalog) -> tuple[str, ...]:
    """Return the parts of ``text``, each with one of the acts that it names; () for one act.

    A part ends with its act if the number of a provision comes first ("ст. 3 закона А и ст. 5
    закона Б"), and begins with it otherwise, as in Kazakh.
    """
    numbers = read_numbers(separate_abbreviations(fold_reference(text)))
    words = name_words(numbers.text)
    found = [
        one for one in _Reader(words, numbers, catalog).named() if one.is_strong or one.is_code
    ]
    # Several acts with the same name are one place of the text.
    named = sorted(
        {(one.first, one.last): one for one in found}.values(), key=lambda one: one.first
    )
    if len({id(one.group) for one in named if one.group is not None}) < 2:
        return ()
    inside = {n for one in named for n in range(one.first, one.last + 1)}
    places = [n for n, word in enumerate(words) if n not in inside and _is_of_reference(word)]
    if not places:
        return ()
    if places[0] < named[0].first:
        cuts = [words[one.last].end for one in named[:-1]]
    else:
        cuts = [words[one.first].start for one in named[1:]]
    edges = [0, *cuts, len(numbers.text)]
    return tuple(numbers.text[start:end] for start, end in pairwise(edges))


def names_other_act(text: str, catalog: ActCatalog) -> bool:
    """Return whether ``text`` names an act that the corpus does not have, and none that it has."""
    mention = find_act_mention(text, catalog)
    return mention.is_other and not mention.groups


def _asks_for_act(named: Sequence[_Named], words: Sequence[NameWord]) -> bool:
    """Return whether the text with these names asks for the act, not only mentions it."""
    if not named or any(one.is_foreign for one in named):
        return bool(named)
    used = {n for one in named for n in range(one.first, one.last + 1)}
    quoted = {words[n].quoted for n in used} - {None}
    has_number = any(word.text[0].isdecimal() for word in words)
    rest = [
        word
        for n, word in enumerate(words)
        if n not in used
        and word.is_content
        and word.quoted not in quoted
        and not (has_number and _is_of_reference(word))
    ]
    is_cited = any(one.is_cited for one in named)
    is_whole = not rest and any(one.act is not None for one in named)
    return is_whole or (is_cited and len(rest) <= _MAX_OTHER_WORDS)


def _nearest(named: Sequence[_Named], words: Sequence[NameWord]) -> list[_Named]:
    places = [n for n, word in enumerate(words) if _is_of_reference(word)]
    if not places:
        return list(named)
    gaps = [min(max(one.first - n, n - one.last, 0) for n in places) for one in named]
    return [one for one, gap in zip(named, gaps, strict=True) if gap == min(gaps)]


def _is_of_reference(word: NameWord) -> bool:
    return word.text[0].isdecimal() or is_level_word(word.text)


class _Reader:
    """A reader of the names in the words of one text."""

    def __init__(self, words: Sequence[NameWord], numbers: ActNumbers, catalog: ActCatalog) -> None:
        self._words = words
        self._numbers = numbers
        self._catalog = catalog
        self._places = [n for n, word in enumerate(words) if word.is_content]
        self._has_level = any(is_level_word(word.text) for word in words)

    def named(self) -> list[_Named]:
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

    def bare_kind(self, named: Sequence[_Named]) -> str | None:
        """Return the kind of an act that has no name in the text; an order is none."""
        used = {n for one in named for n in range(one.first, one.last + 1)}
        kinds = (w.kind for n, w in enumerate(self._words) if w.kind and n not in used)
        return next((kind for kind in kinds if kind != "order"), None)

    def _read(self, match: NameMatch) -> _Named | None:
        """Return the mention by a name, or None where the words are no name."""
        first, last = self._places[match.first], self._places[match.last]
        name, words = match.name, self._words[first : last + 1]
        if name.is_short:
            is_named = is_abbreviation(words, name.words, self._words)
            is_named = is_named and self._is_beside_number(first, last)
            return _Named(match.act, first, last, is_code=True) if is_named else None
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
        return _Named(
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
        others = [w for w in inside if w not in words and not _is_of_reference(w)]
        return not others

    def _titled(self, place: int) -> _Named | None:
        """Return the mention by a kind of act with a title that is not of the corpus."""
        word, before, after = self._words[place], self._beside(place, -1), self._beside(place, 1)
        if word.is_state or ((before.states or after.states) and word.kind != "order"):
            return _Named(None, place, place, is_foreign=True)
        for side in (before, after):
            if self._is_quoted_title(side.word, word):
                return _Named(None, min(place, side.place), max(place, side.place), is_cited=True)
        if word.kind == "order":
            return None
        if after.is_about_before or before.is_about_after or _has_name(before, word, after):
            return _Named(None, place, place)
        return None

    def _is_quoted_title(self, word: NameWord | None, kind: NameWord) -> bool:
        if word is None or word.quoted is None or word.quoted == kind.quoted:
            return False
        tables = name_tables()
        texts = {one.text for one in self._words if one.quoted == word.quoted}
        return not texts.isdisjoint(tables.about_before | tables.about_after)

    def _quoted_titles(self, found: Sequence[_Named]) -> Iterator[_Named]:
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
                yield _Named(None, places[0], places[-1], is_cited=True)

    def _orders(self, used: Set[int]) -> Iterator[_Named]:
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
                    yield _Named(None, inside[0], inside[-1], is_cited=True)

    def _checked(self, named: list[_Named]) -> list[_Named]:
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
        known = [act for act in self._catalog.acts if act.numbers & numbers or act.dates & dates]
        found: Sequence[KnownAct | None] = known or [None]
        return [*checked, *(_Named(act, place, place, is_cited=bool(numbers)) for act in found)]

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
    return before.is_about_before and before.word is not None and _is_of_reference(before.word)


def _has_name(before: _Side, kind: NameWord, after: _Side) -> bool:
    """Return whether the word before names the act: "Geneva convention", "салық заңы"."""
    word = before.word
    if word is None or word.text in name_tables().bare or _is_of_reference(word) or word.kind:
        return False
    if kind.kind != "law":
        return True
    if kind.text.isascii():
        return (
            after.word is None
            or _is_of_reference(after.word)
            or _AFTER_TITLE.fullmatch(after.word.text) is not None
        )
    return _POSSESSIVE.fullmatch(kind.text) is not None
