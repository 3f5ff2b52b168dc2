"""Repair of letter-spaced lines and split words, by a lexicon of the undamaged lines.

On a damaged line two spaces are always a word boundary. One space is none on a letter-spaced line
("т а б ы л а д ы ."); on a half-spaced line ("принциптер іне сәйкес") the lexicon decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from data.repair.homoglyphs import fold_homoglyphs
from data.repair.lines import join_punctuation

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Set of known words: in lower case, homoglyphs folded."""

    words: frozenset[str]

    def __contains__(self, word: str) -> bool:
        """Return whether the word is known, whole or as a compound of known words."""
        folded = fold_homoglyphs(word).lower()
        if folded in self.words:
            return True
        return "-" in folded and all(part in self.words for part in folded.split("-"))


def build_lexicon(lines: Iterable[str]) -> Lexicon:
    """Collect the words of undamaged lines; hyphenated compounds count whole and in parts."""
    words: set[str] = set()
    for line in lines:
        for word in WORD.findall(fold_homoglyphs(line).lower()):
            words.add(word)
            if "-" in word:
                words.update(word.split("-"))
    # Single letters are excluded: on a damaged line nearly every fragment is one.
    return Lexicon(frozenset(word for word in words if len(word) > 1))


_WIDE = re.compile(r"\s{2,}")
_TABLE = re.compile(r"\s{3,}")
_SIGNS = r"[-.,;:!?()«»“”\"]*"
_LETTER_SPACED = re.compile(
    rf"""
    (?:\d+(?:\s?-\s?\d+)*\s?[.)]\s+)?      # the number marker of a paragraph or point
    {_SIGNS}(?:[^\W\d_]{_SIGNS})?           # a single letter, punctuation, or both
    (?:\s+{_SIGNS}(?:[^\W\d_]{_SIGNS})?)+
    """,
    re.VERBOSE,
)
_MIN_LETTERS = 3
# A letter-spaced word between wide gaps, in a line whose other words are whole.
_SPACED_WORD = re.compile(
    r"(?<!\S)(?:(?<=\s\s)|^)[«(\"“]?[^\W\d_](?: [^\W\d_]){2,}(?=[»)\"”]?(?: ?[.,;:!?])?(?:\s\s|$))"
)
_SPACED_LETTERS = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){2,}(?!\S)")
_LETTER_PAIR = re.compile(r"(?<!\S)[^\W\d_] [^\W\d_](?!\S)")
# The letters that a PDF takes from a second font: words may be split next to them.
_SECOND_FONT = frozenset("әғқңөұүһіiэӘҒҚҢӨҰҮҺІIЭ")
_SINGLE = re.compile(r"(?<!\S)[әғқңөұүһіiэ](?!\S)")
_CLOSED = re.compile(r"[.,;:!?)»]$")
_OPEN = re.compile(r"^[«(]")

_KNOWN, _UNKNOWN, _UNKNOWN_SHORT = 1, 8, 16
_MAX_FRAGMENTS = 8
_SHORT = 3
# Characters; a longer line is a whole paragraph, not a printed line.
_MAX_LINE_LENGTH = 200


def is_letter_spaced(line: str) -> bool:
    """Return whether all letters of the line are separated by spaces ("е т у ;")."""
    if len(line) > _MAX_LINE_LENGTH or _LETTER_PAIR.search(line) is None:
        return False
    letters = sum(map(str.isalpha, line))
    return letters >= _MIN_LETTERS and _LETTER_SPACED.fullmatch(line.strip()) is not None


def is_partly_spaced(line: str) -> bool:
    """Return whether a printed line has gaps of two spaces; wider gaps belong to a table."""
    line = line.strip()
    if len(line) > _MAX_LINE_LENGTH or _WIDE.search(line) is None:
        return False
    return _TABLE.search(line) is None


def has_split_words(line: str) -> bool:
    """Return whether the line certainly contains split words."""
    return is_letter_spaced(line) or (is_partly_spaced(line) and _SINGLE.search(line) is not None)


def is_damaged(line: str) -> bool:
    """Return whether the spacing of the line is unreliable."""
    return is_partly_spaced(line) or is_letter_spaced(line)


def join_letters(line: str) -> str:
    """Repair a letter-spaced line."""
    return " ".join(part.replace(" ", "") for part in _WIDE.split(line.strip()))


def join_fragments(line: str, lexicon: Lexicon) -> str:
    """Repair a half-spaced line: join the fragments of split words."""
    segments = _WIDE.split(join_punctuation(line.strip()))
    return " ".join(_join(segment.split(), lexicon) for segment in segments)


def repair_letter_spacing(line: str, lexicon: Lexicon | None) -> str:
    """Return the line with whole words and single spaces.

    Without a lexicon only letter-spaced lines are repaired. A line that would still look damaged
    is returned unchanged, since its word boundaries are unknown.
    """
    is_whole = _WIDE.search(line) is None and _LETTER_PAIR.search(line) is None
    if is_whole or len(line) > _MAX_LINE_LENGTH:
        return " ".join(line.split())
    if is_letter_spaced(line):
        repaired = join_letters(line)
        return line if is_damaged(repaired) else repaired
    whole = _SPACED_WORD.sub(lambda match: match[0].replace(" ", ""), line)
    if _SPACED_LETTERS.search(whole) is not None:
        return line
    if lexicon is not None and is_partly_spaced(whole):
        repaired = join_fragments(whole, lexicon)
    else:
        repaired = " ".join(whole.split())
    return line if is_damaged(repaired) else repaired


def _join(fragments: list[str], lexicon: Lexicon) -> str:
    """Join the fragments to words; each run that may contain a split word is solved by itself."""
    words: list[str] = []
    run = fragments[:1]
    for left, right in pairwise(fragments):
        if _may_join(left, right):
            run.append(right)
        else:
            words += _solve(run, lexicon)
            run = [right]
    return " ".join(words + _solve(run, lexicon))


def _solve(fragments: list[str], lexicon: Lexicon) -> list[str]:
    """Return the cheapest division of the fragments into words, by dynamic programming."""
    known = [_is_known(fragment, lexicon) for fragment in fragments]
    if all(known) or len(fragments) == 1:
        return fragments
    best = [0]
    before = [0]
    for end in range(1, len(fragments) + 1):
        choices = []
        for start in range(end - 1, max(-1, end - 1 - _MAX_FRAGMENTS), -1):
            cost = _cost(fragments[start:end], known[start:end], lexicon)
            if cost is not None:
                choices.append((best[start] + cost, end - start, start))
        cost, _, start = min(choices)
        best.append(cost)
        before.append(start)
    words: list[str] = []
    end = len(fragments)
    while end:
        words.append("".join(fragments[before[end] : end]))
        end = before[end]
    return words[::-1]


def _cost(fragments: list[str], known: list[bool], lexicon: Lexicon) -> int | None:
    """Return the cost of reading the fragments as one word; None if they cannot be one."""
    if len(fragments) == 1:
        if known[0]:
            return _KNOWN
        letters = sum(map(str.isalpha, fragments[0]))
        return _UNKNOWN_SHORT if letters <= _SHORT else _UNKNOWN
    if all(known):  # Known words are never joined.
        return None
    if _is_known("".join(fragments), lexicon):
        return _KNOWN
    return _UNKNOWN if all(map(_is_split, fragments[:-1], fragments[1:])) else None


def _may_join(left: str, right: str) -> bool:
    """Return whether the gap can be inside a word: between letters, not before a capital."""
    return not (
        _CLOSED.search(left)
        or _OPEN.search(right)
        or right[:1].isupper()
        or any(map(str.isdigit, left + right))
        or not (WORD.search(left) and WORD.search(right))
    )


def _is_split(left: str, right: str) -> bool:
    """Return whether the gap splits a word: at a second-font letter, next to a short fragment."""
    second_font = left[-1] in _SECOND_FONT or right[0] in _SECOND_FONT
    return second_font and min(len(left), len(right)) <= _SHORT


def _is_known(text: str, lexicon: Lexicon) -> bool:
    if text.startswith("-") or text.endswith("-"):
        return False
    return all(word in lexicon for word in WORD.findall(text))
