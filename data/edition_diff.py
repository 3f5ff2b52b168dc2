"""Differences of two editions by provision and of two texts by word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from data.model import Act, Provision


class Change(StrEnum):
    """Kind of change of a provision."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class WordRun:
    """Run of words of the kind ``kept`` (in both texts), ``old`` or ``new`` (in one of them)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Changed provision: its old form (None if added) and its new form (None if removed)."""

    eid: str
    change: Change
    old: Provision | None
    new: Provision | None
    words: tuple[WordRun, ...] = ()


def diff_editions(old: Act, new: Act) -> tuple[Difference, ...]:
    """Return the provisions that differ in text or heading, in the order of the new edition.

    A removed provision keeps its place between its neighbours of the old edition.
    """
    eids_old = [provision.eid for provision in old.provisions]
    eids_new = [provision.eid for provision in new.provisions]
    found = []
    matcher = SequenceMatcher(None, eids_old, eids_new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            found += [_change(eid, old, new) for eid in eids_old[a:b] if eid not in new.by_eid]
        found += [_change(eid, old, new) for eid in eids_new[c:d]]
    return tuple(change for change in found if change is not None)


def _change(eid: str, old: Act, new: Act) -> Difference | None:
    before, after = old.by_eid.get(eid), new.by_eid.get(eid)
    if before is None or after is None:
        return Difference(eid, Change.ADDED if before is None else Change.REMOVED, before, after)
    if (before.text, before.heading) == (after.text, after.heading):
        return None
    words = word_diff(_whole(before), _whole(after))
    return Difference(eid, Change.CHANGED, before, after, words)


def _whole(provision: Provision) -> str:
    return "\n".join(filter(None, (provision.heading, provision.text)))


def word_diff(old: str, new: str, key: Callable[[str], str] = str) -> tuple[WordRun, ...]:
    """Return the runs of words that two texts share or do not share, in order.

    Words are equal when their ``key`` is; a shared run has the words of ``old``.
    """
    return token_diff(old.split(), new.split(), " ", key)


def token_diff(
    old: Sequence[str], new: Sequence[str], separator: str, key: Callable[[str], str] = str
) -> tuple[WordRun, ...]:
    """Return the runs of tokens, joined by ``separator``, as :func:`word_diff` does."""
    keys = [key(token) for token in old], [key(token) for token in new]
    runs: list[WordRun] = []
    for tag, a, b, c, d in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(WordRun("kept", separator.join(old[a:b])))
            continue
        if a < b:
            runs.append(WordRun("old", separator.join(old[a:b])))
        if c < d:
            runs.append(WordRun("new", separator.join(new[c:d])))
    return tuple(runs)
