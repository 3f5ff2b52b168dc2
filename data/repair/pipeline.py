"""Sequence of text repairs, which change only white space, soft hyphens and homoglyphs."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from data.errata import acknowledged_lines, apply_errata
from data.model import Erratum
from data.repair.homoglyphs import repair_homoglyphs
from data.repair.letter_spacing import (
    Lexicon,
    build_lexicon,
    has_split_words,
    is_damaged,
    is_letter_spaced,
    is_partly_spaced,
    repair_letter_spacing,
)
from data.repair.lines import Line, join_punctuation, parse_line, source_lines


@dataclass(frozen=True, slots=True)
class RepairedLine:
    """Line after repair with the names of its repairs; ``as_is`` marks acknowledged damage."""

    line: Line
    repairs: tuple[str, ...] = ()
    as_is: bool = False


@dataclass(frozen=True, slots=True)
class RepairedSource:
    """Source file after repair: name, original lines, repaired lines and errata."""

    name: str
    raw: tuple[str, ...]
    lines: tuple[RepairedLine, ...]
    errata: tuple[Erratum, ...]


def repair_text(
    text: str, name: str, errata: Sequence[Erratum] = (), *, as_is: bool = False
) -> RepairedSource:
    """Apply the errata to the text of the source file ``name`` and repair its lines.

    With ``as_is`` no line is repaired. Raises `SourceError` if an erratum does not match its line.
    """
    raw = source_lines(text)
    corrected = apply_errata(raw, errata, name)
    lines = [parse_line(number, line) for number, line in enumerate(corrected, 1)]
    kept = {line.number for line in lines} if as_is else acknowledged_lines(errata)
    repaired = repair_lines(lines, kept)
    return RepairedSource(name, raw, repaired, tuple(errata))


def repair_lines(
    lines: Sequence[Line], acknowledged: Collection[int] = ()
) -> tuple[RepairedLine, ...]:
    """Repair every line except those with numbers in ``acknowledged`` (acknowledged damage).

    The lexicon consists of the undamaged lines. Split words are repaired only if a line proves
    that the source splits words.
    """
    lexicon = None
    if any(has_split_words(line.text) for line in lines):
        lexicon = build_lexicon(line.text for line in lines if not is_damaged(line.text))
    return tuple(
        RepairedLine(line, as_is=True)
        if line.number in acknowledged
        else repair_line(line, lexicon)
        for line in lines
    )


def repair_line(line: Line, lexicon: Lexicon | None) -> RepairedLine:
    """Repair one line; without a lexicon no split words are joined."""
    if line.blank:
        return RepairedLine(line)
    # The names are parts of message keys.
    steps: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("", lambda text: repair_letter_spacing(text, lexicon)),
        ("sign set apart", join_punctuation),
        ("look-alike letters", repair_homoglyphs),
    )
    text, made = line.text, []
    for name, step in steps:
        repaired = step(text)
        if repaired != text:
            made.append(name or _spacing_name(text))
            text = repaired
    return RepairedLine(line if text == line.text else replace(line, text=text), tuple(made))


def _spacing_name(text: str) -> str:
    if is_letter_spaced(text):
        return "letter-spaced"
    return "half-spaced" if is_partly_spaced(text) else "spaces in a row"
