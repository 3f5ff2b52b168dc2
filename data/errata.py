"""Errata: reviewed corrections of source lines, and acknowledged damage.

An errata file is TOML with one ``[[erratum]]`` table per entry: ``line`` (1-based), ``wrong`` (the
reading of the source, possibly over several lines), ``right`` (the correction over as many lines;
omitted if the damage is only acknowledged) and ``reason``, a text or a table of languages (``kk``,
``ru``, ``en``).
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from data.errors import SourceError
from data.metadata import parse_toml
from data.model import LANGUAGES, Erratum
from data.readers.encoding import decode, read_bytes

_KEYS = {"line", "wrong", "right", "reason"}


def read_errata(path: Path) -> tuple[Erratum, ...]:
    """Read an errata file. Raises `SourceError` if it is missing or invalid."""
    return parse_errata(read_bytes(path), path)


def parse_errata(content: bytes, path: Path) -> tuple[Erratum, ...]:
    """Parse the content of the errata file ``path``. Raises `SourceError` if it is invalid."""
    return errata_of(parse_toml(decode(content, str(path)), path), path)


def errata_of(table: Mapping[str, object], path: Path) -> tuple[Erratum, ...]:
    """Return the entries of an errata file that is parsed. Raises as `parse_errata`."""
    entries = table.get("erratum", [])
    if set(table) - {"erratum"} or not isinstance(entries, list):
        raise SourceError(f"The errata file {path} must contain only [[erratum]] tables.")
    return tuple(_erratum(entry, path) for entry in entries)


def _erratum(entry: object, path: Path) -> Erratum:
    if not isinstance(entry, dict) or set(entry) - _KEYS:
        raise SourceError(f"An entry in {path} may have only the keys {', '.join(sorted(_KEYS))}.")
    line, wrong, right = entry.get("line"), entry.get("wrong"), entry.get("right")
    if not isinstance(line, int) or line < 1 or not isinstance(wrong, str) or not wrong.strip():
        raise SourceError(f"An entry in {path} needs a line number and the wrong text.")
    reasons = _reasons(entry.get("reason"))
    if not reasons:
        raise SourceError(f"The entry for line {line} in {path} needs a reason.")
    if right is not None and (not isinstance(right, str) or not right.strip()):
        raise SourceError(f"The right text for line {line} in {path} must be a text.")
    if right is not None and right.count("\n") != wrong.count("\n"):
        raise SourceError(
            f"The wrong and the right text for line {line} in {path} must have equally many lines."
        )
    return Erratum(line, wrong, right, reasons)


def _reasons(stated: object) -> tuple[tuple[str, str], ...]:
    """Return pairs of language and reason, or nothing if one of them is invalid."""
    reasons = stated if isinstance(stated, dict) else {"": stated}
    valid = [
        (str(language), reason)
        for language, reason in reasons.items()
        if isinstance(reason, str) and reason.strip() and language in ("", *LANGUAGES)
    ]
    return tuple(valid) if len(valid) == len(reasons) else ()


def erratum_span(erratum: Erratum) -> tuple[int, int]:
    """Return the first and last source line of an erratum, 1-based and inclusive."""
    return erratum.line, erratum.line + erratum.wrong.count("\n")


def apply_errata(lines: Sequence[str], errata: Iterable[Erratum], name: str) -> tuple[str, ...]:
    """Return the source lines with every correction; acknowledged damage stays.

    Raises `SourceError` if a wrong reading does not occur exactly once on its lines.
    """
    corrected = list(lines)
    for erratum in errata:
        first, last = erratum_span(erratum)
        block = "\n".join(corrected[first - 1 : last])
        if block.count(erratum.wrong) != 1:
            raise SourceError(f"The erratum for line {first} of {name} does not match that line.")
        if erratum.right is not None:
            block = block.replace(erratum.wrong, erratum.right)
            corrected[first - 1 : last] = block.split("\n")
    return tuple(corrected)


def acknowledged_lines(errata: Iterable[Erratum]) -> frozenset[int]:
    """Return the numbers of the lines with acknowledged damage."""
    spans = (erratum_span(erratum) for erratum in errata if erratum.right is None)
    return frozenset(number for first, last in spans for number in range(first, last + 1))


def errata_in_range(errata: Iterable[Erratum], first: int, last: int) -> tuple[Erratum, ...]:
    """Return the errata that affect the lines from ``first`` to ``last``."""
    return tuple(e for e in errata if erratum_span(e)[0] <= last and first <= erratum_span(e)[1])
