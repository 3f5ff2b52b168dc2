"""Sorts of lists, their bearers and the core of a point: what may stand beside what on a card."""

import re
from itertools import pairwise

from data.model import Span
from data.norms import MODAL, NormKind
from data.passages import sentence_spans
from qa.drills.card_source import CardSource, PointList
from qa.drills.point_forms import LAST_SIGNS, TO_DO, main_form
from qa.drills.suitability import names_aims

AIMS = "aims"
# Deeds whose lead-in and closing do not say whether they are a right or a duty.
UNKNOWN = "unknown"
# Lead-ins with so great a share of the longer one's words in common name the same people.
_SAME_BEARER = 0.5
_NORMS = frozenset({NormKind.RIGHT, NormKind.DUTY})
# So many words name a deed and what it is done to.
_CORE_WORDS = 3
# Clauses with so great a share of the shorter one's words in common, and so many, name one deed.
_SAME_CORE = 0.6
_MIN_CORE = 2
# Shorter words are conjunctions and the like.
_MIN_LETTERS = 4
_CLAUSE_END = re.compile(r"[,;:(–]")


def modality(source: CardSource, found: PointList) -> frozenset[NormKind]:
    """Return the kinds of the modal words that govern the list."""
    spans = {found.lead_in, found.closing} - {None}
    return frozenset(
        norm.kind
        for norm in source.norms_of.get(found.points[0].eid, ())
        if norm.kind in MODAL
        and any(mark.eid in {s.eid for s in spans if s} for mark in norm.marks)
    )


def sort_of(source: CardSource, found: PointList) -> str:
    """Return the sort of the norms of a list: right, duty, prohibition, aims, "" for others.

    Others are above all what a body does. Deeds without modal words are of unknown sort.
    """
    texts = (span.text for span in (found.lead_in, found.closing) if span is not None)
    if any(names_aims(source.act.language, text) for text in texts):
        return AIMS
    kinds = modality(source, found)
    if kinds:
        return next(iter(kinds)).value if len(kinds) == 1 else UNKNOWN
    return UNKNOWN if main_form(source.act.language, found) in TO_DO else ""


def are_comparable(source: CardSource, one: PointList, other: PointList) -> bool:
    """Return whether points of one list may be taken for those of the other.

    They are of one sort, or the rights and the duties of one bearer: a driver's prohibition is
    easily told from a teacher's right, and a rule from an aim.
    """
    sorts = sort_of(source, one), sort_of(source, other)
    if UNKNOWN in sorts or NormKind.PROHIBITION in sorts:
        return False
    if _NORMS.issuperset(sorts):
        return _is_of_same_bearer(source, one, other)
    return sorts[0] == sorts[1]


def _is_of_same_bearer(source: CardSource, one: PointList, other: PointList) -> bool:
    """Return whether the lead-ins of both lists name the same people, or nearly so."""
    heads = [_bearer(source, each) for each in (one, other)]
    if not all(heads):
        return False
    shared = set(heads[0]) & set(heads[1])
    # The noun comes last in Kazakh, else first; that of "bodies" is in "staff of the bodies".
    nouns = {each[-1 if source.act.language == "kk" else 0] for each in heads}
    return bool(nouns & shared) and len(shared) >= _SAME_BEARER * max(
        len(set(each)) for each in heads
    )


def _bearer(source: CardSource, found: PointList) -> list[str]:
    """Return the beginnings of the words of the lead-in without its modal words."""
    if found.lead_in is None:
        return []
    text = found.lead_in.text
    for norm in source.norms_of.get(found.points[0].eid, ()):
        for mark in norm.marks:
            if found.lead_in.contains(mark):
                text = text.replace(mark.text, " ")
    return [head for head in source.heads(text) if len(head) >= _MIN_LETTERS]


def share_core(source: CardSource, one: Span, other: Span) -> bool:
    """Return whether both points name one deed: the same verb done to the same thing.

    "To perform notarial acts" is a right and a duty, whatever else the two points say.
    """
    language = source.act.language
    clauses = [_main_clause(language, span.text) for span in (one, other)]
    heads = [[h for h in source.heads(text) if len(h) >= _MIN_LETTERS] for text in clauses]
    if not all(heads):
        return False
    ends = [each[-_CORE_WORDS:] if language == "kk" else each[:_CORE_WORDS] for each in heads]
    if ends[0] == ends[1]:
        return True
    verbs = {each[-1] if language == "kk" else each[0] for each in heads}
    shared = len(set(heads[0]) & set(heads[1]))
    fewest = min(len(set(each)) for each in heads)
    return len(verbs) == 1 and shared >= max(_MIN_CORE, _SAME_CORE * fewest)


def _main_clause(language: str, text: str) -> str:
    """Return the clause with the verb: the last of the first sentence in Kazakh, else its first.

    A clause of one word, such as an adjective of an enumeration, is joined to the next one.
    """
    sentence = LAST_SIGNS.sub("", text[: next(sentence_spans(text), (0, len(text)))[1]])
    places = [0, *(match.start() for match in _CLAUSE_END.finditer(sentence)), len(sentence)]
    clauses = [sentence[start:end] for start, end in pairwise(places)]
    if language == "kk":
        clauses.reverse()
    for number, clause in enumerate(clauses):
        if len(clause.split()) >= _MIN_CORE:
            kept = clauses[: number + 1]
            return " ".join(reversed(kept) if language == "kk" else kept)
    return sentence
