"""Findings on lines that end before their sentence does, or begin without their number."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from data.model import Act
from data.parsing.layout import is_row
from data.validation.endings import is_signed
from data.validation.finding import Finding, Severity

# A conjunction, which may stand at the end of the last point but one, and one that joins words.
_CONJUNCTION = re.compile(r"[^\W\d]\s(?:(?P<words>мен|бен|пен)|және|немесе|и|или|либо|and|or)$")
# The number of a point inside a line, alone or with one word: "…; 3)", "….  4) осы".
_NUMBER = re.compile(r"[;:.]\s\d{1,2}\)(?:\s[^\W\d_]+)?$")
# The beginning of a short name: "(бұдан әрі –".
_SHORT_NAME = re.compile(r"\((?:бұдан\sәрі|далее(?:\sпо\sтексту)?|hereinafter)\s?[-–—]?$", re.I)
# Words, numbers and signs of a line.
TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+|[^\w\s]|_+")
# The beginning of something else: "Осы", "3-тармақ", "көрсетілген".
_CLAUSE = re.compile(r"Осы\s|көрсетілген|\d+-(?:тармақ|бап|тарау)")
_HEADING = re.compile(r"\d+(?:-\d+)?-(?:бап|тарау|бөлім)")
# "бап. …" and "тармақ мынадай редакцияда жазылсын:" without the number that stands before the word.
_NUMBERLESS = re.compile(
    r"-?(?:бап|тарау)(?:[.:]|\s+[А-ЯӘҒҚҢӨҰҮҺІ])"
    r"|(?:тармақ|тармақша|бап)(?:тың|тар|мен|тармен|пен|ның|лар)?\s"
    r".{0,80}(?:редакцияда|жазылсын|алып\sтасталсын|толықтырылсын|күші\sжойылды)"
)
_FIRST, _SENTENCE_ENDS = frozenset("-бт"), (".", ";", ":", '"', "»")
_MIN_TOKENS = 3
_STOPS = '.;:,"»'
# More such lines are those of a text that is broken into lines.
_MAX_UNFINISHED = 2
_PARAGRAPH, _POINT = re.compile(r"[\"«“„]?\d+(?:-\d+)?\."), re.compile(r"[\"«“„]?\d+(?:-\d+)?[.)]")


def check_line_ends(act: Act) -> Iterator[Finding]:
    """Yield the lines that end with a conjunction or the number of a point, without their rest.

    In Kazakh also the few that end with a word with which hardly a line ends in many acts.
    """
    lines = [(n, line.strip()) for n, line in enumerate(act.source_lines, 1) if line.strip()]
    joined = [*pairwise((*lines, (0, "")))]
    cut = {line for line, (_, after) in joined if _is_cut(line[1], after)}
    if act.language == "kk":
        yield from _lost_numbers(joined)
        unfinished = {line for line, (_, after) in joined if _is_unfinished(line[1], after)}
        if len(unfinished) <= _MAX_UNFINISHED:
            cut |= unfinished
    for number, line in sorted(cut):
        text = f"The line ends inside a sentence, perhaps cut: “…{line[-30:]}”."
        yield Finding(Severity.ERROR, None, number, text)


def _lost_numbers(joined: Sequence[tuple[tuple[int, str], tuple[int, str]]]) -> Iterator[Finding]:
    """Yield an error if lines begin with the word of a provision, which follows its number."""
    found = [
        (number, line)
        for (_, before), (number, line) in joined
        if line[:1] in _FIRST and before.endswith(_SENTENCE_ENDS) and _NUMBERLESS.match(line)
    ]
    if found:
        number, line = found[0]
        lines = "1 line lacks" if len(found) == 1 else f"{len(found)} lines lack"
        text = f"{lines} the number before the first word: “{line[:40]}”."
        yield Finding(Severity.ERROR, None, number, text)


def _is_cut(line: str, after: str) -> bool:
    """Return whether a line ends with a conjunction, a number or the beginning of a short name."""
    if line[-1] in _STOPS or is_row(line) or after[:1].islower():
        return False
    if _ends_with_conjunction(line, after):
        return True
    return _NUMBER.search(line) is not None or _SHORT_NAME.search(line) is not None


def _is_unfinished(line: str, after: str) -> bool:
    return line[-1].isalpha() and _ends_with_unfinished_word(line) and begins_something(after)


def _ends_with_unfinished_word(line: str) -> bool:
    """Return whether a line of several words ends with an unfinished word.

    Rows and forms are no sentences, and headings of articles have a check of their own.
    """
    # Some acts have the Latin letter in Kazakh words.
    word = line.rpartition(" ")[2].lower().replace("i", "і")
    is_text = len(word) < len(line) and "|" not in line and "_" not in line
    if not is_text or _HEADING.match(line) or TOKEN.findall(word)[-1] not in unfinished_words():
        return False
    return len(TOKEN.findall(line)) >= _MIN_TOKENS


def begins_something(line: str) -> bool:
    """Return whether a line does not go on the line before: a point, a row or a signature."""
    if not line or _CLAUSE.match(line) is not None:
        return True
    if line[0].islower():
        return False
    return "|" in line or _POINT.match(line) is not None or is_signed(line)


@cache
def unfinished_words() -> frozenset[str]:
    """Return the Kazakh words with which hardly a line ends, which a collection of acts shows."""
    source = files("data.validation").joinpath("unfinished_words.txt")
    return frozenset(source.read_text(encoding="utf-8").split())


def _ends_with_conjunction(line: str, after: str) -> bool:
    """Return whether a line ends with a conjunction, and the next one begins something else."""
    match = _CONJUNCTION.search(line[-20:])
    if match is None or "_" in line:
        return False
    begins = (_POINT if match["words"] else _PARAGRAPH).match(after) is not None
    return not after or begins or is_signed(after)
