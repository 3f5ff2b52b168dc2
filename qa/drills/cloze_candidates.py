"""Candidates for gaps in an act: terms, numbers, time limits, public bodies and modal words."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from data.model import Provision, Span
from data.norms import MODAL, NormKind
from data.passages import sentence_spans
from qa.drills.card import comparable_words
from qa.drills.card_source import CardSource, context_lines
from qa.query.vocabulary import everyday_words

# Terms with so many last letters in common have the same form.
_FORM_LETTERS = 3
TYPED = frozenset({"counted", "word", "digits"})
"""Forms whose words can be typed, so that their cards need no distractors."""
# A text with more numbers is a list of references.
_MAX_NUMBERS = 6
_WORD = re.compile(r"(?<![\w-])[^\W\d_]{6,}(?![\w-])")
_NUMBER = re.compile(r"(?<![\w.,/№-])\d{1,3}(?![\w,/)-]|\.\d)")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class CandidateMatch:
    """Words of a sentence that can become a gap.

    Words of one ``sort`` and ``form`` can replace each other grammatically. Two of one ``sense``
    are synonyms, so they are never offered together.
    """

    span: Span
    sentence: Span
    sort: str
    form: str
    sense: str


@dataclass(frozen=True, slots=True)
class _Rules:
    bodies: Mapping[str, re.Pattern[str]]
    cases: Mapping[str, re.Pattern[str]]
    numbers: re.Pattern[str]


@cache
def _rules(language: str) -> _Rules:
    table = tomllib.loads(files("qa.drills").joinpath("gaps.toml").read_text("utf-8"))[language]
    before, after = table["before"], table["after"]
    return _Rules(
        {
            key: re.compile(rf"(?<![\w-]){before}{stem}{after}(?![\w-])")
            for key, stem in table["body"].items()
        },
        {case: re.compile(pattern) for case, pattern in table["cases"].items()},
        re.compile(rf"(?<![\w-]){table['numbers']}(?![\w-])"),
    )


def find_candidates(source: CardSource) -> tuple[CandidateMatch, ...]:
    """Return all candidates of an act, in document order."""
    marks: dict[Span, list[tuple[NormKind, Span]]] = {}
    for norm in source.norms:
        own = ((norm.kind, mark) for mark in norm.marks if mark.eid == norm.eid)
        marks.setdefault(norm.sentence, []).extend(own)
    everyday = everyday_words()[source.act.language]
    return tuple(
        candidate
        for provision in source.provisions
        for candidate in _of_provision(source, provision, marks, everyday)
    )


def occurs_once(source: CardSource, candidate: CandidateMatch) -> bool:
    """Return whether the context of the gap does not repeat its words; modal words may repeat."""
    if candidate.sort == "modal":
        return True
    provision = source.act.by_eid[candidate.span.eid]
    stems = source.stems(candidate.span.text)
    context = [
        word
        for line in context_lines(provision, candidate.sentence)
        for word in source.stems(line.text)
    ]
    size = len(stems)
    return sum(context[n : n + size] == stems for n in range(len(context) - size + 1)) == 1


def _of_provision(
    source: CardSource,
    provision: Provision,
    marks: Mapping[Span, list[tuple[NormKind, Span]]],
    everyday: frozenset[str],
) -> Iterator[CandidateMatch]:
    if len(_DIGITS.findall(provision.text)) > _MAX_NUMBERS:
        return
    for start, end in sentence_spans(provision.text):
        sentence = provision.whole.slice(start, end)
        accepted: list[CandidateMatch] = []
        for candidate in (
            *_of_norms(sentence, marks.get(sentence, [])),
            *_bodies(source.act.language, sentence),
            *_numbers(source.act.language, sentence),
            *_terms(source, sentence, everyday),
        ):
            if not any(_overlap(candidate.span, other.span) for other in accepted):
                accepted.append(candidate)
        yield from accepted


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _of_norms(sentence: Span, marks: list[tuple[NormKind, Span]]) -> Iterator[CandidateMatch]:
    for kind, mark in marks:
        if kind in MODAL:
            before = sentence.text[: mark.start - sentence.start].split()
            # A modal word governs the form of the word before it.
            form = before[-1][-2:] if before else ""
            yield CandidateMatch(mark, sentence, "modal", form, kind.value)
        elif kind is NormKind.TIME:
            sense = " ".join(comparable_words(mark.text))
            form = "counted" if _DIGITS.search(sense) else "named"
            yield CandidateMatch(mark, sentence, "time", form, sense)


def _bodies(language: str, sentence: Span) -> Iterator[CandidateMatch]:
    rules = _rules(language)
    text = sentence.text.lower()
    matches = [
        (match.start(), -match.end(), key)
        for key, pattern in rules.bodies.items()
        for match in pattern.finditer(text)
    ]
    # Of names that begin together the longest comes first, and the others overlap it.
    for start, end, key in sorted(matches):
        endings = (case for case, ending in rules.cases.items() if ending.search(text[start:-end]))
        # Names in capitals, at the beginning of a sentence, replace only each other.
        form = next(endings, "") + (" first" if start == 0 else "")
        yield CandidateMatch(sentence.slice(start, -end), sentence, "body", form, key)


def _numbers(language: str, sentence: Span) -> Iterator[CandidateMatch]:
    for pattern, form in ((_rules(language).numbers, "word"), (_NUMBER, "digits")):
        for match in pattern.finditer(sentence.text.lower()):
            span = sentence.slice(*match.span())
            sense = " ".join(comparable_words(span.text))
            yield CandidateMatch(span, sentence, "number", form, sense)


def _terms(
    source: CardSource, sentence: Span, everyday: frozenset[str]
) -> Iterator[CandidateMatch]:
    for match in _WORD.finditer(sentence.text):
        word = match[0]
        if word.islower() and word not in everyday:
            span, sense = sentence.slice(*match.span()), source.stems(word)[0]
            yield CandidateMatch(span, sentence, "term", word[-_FORM_LETTERS:], sense)
