"""Findings of ``bapta check``: errors of numbering, text damage and words in a parsed act."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from data.eid import number_key
from data.model import Act, Kind, Provision
from data.numbering import is_next
from data.parsing.markers import match_marker
from data.parsing.quotations import find_quoted_ranges
from data.repair.homoglyphs import comparison_key, fold_homoglyphs
from data.repair.letter_spacing import WORD, Lexicon, build_lexicon, is_damaged
from data.validation.verbatim import verify_provisions

# Characters; a longer provision without a table suggests that the parser missed a heading.
_MAX_PROVISION_LENGTH = 6000
_CELLS = " | "
_VOWELS = frozenset("аәеёиоөуұүіыэюяaeiouy")
_ABBREVIATIONS = frozenset({"млн", "млрд", "трлн", "тг"})
# Letters of each of two joined words, and of a lower-case word that needs a vowel.
_MIN_JOINED_LETTERS = 5
_MIN_LETTERS = 3
_MAX_LISTED_WORDS = 12


class Severity(StrEnum):
    """Severity of a finding; only an error fails the check."""

    ERROR = "error"
    ACKNOWLEDGED = "acknowledged"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Finding:
    """Finding with its provision (if any), the first source line and a sentence."""

    severity: Severity
    eid: str | None
    line: int
    text: str


# Damage that remains after repair, and its description.
_DAMAGE = (
    (re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){2,}(?!\S)"), "Letters are separated by spaces"),
    (re.compile(r"(?<!\S)[іiәғқңөұүһ](?!\S)"), "A letter is isolated"),
    (
        re.compile(r"\S*(?:[a-zA-Z][\u0400-\u052f]|[\u0400-\u052f][a-zA-Z])\S*"),
        "Latin and Cyrillic letters are mixed",
    ),
    (re.compile(r"\S+\s+[,;:.](?![\w.])"), "A space precedes a punctuation mark"),
    (re.compile(r"[,;:](?:\s*[,;:.])+"), "Punctuation marks are repeated"),
    (re.compile(r"\w*[\u0430-\u052f]{2}[.;,:][\u0400-\u052f]{2}\w*"), "A space is missing"),
    # An empty cell of a table has a space on each side.
    (re.compile(r"\S*(?<!\|)\s{2,}(?!\|)\S*"), "Spaces are repeated"),
)


def check_act(act: Act) -> tuple[Finding, ...]:
    """Return every finding, in document order within its kind."""
    return (
        *_numbering(act),
        *_sizes(act),
        *_damage(act),
        *_omitted_lines(act),
        *(_error(act.by_eid.get(f.eid), f.text) for f in verify_provisions(act)),
        *(Finding(Severity.NOTED, None, 0, f"Source file: {notice}") for notice in act.notices),
    )


def corpus_lexicon(acts: Iterable[Act]) -> Lexicon:
    """Return the lexicon of the undamaged source lines of the acts."""
    return build_lexicon(
        line for act in acts for line in act.source_lines if not is_damaged(line.strip())
    )


def check_words(act: Act, lexicon: Lexicon) -> Iterator[Finding]:
    """Yield impossible and joined words as errors, then one note on all unknown words."""
    unknown: dict[str, None] = {}
    for provision in act.provisions:
        acknowledged = any(erratum.right is None for erratum in provision.errata)
        for word in WORD.findall(f"{provision.heading} {provision.text}"):
            known = word in lexicon
            if not known:
                unknown[word] = None
            problem = _impossible_word(word) or (None if known else _joined_words(word, lexicon))
            if problem and not acknowledged:
                yield _error(provision, f"{problem}: “{word}”.")
    if unknown:
        listed = ", ".join(list(unknown)[:_MAX_LISTED_WORDS])
        more = " …" if len(unknown) > _MAX_LISTED_WORDS else ""
        text = f"{len(unknown)} words occur on repaired lines only: {listed}{more}"
        yield Finding(Severity.NOTED, None, 0, text)


def _error(provision: Provision | None, text: str) -> Finding:
    eid, line = (None, 0) if provision is None else (provision.eid, provision.lines[0])
    return Finding(Severity.ERROR, eid, line, text)


def _numbering(act: Act) -> Iterator[Finding]:
    """Yield gaps in the numbers of siblings, and unnumbered parts that begin with a marker."""
    ranges = find_quoted_ranges([provision.text for provision in act.provisions], act.language)
    quoted = {
        provision.eid
        for provision, found in zip(act.provisions, ranges, strict=True)
        if found and found[0][0] == 0
    }
    siblings: dict[tuple[str | None, Kind], list[Provision]] = {}
    for provision in act.provisions:
        if provision.kind in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.POINT):
            siblings.setdefault((provision.parent, provision.kind), []).append(provision)
        elif provision.kind is not Kind.PART or provision.eid in quoted:
            continue
        elif match_marker(provision.text, act.language) is not None:
            yield _error(provision, "A part begins with a number out of sequence.")
    for group in siblings.values():
        yield from _gaps(group)


def _gaps(group: Sequence[Provision]) -> Iterator[Finding]:
    if group[0].number is not None and number_key(group[0].number)[0] != 1:
        yield _error(group[0], f"The first {group[0].kind} has the number {group[0].number}.")
    for before, after in pairwise(group):
        if not is_next(before.number or "0", after.number or "0"):
            text = f"The {after.kind} {after.number} follows the {before.kind} {before.number}."
            yield _error(after, text)


def _sizes(act: Act) -> Iterator[Finding]:
    parents = {provision.parent for provision in act.provisions}
    for provision in act.provisions:
        empty = not provision.text and provision.kind is not Kind.ATTACHMENT
        if empty and provision.eid not in parents and not provision.repealed:
            yield _error(provision, "The provision is empty.")
        if len(provision.text) > _MAX_PROVISION_LENGTH and _CELLS not in provision.text:
            yield _error(provision, f"The provision has {len(provision.text)} characters.")
        if provision.kind is Kind.ARTICLE and not provision.heading and not provision.text:
            yield _error(provision, "The article has no heading.")


def _damage(act: Act) -> Iterator[Finding]:
    for provision in act.provisions:
        acknowledged = [erratum for erratum in provision.errata if erratum.right is None]
        for erratum in acknowledged:
            yield Finding(
                Severity.ACKNOWLEDGED, provision.eid, erratum.line, erratum.reason("en")[1]
            )
        if acknowledged:
            continue
        for text in (provision.heading, provision.text):
            for pattern, name in _DAMAGE:
                match = pattern.search(text)
                if match is not None:
                    yield _error(provision, f"{name}: “{match[0]}”.")


def _omitted_lines(act: Act) -> Iterator[Finding]:
    """Yield the source lines after the title that belong to no heading, provision or note."""
    spans = [p.lines for p in act.provisions] + [c.lines for c in act.chapters]
    inside = {number for first, last in spans for number in range(first, last + 1)}
    notes = comparison_key(
        "".join(note for provision in act.provisions for note in provision.notes)
    )
    for number in range(min(inside, default=1), len(act.source_lines) + 1):
        words = comparison_key(act.source_lines[number - 1])
        if words and number not in inside and words not in notes:
            yield Finding(Severity.ERROR, None, number, "The line belongs to no provision.")


def _impossible_word(word: str) -> str | None:
    """Return the problem of a word that cannot exist in any lexicon, else None."""
    folded = fold_homoglyphs(word).lower()
    if word.islower() and len(word) >= _MIN_LETTERS and _VOWELS.isdisjoint(folded):
        return None if folded in _ABBREVIATIONS else "A word has no vowel"
    if re.search(r"(\w)\1\1", folded) and not word.isupper():
        return "A letter is tripled"
    return None


def _joined_words(word: str, lexicon: Lexicon) -> str | None:
    """Return the problem of an unknown word that consists of two known ones, else None."""
    offsets = range(_MIN_JOINED_LETTERS, len(word) - _MIN_JOINED_LETTERS + 1)
    joined = any(word[:offset] in lexicon and word[offset:] in lexicon for offset in offsets)
    return "Two words are joined" if joined else None
