"""Abbreviations of codes as people type them: joined to numbers, to "РК" or to Kazakh endings."""

import re
from collections.abc import Sequence
from functools import cache

from qa.references.act_names import CASE_ENDING, NameWord, abbreviation_in, name_tables

# Folded abbreviations, with an ending or without, that are words of another language.
_COMMON_WORDS = frozenset({"как", "акта", "акте", "актан"})
_JOINT, _HYPHEN = re.compile(r"\d|рк\b"), re.compile("[-–]")
_KAZAKH_LEVEL = re.compile("ба[бп]|тарма[гк]|тарау")


def separate_abbreviations(folded: str) -> str:
    """Return the text with "188ук", "ук188" and "укрк" as words of their own, "ук-нын" as one."""
    # Most texts have no digit and no hyphen, and the patterns have hundreds of names.
    if _JOINT.search(folded):
        folded = _joined().sub(lambda match: f" {' '.join(filter(None, match.groups()))} ", folded)
    return _hyphenated().sub(r"\1\2", folded) if _HYPHEN.search(folded) else folded


def is_abbreviation(
    words: Sequence[NameWord], name: Sequence[NameWord], text: Sequence[NameWord]
) -> bool:
    """Return whether the words are the abbreviation, also in a Kazakh case, not another word.

    "как" is ҚАК only in a ``text`` with a Kazakh word for a provision: "как 24 бап".
    """
    if len(words) != 1 or len(name) != 1:
        return False
    written = words[0].text
    if name[0].text not in (written, abbreviation_in(written)):
        return False
    return written not in _COMMON_WORDS or any(_KAZAKH_LEVEL.match(word.text) for word in text)


@cache
def _joined() -> re.Pattern[str]:
    """Return the pattern of an abbreviation of an act joined to a number or to "РК"."""
    names = _any_of(name_tables().abbreviations - {"рк"})
    return re.compile(rf"(?<=\d)({names})(рк)?\b|\b({names})(рк)?(?=\d)|\b({names})(рк)\b")


@cache
def _hyphenated() -> re.Pattern[str]:
    """Return the pattern of an abbreviation of an act with a hyphen and a Kazakh case ending."""
    names = _any_of(name_tables().inflected)
    return re.compile(rf"\b({names})\s?[-–]\s?({CASE_ENDING})\b")


def _any_of(names: frozenset[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))
