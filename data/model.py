"""The value types of an act: chapters, provisions and the slices that are quoted.

The languages of acts, questions and pages.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from hashlib import sha256


class Kind(StrEnum):
    """What a provision is, in the words of the design."""

    PREAMBLE = "preamble"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    POINT = "point"
    PART = "part"
    SENTENCE = "sentence"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Span:
    """A verbatim slice: ``provision(eid).text[start:end] == text``, offsets in code points."""

    eid: str
    start: int
    end: int
    text: str

    def slice(self, start: int, end: int) -> "Span":
        """Return the slice ``text[start:end]`` as a span of the same provision."""
        return Span(self.eid, self.start + start, self.start + end, self.text[start:end])

    def contains(self, other: "Span") -> bool:
        """Return whether ``other`` lies in this slice."""
        return self.eid == other.eid and self.start <= other.start and other.end <= self.end


def outer_closing(closing: Span | None, shown: Iterable[Span]) -> Span | None:
    """Return the closing words of a list to show after ``shown``; None where ``shown`` has them.

    The last point of a list holds the closing in its own text, where it must not be repeated.
    """
    if closing is None or any(span.contains(closing) for span in shown):
        return None
    return closing


@dataclass(frozen=True, slots=True)
class Erratum:
    """A reviewed correction (or, with ``right`` None, acknowledged damage) of the source text.

    ``reasons`` are pairs of a language and the reason in it; the language is "" where the errata
    file states none.
    """

    line: int
    wrong: str
    right: str | None
    reasons: tuple[tuple[str, str], ...]

    def reason(self, language: str) -> tuple[str, str]:
        """The reason in ``language``, else in English, else the first: its language and words."""
        stated = dict(self.reasons)
        found = next((each for each in (language, "en") if each in stated), self.reasons[0][0])
        return found, stated[found]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: eId (``chp_4``), number as printed (``4``), title without number, source lines."""

    eid: str
    number: str
    title: str
    lines: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Provision:
    """An article, paragraph, point, part, preamble or sentence.

    ``text`` is the provision's own words, without number marker, heading and children; it is
    empty for an article that consists of paragraphs. ``lines`` are the first and last source
    line, 1-based and inclusive; ``page`` is the page of the first line where the source has pages.
    ``lead_in`` and ``closing`` are slices of other provisions
    (the parent's text; the text of the list's last point) that govern a point.
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
        """SHA-256 (hex) of the UTF-8 text."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def whole(self) -> Span:
        """Return the whole text as a span."""
        return Span(self.eid, 0, len(self.text), self.text)

    @property
    def outer_closing(self) -> Span | None:
        """Return the closing of the list unless it stands in the provision's own text."""
        return outer_closing(self.closing, (self.whole,))

    @property
    def quotable(self) -> bool:
        """Whether it has words of its own, and is not repealed."""
        return bool(self.text) and not self.repealed


@dataclass(frozen=True)
class Act:
    """One edition of an act in one language, its provisions in document order.

    ``names`` are the short names under which people know the act, in any language.
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
    # The id of the edition that this one takes the place of.
    supersedes: str | None = None

    @cached_property
    def by_eid(self) -> dict[str, Provision]:
        """eId to provision."""
        return {provision.eid: provision for provision in self.provisions}

    @cached_property
    def articles(self) -> tuple[Provision, ...]:
        """The articles in document order."""
        return tuple(p for p in self.provisions if p.kind is Kind.ARTICLE)

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 (hex) of id, title, language, edition, chapters and provisions."""
        shown = (self.id, self.title, self.language, self.edition, self.chapters, self.provisions)
        return sha256(repr(shown).encode()).hexdigest()

    def under(self, eid: str) -> Iterator[Provision]:
        """The provision ``eid`` and everything below it, in document order."""
        prefix = eid + "__"
        return (p for p in self.provisions if p.eid == eid or p.eid.startswith(prefix))


LANGUAGES = ("kk", "ru", "en")
"""ISO 639-1 codes of Kazakh, Russian and English, in the order in which pages list them."""
