"""The verbatim promise, checked: passages, source lines, lead-ins and closings.

For every provision its text and its source lines, number mark and heading taken off, are equal
once white space and soft hyphens are removed, look-alike letters folded, and errata undone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.act import Act, Erratum, Kind, Provision, Span
from data.passages import Passage, passages_of, with_lead_in_only
from data.squeeze import squeeze

_PRINTED = {
    "kk": "{}-бап.",
    "ru": "статья{}.",
    "en": "article{}.",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A broken promise: the provision, and what is wrong in one sentence."""

    eid: str
    text: str


def failures(act: Act) -> tuple[Failure, ...]:
    """Everything in an act that breaks the verbatim promise; empty when it holds."""
    return (
        *passage_failures(act, passages_of(act)),
        *source_failures(act),
        *span_failures(act),
    )


def passage_failures(act: Act, passages: Sequence[Passage]) -> Iterator[Failure]:
    """Passages that are no slice of their provision, and texts that no passage covers."""
    covered: dict[str, set[int]] = {}
    for passage in passages:
        text = act.by_eid[passage.eid].text
        if text[passage.start : passage.end] != passage.text or not passage.text:
            yield Failure(passage.eid, "A passage is no slice of the text.")
        covered.setdefault(passage.eid, set()).update(range(passage.start, passage.end))
    for provision, lead_in_only in with_lead_in_only(act):
        if provision.repealed or lead_in_only:
            continue
        inside = covered.get(provision.eid, set())
        missing = (i for i, c in enumerate(provision.text) if not c.isspace() and i not in inside)
        if next(missing, None) is not None:
            yield Failure(provision.eid, "The passages do not cover the text.")


def span_failures(act: Act) -> Iterator[Failure]:
    """Lead-ins and closings that are no slice of the provision they name."""
    for provision in act.provisions:
        for span in (provision.lead_in, provision.closing):
            if span is not None and not _is_slice(span, act):
                yield Failure(provision.eid, f"“{span.text}” is no slice of {span.eid}.")


def _is_slice(span: Span, act: Act) -> bool:
    owner = act.by_eid.get(span.eid)
    return owner is not None and owner.text[span.start : span.end] == span.text != ""


def source_failures(act: Act) -> Iterator[Failure]:
    """Provisions whose text differs from their source lines."""
    for block in _blocks(act.provisions):
        first, last = block[0].lines[0], max(provision.lines[1] for provision in block)
        rest: str | None = squeeze("".join(act.source_lines[first - 1 : last]))
        for provision in block:
            rest = _take(rest or "", provision, act.language)
            if rest is None:
                yield Failure(provision.eid, f"The text differs from lines {first}-{last}.")
                break
        if rest:
            yield Failure(block[-1].eid, f"Lines {first}-{last} hold more than the text.")


def _blocks(provisions: Sequence[Provision]) -> Iterator[list[Provision]]:
    """Runs of provisions that share source lines; mostly one provision each."""
    block: list[Provision] = []
    last = 0
    for provision in provisions:
        if block and provision.lines[0] > last:
            yield block
            block = []
        block.append(provision)
        last = max(last, provision.lines[1])
    if block:
        yield block


def _take(source: str, provision: Provision, language: str) -> str | None:
    """What is left of the squeezed source after the provision; None where they differ."""
    pieces = [squeeze(provision.heading), _undone(provision.text, provision.errata)]
    rest = _without_mark(source, provision, language)
    for piece in pieces:
        if not rest.startswith(piece):
            rest = _without_notes(rest, provision)
        if not rest.startswith(piece):
            return None
        rest = rest[len(piece) :]
    return _without_notes(rest, provision)


def _without_notes(source: str, provision: Provision) -> str:
    """The squeezed source without the notes of amendment that it begins with."""
    for note in map(squeeze, provision.notes):
        source = source.removeprefix(note)
    return source


def _undone(text: str, errata: Sequence[Erratum]) -> str:
    """The squeezed text with the corrections taken back."""
    squeezed = squeeze(text)
    for erratum in errata:
        if erratum.right is not None:
            squeezed = squeezed.replace(squeeze(erratum.right), squeeze(erratum.wrong), 1)
    return squeezed


def _without_mark(source: str, provision: Provision, language: str) -> str:
    mark = _mark(provision, language)
    if source[: len(mark)].lower() == mark:
        return source[len(mark) :]
    # A heading may do without the full stop: "5-бап Heading".
    bare = mark.removesuffix(".")
    return source[len(bare) :] if source[: len(bare)].lower() == bare else source


def _mark(provision: Provision, language: str) -> str:
    """The number mark as it is printed, squeezed."""
    if provision.kind is Kind.ARTICLE:
        return squeeze(_PRINTED[language].format(provision.number))
    if provision.kind is Kind.PARAGRAPH:
        return f"{provision.number}."
    return f"{provision.number})" if provision.kind is Kind.POINT else ""
