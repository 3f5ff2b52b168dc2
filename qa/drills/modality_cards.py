"""Cards of the kind "right, duty or prohibition": the modal words are struck out."""

from collections import defaultdict
from collections.abc import Iterator

from data.model import Provision, Span
from data.norms import MODAL, NormKind
from qa.drills.card import Card, CardKind, Option, Spec
from qa.drills.card_source import CardSource, context_lines, slice_span
from qa.query.normalization import split_words


def modality_specs(ground: CardSource) -> tuple[Spec, ...]:
    """A card for every sentence that is of one kind alone.

    Sentences that say the same but for their modal words have none where these differ.
    """
    found = list(_sentences(ground))
    said: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for spec in found:
        said[_words(spec)].add(spec.sort)
    return tuple(spec for spec in found if len(said[_words(spec)]) == 1 and _words(spec))


def _sentences(ground: CardSource) -> Iterator[Spec]:
    together: dict[Span, dict[NormKind, list[Span]]] = defaultdict(dict)
    for norm in ground.norms:
        if norm.kind in MODAL:
            together[norm.sentence].setdefault(norm.kind, []).extend(norm.marks)
    for sentence, kinds in together.items():
        if len(kinds) == 1:
            kind, marks = next(iter(kinds.items()))
            yield _spec(ground, ground.act.by_eid[sentence.eid], sentence, kind, marks)


def _spec(
    ground: CardSource, provision: Provision, sentence: Span, kind: NormKind, marks: list[Span]
) -> Spec:
    detail = f"{sentence.start}-{sentence.end}"
    return Spec(
        ground.key(CardKind.MODAL, provision.eid, detail, (provision,)),
        CardKind.MODAL,
        provision.eid,
        kind.value,
        tuple(marks),
        tuple(slice_span(line, marks) for line in context_lines(provision, sentence)),
    )


def _words(spec: Spec) -> tuple[str, ...]:
    spans = (span for line in spec.lines for span in line if span is not None)
    return tuple(word for span in spans for word in split_words(span.text))


def make_modality_card(spec: Spec) -> Card:
    """The card: its options are frames, always in one order."""
    kinds = (NormKind.RIGHT, NormKind.DUTY, NormKind.PROHIBITION)
    options = tuple(Option(frame=kind.value) for kind in kinds)
    return Card(spec, options, frozenset({kinds.index(NormKind(spec.sort))}))
