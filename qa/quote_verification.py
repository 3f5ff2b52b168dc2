"""Verification of quotes against the corpus: exact, different or not found.

White space, case, look-alike letters, invisible signs, the composition of letters (NFC or NFD) and
one pair of quotation marks around the quote are ignored; nothing else is.
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
from qa.answer import Citation
from qa.citation import citation
from qa.query.normalization import COMBINING, INVISIBLE, has_hidden_signs, remove_invisible

MAX_QUOTE_LENGTH = 10_000
# A sign with the combining marks and invisible signs that follow it, and a word of such signs.
_HIDDEN = f"[{INVISIBLE}{COMBINING}]*"
_SIGN = re.compile(f".{_HIDDEN}", re.DOTALL)
_RUN = re.compile(rf"(?:[^\W\d_]{_HIDDEN})+|.", re.DOTALL)
# A Latin capital Y in a Cyrillic text may be any of these.
_MEANT_BY_Y = "[yуүұ]"
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[a-zA-Z]")
_PAIRS = {"«": "»", "“": "”", "„": "“", '"': '"'}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
# A quote differs from a provision if it shares at least this part of its words, else it is absent.
_MIN_SHARED = 0.5
_MAX_CANDIDATES = 20
_MAX_MATCHES = 10


class QuoteError(BaptaError):
    """A quote that cannot be checked: it is empty, too long or not text."""


class QuoteVerdict(StrEnum):
    """The result of a check."""

    EXACT = "exact"
    DIFFERS = "differs"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Match:
    """A slice of a provision that matches; ``start`` and ``end`` are offsets in its text.

    A quote that spans several provisions has a match in each of them, in order.
    """

    citation: Citation
    quote: str
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """The verdict with the matches, or with the nearest provision and the differing words.

    In ``diff``, ``old`` words are in the corpus only and ``new`` words in the quote only.
    """

    verdict: QuoteVerdict
    matches: tuple[Match, ...] = ()
    nearest: Match | None = None
    diff: tuple[WordRun, ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """A provision's text in comparable form; ``offsets`` are those of ``chars`` in the text."""

    act: Act
    address: str
    provision: Provision
    chars: str
    offsets: tuple[int, ...]
    words: Counter[str]


_Slice = tuple[_Text, int, int]


def check_text(quote: str) -> str:
    """Return the quote without surrounding marks. Raises QuoteError if it cannot be checked."""
    if len(quote) > MAX_QUOTE_LENGTH:
        raise QuoteError(f"The quote is longer than {MAX_QUOTE_LENGTH} characters.")
    if _CONTROL.search(quote):
        raise QuoteError("The quote is not text.")
    text = quote.strip()
    if text and _PAIRS.get(text[0]) == text[-1:]:
        inner = text[1:-1]
        # The outer marks of «a» b «c» are no pair.
        if text[0] not in inner and text[-1] not in inner:
            text = inner.strip()
    if not any(map(str.isalnum, text)):
        raise QuoteError("The quote is empty.")
    return text


class QuoteChecker:
    """Checks quotes against a corpus whose texts are prepared once."""

    def __init__(self, corpus: Corpus) -> None:
        self._texts = tuple(
            _text(act, corpus.address(act), provision)
            for act in corpus.acts
            for provision in act.provisions
            if provision.text
        )

    def check(self, quote: str, language: str, acts: Sequence[str] = ()) -> QuoteCheck:
        """Return the check of ``quote`` with labels in ``language``, within ``acts`` (or all).

        Raises QuoteError.
        """
        quote = check_text(quote)
        texts = [text for text in self._texts if not acts or text.act.id in acts]
        chars = _resolve_y(quote, texts)
        slices = (
            list(_find_within(chars, texts))
            or list(_find_framed_point(chars, texts))
            or list(_find_across(chars, texts))
        )
        if slices:
            matches = tuple(_match(*found, language) for found in slices[:_MAX_MATCHES])
            return QuoteCheck(QuoteVerdict.EXACT, matches)
        return _nearest(quote, texts, language)


def _text(act: Act, address: str, provision: Provision) -> _Text:
    chars, offsets = _comparable(provision.text)
    return _Text(act, address, provision, chars, offsets, Counter(_words(provision.text)))


def _comparable(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the folded characters of ``text`` without white space, and the offset of each."""
    chars: list[str] = []
    offsets: list[int] = []
    has_hidden = has_hidden_signs(text)
    for run in _RUN.finditer(text):
        word, places = _composed(run) if has_hidden else (run[0], range(*run.span()))
        for char, place in zip(_folded(word), places, strict=True):
            if not char.isspace():
                chars.append(char)
                offsets.append(place)
    return "".join(chars), tuple(offsets)


def _composed(run: re.Match[str]) -> tuple[str, Sequence[int]]:
    """Return the visible signs of the run in NFC, and the offset of each in the text."""
    signs = [
        (remove_invisible(sign[0]), run.start() + sign.start()) for sign in _SIGN.finditer(run[0])
    ]
    return "".join(sign for sign, _ in signs), [place for sign, place in signs for _ in sign]


def _resolve_y(quote: str, texts: Iterable[_Text]) -> str:
    """Return the comparable quote with a Latin Y as the letter of the first text that agrees."""
    chars, _ = _comparable(quote)
    if "Y" not in quote or not _CYRILLIC.search(quote):
        return chars
    pattern = re.compile(_MEANT_BY_Y.join(re.escape(part) for part in chars.split("y")))
    found = (pattern.search(text.chars) for text in texts)
    return next((match[0] for match in found if match is not None), chars)


def _folded(word: str) -> str:
    """Return a word in lower case with look-alike letters of its script folded."""
    twins = fold_homoglyphs(word)
    if _CYRILLIC.search(word) or not _LATIN.search(twins):
        word = twins
    lowered = word.lower()
    return lowered if len(lowered) == len(word) else word


def _words(text: str) -> list[str]:
    return [_word(word) for word in text.split()]


def _word(word: str) -> str:
    return _comparable(word)[0]


def _find_within(chars: str, texts: Iterable[_Text]) -> Iterator[_Slice]:
    """Yield the first slice of each provision that equals the quote."""
    for text in texts:
        begin = text.chars.find(chars)
        while begin >= 0:
            end = begin + len(chars)
            start, stop = text.offsets[begin], _stop(text, end)
            if not (_splits_word(text, start) or _splits_word(text, stop)):
                yield text, start, stop
                break
            begin = text.chars.find(chars, begin + 1)


def _stop(text: _Text, end: int) -> int:
    """Return the offset behind the first ``end`` characters, with the marks of the last one."""
    sign = _SIGN.match(text.provision.text, text.offsets[end - 1])
    return sign.end() if sign else len(text.provision.text)


def _splits_word(text: _Text, offset: int) -> bool:
    """Return whether ``offset`` is inside a word or number."""
    string, before = text.provision.text, offset - 1
    while before > 0 and has_hidden_signs(string[before]):
        before -= 1
    return 0 < offset < len(string) and string[before].isalnum() and string[offset].isalnum()


def _find_framed_point(chars: str, texts: Sequence[_Text]) -> Iterator[_Slice]:
    """Yield the slices of a point that is quoted with its lead-in, its closing or both."""
    by_eid = {(text.act.id, text.act.edition_id, text.provision.eid): text for text in texts}
    for text in texts:
        point = text.provision
        if point.lead_in is None or text.chars not in chars:
            continue
        lead, closing = (_word(s.text) if s else "" for s in (point.lead_in, point.closing))
        body = chars.removeprefix(lead).removeprefix(f"{point.number})")
        if body not in (text.chars, text.chars + closing):
            continue
        frame = [(point.lead_in, chars.startswith(lead)), (point.closing, body != text.chars)]
        before, after = (
            (by_eid[text.act.id, text.act.edition_id, span.eid], span.start, span.end)
            if span is not None and is_quoted
            else None
            for span, is_quoted in frame
        )
        yield from filter(None, (before, (text, 0, len(point.text)), after))
        return


def _find_across(chars: str, texts: Sequence[_Text]) -> Iterator[_Slice]:
    """Yield the slices of consecutive provisions that make the quote, numbered or not."""
    for row, text in enumerate(texts):
        for start in _overlaps(text.chars, chars):
            rest = chars[len(text.chars) - start :]
            following = _find_following(rest, texts[row + 1 :], text.act)
            if following and not _splits_word(text, text.offsets[start]):
                yield text, text.offsets[start], len(text.provision.text)
                yield from following
                return


def _overlaps(chars: str, quote: str) -> Iterator[int]:
    """Yield where the end of a text is the beginning of the quote, the longest overlap first."""
    for length in range(min(len(chars), len(quote) - 1), 0, -1):
        if chars[-1] == quote[length - 1] and chars.endswith(quote[:length]):
            yield len(chars) - length


def _find_following(rest: str, texts: Iterable[_Text], act: Act) -> list[_Slice]:
    """Return the slices of ``texts`` that make the rest of the quote, or an empty list."""
    found: list[_Slice] = []
    for text in texts:
        if text.act is not act:
            break
        number = text.provision.number or ""
        marks = {Kind.PARAGRAPH: f"{number}.", Kind.POINT: f"{number})"}
        rest = rest.removeprefix(marks.get(text.provision.kind, ""))
        if text.chars.startswith(rest):
            end = _stop(text, len(rest)) if rest else 0
            if rest and _splits_word(text, end):
                return []
            return [*found, (text, 0, end)] if rest else found
        if not rest.startswith(text.chars):
            break
        found.append((text, 0, len(text.provision.text)))
        rest = rest[len(text.chars) :]
    return []


def _match(text: _Text, start: int, end: int, language: str) -> Match:
    cited = citation(text.act, text.provision.eid, language, text.address)
    quote = text.provision.text[start:end]
    return Match(cited, quote, start, end, text.provision.sha256)


def _nearest(quote: str, texts: Sequence[_Text], language: str) -> QuoteCheck:
    """Return the check against the provision that shares most words with the quote, in order."""
    words = _words(quote)
    counts = Counter(words)
    ranked = sorted(texts, key=lambda text: -(text.words & counts).total())[:_MAX_CANDIDATES]
    best: tuple[int, _Text, SequenceMatcher[str]] | None = None
    for text in ranked:
        matcher = SequenceMatcher(None, _words(text.provision.text), words, autojunk=False)
        shared = sum(block.size for block in matcher.get_matching_blocks())
        if best is None or shared > best[0]:
            best = (shared, text, matcher)
    if best is None or best[0] < max(2, _MIN_SHARED * len(words)):
        return QuoteCheck(QuoteVerdict.NOT_FOUND)
    _, text, matcher = best
    spans = [match.span() for match in re.finditer(r"\S+", text.provision.text)]
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    # The first and the last shared words align the quote with the provision.
    low = max(0, blocks[0].a - blocks[0].b)
    high = min(len(spans), blocks[-1].a + len(words) - blocks[-1].b)
    nearest = _match(text, spans[low][0], spans[high - 1][1], language)
    return QuoteCheck(QuoteVerdict.DIFFERS, (), nearest, word_diff(nearest.quote, quote, _word))
