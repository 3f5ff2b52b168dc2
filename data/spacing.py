"""Lines whose letters were set apart: letter-spaced and half-spaced ones.

On such lines two spaces are a word boundary for certain; one space is none on a letter-spaced
line ("т а б ы л а д ы .") and may or may not be one on a half-spaced line ("принциптер іне
сәйкес"), where the lexicon of the undamaged lines decides.
"""

import re

from data.lexicon import WORD, Lexicon
from data.signs import close_signs

_WIDE = re.compile(r"\s{2,}")
_LONG_RUN = re.compile(r"[^\W\d_]{2}")
_LETTER_PAIR = re.compile(r"(?<!\S)[^\W\d_] [^\W\d_](?!\S)")
# The letters that the PDF drew from a second font: there a word may have been torn apart.
_TORN = frozenset("әғқңөұүһіiэӘҒҚҢӨҰҮҺІIЭ")
_CLOSED = re.compile(r"[.,;:!?)»]$")
_OPEN = re.compile(r"^[«(]")

_KNOWN, _UNKNOWN, _UNKNOWN_SHORT = 1, 8, 16
_MOST_FRAGMENTS = 8
_SHORT = 3


def is_letter_spaced(line: str) -> bool:
    """Whether every word of the line stands letter by letter ("е т у ;")."""
    return (
        _LETTER_PAIR.search(line) is not None
        and _LONG_RUN.search(line) is None
        and sum(map(str.isalpha, line)) > 2
    )


def is_half_spaced(line: str) -> bool:
    """Whether the line has gaps of two and more spaces between words."""
    return _WIDE.search(line.strip()) is not None


def is_damaged(line: str) -> bool:
    """Whether the spacing of the line cannot be trusted."""
    return is_half_spaced(line) or is_letter_spaced(line)


def close_letters(line: str) -> str:
    """Mend a letter-spaced line."""
    return " ".join(part.replace(" ", "") for part in _WIDE.split(line.strip()))


def close_fragments(line: str, lexicon: Lexicon) -> str:
    """Mend a half-spaced line: join the fragments of torn words, keep words apart."""
    segments = _WIDE.split(close_signs(line.strip()))
    return " ".join(_join(segment.split(), lexicon) for segment in segments)


def mend_spacing(line: str, lexicon: Lexicon) -> str:
    """The line with its words whole, one space between them; a sound line is returned as it is.

    A line whose mended form would look damaged again is left as it is: its boundaries cannot be
    known.
    """
    if is_letter_spaced(line):
        mended = close_letters(line)
    elif is_half_spaced(line):
        mended = close_fragments(line, lexicon)
    else:
        return line
    return line if is_damaged(mended) else mended


def _join(fragments: list[str], lexicon: Lexicon) -> str:
    """The cheapest way to read the fragments as words, by dynamic programming."""
    known = [_is_known(fragment, lexicon) for fragment in fragments]
    best = [0]
    before = [0]
    for end in range(1, len(fragments) + 1):
        choices = []
        for start in range(end - 1, max(-1, end - 1 - _MOST_FRAGMENTS), -1):
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
    return " ".join(reversed(words))


def _cost(fragments: list[str], known: list[bool], lexicon: Lexicon) -> int | None:
    """What it costs to read the fragments as one word; None where they cannot be one."""
    if len(fragments) == 1:
        if known[0]:
            return _KNOWN
        letters = sum(map(str.isalpha, fragments[0]))
        return _UNKNOWN_SHORT if letters <= _SHORT else _UNKNOWN
    # Words that the lexicon knows stay apart, and so do words on both sides of a sign.
    if all(known) or not all(map(_can_meet, fragments[:-1], fragments[1:])):
        return None
    if _is_known("".join(fragments), lexicon):
        return _KNOWN
    return _UNKNOWN if all(map(_is_torn, fragments[:-1], fragments[1:])) else None


def _can_meet(left: str, right: str) -> bool:
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
