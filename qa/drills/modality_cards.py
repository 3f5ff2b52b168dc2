"""Cards of the kind "right, duty or prohibition": the modal words are hidden."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from data.model import Provision, Span
from data.norm_bearers import find_bearer
from data.norms import MODAL, Norm, NormKind
from qa.drills.card import Card, CardKind, Line, Option, Spec
from qa.drills.card_source import CardSource, context_lines, slice_span
from qa.drills.deeds import Deed, find_deeds
from qa.drills.suitability import (
    MAX_CHARACTERS,
    is_clear_norm,
    kind_of,
    shown_length,
    telling_words,
)
from qa.query.normalization import split_words

# A provision as similar with modal words of another kind makes both arguable.
_MAX_SIMILARITY = 0.35
# Provisions as similar say the same of several.
_MAX_TWINS = 0.75
_MIN_WORDS = 4
# So many words name a deed and what it is done to.
_DEED_WORDS = 3
# A lead-in with so few words, one of them modal, names nothing but the bearer.
_MAX_LEAD_IN_WORDS = 5


def modality_specs(source: CardSource) -> tuple[Spec, ...]:
    """Return a card for every sentence that is a right, a duty or a prohibition and nothing else.

    It must name who has it. Sentences with a similar one of another kind, or one of the same deed,
    have none, and of nearly equal ones of one kind only the first has one.
    """
    kinds, deeds = _kinds(source), _deeds(source)
    found: dict[str, Spec] = {}
    for sentence, spec in _specs(source):
        if len(_words(spec)) < _MIN_WORDS or _has_opposite(source, spec, kinds):
            continue
        if _is_done_otherwise(source, spec, sentence, deeds):
            continue
        # What an act says of several is learned once.
        similarity = source.similarity((spec.eid,))
        if not any(
            similarity[source.position[other.eid]] > _MAX_TWINS and other.sort == spec.sort
            for other in found.values()
            if other.eid != spec.eid
        ):
            found[spec.key] = spec
    return tuple(found.values())


def _kinds(source: CardSource) -> Mapping[str, frozenset[str]]:
    """Return the kinds of the modal words of each provision, by eId.

    A duty not to do something is a prohibition.
    """
    kinds: dict[str, set[str]] = defaultdict(set)
    for norm in source.norms:
        if norm.kind in MODAL:
            kinds[norm.eid].add(kind_of(source.act, norm))
    return {eid: frozenset(found) for eid, found in kinds.items()}


def _deeds(source: CardSource) -> Mapping[tuple[str, Span], tuple[Deed, ...]]:
    """Return what each sentence with modal words allows, demands or forbids, by kind too."""
    return {
        (kind_of(source.act, norm), norm.sentence): find_deeds(source, norm.sentence.text)
        for norm in source.norms
        if norm.kind in MODAL
    }


def _is_done_otherwise(
    source: CardSource,
    spec: Spec,
    sentence: Span,
    deeds: Mapping[tuple[str, Span], tuple[Deed, ...]],
) -> bool:
    """Return whether another sentence has a deed of this one under another kind of norm.

    To detain a person is a power of a body and a duty of its officers: both answers hold.
    """
    own = find_deeds(source, sentence.text)
    return any(
        kind != spec.sort and other != sentence and any(one.is_like(each) for one in own)
        for (kind, other), done in deeds.items()
        for each in done
    )


def _has_opposite(source: CardSource, spec: Spec, kinds: Mapping[str, frozenset[str]]) -> bool:
    similarity = source.similarity((spec.eid,))
    provision = source.act.by_eid[spec.eid]
    deed = _deed(source, provision)
    return any(
        kinds.get(other.eid, frozenset()) - {spec.sort}
        for row, other in enumerate(source.provisions)
        if other.eid != spec.eid
        and (
            similarity[row] > _MAX_SIMILARITY
            or (other.lead_in is not None and deed and _deed(source, other) == deed)
        )
    )


def _deed(source: CardSource, point: Provision) -> tuple[str, ...]:
    """Return the words that name the deed of a point: its last ones in Kazakh, else its first."""
    if point.lead_in is None:
        return ()
    heads = source.heads(point.text)
    return tuple(heads[-_DEED_WORDS:] if source.act.language == "kk" else heads[:_DEED_WORDS])


def make_modality_card(spec: Spec) -> Card:
    """Return the card; its options are frames in a fixed order."""
    kinds = (NormKind.RIGHT, NormKind.DUTY, NormKind.PROHIBITION)
    options = tuple(Option(frame=kind.value) for kind in kinds)
    return Card(spec, options, frozenset({kinds.index(NormKind(spec.sort))}))


def _specs(source: CardSource) -> Iterator[tuple[Span, Spec]]:
    """Yield the cards of all sentences with one suitable norm, each after its sentence."""
    by_sentence: dict[Span, list[Norm]] = defaultdict(list)
    for norm in source.norms:
        if norm.kind in MODAL:
            by_sentence[norm.sentence].append(norm)
    for sentence, norms in by_sentence.items():
        if len(norms) == 1 and _is_suitable(source, norms[0]):
            kind = kind_of(source.act, norms[0])
            marks = _hidden(source, norms[0])
            provision = source.act.by_eid[sentence.eid]
            lines = context_lines(source.act.language, provision, sentence)
            others = [n for n in source.norms_of[sentence.eid] if n.sentence != sentence]
            if any(line.contains(mark) for line in lines for n in others for mark in n.marks):
                # The modal words of another sentence are an example of its kind.
                continue
            detail = f"{sentence.start}-{sentence.end}"
            yield (
                sentence,
                Spec(
                    source.key(CardKind.MODAL, provision.eid, detail, (provision,)),
                    CardKind.MODAL,
                    provision.eid,
                    kind.value,
                    tuple(marks),
                    _joined(tuple(slice_span(line, marks) for line in lines)),
                ),
            )


def _joined(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines with one gap where the last two are the end of a deed and its closing.

    In Kazakh the modal words end the sentence; signs between both gaps are left out.
    """
    if len(lines) < 2 or any(span is not None for span in lines[-1]):
        return lines
    before = lines[-2]
    while before and (before[-1] is None or not split_words(before[-1].text)):
        before = before[:-1]
    return (*lines[:-2], (*before, None))


def _hidden(source: CardSource, norm: Norm) -> tuple[Span, ...]:
    """Return the modal words with what tells beside them whether the deed is to be done."""
    hidden: list[Span] = []
    for span in sorted({*norm.marks, *telling_words(source.act, norm)}, key=_order(norm)):
        last = hidden[-1] if hidden else None
        if last is not None and last.eid == span.eid and span.start <= last.end + 1:
            between = source.act.by_eid[span.eid].text[last.start : span.end]
            hidden[-1] = Span(span.eid, last.start, span.end, between)
        else:
            hidden.append(span)
    return tuple(hidden)


def _order(norm: Norm) -> Callable[[Span], tuple[bool, int]]:
    return lambda span: (span.eid != norm.eid, span.start)


def _is_suitable(source: CardSource, norm: Norm) -> bool:
    provision = source.act.by_eid[norm.eid]
    return (
        shown_length(provision) <= 2 * MAX_CHARACTERS
        and provision.eid not in source.unfit
        and _names_bearer(source, norm)
        and is_clear_norm(source.act, norm)
    )


def _names_bearer(source: CardSource, norm: Norm) -> bool:
    """Return whether the norm names who has it.

    It does in a known word, alone in a short lead-in, or before "must not" in Russian and English.
    """
    if find_bearer(source.act, norm) is not None:
        return True
    if kind_of(source.act, norm) is NormKind.PROHIBITION and source.act.language != "kk":
        return all(mark.start > norm.sentence.start for mark in norm.marks)
    lead_in = source.act.by_eid[norm.eid].lead_in
    return (
        lead_in is not None
        and all(lead_in.contains(mark) for mark in norm.marks)
        and len(split_words(lead_in.text)) <= _MAX_LEAD_IN_WORDS
    )


def _words(spec: Spec) -> tuple[str, ...]:
    spans = (span for line in spec.lines for span in line if span is not None)
    return tuple(word for span in spans for word in split_words(span.text))
