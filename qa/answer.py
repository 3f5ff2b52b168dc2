"""Value types of the question, the answer with its verbatim quotes, and the listing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from data.model import Span, outer_closing
from qa.notice import Notice

MAX_CONTEXT = 2
"""The most earlier turns that a question carries."""


class Status(StrEnum):
    """The status of an answer: strong match, possible match, none."""

    ANSWERED = "answered"
    CLOSEST = "closest"
    NOT_COVERED = "not_covered"


class Reason(StrEnum):
    """The reason why an answer has no passage."""

    OUT_OF_SCOPE = "out_of_scope"
    NO_SUCH_PROVISION = "no_such_provision"
    OTHER_ACT = "other_act"
    WHICH_ACT = "which_act"
    SEVERAL_ACTS = "several_acts"
    GREETING = "greeting"
    OTHER_LANGUAGE = "other_language"


class Confidence(StrEnum):
    """The band that is shown to people; never a percentage."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Citation:
    """The source of a quote. ``url`` is a path with the anchor of the provision."""

    act: str
    act_title: str
    edition: str | None
    eid: str
    article_title: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Translation:
    """Unofficial translation beside a quote; never the law's words.

    ``text`` translates the whole provision, also where the quote is a slice of it. ``closing`` is
    None where the quote contains it, and where ``lead_in`` has its words.
    """

    language: str
    text: str
    lead_in: str | None
    closing: str | None
    article_title: str | None
    official: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim slice of a provision with its citation.

    ``start`` and ``end`` are offsets of ``quote`` in the provision's text, ``highlight`` offsets
    in ``quote``; ``sha256`` is of the provision's UTF-8 text. ``translation`` is in the language of
    the labels; there is none where a parallel version in this language is quoted.
    """

    quote: str
    start: int
    end: int
    language: str
    lead_in: Span | None
    closing: Span | None
    highlight: tuple[int, int] | None
    citation: Citation
    confidence: Confidence
    sha256: str
    errata: bool
    parallel: tuple["Quote", ...] = ()
    translation: Translation | None = None

    @property
    def outer_closing(self) -> Span | None:
        """Return the closing of the list unless the quote contains it."""
        span = Span(self.citation.eid, self.start, self.end, self.quote)
        return outer_closing(self.closing, (span,))


@dataclass(frozen=True, slots=True)
class SeeAlso:
    """A related provision."""

    eid: str
    label: str
    url: str
    act: str
    act_title: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An act that has the provision of a question without an act; ``language`` is its own."""

    act: str
    act_title: str
    language: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """The answer to one question of a message that asks several; ``asked`` is a slice of it."""

    asked: str
    status: Status
    reason: Reason | None
    message: str | None
    searched_as: str | None
    language: str
    passages: tuple[Quote, ...]
    see_also: tuple[SeeAlso, ...] = ()
    choices: tuple[Choice, ...] = ()
    one_of: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question. ``language`` is the question's.

    ``notice`` precedes the answer if the message speaks of danger now; the rest is as without.
    ``nearest`` are provisions to look at where nothing was found; they are no answer. A message
    that asks several things has ``answers``, one a question, the first of which is the answer
    itself; ``not_searched`` are its questions beyond the limit.
    ``message_languages`` are those of the lines of ``message`` where it answers a message in
    another language, else empty.
    ``one_of`` is the number of the first ``passages`` that are about equally likely, None if the
    first one stands out.
    """

    answer_id: str
    status: Status
    reason: Reason | None
    message: str | None
    contacts: str | None
    question: str
    searched_as: str | None
    language: str
    passages: tuple[Quote, ...]
    see_also: tuple[SeeAlso, ...] = ()
    choices: tuple[Choice, ...] = ()
    notice: Notice | None = None
    nearest: tuple[Quote, ...] = ()
    answers: tuple[PartAnswer, ...] | None = None
    not_searched: tuple[str, ...] = ()
    message_languages: tuple[str, ...] = ()
    one_of: int | None = None


@dataclass(frozen=True, slots=True)
class ContextTurn:
    """An earlier turn: its question, and the act and eId of the first passage of its answer."""

    question: str
    act: str | None = None
    eid: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its options. ``language`` and ``ui`` are kk, ru, en or None (detect).

    ``context`` are at most :data:`MAX_CONTEXT` earlier turns, the latest last. Askers of different
    ``scope`` share no cached answer; "" is the scope of public questions.
    """

    text: str
    language: str | None = None
    ui: str | None = None
    top_k: int = 5
    acts: tuple[str, ...] = ()
    exact: bool = False
    context: tuple[ContextTurn, ...] = ()
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A candidate as a quote; ``channels`` are its z-scores over all passages, by channel.

    A provision that the question names has none: it is found without a search.
    """

    quote: Quote
    channels: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Listing:
    """An answer and all its candidates, best first."""

    answer: Answer
    candidates: tuple[Listed, ...]
