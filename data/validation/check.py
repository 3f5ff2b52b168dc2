"""What is wrong with an act as parsed: the findings of ``bapta check``.

Words that show damage: unknown to every lexicon, glued together, or no words at all.
"""

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

# Characters of one provision; more means that a heading was missed.
MAX_PROVISION_LENGTH = 6000
# A table may be longer.
CELLS = " | "


class Severity(StrEnum):
    """Whether a finding fails the check: an error does, nothing else."""

    ERROR = "error"
    ACKNOWLEDGED = "acknowledged"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: the provision (if any), its first source line, what is wrong."""

    severity: Severity
    eid: str | None
    line: int
    text: str


# Damage that repair left behind, and the sentence that names it.
_DAMAGE = (
    (re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){2,}(?!\S)"), "Letters are set apart"),
    (re.compile(r"(?<!\S)[іiәғқңөұүһ](?!\S)"), "A letter stands alone"),
    (re.compile(r"\S*(?:[a-zA-Z][\u0400-\u052f]|[\u0400-\u052f][a-zA-Z])\S*"), "Scripts mix"),
    (re.compile(r"\S+\s+[,;:.](?![\w.])"), "A sign is set apart"),
    (re.compile(r"[,;:](?:\s*[,;:.])+"), "Signs stand in a row"),
    (re.compile(r"\w*[\u0430-\u052f]{2}[.;,:][\u0400-\u052f]{2}\w*"), "A space is missing"),
    (re.compile(r"\S*\s{2,}\S*"), "Spaces stand in a row"),
)


def check_act(act: Act) -> tuple[Finding, ...]:
    """Every finding, in document order within its kind; empty for a flawless act."""
    return (
        *_numbering(act),
        *_sizes(act),
        *_damage(act),
        *_left_out(act),
        *(_error(act.by_eid.get(f.eid), f.text) for f in verify_provisions(act)),
    )


def _error(provision: Provision | None, text: str) -> Finding:
    eid, line = (None, 0) if provision is None else (provision.eid, provision.lines[0])
    return Finding(Severity.ERROR, eid, line, text)


def _numbering(act: Act) -> Iterator[Finding]:
    """Gaps in the numbers of siblings, and marks that became words (doubles, out of order)."""
    spans = find_quoted_ranges([provision.text for provision in act.provisions], act.language)
    quoted = {
        provision.eid
        for provision, found in zip(act.provisions, spans, strict=True)
        if found and found[0][0] == 0
    }
    siblings: dict[tuple[str | None, Kind], list[Provision]] = {}
    for provision in act.provisions:
        if provision.kind in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.POINT):
            siblings.setdefault((provision.parent, provision.kind), []).append(provision)
        elif provision.kind is not Kind.PART or provision.eid in quoted:
            continue
        elif match_marker(provision.text, act.language) is not None:
            yield _error(provision, "A part begins with a number that does not follow.")
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
        if len(provision.text) > MAX_PROVISION_LENGTH and CELLS not in provision.text:
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


def _left_out(act: Act) -> Iterator[Finding]:
    """Source lines after the title that belong to no heading, provision or note."""
    spans = [p.lines for p in act.provisions] + [c.lines for c in act.chapters]
    inside = {number for first, last in spans for number in range(first, last + 1)}
    notes = comparison_key(
        "".join(note for provision in act.provisions for note in provision.notes)
    )
    for number in range(min(inside, default=1), len(act.source_lines) + 1):
        words = comparison_key(act.source_lines[number - 1])
        if words and number not in inside and words not in notes:
            yield Finding(Severity.ERROR, None, number, "The line belongs to no provision.")


_VOWELS = frozenset("аәеёиоөуұүыіэюяaeiouy")
_SHORTENED = "млн млрд трлн тг"
_ABBREVIATED = frozenset(_SHORTENED.split())
# Letters of each of two words that are glued, and of a lower-case run that must hold a vowel.
_FEWEST_GLUED = 5
_FEWEST_LETTERS = 3
_MAX_NAMED = 12


def corpus_lexicon(acts: Iterable[Act]) -> Lexicon:
    """The words of every undamaged source line of the acts."""
    return build_lexicon(
        line for act in acts for line in act.source_lines if not is_damaged(line.strip())
    )


def check_words(act: Act, lexicon: Lexicon) -> Iterator[Finding]:
    """Words that are no words (errors), and words that only mended lines hold (noted, at once)."""
    unknown: dict[str, None] = {}
    for provision in act.provisions:
        acknowledged = any(erratum.right is None for erratum in provision.errata)
        for word in WORD.findall(f"{provision.heading} {provision.text}"):
            known = word in lexicon
            if not known:
                unknown[word] = None
            wrong = _no_word(word) or (None if known else _glued(word, lexicon))
            if wrong and not acknowledged:
                yield _word_error(provision, f"{wrong}: “{word}”.")
    if unknown:
        named = ", ".join(list(unknown)[:_MAX_NAMED])
        more = " …" if len(unknown) > _MAX_NAMED else ""
        text = f"{len(unknown)} words stand on mended lines only: {named}{more}"
        yield Finding(Severity.NOTED, None, 0, text)


def _word_error(provision: Provision, text: str) -> Finding:
    return Finding(Severity.ERROR, provision.eid, provision.lines[0], text)


def _no_word(word: str) -> str | None:
    """What is wrong with letters that can be no word, whoever knows them; None elsewhere."""
    folded = fold_homoglyphs(word).lower()
    if word.islower() and len(word) >= _FEWEST_LETTERS and _VOWELS.isdisjoint(folded):
        return None if folded in _ABBREVIATED else "The letters are no word"
    if re.search(r"(\w)\1\1", folded) and not word.isupper():
        return "A letter stands three times"
    return None


def _glued(word: str, lexicon: Lexicon) -> str | None:
    """What is wrong with an unknown word that two known ones make."""
    halves = range(_FEWEST_GLUED, len(word) - _FEWEST_GLUED + 1)
    glued = any(word[:cut] in lexicon and word[cut:] in lexicon for cut in halves)
    return "Two words stand together" if glued else None
