"""Cards of the kind "right, duty or prohibition": the modal words are hidden."""

from collections import defaultdict
from collections.abc import Iterator

from data.model import Span
from data.norms import MODAL, NormKind
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import CardSource, context_lines, slice_span
from qa.query.normalization import split_words


def modality_specs(source: CardSource) -> tuple[Spec, ...]:
    """Return a card for every sentence with one kind of modal words.

    Sentences that differ only in modal words of different kinds have none.
    """
    specs = list(_specs(source))
    sorts: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for spec in specs:
        sorts[_words(spec)].add(spec.sort)
    return tuple(spec for spec in specs if _words(spec) and len(sorts[_words(spec)]) == 1)


def make_modality_card(spec: Spec) -> Card:
    """Return the card; its options are frames in a fixed order."""
    kinds = (NormKind.RIGHT, NormKind.DUTY, NormKind.PROHIBITION)
    options = tuple(Option(frame=kind.value) for kind in kinds)
    return Card(spec, options, frozenset({kinds.index(NormKind(spec.sort))}))


def _specs(source: CardSource) -> Iterator[Spec]:
    by_sentence: dict[Span, dict[NormKind, list[Span]]] = defaultdict(dict)
    for norm in source.norms:
        if norm.kind in MODAL:
            by_sentence[norm.sentence].setdefault(norm.kind, []).extend(norm.marks)
    for sentence, kinds in by_sentence.items():
        if len(kinds) == 1:
            ((kind, marks),) = kinds.items()
            provision = source.act.by_eid[sentence.eid]
            detail = f"{sentence.start}-{sentence.end}"
            yield Spec(
                source.key(CardKind.MODAL, provision.eid, detail, (provision,)),
                CardKind.MODAL,
                provision.eid,
                kind.value,
                tuple(marks),
                tuple(slice_span(line, marks) for line in context_lines(provision, sentence)),
            )


def _words(spec: Spec) -> tuple[str, ...]:
    spans = (span for line in spec.lines for span in line if span is not None)
    return tuple(word for span in spans for word in split_words(span.text))
