"""Acts that a question names: those of the corpus, and others that it does not have."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.references.act_abbreviations import separate_abbreviations
from qa.references.act_catalog import ActCatalog, ActGroup, KnownAct
from qa.references.act_names import NameWord, name_words, quotations
from qa.references.act_numbers import read_numbers
from qa.references.act_reader import ActReader, NamedAct, is_of_reference
from qa.references.notation import fold_reference
from qa.references.shorthand import is_fraction, with_level

MissingAct = KnownAct | str
"""An act that the corpus does not have, or its title as a text has it."""
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
class ActPart:
    """Part of a text with one of the acts that it names: ``missing`` is not of the corpus."""

    text: str
    missing: MissingAct | None


def find_act_mention(text: str, catalog: ActCatalog) -> ActMention:
    """Return the acts that ``text`` names; of several, those nearest to a provision's number."""
    folded = separate_abbreviations(fold_reference(text))
    if not catalog.may_be_named(folded):
        return ActMention((), False, False, None, folded)
    numbers = read_numbers(folded)
    words = name_words(numbers.text)
    reader = ActReader(words, numbers, catalog)
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


def split_by_act(text: str, catalog: ActCatalog) -> tuple[ActPart, ...]:
    """Return the parts of ``text``, each with one of the acts that it names; () for one act.

    A part ends with its act if the number of a provision comes first ("ст. 3 закона А и ст. 5
    закона Б"), and begins with it otherwise, as in Kazakh. At least two of the acts are of the
    corpus, or one is and the titles of the others are known.
    """
    numbers = read_numbers(separate_abbreviations(fold_reference(text)))
    words = name_words(numbers.text)
    found = [
        one for one in ActReader(words, numbers, catalog).named() if one.is_strong or one.is_code
    ]
    # Several acts with the same name are one place of the text.
    named = sorted(
        {(one.first, one.last): one for one in found}.values(), key=lambda one: one.first
    )
    missing = [_missing_act(one, words, text) for one in named]
    loaded = {id(one.group) for one in named if one.group is not None}
    is_known = len(named) > 1 and all(
        one.group is not None or act is not None for one, act in zip(named, missing, strict=True)
    )
    if not loaded or (len(loaded) < 2 and not (is_known and any(missing))):
        return ()
    inside = {n for one in named for n in range(one.first, one.last + 1)}
    places = [n for n, word in enumerate(words) if n not in inside and is_of_reference(word)]
    if not places:
        return ()
    if places[0] < named[0].first:
        cuts = [words[one.last].end for one in named[:-1]]
    else:
        cuts = [words[one.first].start for one in named[1:]]
    edges = [0, *cuts, len(numbers.text)]
    return tuple(
        ActPart(numbers.text[start:end], act)
        for (start, end), act in zip(pairwise(edges), missing, strict=True)
    )


def _missing_act(named: NamedAct, words: Sequence[NameWord], text: str) -> MissingAct | None:
    """Return the act that the corpus does not have, or its title in the words of the text."""
    if named.group is not None or named.is_foreign:
        return None
    if named.act is not None:
        return named.act
    quoted = {words[n].quoted for n in range(named.first, named.last + 1)} - {None}
    titles = quotations(text)
    place = next(iter(quoted), None)
    return titles[place] if place is not None and place < len(titles) else None


def names_other_act(text: str, catalog: ActCatalog) -> bool:
    """Return whether ``text`` names an act that the corpus does not have, and none that it has."""
    mention = find_act_mention(text, catalog)
    return mention.is_other and not mention.groups


def _asks_for_act(named: Sequence[NamedAct], words: Sequence[NameWord]) -> bool:
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
        and not (has_number and is_of_reference(word))
    ]
    is_cited = any(one.is_cited for one in named)
    is_whole = not rest and any(one.act is not None for one in named)
    return is_whole or (is_cited and len(rest) <= _MAX_OTHER_WORDS)


def _nearest(named: Sequence[NamedAct], words: Sequence[NameWord]) -> list[NamedAct]:
    places = [n for n, word in enumerate(words) if is_of_reference(word)]
    if not places:
        return list(named)
    gaps = [min(max(one.first - n, n - one.last, 0) for n in places) for one in named]
    return [one for one, gap in zip(named, gaps, strict=True) if gap == min(gaps)]
