"""Translation lexicon: stems of kk, ru and en with the probabilities of their translations.

A lexicon file is a gzip of lines in UTF-8. The first line is ``# bapta lexicon 1``; each other one
has five columns, separated by tabs: two languages (in the order kk, ru, en), a stem of each, and
the expected number of times that the two translate each other. Both directions come from the same
counts.
"""

import gzip
import math
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import chain, combinations
from pathlib import Path

from data.atomic_files import write_bytes
from data.errors import BaptaError
from data.model import LANGUAGES
from qa.query.word_alignment import Link

LANGUAGE_PAIRS = tuple(combinations(LANGUAGES, 2))
"""The pairs of languages of a lexicon, in the order of :data:`data.model.LANGUAGES`."""

_HEADER = "# bapta lexicon 1"
_MAX_TRANSLATIONS = 8  # of a stem
_MIN_PROBABILITY = 0.02
_MIN_COUNT = 0.1

Translations = tuple[tuple[str, float], ...]
Links = Mapping[tuple[str, str], tuple[Link, ...]]


class LexiconError(BaptaError):
    """A lexicon file that cannot be read, or acts from which none can be learned."""


class TranslationLexicon:
    """Translations of stems between two languages, most probable first."""

    def __init__(self, links: Links | Callable[[], Links] | None = None) -> None:
        """Hold the ``links`` of each of :data:`LANGUAGE_PAIRS`, or read them on first use."""
        self._links = cache(links if callable(links) else lambda: links or {})
        # Few of the six directions are needed, and each takes a tenth of a second.
        self._between = cache(self._probable)

    def translations(self, stem: str, source: str, target: str) -> Translations:
        """Return the (stem, probability) pairs of ``stem`` in the language ``target``.

        There are at most eight, most probable first, whose sum is at most 1; none for an unknown
        stem.
        """
        return self._between(source, target).get(stem, ())

    def size(self, source: str, target: str) -> int:
        """Return the number of stems in ``source`` that have a translation in ``target``."""
        return len(self._between(source, target))

    def _probable(self, source: str, target: str) -> Mapping[str, Translations]:
        """Return the probable translations of each stem in ``source``."""
        links = self._links()
        back = map(_reversed, links.get((target, source), ()))
        return _translations(chain(links.get((source, target), ()), back))


def load_lexicon(path: Path | None = None) -> TranslationLexicon:
    """Return the lexicon of a file, by default the shipped one. Raises as :func:`read_links`."""
    # A question in the language of the acts needs none.
    return TranslationLexicon(read_links if path is None else read_links(path))


def read_links(path: Path | None = None) -> Links:
    """Return the links of a lexicon file, by default the shipped one.

    Raises LexiconError if the file cannot be read, is damaged or has another version.
    """
    source = path or files("qa.query").joinpath("lexicon.tsv.gz")
    try:
        return _parse(gzip.decompress(source.read_bytes()).decode().splitlines())
    except (OSError, EOFError, ValueError, zlib.error) as error:
        fix = None if path is None else f"bapta lexicon learn --output {path}"
        raise LexiconError(f"The lexicon {source} is damaged or cannot be read.", fix) from error


def write_links(links: Links, path: Path) -> None:
    """Write a lexicon file, atomically and the same bytes for the same links."""
    lines = [_HEADER]
    for (source, target), found in sorted(links.items()):
        rows = sorted((link.source, link.target, link.count) for link in found)
        lines += (f"{source}\t{target}\t{a}\t{b}\t{count:.3g}" for a, b, count in rows)
    write_bytes(path, gzip.compress("\n".join([*lines, ""]).encode(), mtime=0))


def probable_links(links: Iterable[Link]) -> tuple[Link, ...]:
    """Return the links that a lexicon uses in at least one direction."""
    given = tuple(links)
    ahead, back = _translations(given), _translations(map(_reversed, given))
    return tuple(
        link
        for link in given
        if any(stem == link.target for stem, _ in ahead.get(link.source, ()))
        or any(stem == link.source for stem, _ in back.get(link.target, ()))
    )


def _parse(lines: list[str]) -> Links:
    """Return the links of the lines of a file. Raises ValueError for a line of another form."""
    if not lines or lines[0] != _HEADER:
        raise ValueError("not a lexicon of this version")
    links: dict[tuple[str, str], list[Link]] = {pair: [] for pair in LANGUAGE_PAIRS}
    # A stem occurs in many links.
    stems: dict[str, str] = {}
    for line in lines[1:]:
        source, target, first, second, count = line.split("\t")
        if (source, target) not in links or not first or not second:
            raise ValueError("not a link")
        link = Link(stems.setdefault(first, first), stems.setdefault(second, second), float(count))
        if not 0 < link.count < math.inf:
            raise ValueError("not a count")
        links[source, target].append(link)
    return {pair: tuple(found) for pair, found in links.items()}


def _translations(links: Iterable[Link]) -> dict[str, Translations]:
    """Return the probable translations of each source stem."""
    found: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        found[link.source].append(link)
    pruned = ((stem, tuple(_pruned(of_stem))) for stem, of_stem in found.items())
    return {stem: translations for stem, translations in pruned if translations}


def _pruned(links: list[Link]) -> Iterator[tuple[str, float]]:
    total = sum(link.count for link in links)
    ordered = sorted(links, key=lambda link: (-link.count, link.target))
    for link in ordered[:_MAX_TRANSLATIONS]:
        if link.count >= _MIN_COUNT and link.count / total >= _MIN_PROBABILITY:
            yield link.target, link.count / total


def _reversed(link: Link) -> Link:
    return Link(link.target, link.source, link.count)
