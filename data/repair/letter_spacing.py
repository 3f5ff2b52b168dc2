"""The words of an act's undamaged lines.

Lines whose letters were set apart: letter-spaced and half-spaced ones.

On such lines two spaces are a word boundary for certain; one space is none on a letter-spaced
line ("т а б ы л а д ы .") and may or may not be one on a half-spaced line ("принциптер іне
сәйкес"), where the lexicon of the undamaged lines decides.
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
    """Known words, folded (lower case, look-alike letters as Cyrillic)."""

    words: frozenset[str]

    def __contains__(self, word: str) -> bool:
        """Whether the word is known, whole or as a compound of known words."""
        folded = fold_homoglyphs(word).lower()
        if folded in self.words:
            return True
        return "-" in folded and all(part in self.words for part in folded.split("-"))


def build_lexicon(lines: Iterable[str]) -> Lexicon:
    """Collect the words of undamaged lines, compounds with a hyphen whole and in parts."""
    words: set[str] = set()
    for line in lines:
        for word in WORD.findall(fold_homoglyphs(line).lower()):
            words.add(word)
            if "-" in word:
                words.update(word.split("-"))
    # One letter is no evidence of a word: on a damaged line nearly every fragment is one.
    return Lexicon(frozenset(word for word in words if len(word) > 1))


_WIDE = re.compile(r"\s{2,}")
_TABLE = re.compile(r"\s{3,}")
_SIGNS = r"[-.,;:!?()«»“”\"]*"
_LETTER_SPACED = re.compile(
    rf"""
    (?:\d+(?:\s?-\s?\d+)*\s?[.)]\s+)?      # the number mark of a paragraph or point
    {_SIGNS}(?:[^\W\d_]{_SIGNS})?           # a single letter, a sign, or both
    (?:\s+{_SIGNS}(?:[^\W\d_]{_SIGNS})?)+
    """,
    re.VERBOSE,
)
_FEWEST_LETTERS = 3
_LETTER_PAIR = re.compile(r"(?<!\S)[^\W\d_] [^\W\d_](?!\S)")
# The letters that the PDF drew from a second font: there a word may have been torn apart.
_TORN = frozenset("әғқңөұүһіiэӘҒҚҢӨҰҮҺІIЭ")
_LONE = re.compile(r"(?<!\S)[әғқңөұүһіiэ](?!\S)")
_CLOSED = re.compile(r"[.,;:!?)»]$")
_OPEN = re.compile(r"^[«(]")

_KNOWN, _UNKNOWN, _UNKNOWN_SHORT = 1, 8, 16
_MAX_FRAGMENTS = 8
_SHORT = 3
# Characters; what is longer is a paragraph on one line, not a line off a page.
_LONGEST = 200


def is_letter_spaced(line: str) -> bool:
    """Whether every word of the line stands letter by letter ("е т у ;")."""
    if len(line) > _LONGEST or _LETTER_PAIR.search(line) is None:
        return False
    letters = sum(map(str.isalpha, line))
    return letters >= _FEWEST_LETTERS and _LETTER_SPACED.fullmatch(line.strip()) is not None


def is_partly_spaced(line: str) -> bool:
    """Whether the line, of the length of a printed one, has gaps of two spaces.

    A wider gap is the gap of a table.
    """
    line = line.strip()
    if len(line) > _LONGEST or _WIDE.search(line) is None:
        return False
    return _TABLE.search(line) is None


def has_split_words(line: str) -> bool:
    """Whether the line is sure to hold words torn apart: the sign of a PDF that does so."""
    return is_letter_spaced(line) or (is_partly_spaced(line) and _LONE.search(line) is not None)


def is_damaged(line: str) -> bool:
    """Whether the spacing of the line cannot be trusted."""
    return is_partly_spaced(line) or is_letter_spaced(line)


def join_letters(line: str) -> str:
    """Mend a letter-spaced line."""
    return " ".join(part.replace(" ", "") for part in _WIDE.split(line.strip()))


def join_fragments(line: str, lexicon: Lexicon) -> str:
    """Mend a half-spaced line: join the fragments of torn words, keep words apart."""
    segments = _WIDE.split(join_punctuation(line.strip()))
    return " ".join(_join(segment.split(), lexicon) for segment in segments)


def repair_letter_spacing(line: str, lexicon: Lexicon | None) -> str:
    """The line with its words whole and one space between them.

    Without a lexicon only letter-spaced lines are mended and no torn word is joined. A line whose
    mended form would look damaged again is left as it is: its boundaries cannot be known.
    """
    if len(line) > _LONGEST:
        return " ".join(line.split())
    if is_letter_spaced(line):
        mended = join_letters(line)
    elif lexicon is not None and is_partly_spaced(line):
        mended = join_fragments(line, lexicon)
    else:
        mended = " ".join(line.split())
    return line if is_damaged(mended) else mended


def _join(fragments: list[str], lexicon: Lexicon) -> str:
    """The fragments read as words: each run that may hold a torn word is read by itself."""
    words: list[str] = []
    run = fragments[:1]
    for left, right in pairwise(fragments):
        if _can_meet(left, right):
            run.append(right)
        else:
            words += _read(run, lexicon)
            run = [right]
    return " ".join(words + _read(run, lexicon))


def _read(fragments: list[str], lexicon: Lexicon) -> list[str]:
    """The cheapest way to read the fragments as words, by dynamic programming."""
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
    """What it costs to read the fragments as one word; None where they cannot be one."""
    if len(fragments) == 1:
        if known[0]:
            return _KNOWN
        letters = sum(map(str.isalpha, fragments[0]))
        return _UNKNOWN_SHORT if letters <= _SHORT else _UNKNOWN
    if all(known):  # Words that the lexicon knows stay apart.
        return None
    if _is_known("".join(fragments), lexicon):
        return _KNOWN
    return _UNKNOWN if all(map(_is_torn, fragments[:-1], fragments[1:])) else None


def _can_meet(left: str, right: str) -> bool:
    """Whether a gap may stand inside a word at all: between letters, not before a capital."""
    return not (
        _CLOSED.search(left)
        or _OPEN.search(right)
        or right[:1].isupper()
        or any(map(str.isdigit, left + right))
        or not (WORD.search(left) and WORD.search(right))
    )


def _is_torn(left: str, right: str) -> bool:
    """Whether the gap may stand inside a word: beside such a letter, and beside a short piece."""
    return (left[-1] in _TORN or right[0] in _TORN) and min(len(left), len(right)) <= _SHORT


def _is_known(text: str, lexicon: Lexicon) -> bool:
    if text.startswith("-") or text.endswith("-"):
        return False
    return all(word in lexicon for word in WORD.findall(text))
