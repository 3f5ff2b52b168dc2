"""What can be struck out of an act: terms, numbers, time limits, bodies and modal words."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from data.model import Provision, Span
from data.norms import MODAL, NormKind
from data.passages import sentence_spans
from qa.drills.card import same_words
from qa.drills.card_source import CardSource, context_lines
from qa.query.vocabulary import everyday_words

# A term is no shorter; two terms are alike when so many last letters are the same.
_SHORTEST = 6
_ALIKE = 3
# What can be typed, so that it needs no wrong words beside it.
TYPED = frozenset({"counted", "word", "digits"})
# A text with more numbers than this is a list of references.
_MAX_NUMBERS = 6
_WORD = re.compile(r"(?<![\w-])[^\W\d_]{6,}(?![\w-])")
_NUMBER = re.compile(r"(?<![\w.,/№-])\d{1,3}(?![\w,/)-]|\.\d)")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class CandidateMatch:
    """Words that can be struck out of a sentence.

    Words of one ``sort`` and ``form`` can stand in for each other; two of one ``sense`` say the
    same, so that they are never offered together.
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


def find_candidates(ground: CardSource) -> tuple[CandidateMatch, ...]:
    """Everything that can be struck out, in document order."""
    marks = _marks(ground)
    everyday = everyday_words()[ground.act.language]
    return tuple(
        found
        for provision in ground.provisions
        for found in _of_provision(ground, provision, marks, everyday)
    )


def _marks(ground: CardSource) -> Mapping[Span, list[tuple[NormKind, Span]]]:
    """The words of the norms of each sentence that stand in the sentence itself."""
    marks: dict[Span, list[tuple[NormKind, Span]]] = {}
    for norm in ground.norms:
        own = ((norm.kind, mark) for mark in norm.marks if mark.eid == norm.eid)
        marks.setdefault(norm.sentence, []).extend(own)
    return marks


def _of_provision(
    ground: CardSource,
    provision: Provision,
    marks: Mapping[Span, list[tuple[NormKind, Span]]],
    everyday: frozenset[str],
) -> Iterator[CandidateMatch]:
    if len(_DIGITS.findall(provision.text)) > _MAX_NUMBERS:
        return
    for start, end in sentence_spans(provision.text):
        sentence = provision.whole.slice(start, end)
        taken: list[CandidateMatch] = []
        for found in (
            *_of_norms(sentence, marks.get(sentence, [])),
            *_bodies(ground.act.language, sentence),
            *_numbers(ground.act.language, sentence),
            *_terms(ground, sentence, everyday),
        ):
            if not any(_overlap(found.span, other.span) for other in taken):
                taken.append(found)
        yield from taken


def _of_norms(sentence: Span, marks: list[tuple[NormKind, Span]]) -> Iterator[CandidateMatch]:
    for kind, mark in marks:
        if kind in MODAL:
            before = sentence.text[: mark.start - sentence.start].split()
            # A modal word governs the form of the word before it.
            form = before[-1][-2:] if before else ""
            yield CandidateMatch(mark, sentence, "modal", form, kind.value)
        elif kind is NormKind.TIME:
            sense = " ".join(same_words(mark.text))
            form = "counted" if _DIGITS.search(sense) else "named"
            yield CandidateMatch(mark, sentence, "time", form, sense)


def _bodies(language: str, sentence: Span) -> Iterator[CandidateMatch]:
    rules = _rules(language)
    text = sentence.text.lower()
    every = [
        (match.start(), -match.end(), key)
        for key, pattern in rules.bodies.items()
        for match in pattern.finditer(text)
    ]
    # The longest of the names that begin together comes first and stands for them.
    for start, end, key in sorted(every):
        span = sentence.slice(start, -end)
        endings = (case for case, ending in rules.cases.items() if ending.search(text[start:-end]))
        yield CandidateMatch(
            span, sentence, "body", next(endings, "") + _initial(span, sentence), key
        )


def _initial(span: Span, sentence: Span) -> str:
    """Names at the beginning of a sentence are offered with names in capitals, and no others."""
    return " first" if span.start == sentence.start else ""


def _numbers(language: str, sentence: Span) -> Iterator[CandidateMatch]:
    for pattern, form in ((_rules(language).numbers, "word"), (_NUMBER, "digits")):
        for match in pattern.finditer(sentence.text.lower()):
            span = sentence.slice(*match.span())
            yield CandidateMatch(span, sentence, "number", form, " ".join(same_words(span.text)))


def _terms(
    ground: CardSource, sentence: Span, everyday: frozenset[str]
) -> Iterator[CandidateMatch]:
    for match in _WORD.finditer(sentence.text):
        word = match[0]
        if len(word) >= _SHORTEST and word.islower() and word not in everyday:
            sense = ground.stems(word)[0]
            yield CandidateMatch(
                sentence.slice(*match.span()), sentence, "term", word[-_ALIKE:], sense
            )


def stands_alone(ground: CardSource, found: CandidateMatch) -> bool:
    """Whether what is left of the sentence does not say the words that are struck out."""
    if found.sort == "modal":
        return True
    provision = ground.act.by_eid[found.span.eid]
    wanted = ground.stems(found.span.text)
    said = [
        word
        for line in context_lines(provision, found.sentence)
        for word in ground.stems(line.text)
    ]
    size = len(wanted)
    runs = sum(said[n : n + size] == wanted for n in range(len(said) - size + 1))
    return runs == 1


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
