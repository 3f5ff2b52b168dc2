"""Staff replies: verbatim quotes with citations in a fixed frame in kk, ru or en."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.corpus import Corpus
from data.eid import split_reference
from data.errors import EidError
from qa.answer import Quote
from qa.quotes import parallel_quotes, whole_quote
from web.http.problems import Problem, ProblemError
from web.http.translations import Translations

MAX_QUOTES = 12


@dataclass(frozen=True, slots=True)
class Note:
    """Words of staff between the quotes of a reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Reply to send; ``site`` is the origin and root path of the citations' links.

    ``opening`` is None for the usual one. Everything but opening, notes, closing and signature is
    fixed.
    """

    wording: Translations
    parts: tuple[Quote | Note, ...]
    site: str
    official_urls: tuple[str, ...] = ()
    contacts: str | None = None
    opening: str | None = None
    closing: str = ""
    signature: str = ""

    @property
    def language(self) -> str:
        """Return the language of the frame."""
        return self.wording.language

    @property
    def opening_words(self) -> str:
        """Return the opening, the usual one where none was written."""
        return usual_opening(self.wording) if self.opening is None else self.opening

    def text(self) -> str:
        """Return the reply as plain text with each quote on lines of its own."""
        say = self.wording.say
        lines = [self.opening_words, ""] if self.opening_words else []
        for part in self.parts:
            if isinstance(part, Note):
                lines += [f"[{say('reply.note')} {part.text}]", ""]
            else:
                lines += [*_quote_lines(part, self.wording, self.site), ""]
        lines += [self.closing, ""] if self.closing else []
        lines.append(f"{say('notice.as_supplied')} {say('reply.no_advice')}")
        lines += [f"{say('notice.official')}: {address}" for address in self.official_urls]
        lines += ["", self.contacts] if self.contacts else []
        lines += ["", self.signature] if self.signature else []
        return "\n".join(lines)


def usual_opening(wording: Translations) -> str:
    """Return the words with which a reply begins."""
    return f"{wording.say('reply.greeting')}\n\n{wording.say('reply.intro')}"


def quote_parts(quote: Quote) -> tuple[str, ...]:
    """Return the verbatim slices to show, in order: lead-in, quote, outer closing."""
    lead, end = (part.text if part else "" for part in (quote.lead_in, quote.outer_closing))
    return tuple(part for part in (lead, quote.quote, end) if part)


def source_line(quote: Quote) -> str:
    """Return the title of the quoted act with its edition."""
    cited = quote.citation
    return f"{cited.act_title}, {cited.edition}" if cited.edition else cited.act_title


def picked_quotes(corpus: Corpus, picks: Sequence[str], language: str) -> tuple[Quote, ...]:
    """Return whole quotes of the distinct ``picks`` (``act:eId``), labels in ``language``.

    A parallel provision in ``language`` takes precedence. Raises ProblemError (422) for none, too
    many or an unquotable one, UnknownActError and UnknownProvisionError.
    """
    wanted = tuple(dict.fromkeys(picks))
    if not 0 < len(wanted) <= MAX_QUOTES:
        raise ProblemError(Problem(422, "picks"))
    return tuple(provision_quote(corpus, pick, language) for pick in wanted)


def provision_quote(corpus: Corpus, pick: str, language: str) -> Quote:
    """Return the quote of one provision, as in :func:`picked_quotes`."""
    try:
        act_id, eid = split_reference(pick)
    except EidError as error:
        raise ProblemError(Problem(422, "picks")) from error
    act = corpus.act(act_id) if act_id else corpus.default
    provision = corpus.provision(act.id, eid)
    quote = whole_quote(act, provision, language, corpus.address(act))
    others = parallel_quotes(corpus, act.id, eid, language, quote.confidence)
    if quote.language != language:
        quote = next((other for other in others if other.language == language), quote)
    if not quote.quote or provision.repealed:
        raise ProblemError(Problem(422, "picks"))
    return quote


def rearranged(items: tuple[str, ...], move: str) -> tuple[str, ...]:
    """Return ``items`` after ``move``: "up:ITEM", "down:ITEM" or "remove:ITEM".

    Anything else, as an item that is not there, changes nothing.
    """
    how, _, item = move.partition(":")
    if item not in items:
        return items
    place = items.index(item)
    rest = [*items[:place], *items[place + 1 :]]
    if how == "remove":
        return tuple(rest)
    steps = {"up": -1, "down": 1}
    rest.insert(max(0, place + steps.get(how, 0)), item)
    return tuple(rest)


def _quote_lines(quote: Quote, wording: Translations, site: str) -> Iterator[str]:
    if quote.language != wording.language:
        yield wording.say(f"card.in.{quote.language}")
    words = "\n".join(quote_parts(quote))
    yield f"«{words}»"
    label = quote.citation.label
    title = quote.citation.article_title
    yield f"— {label[:1].upper()}{label[1:]}{f' ({title})' if title else ''}."
    yield f"{source_line(quote)}."
    yield site + quote.citation.url
