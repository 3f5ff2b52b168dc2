"""Value types of acts: chapters, provisions, errata and verbatim spans."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from data.eid import is_under
from data.fragments import is_fragment

# ISO 639-1 codes of Kazakh, Russian and English, in the order in which pages list them.
LANGUAGES = ("kk", "ru", "en")


class Kind(StrEnum):
    """Kind of a provision."""

    PREAMBLE = "preamble"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    POINT = "point"
    PART = "part"
    SENTENCE = "sentence"
    ATTACHMENT = "attachment"


NUMBERED = (Kind.ARTICLE, Kind.PARAGRAPH, Kind.POINT)
"""Kinds whose provisions have a number in the source."""


@dataclass(frozen=True, slots=True)
class Span:
    """Verbatim slice: ``provision(eid).text[start:end] == text``, offsets in code points."""

    eid: str
    start: int
    end: int
    text: str

    def slice(self, start: int, end: int) -> "Span":
        """Return the slice ``text[start:end]`` as a span of the same provision."""
        return Span(self.eid, self.start + start, self.start + end, self.text[start:end])

    def contains(self, other: "Span") -> bool:
        return self.eid == other.eid and self.start <= other.start and other.end <= self.end


def outer_closing(closing: Span | None, shown: Iterable[Span]) -> Span | None:
    """Return the closing of a list, or None if ``shown`` contains it, as the last point does."""
    if closing is None or any(span.contains(closing) for span in shown):
        return None
    return closing


@dataclass(frozen=True, slots=True)
class Erratum:
    """Reviewed correction of the source text, or acknowledged damage if ``right`` is None.

    ``reasons`` are pairs of language and reason; the language is "" if the errata file has none.
    """

    line: int
    wrong: str
    right: str | None
    reasons: tuple[tuple[str, str], ...]

    def reason(self, language: str) -> tuple[str, str]:
        """Return language and text of the reason in ``language``, in English, or the first one."""
        reasons = dict(self.reasons)
        found = next((code for code in (language, "en") if code in reasons), self.reasons[0][0])
        return found, reasons[found]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Chapter: eId (``chp_4``), printed number (``4``), title without number, source lines."""

    eid: str
    number: str
    title: str
    lines: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Provision:
    """Article, paragraph, point, part, preamble, sentence or attachment.

    ``text`` is the provision's own text without number marker, heading and children; it is empty
    for an article that consists of paragraphs. ``lines`` are the first and last source line,
    1-based and inclusive; ``page`` is the page of the first line if the source has pages.
    ``lead_in`` and ``closing`` are the slices of the parent's text and of the list's last point
    that govern a point.
    """

    eid: str
    kind: Kind
    number: str | None
    text: str
    parent: str | None
    chapter: str | None
    heading: str = ""
    lead_in: Span | None = None
    closing: Span | None = None
    lines: tuple[int, int] = (0, 0)
    page: int | None = None
    repairs: tuple[str, ...] = ()
    errata: tuple[Erratum, ...] = ()
    repealed: bool = False
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Return the SHA-256 (hex) of the UTF-8 text."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def whole(self) -> Span:
        """Return the whole text as a span."""
        return Span(self.eid, 0, len(self.text), self.text)

    @property
    def outer_closing(self) -> Span | None:
        """Return the closing of the list unless it is in the provision's own text."""
        return outer_closing(self.closing, (self.whole,))

    @property
    def quotable(self) -> bool:
        """Return whether the provision is in force and has a text that states something."""
        return bool(self.text) and not self.repealed and not self.fragment

    @property
    def fragment(self) -> bool:
        """Return whether the text is only the number of an act, a date, signs or a cut end."""
        return is_fragment(self.text, numbered=self.kind in NUMBERED)


@dataclass(frozen=True)
class Act:
    """Edition of an act in one language with its provisions in document order.

    ``names`` are short names of the act in any language, ``supersedes`` is the id of the previous
    edition, ``official_url`` is the address of the official text. ``notices`` state what the
    reader left out of the source file.
    """

    id: str
    title: str
    language: str
    edition: str | None
    kind: str | None
    source: str
    chapters: tuple[Chapter, ...]
    provisions: tuple[Provision, ...]
    source_lines: tuple[str, ...] = field(default=(), repr=False)
    parallel_of: str | None = None
    names: tuple[str, ...] = ()
    edition_id: str = "first"
    supersedes: str | None = None
    official_url: str | None = None
    notices: tuple[str, ...] = ()

    @property
    def work(self) -> str:
        """Return the id that the versions of the act in all languages share."""
        return self.parallel_of or self.id

    @property
    def pinned_address(self) -> str:
        """Return ``ID@EDITION``, which names this edition also once it is an earlier one."""
        return f"{self.id}@{self.edition_id}"

    def has_span(self, span: Span) -> bool:
        """Return whether ``span`` is a slice of a provision of the act."""
        provision = self.by_eid.get(span.eid)
        return provision is not None and provision.text[span.start : span.end] == span.text

    @cached_property
    def by_eid(self) -> dict[str, Provision]:
        return {provision.eid: provision for provision in self.provisions}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {provision.eid: place for place, provision in enumerate(self.provisions)}

    @cached_property
    def articles(self) -> tuple[Provision, ...]:
        return tuple(p for p in self.provisions if p.kind is Kind.ARTICLE)

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 (hex) of id, title, language, edition, chapters and provisions."""
        values = (self.id, self.title, self.language, self.edition, self.chapters, self.provisions)
        return sha256(repr(values).encode()).hexdigest()

    def under(self, eid: str) -> Iterator[Provision]:
        """Yield the provision ``eid`` and its descendants, which follow it directly."""
        for place in range(self._places.get(eid, len(self.provisions)), len(self.provisions)):
            if not is_under(self.provisions[place].eid, eid):
                return
            yield self.provisions[place]
