"""Candidates for gaps in an act: who acts, to whom, how long and how many."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from data.model import Provision, Span
from data.norms import MODAL, NormKind
from data.passages import sentence_spans
from qa.drills.card import comparable_words
from qa.drills.card_source import CardSource
from qa.drills.gap_rules import (
    OWN,
    GapRules,
    find_bodies,
    gap_rules,
    read_value,
    says_act,
    verb_class,
    verb_stem,
)
from qa.drills.suitability import names_others

TYPED = "typed"
"""Prefix of the forms whose words can be typed, so that their cards need no distractors."""
# A text with more numbers is a list of references.
_MAX_NUMBERS = 6
# A lead-in with more words names more than who acts.
_MAX_LEAD_IN_WORDS = 12
# The name of a body of the act's own has so few words.
_MAX_OWN_WORDS = 6
_WORD = re.compile(r"[^\W\d_]+")
# Words for what is counted with so many first letters in common are one word.
_COUNTED_LETTERS = 6
_NUMBER = re.compile(r"(?<![\w.,/№-])\d{1,3}(?![\w,/)-]|\.\d)")
# Vowels of Kazakh endings follow those of the word.
_VOWEL = re.compile(r"[аеыі]")
_ANY_VOWEL = "а"
_CASE = re.compile(r"(?<=\w{2})(?:нен|нан|ден|дан|тен|тан)$")
_DIGITS = re.compile(r"\d+")
_PLURAL = re.compile(r"(?:ы|и|ые|ие|е)$")
# Roles of a body by which something is done.
_DONE_BY = frozenset({"by", "instrumental"})
# Of few things the number is guessed from what they are: a road has two directions.
_FEWEST = 3
# Everybody knows at what age a person is of age.
_MAJORITY = 18
_NEXT_WORD = re.compile(r"^[\s«\"(]*([^\W\d_][\w-]*)")
_LAST_WORD = re.compile(r"(\S+)\s*$")


@dataclass(frozen=True, slots=True)
class CandidateMatch:
    """Words that can become a gap of the card of the provision ``eid``.

    Words of one ``sort`` and ``form`` can replace each other grammatically, and terms of one
    ``wide`` form if they are about as long. Two of one ``sense`` are never offered together;
    ``body`` is the key of the body, "" for other sorts, ``verb`` what it does, ``said`` in which
    verb. ``amount`` is in days, or a plain number; 0 is unknown. Nobody can be asked to type
    ``inflected`` words.
    """

    eid: str
    span: Span
    sentence: Span
    sort: str
    form: str
    sense: str
    body: str = ""
    verb: str = ""
    said: str = ""
    wide: str = ""
    amount: float = 0.0
    inflected: bool = False


def find_candidates(source: CardSource) -> tuple[CandidateMatch, ...]:
    """Return all candidates of an act, in document order."""
    limits: dict[Span, tuple[Span, ...]] = {}
    modal: dict[str, list[Span]] = {}
    for norm in source.norms:
        if norm.kind is NormKind.TIME:
            limits[norm.sentence] = norm.marks
        elif norm.kind in MODAL:
            modal.setdefault(norm.eid, []).extend(norm.marks)
    return tuple(
        candidate
        for provision in source.provisions
        if provision.eid not in source.unfit
        for candidate in _of_provision(source, provision, limits, modal.get(provision.eid, []))
    )


def _of_provision(
    source: CardSource,
    provision: Provision,
    limits: Mapping[Span, tuple[Span, ...]],
    modal: list[Span],
) -> Iterator[CandidateMatch]:
    yield from _lead_in(source, provision, modal)
    if len(_DIGITS.findall(provision.text)) > _MAX_NUMBERS:
        return
    language = source.act.language
    for start, end in sentence_spans(provision.text):
        sentence = provision.whole.slice(start, end)
        accepted: list[CandidateMatch] = []
        for candidate in (
            *_limits(language, sentence, limits.get(sentence, ())),
            *_bodies(source, provision, sentence),
            *_numbers(language, sentence),
        ):
            if not any(_overlap(candidate.span, other.span) for other in accepted):
                accepted.append(candidate)
        yield from accepted


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _lead_in(
    source: CardSource, provision: Provision, modal: list[Span]
) -> Iterator[CandidateMatch]:
    """Yield who does what the point says: the words of the lead-in before its modal words."""
    lead_in = provision.lead_in
    if lead_in is None or provision.closing is not None:
        return
    if names_others(source.act.language, provision.text):
        return
    rules = gap_rules(source.act.language)
    marks = [mark.start - lead_in.start for mark in modal if lead_in.contains(mark)]
    end = len(lead_in.text.rstrip(" :"))
    duties = rules.duties.search(lead_in.text[:end].lower())
    tail = lead_in.text[end:]
    if marks:
        end, tail = min(marks), lead_in.text[min(marks) :]
    elif duties is not None:
        # What its powers are called belongs to no name.
        end = duties.start()
    last = _LAST_WORD.search(lead_in.text[:end].rstrip())
    if last is not None and _says_only_act(source.act.language, last[1]):
        end, tail = last.start(1), lead_in.text[last.start(1) :]
    subject = lead_in.text[:end].rstrip()
    key = _subject(source, subject)
    if not key:
        return
    span = lead_in.slice(0, len(subject))
    number = ""
    if source.act.language == "ru":
        number = " plural" if _PLURAL.search(subject.split()[0]) else ""
    form = f"lead{number}{tail.lower()}"
    sense = " ".join(source.stems(subject))
    sentence = provision.whole.slice(*next(sentence_spans(provision.text)))
    words = _WORD.findall(sentence.text.lower())
    word = words[-1 if source.act.language == "kk" else 0] if words else ""
    if word and (says_act(source.act.language, word) or not key.startswith(OWN)):
        verb = verb_class(source.act.language, word)
        said = verb_stem(source.act.language, word)
        yield CandidateMatch(provision.eid, span, sentence, "who", form, sense, key, verb, said)


def _says_only_act(language: str, word: str) -> bool:
    """Return whether the word says what is done and names no body ("Совет"), save in English."""
    is_act = language != "en" and says_act(language, word.lower())
    return is_act and not find_bodies(language, word)


def _subject(source: CardSource, subject: str) -> str:
    """Return the key of the body that is all of ``subject``, "" without one.

    A body of the act's own, such as a chamber of notaries, has its stems as key.
    """
    named = find_bodies(source.act.language, subject)
    if len(subject.split()) > _MAX_LEAD_IN_WORDS or len(named) > 1:
        return ""
    if not named:
        is_name = _is_own_name(gap_rules(source.act.language), subject)
        return f"{OWN} {' '.join(sorted(source.stems(subject)))}" if is_name else ""
    start, stop, key = named[0]
    # In Kazakh the subject comes last in its phrase, in the other languages first.
    is_whole = stop == len(subject) if source.act.language == "kk" else not start
    return key if is_whole else ""


def _is_own_name(rules: GapRules, subject: str) -> bool:
    """Return whether ``subject`` is a name of some words and no part of a sentence."""
    words = subject.lower().split()
    return (
        1 < len(words) <= _MAX_OWN_WORDS
        and subject[:1].isupper()
        and not any(rules.no_name.search(word) or rules.acts.search(word) for word in words)
    )


def _limits(language: str, sentence: Span, marks: tuple[Span, ...]) -> Iterator[CandidateMatch]:
    rules = gap_rules(language)
    for mark in marks:
        text = mark.text.lower()
        if mark.eid != sentence.eid or rules.immediate.search(text) or rules.open.search(text):
            continue
        before = sentence.text[: mark.start - sentence.start]
        after = sentence.text[mark.end - sentence.start :].lower()
        if rules.no_term.search(after):
            continue
        # "Forty-eight hours" is no eight hours.
        if before.endswith("-"):
            continue
        # "One day counts as three" is guessed.
        if rules.rate.search(f"{before.lower()}\0{after}"):
            continue
        unit = " ".join(_DIGITS.sub(" ", rules.numbers.sub(" ", text)).split())
        if unit == text and not text.isalpha():
            continue
        sense = " ".join(comparable_words(mark.text))
        if unit == text:
            if rules.rhythm.search(f"{before.lower()} {after}"):
                # "Every year from September to November" is seen from the months.
                continue
            yield CandidateMatch(sentence.eid, mark, sentence, "time", "named", sense)
            continue
        amount, ending = _amount(language, text)
        if read_value(language, text) == _MAJORITY and rules.age.search(unit):
            continue
        # An age is no term: "having attained twenty-one years".
        age = "age " if rules.aged.search(f"{before.lower()}\0{after}") else ""
        wide = f"{age}{ending}{' in digits' if _DIGITS.search(text) else ''}" if amount else ""
        form = f"{TYPED} {age}{unit}{' in digits' if _DIGITS.search(text) else ''}"
        yield CandidateMatch(
            sentence.eid,
            mark,
            sentence,
            "time",
            form,
            sense,
            wide=wide,
            amount=amount,
            inflected=language == "kk" and ending not in {".", f"{_ANY_VOWEL}."},
        )


def _amount(language: str, text: str) -> tuple[float, str]:
    """Return the days that a term has and the ending of its unit, or zero."""
    number = read_value(language, text)
    for pattern, days in gap_rules(language).units:
        # The unit comes last: "күнтізбелік" begins as "күн" does.
        match = next(reversed(tuple(pattern.finditer(text))), None)
        if match is not None and number:
            # Endings of Russian units differ by the unit, not by the case.
            ending = _VOWEL.sub(_ANY_VOWEL, match["ending"]) if language == "kk" else ""
            return number * days, f"{ending}."
    return 0.0, ""


def _bodies(source: CardSource, provision: Provision, sentence: Span) -> Iterator[CandidateMatch]:
    language = source.act.language
    rules = gap_rules(language)
    text = sentence.text.lower()
    found = find_bodies(language, text)
    for start, end, key in found:
        match = rules.bodies[key].match(text, start)
        name = match["name"] if match else text[start:end]
        case = next((case for case, ending in rules.cases.items() if ending.search(name)), "")
        before = text[:start].rstrip()
        if rules.cut.search(name):
            continue
        if not before and provision.lead_in is not None and sentence.start == 0:
            # A point goes on with the sentence of its lead-in, which names who acts.
            continue
        role = _role(rules, case, before, text[end:])
        following = text[match.end() if match else end :]
        if role and not rules.complement.search(following) and not rules.being.search(following):
            # Names in capitals, at the beginning of a sentence, replace only each other.
            form = f"{role} first" if start == 0 else role
            span = sentence.slice(start, end)
            # What is done by a body stands before it, and in Kazakh a sentence ends with its verb.
            words = _WORD.findall(before)[-1:] if role in _DONE_BY else _WORD.findall(text[end:])
            is_subject = language == "kk" and not before
            word = words[-1 if is_subject else 0] if words else ""
            verb, said = verb_class(language, word), verb_stem(language, word)
            yield CandidateMatch(sentence.eid, span, sentence, "who", form, key, key, verb, said)


def _role(rules: GapRules, case: str, before: str, after: str) -> str:
    """Return the part that a body plays in its sentence, "" for one that does nothing."""
    for preposition in ("by", "to"):
        if preposition in rules.roles and rules.roles[preposition].search(before):
            return preposition
    forbidden = rules.roles.get("not_before")
    if forbidden is not None and forbidden.search(before):
        return ""
    if before.endswith(",") and case not in {"nominative", "plural"}:
        # In an enumeration any other body may stand.
        return ""
    if not before:
        return case if case in {"nominative", "plural"} and _fits(rules, "start", after) else ""
    return case if case in rules.roles and _fits(rules, case, after) else ""


def _fits(rules: GapRules, role: str, after: str) -> bool:
    return rules.roles[role].search(after) is not None


def _numbers(language: str, sentence: Span) -> Iterator[CandidateMatch]:
    rules = gap_rules(language)
    text = sentence.text.lower()
    for pattern in (rules.numbers, _NUMBER):
        for match in pattern.finditer(text):
            following = _NEXT_WORD.search(text[match.end() :])
            preceding = _LAST_WORD.search(text[: match.start()])
            if following is None or rules.no_count.search(following[1]):
                continue
            if preceding is not None and _goes_on(rules, preceding[1]):
                continue
            span = sentence.slice(*match.span())
            sense = " ".join(comparable_words(span.text))
            amount = float(read_value(language, span.text))
            # "One" is an article, too, and the word after it gives it away.
            is_small = amount == 1 or (amount < _FEWEST and not rules.sums.search(following[1]))
            if is_small or (amount == _MAJORITY and rules.age.search(following[1])):
                continue
            figures = "digits" if span.text.isdigit() else "words"
            around = f"{text[: match.start()]}\0{text[match.end() :]}"
            age = "age " if rules.aged.search(around) else ""
            form = f"{TYPED} {age}{figures} {following[1][:_COUNTED_LETTERS]}"
            if span.text[0].isupper():
                # Capitals at the beginning of a sentence tell it from other numbers.
                form = f"{form} first"
            yield CandidateMatch(sentence.eid, span, sentence, "number", form, sense, amount=amount)


def _goes_on(rules: GapRules, word: str) -> bool:
    """Return whether a number after ``word`` is a part of another one, or no count at all."""
    # Fractions in Kazakh: "үштен екі".
    is_number = rules.numbers.match(_CASE.sub("", word)) is not None or word[-1].isdigit()
    return is_number or rules.no_count_before.search(word) is not None
