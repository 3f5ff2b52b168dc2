"""Suitability of provisions and norms for cards: what would make a card arguable."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from data.eid import article_of
from data.model import Act, Provision, Span
from data.norms import Norm, NormKind
from data.passages import sentence_spans
from qa.drills.gap_rules import verb_class

# A provision with more words states something of its own beside "other powers".
_MAX_CATCH_ALL_WORDS = 25
# Characters of a provision that is shown whole; a longer one would have to be cut.
MAX_CHARACTERS = 420
# A provision with more words says something beside the number of another one.
_MAX_REFERENCE_WORDS = 14
_DIGIT = re.compile(r"\d")
# Where one clause of a sentence ends.
_CLAUSE_END = re.compile(r"[,;:(–]")
_LAST_SIGNS = re.compile(r"[\s;.,:]+$")
_SIGNS = re.compile(r"[^\w-]+")
_FIRST_LETTER = re.compile(r"[^\W\d_]")
# The text in the place of a repealed point.
_LEFT_OUT = re.compile(r"[(\[].*[)\]][\s.;,]*")
_DEFINITION = re.compile(r"\s[–—-]\s")


@dataclass(frozen=True, slots=True)
class _Rules:
    catch_all: re.Pattern[str]
    condition: re.Pattern[str]
    refrain: re.Pattern[str]
    abstain: re.Pattern[str]
    heading: re.Pattern[str]
    passive: re.Pattern[str]
    governs: re.Pattern[str]
    governs_next: re.Pattern[str]
    weak: re.Pattern[str]
    transitional: re.Pattern[str]
    refers_back: re.Pattern[str]
    bare: re.Pattern[str]
    obvious_right: re.Pattern[str]
    obvious_duty: re.Pattern[str]
    obvious_prohibition: re.Pattern[str]
    deadline: re.Pattern[str]
    allowing: re.Pattern[str]
    impersonal: re.Pattern[str]
    right_verbs: re.Pattern[str]
    duty_verbs: re.Pattern[str]
    others: re.Pattern[str]
    aims: re.Pattern[str]
    staff: re.Pattern[str]
    negated: re.Pattern[str]
    abstaining: re.Pattern[str]
    told: re.Pattern[str]
    subordinate: re.Pattern[str]
    reference: re.Pattern[str]


@cache
def _rules(language: str) -> _Rules:
    content = files("qa.drills").joinpath("suitability.toml").read_text("utf-8")
    table = tomllib.loads(content)[language]
    return _Rules(**{name: re.compile(pattern) for name, pattern in table.items()})


def is_catch_all(act: Act, provision: Provision) -> bool:
    """Return whether the provision only names "other powers" that any act may give."""
    text = provision.text.lower()
    is_short = len(text.split()) <= _MAX_CATCH_ALL_WORDS
    return is_short and _rules(act.language).catch_all.search(text) is not None


def is_transitional(act: Act, provision: Provision) -> bool:
    """Return whether the provision only says when or how the act itself comes into force."""
    owner = act.by_eid.get(article_of(provision.eid))
    heading = owner.heading if owner is not None else ""
    pattern = _rules(act.language).transitional
    return any(pattern.search(text.lower()) for text in (heading, provision.text))


def is_fragment(act: Act, provision: Provision) -> bool:
    """Return whether nobody understands the provision alone.

    It continues the words of another one, leads in to points, begins with "such", "these", or
    says hardly more than the number of another provision.
    """
    text = provision.text.strip()
    if text.endswith(":") or _LEFT_OUT.fullmatch(text) or _is_mere_reference(act, text):
        return True
    if provision.lead_in is not None:
        lead_in = provision.lead_in.text
        return _is_continuation(lead_in) or refers_back(act.language, lead_in)
    sentence = text[: next(sentence_spans(text))[1]] if text else ""
    return _is_continuation(text) or refers_back(act.language, sentence)


def _is_mere_reference(act: Act, text: str) -> bool:
    words = [word for word in text.split() if not _DIGIT.search(word)]
    is_short = len(words) <= _MAX_REFERENCE_WORDS
    return is_short and _rules(act.language).reference.search(text.lower()) is not None


def _is_continuation(text: str) -> bool:
    first = _FIRST_LETTER.search(text)
    return first is not None and first[0].islower()


def refers_back(language: str, sentence: str) -> bool:
    """Return whether nobody understands the sentence without the one before it."""
    return _rules(language).refers_back.search(sentence.lower()) is not None


def shown_length(provision: Provision) -> int:
    """Return the number of characters of the provision with its lead-in and closing."""
    spans = (provision.lead_in, provision.whole, provision.outer_closing)
    return sum(len(span.text) for span in spans if span is not None)


def is_duty_to_refrain(act: Act, norm: Norm) -> bool:
    """Return whether the norm is a duty and the last thing that it names is not to be done."""
    return norm.kind is NormKind.DUTY and any(
        _rules(act.language).negated.search(deed) for deed in _deeds(act, norm)
    )


def kind_of(act: Act, norm: Norm) -> NormKind:
    """Return the kind of the norm: a duty not to do something is a prohibition."""
    return NormKind.PROHIBITION if is_duty_to_refrain(act, norm) else norm.kind


def telling_words(act: Act, norm: Norm) -> tuple[Span, ...]:
    """Return the endings of Kazakh words that would tell whether the deed is to be done or not.

    Each is that of the word before a modal one, in any norm.
    """
    told = _rules(act.language).told
    found = []
    for deed in _deeds(act, norm):
        match = told.search(deed)
        if match is None:
            continue
        found.append(norm.sentence.slice(*match.span()))
    return tuple(found)


def _deeds(act: Act, norm: Norm) -> list[str]:
    """Return the words that each mark governs: before it in Kazakh, else after it."""
    return [before if act.language == "kk" else after for before, after in _done(norm)]


def _is_told_by_verb(act: Act, norm: Norm) -> bool:
    """Return whether what is done is a right or a duty in most acts, as this norm says."""
    rules, kind = _rules(act.language), kind_of(act, norm)
    if kind is NormKind.PROHIBITION:
        return False
    verbs = rules.right_verbs if kind is NormKind.RIGHT else rules.duty_verbs
    place = 0 if act.language == "kk" else 1
    words = (_SIGNS.sub("", pair[place]) for pair in _governed(norm))
    return any(verbs.search(verb_class(act.language, word)) for word in words)


def is_clear_norm(act: Act, norm: Norm) -> bool:
    """Return whether the norm is a right, duty or prohibition and nothing else.

    Conditions ("only a citizen may"), clauses that say of whom the sentence speaks ("those who
    cannot come") and modal words about things ("must be sealed") are not, nor are duties not to do
    something, which are prohibitions as well, and several modal words. Nor is a norm that is easily
    recognised: by the form of its words, or because everybody knows what it says; nor one that only
    one of the three readings fits, by its sense or by the case of its bearer.
    """
    rules = _rules(act.language)
    provision = act.by_eid[norm.eid]
    lead_in = provision.lead_in if norm.sentence.start == 0 else None
    text = " ".join(span.text.lower() for span in (lead_in, norm.sentence) if span is not None)
    if rules.condition.search(text) or rules.passive.search(text):
        return False
    shown = (span.text for span in (lead_in, norm.sentence) if span is not None)
    if any(rules.heading.search(each) for each in shown):
        return False
    if _is_about_refraining(act, norm, text):
        return False
    if len(norm.marks) > 1:
        # One of several modal words may be a possibility: "works that may spoil the soil".
        return False
    if any(rules.subordinate.search(_clause_before(norm, mark)) for mark in norm.marks):
        return False
    if all(rules.weak.search(mark.text.lower()) for mark in norm.marks):
        return False
    if any(rules.bare.search(mark.text.lower()) for mark in norm.marks):
        return False
    if any(rules.impersonal.search(mark.text.lower()) for mark in norm.marks):
        return False
    if norm.kind is NormKind.DUTY and rules.deadline.search(text):
        return False
    if norm.kind is NormKind.RIGHT and rules.allowing.search(text):
        return False
    if _is_obvious(act, norm) or _is_told_by_verb(act, norm):
        return False
    governed = _governed(norm)
    return all(
        rules.governs.search(before) and rules.governs_next.search(after)
        for before, after in governed
    )


def _is_about_refraining(act: Act, norm: Norm, text: str) -> bool:
    """Return whether the norm is a duty not to do something, or forbids not to do it.

    Either is a duty and a prohibition, each in the words of the other.
    """
    rules = _rules(act.language)
    if norm.kind is not NormKind.PROHIBITION:
        return rules.refrain.search(text) is not None
    patterns = (rules.negated, rules.abstain)
    return any(pattern.search(deed) for pattern in patterns for deed in _deeds(act, norm))


def _clause_before(norm: Norm, mark: Span) -> str:
    """Return the words of the clause before the mark, lower case, "" for a lead-in or closing."""
    if not norm.sentence.contains(mark):
        return ""
    before = norm.sentence.text[: mark.start - norm.sentence.start].lower()
    return _CLAUSE_END.split(before)[-1]


def is_definition(provision: Provision) -> bool:
    """Return whether the provision is a point that says what a word means: "term – words"."""
    return provision.lead_in is not None and _DEFINITION.search(provision.text[:200]) is not None


def is_obvious_deed(language: str, kind: NormKind, deed: str) -> bool:
    """Return whether everybody knows that to do so is a right, a duty or forbidden."""
    rules = _rules(language)
    patterns = {
        NormKind.RIGHT: rules.obvious_right,
        NormKind.DUTY: rules.obvious_duty,
        NormKind.PROHIBITION: rules.obvious_prohibition,
    }
    return kind in patterns and patterns[kind].search(deed.lower()) is not None


def names_others(language: str, text: str) -> bool:
    """Return whether the text names with whom something is done."""
    return _rules(language).others.search(text.lower()) is not None


def is_abstaining(language: str, text: str) -> bool:
    """Return whether the text says that something is not to be done."""
    return _rules(language).abstaining.search(text.lower()) is not None


def names_aims(language: str, text: str) -> bool:
    """Return whether the text introduces aims, tasks or principles."""
    return _rules(language).aims.search(text.lower()) is not None


def names_staff(language: str, text: str) -> bool:
    """Return whether the text names those who serve in a body."""
    return _rules(language).staff.search(text.lower()) is not None


def _is_obvious(act: Act, norm: Norm) -> bool:
    """Return whether everybody knows what the norm is, from what is done."""
    language = act.language
    if kind_of(act, norm) is NormKind.PROHIBITION:
        lead_in = act.by_eid[norm.eid].lead_in
        text = f"{lead_in.text if lead_in else ''} {norm.sentence.text}"
        return is_obvious_deed(language, NormKind.PROHIBITION, text)
    deeds = [words for pair in _done(norm) for words in pair]
    lead_in = act.by_eid[norm.eid].lead_in
    if lead_in is not None:
        # A lead-in may name the deed itself: "the owner must ensure:".
        marks = (mark for mark in norm.marks if lead_in.contains(mark))
        deeds.extend(lead_in.text[mark.end - lead_in.start :] for mark in marks)
    return any(is_obvious_deed(language, norm.kind, words) for words in deeds)


def _done(norm: Norm) -> list[tuple[str, str]]:
    """Return the words of the sentence before and after each mark, lower case.

    For marks in the lead-in or closing both are all words of the sentence.
    """
    found = []
    for mark in norm.marks:
        inside = norm.sentence.contains(mark)
        start, end = mark.start - norm.sentence.start, mark.end - norm.sentence.start
        before = _LAST_SIGNS.sub("", norm.sentence.text[: start if inside else None].lower())
        found.append((before, norm.sentence.text[end if inside else 0 :].lower()))
    return found


def _governed(norm: Norm) -> list[tuple[str, str]]:
    """Return the word before and the one after each mark, without "not".

    For marks in the lead-in or closing they are the last and the first word of the sentence.
    """
    found = []
    for before, after in _done(norm):
        following = [word for word in after.split() if word != "не"]
        found.append((before.split()[-1] if before else "", following[0] if following else ""))
    return found
