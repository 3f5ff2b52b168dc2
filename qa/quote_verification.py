"""Checking a quote: word for word in the corpus, different from it, or not in it.

White space, case and look-alike letters are forgiven; nothing else is. A pair of quotation marks
around the whole quote is no part of it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from data.corpus import Corpus
from data.edition_diff import WordRun, word_diff
from data.errors import BaptaError
from data.model import Act, Kind, Provision
from data.repair.homoglyphs import fold_homoglyphs
from data.repair.lines import SOFT_HYPHEN
from qa.answer import Citation
from qa.citation import citation

MAX_QUOTE_LENGTH = 10_000
_RUN = re.compile(r"[^\W\d_]+|.", re.DOTALL)
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[a-zA-Z]")
_PAIRS = {"«": "»", "“": "”", "„": "“", '"': '"'}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
# A quote differs from a provision where it has at least this share of its words, else it is none.
_NEAR = 0.5
_CANDIDATES = 20
_MAX_MATCHES = 10


class QuoteError(BaptaError):
    """A quote cannot be checked: it is empty, too long or no text."""


class QuoteVerdict(StrEnum):
    """What came of checking a quote."""

    EXACT = "exact"
    DIFFERS = "differs"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Match:
    """Where a quote stands: ``quote`` is the corpus's own text, a slice of the provision.

    ``start`` and ``end`` are offsets in the provision's text. A quote that runs over provisions
    has a match for each of them, in order.
    """

    citation: Citation
    quote: str
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """The verdict; where the quote stands; or the nearest provision and how the words differ.

    In ``diff``, ``old`` words stand in the corpus only and ``new`` words in the quote only.
    """

    verdict: QuoteVerdict
    matches: tuple[Match, ...] = ()
    nearest: Match | None = None
    diff: tuple[WordRun, ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """A provision's text as it is compared, and where each sign of it stands in the text."""

    act: Act
    address: str
    provision: Provision
    signs: str
    places: tuple[int, ...]
    words: Counter[str]


def check_text(quote: str) -> str:
    """The quote to check. Raises `QuoteError` when it is empty, too long or no text."""
    if len(quote) > MAX_QUOTE_LENGTH:
        raise QuoteError(f"The quote is longer than {MAX_QUOTE_LENGTH} characters.")
    if _CONTROL.search(quote):
        raise QuoteError("The quote is not text.")
    text = quote.strip()
    if text and _PAIRS.get(text[0]) == text[-1:] and not _inner(text):
        text = text[1:-1].strip()
    if not any(map(str.isalnum, text)):
        raise QuoteError("The quote is empty.")
    return text


def _inner(text: str) -> bool:
    """Whether the marks at both ends are two pairs: «a» b «c»."""
    return any(mark in text[1:-1] for mark in (text[0], text[-1]))


class QuoteChecker:
    """Checks quotes against a corpus; its texts are prepared once."""

    def __init__(self, corpus: Corpus) -> None:
        """Prepare the texts of every provision."""
        self._texts = tuple(
            _text(act, corpus.address(act), provision)
            for act in corpus.acts
            for provision in act.provisions
            if provision.text
        )

    def check(self, quote: str, language: str, acts: Sequence[str] = ()) -> QuoteCheck:
        """Check a quote; labels are in ``language``, ``acts`` limits the search to these acts.

        Raises `QuoteError`.
        """
        asked = check_text(quote)
        texts = [each for each in self._texts if not acts or each.act.id in acts]
        signs, _ = _compared(asked)
        found = list(_whole(signs, texts))
        found = found or list(_shown(signs, texts)) or list(_across(signs, texts))
        if found:
            matches = tuple(_match(*each, language) for each in found[:_MAX_MATCHES])
            return QuoteCheck(QuoteVerdict.EXACT, matches)
        return _nearest(asked, texts, language)


def _compared(text: str) -> tuple[str, tuple[int, ...]]:
    """The signs of a text that count, folded, and the place of each."""
    signs: list[str] = []
    places: list[int] = []
    for run in _RUN.finditer(text):
        folded = _folded(run[0])
        for offset, sign in enumerate(folded):
            if not sign.isspace() and sign != SOFT_HYPHEN:
                signs.append(sign)
                places.append(run.start() + min(offset, len(run[0]) - 1))
    return "".join(signs), tuple(places)


def _folded(word: str) -> str:
    """A word without case and look-alike letters; a word of another script keeps its letters."""
    twins = fold_homoglyphs(word)
    if _CYRILLIC.search(word) or not _LATIN.search(twins):
        word = twins
    lowered = word.lower()
    return lowered if len(lowered) == len(word) else word


def _words(text: str) -> list[str]:
    return [_word(word) for word in text.split()]


def _word(word: str) -> str:
    return _compared(word)[0]


def _text(act: Act, address: str, provision: Provision) -> _Text:
    signs, places = _compared(provision.text)
    return _Text(act, address, provision, signs, places, Counter(_words(provision.text)))


_Found = tuple[_Text, int, int]


def _whole(signs: str, texts: Iterable[_Text]) -> Iterator[_Found]:
    """The provisions that hold the quote, with its first and last place in the text."""
    for text in texts:
        begin = text.signs.find(signs)
        while begin >= 0:
            end = begin + len(signs)
            first, last = text.places[begin], text.places[end - 1] + 1
            if not _cuts(text.provision.text, first) and not _cuts(text.provision.text, last):
                yield text, first, last
                break
            begin = text.signs.find(signs, begin + 1)


def _cuts(text: str, place: int) -> bool:
    """Whether the place is inside a word or number."""
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def _shown(signs: str, texts: Sequence[_Text]) -> Iterator[_Found]:
    """A point as it is shown: after its lead-in, before its closing, or between both."""
    by_eid = {(text.act.id, text.act.edition_id, text.provision.eid): text for text in texts}
    for text in texts:
        point = text.provision
        if point.lead_in is None or text.signs not in signs:
            continue
        lead, closing = (_compared(s.text)[0] if s else "" for s in (point.lead_in, point.closing))
        number = f"{point.number})"
        body = signs.removeprefix(lead).removeprefix(number)
        if body not in (text.signs, text.signs + closing):
            continue
        spans = [(point.lead_in, signs.startswith(lead)), (point.closing, body != text.signs)]
        places = [
            (by_eid[text.act.id, text.act.edition_id, span.eid], span.start, span.end)
            if span is not None and there
            else None
            for span, there in spans
        ]
        before, after = places
        yield from filter(None, (before, (text, 0, len(point.text)), after))
        return


def _across(signs: str, texts: Sequence[_Text]) -> Iterator[_Found]:
    """A quote that runs over provisions that follow each other, with or without their numbers."""
    for number, text in enumerate(texts):
        for start in _overlaps(text.signs, signs):
            found = _run(signs[len(text.signs) - start :], texts[number + 1 :], text.act)
            if found and not _cuts(text.provision.text, text.places[start]):
                yield text, text.places[start], len(text.provision.text)
                yield from found
                return


def _overlaps(signs: str, quote: str) -> Iterator[int]:
    """Where the end of a text is the beginning of the quote, the longest first."""
    for length in range(min(len(signs), len(quote) - 1), 0, -1):
        if signs[-1] == quote[length - 1] and signs.endswith(quote[:length]):
            yield len(signs) - length


def _run(rest: str, texts: Iterable[_Text], act: Act) -> list[_Found]:
    """The provisions that the rest of the quote runs over; empty where it does not."""
    found: list[_Found] = []
    for text in texts:
        if text.act is not act:
            break
        number = text.provision.number or ""
        marks = {Kind.PARAGRAPH: f"{number}.", Kind.POINT: f"{number})"}
        rest = rest.removeprefix(marks.get(text.provision.kind, ""))
        if text.signs.startswith(rest):
            last = text.places[len(rest) - 1] + 1 if rest else 0
            if rest and _cuts(text.provision.text, last):
                return []
            return [*found, (text, 0, last)] if rest else found
        if not rest.startswith(text.signs):
            break
        found.append((text, 0, len(text.provision.text)))
        rest = rest[len(text.signs) :]
    return []


def _match(text: _Text, start: int, end: int, language: str) -> Match:
    cited = citation(text.act, text.provision.eid, language, text.address)
    quote = text.provision.text[start:end]
    return Match(cited, quote, start, end, text.provision.sha256)


def _nearest(quote: str, texts: Sequence[_Text], language: str) -> QuoteCheck:
    """The provision that shares most words with the quote, in their order."""
    words = _words(quote)
    counted = Counter(words)
    ranked = sorted(texts, key=lambda text: -(text.words & counted).total())[:_CANDIDATES]
    best: tuple[int, _Text, SequenceMatcher[str]] | None = None
    for text in ranked:
        matcher = SequenceMatcher(None, _words(text.provision.text), words, autojunk=False)
        shared = sum(block.size for block in matcher.get_matching_blocks())
        if best is None or shared > best[0]:
            best = (shared, text, matcher)
    if best is None or best[0] < max(2, _NEAR * len(words)):
        return QuoteCheck(QuoteVerdict.NOT_FOUND)
    _, text, matcher = best
    spans = [match.span() for match in re.finditer(r"\S+", text.provision.text)]
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    # The quote begins and ends where the first and the last words are that it shares.
    low = max(0, blocks[0].a - blocks[0].b)
    high = min(len(spans), blocks[-1].a + len(words) - blocks[-1].b)
    nearest = _match(text, spans[low][0], spans[high - 1][1], language)
    return QuoteCheck(QuoteVerdict.DIFFERS, (), nearest, word_diff(nearest.quote, quote, _word))
