"""Catalogue of the acts that a question may name: those of the corpus, and well-known codes."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from data.corpus import Corpus
from data.model import Act
from qa.query.normalization import fold
from qa.references.act_names import (
    MIN_SHORTENED,
    ActName,
    NameWord,
    name_tables,
    name_words,
    read_name,
    word_facts,
)
from qa.references.act_numbers import read_numbers
from qa.references.tokens import is_level_word

_MARKS = re.compile(r'[\d«"“„]')
_WORDS = re.compile(r"([^\W_]+)(\.?)")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
# "Police law 2024 edition" is the text of that year and no act of it.
_EDITION = re.compile(r"edition|version|redaction|wording|редакци\w{1,2}|редакция\w*")
_YEAR_DISTANCE = 3  # words: "Act No. 5 of 2010"
# Titles of codes in each language: a Kazakh one has a letter that Russian does not have.
_LETTERS = {
    "kk": re.compile(r"(?=.*[әғқңөұүһі])[^a-zA-Z]+"),
    "ru": re.compile(r"[^a-zA-Zәғқңөұүһі]+"),
    "en": re.compile(r"[a-zA-Z \-]+"),
}
_JOINING = frozenset({"and", "of", "и"})  # between the parts of a title


@dataclass(frozen=True, slots=True)
class ActGroup:
    """An act of the corpus in all its languages, the original first."""

    versions: tuple[Act, ...]
    kind: str

    def in_language(self, language: str | None) -> tuple[Act, ...]:
        """Return the versions, that in ``language`` first."""
        return tuple(sorted(self.versions, key=lambda act: act.language != language))


@dataclass(frozen=True, slots=True)
class KnownAct:
    """An act with its names; ``group`` is None for one that the corpus does not have.

    ``titles`` are the names of a well-known code as they are printed, in several languages.
    ``adopted`` are dates that are names of their own: they tell acts of other years by title, but
    a question with another date ("on 5 May 2024", "edition of 2024") is not on another act.
    """

    group: ActGroup | None
    names: tuple[ActName, ...]
    numbers: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()
    adopted: frozenset[str] = frozenset()

    def title(self, language: str) -> str | None:
        """Return the first title in ``language``, or else in any; None without one."""
        titles = [title for title in self.titles if not title.isupper()]
        own = (title for title in titles if _LETTERS[language].fullmatch(title))
        found = next(own, titles[0] if titles else next(iter(self.titles), None))
        return None if found is None else found[0].upper() + found[1:]


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name found in a text: the act and the first and last content word, by position."""

    act: KnownAct
    name: ActName
    first: int
    last: int


@dataclass(frozen=True)
class ActCatalog:
    """The acts of a corpus and the codes that it does not have, found by their names."""

    groups: tuple[ActGroup, ...]
    acts: tuple[KnownAct, ...]
    _by_form: Mapping[str, Sequence[tuple[KnownAct, ActName]]] = field(repr=False)

    @cached_property
    def _forms(self) -> Sequence[str]:
        return sorted(self._by_form)

    def may_be_named(self, folded: str) -> bool:
        """Return whether a text has a digit, a quotation, a kind of act or the start of a name.

        A text without them names no act.
        """
        if _MARKS.search(folded):
            return True
        for word, stop in _WORDS.findall(folded):
            text, forms, kind, *_ = word_facts(word)
            if kind is not None or not self._by_form.keys().isdisjoint(forms):
                return True
            if stop and len(text) >= MIN_SHORTENED and self._begins_form(text):
                return True
        return False

    def match(
        self, content: Sequence[NameWord], accepts: Callable[[NameMatch], bool]
    ) -> tuple[NameMatch, ...]:
        """Return the longest accepted names in the content words, without overlap, in order."""
        found = sorted(
            (one for one in self._matches(content) if accepts(one)),
            key=lambda one: (one.first - one.last, one.first),
        )
        taken: set[int] = set()
        kept: list[NameMatch] = []
        for one in found:
            places = set(range(one.first, one.last + 1))
            same = [k for k in kept if (k.first, k.last) == (one.first, one.last)]
            if same or taken.isdisjoint(places):
                taken |= places
                kept.append(one)
        return tuple(sorted(kept, key=lambda one: one.first))

    def _matches(self, content: Sequence[NameWord]) -> Iterator[NameMatch]:
        for first, word in enumerate(content):
            keys = list(word.forms)
            if word.is_shortened and self._begins_form(word.text):
                keys += [form for form in self._by_form if form.startswith(word.text)]
            seen: set[int] = set()
            for act, name in (entry for key in keys for entry in self._by_form.get(key, ())):
                run = content[first : first + len(name.words)]
                if id(name) in seen or len(run) < len(name.words):
                    continue
                seen.add(id(name))
                if all(one.equals(other) for one, other in zip(run, name.words, strict=True)):
                    yield NameMatch(act, name, first, first + len(run) - 1)

    def _begins_form(self, beginning: str) -> bool:
        place = bisect_left(self._forms, beginning)
        return place < len(self._forms) and self._forms[place].startswith(beginning)


def read_catalog(corpus: Corpus) -> ActCatalog:
    """Return the catalogue of ``corpus``; versions joined by ``parallel_of`` are one act."""
    groups = tuple(_groups(corpus))
    known = [_known_act(group) for group in groups]
    for names, short in name_tables().acts.values():
        read = (
            *(read_name(name) for name in names),
            *(read_name(name, is_short=True) for name in short),
        )
        # The act of the corpus that has one of these names has them all.
        same = next((n for n, act in enumerate(known) if _shares_name(act, read)), None)
        if same is None:
            known.append(KnownAct(None, read, titles=names))
        else:
            known[same] = _with_names(known[same], read)
    by_form: dict[str, list[tuple[KnownAct, ActName]]] = {}
    for act in known:
        for name in act.names:
            for form in name.words[0].forms if name.words else ():
                by_form.setdefault(form, []).append((act, name))
    return ActCatalog(groups, tuple(known), by_form)


def _groups(corpus: Corpus) -> Iterator[ActGroup]:
    for versions in corpus.works.values():
        ordered = sorted(versions, key=lambda act: act.id != act.work)
        yield ActGroup(tuple(ordered), _kind(ordered))


def _kind(versions: Sequence[Act]) -> str:
    """Return the kind that a title or the sidecar states, by default law."""
    texts = [text for act in versions for text in (act.title, act.kind or "")]
    kinds = [word.kind for text in texts for word in name_words(fold(text)) if word.kind]
    return kinds[0] if kinds else "law"


def _known_act(group: ActGroup) -> KnownAct:
    texts = [name for act in group.versions for name in (act.title, *act.names)]
    read = [read_numbers(fold(text)) for text in texts]
    titles = {act.title for act in group.versions}
    names = [
        read_name(one.text, group.kind if text in titles or _is_about(one.text) else None)
        for text, one in zip(texts, read, strict=True)
    ]
    names += [short for name in names if (short := _without_year(name)) is not None]
    words = [word for name in names for word in name.words]
    return KnownAct(
        group,
        tuple(name for name in names if name.words),
        frozenset(number for one in read for number in one.numbers),
        frozenset(date for one in read if one.text.strip() for date in one.dates),
        frozenset(word.text for word in words if word.is_state),
        adopted=frozenset(date for one in read if not one.text.strip() for date in one.dates),
    )


def _without_year(name: ActName) -> ActName | None:
    """Return the name of "Fisheries Act, 2015" without its year, None for one without a year."""
    *words, last = name.words or (None,)
    if not words or last is None or _YEAR.fullmatch(last.text) is None:
        return None
    return ActName(name.words[:-1], name.kind, name.is_short, year=last.text)


def is_of_other_act(
    match: NameMatch, words: Sequence[NameWord], mention: tuple[int, int], start: int
) -> bool:
    """Return whether a name has the year of another act beside it, or ends a longer name.

    ``mention`` is the first and last word of the name with its kind, ``start`` the first without.
    """
    name = match.name
    own_year = name.words[-1].text if _YEAR.fullmatch(name.words[-1].text) else name.year
    if own_year is None:
        year = _year_of_title(words, mention)
        dates = match.act.dates | match.act.adopted
        if year is None or any(date.startswith(year) for date in dates):
            return False
        # Without a date of its own the act may be of that year, unless the title is longer.
        return bool(dates) or match.act.group is None or _is_longer_name(words, start)
    near = range(max(mention[0] - _YEAR_DISTANCE, 0), mention[1] + _YEAR_DISTANCE + 1)
    years = {
        word.text
        for n, word in enumerate(words)
        if n in near and _YEAR.fullmatch(word.text) and not (n and is_level_word(words[n - 1].text))
    }
    if years and own_year not in years:
        return True
    if len(name.words) - (name.year is None) > 1:
        return False
    return _is_longer_name(words, start)


def _year_of_title(words: Sequence[NameWord], mention: tuple[int, int]) -> str | None:
    """Return the year of an English title: "Police Act 1996", "Police Act of 1996", "1996 Act"."""
    first, last = mention
    if words[last].kind is None or not words[last].text.isascii():
        return None
    after = last + 1
    while after < len(words) and words[after].text == "of":
        after += 1
    if after < len(words) and _YEAR.fullmatch(words[after].text):
        is_edition = after + 1 < len(words) and _EDITION.fullmatch(words[after + 1].text)
        return None if is_edition else words[after].text
    if not first or not _YEAR.fullmatch(words[first - 1].text):
        return None
    is_numbered = first > 1 and is_level_word(words[first - 2].text)
    return None if is_numbered else words[first - 1].text


def _is_longer_name(words: Sequence[NameWord], start: int) -> bool:
    """Return whether a word before the name belongs to it: "Inland Fisheries Act"."""
    place = start - 1
    while place >= 0 and words[place].text in _JOINING:
        place -= 1
    before = words[place] if place >= 0 else None
    return (
        before is not None
        and before.is_content
        and before.text not in name_tables().bare
        and not (before.text[0].isdecimal() or is_level_word(before.text))
    )


def _is_about(folded: str) -> bool:
    """Return whether the name is a title: "об ОВД", "... туралы"."""
    words, tables = folded.split(), name_tables()
    return bool(words) and (words[0] in tables.about_before or words[-1] in tables.about_after)


def _with_names(act: KnownAct, more: Sequence[ActName]) -> KnownAct:
    return replace(act, names=(*act.names, *more))


def _shares_name(act: KnownAct, names: Sequence[ActName]) -> bool:
    return any(
        (own.kind is None or other.kind in (None, own.kind)) and _is_same(own, other)
        for own in act.names
        for other in names
        if not other.is_short
    )


def _is_same(one: ActName, other: ActName) -> bool:
    return len(one.words) == len(other.words) and all(
        own.equals(word) for own, word in zip(one.words, other.words, strict=True)
    )
