"""The verbatim promise, checked: passages, source lines, lead-ins and closings.

For every provision its text and its source lines, number mark and heading taken off, are equal
once white space and soft hyphens are removed, look-alike letters folded, and errata undone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.model import Act, Chapter, Erratum, Kind, Provision, Span
from data.numbering import roman
from data.passages import Passage, split_passages, with_lead_in_only
from data.repair.homoglyphs import comparison_key, fold_homoglyphs


def _folded(*words: str) -> str:
    """The words as they are compared: look-alike letters folded, which differs by case."""
    forms = {
        fold_homoglyphs(form) for word in words for form in (word, word.upper(), word.capitalize())
    }
    return f"(?:{'|'.join(sorted(forms))})"


_PRINTED = {
    "kk": {"article": "{}[-–]?бап", "chapter": "{}[-–]?(?:тарау|бөлім|параграф)"},
    "ru": {"article": "статья{}", "chapter": "(?:глава|раздел|параграф|§){}"},
    "en": {
        "article": _folded("article") + "{}",
        "chapter": _folded("chapter", "section", "subchapter", "§") + "{}",
    },
}
_NUMBERED = (Kind.ARTICLE, Kind.PARAGRAPH, Kind.POINT)

Item = Provision | Chapter


@dataclass(frozen=True, slots=True)
class Failure:
    """A broken promise: the provision, and what is wrong in one sentence."""

    eid: str
    text: str


def verify_provisions(act: Act) -> tuple[Failure, ...]:
    """Everything in an act that breaks the verbatim promise; empty when it holds."""
    return (
        *verify_passages(act, split_passages(act)),
        *verify_source(act),
        *verify_spans(act),
    )


def quote_failures(act: Act) -> tuple[Failure, ...]:
    """Return the passages, lead-ins and closings that are no slices of their provisions."""
    return (*verify_passages(act, split_passages(act)), *verify_spans(act))


def verify_passages(act: Act, passages: Sequence[Passage]) -> Iterator[Failure]:
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


def verify_spans(act: Act) -> Iterator[Failure]:
    """Lead-ins and closings that are no slice of the provision they name."""
    for provision in act.provisions:
        for span in (provision.lead_in, provision.closing):
            if span is not None and not _is_slice(span, act):
                yield Failure(provision.eid, f"“{span.text}” is no slice of {span.eid}.")


def _is_slice(span: Span, act: Act) -> bool:
    owner = act.by_eid.get(span.eid)
    return owner is not None and owner.text[span.start : span.end] == span.text != ""


def verify_source(act: Act) -> Iterator[Failure]:
    """Provisions and headings of chapters whose text differs from their source lines."""
    for block in _blocks(_in_order(act)):
        first, last = block[0].lines[0], max(item.lines[1] for item in block)
        rest: str | None = comparison_key("".join(act.source_lines[first - 1 : last]))
        for item in block:
            rest = _take(rest or "", item, act.language)
            if rest is None:
                yield Failure(item.eid, f"The text differs from lines {first}-{last}.")
                break
        if rest:
            yield Failure(block[-1].eid, f"Lines {first}-{last} hold more than the text.")


def _in_order(act: Act) -> Iterator[Item]:
    """Provisions and chapters as they follow each other in the source."""
    chapters = list(act.chapters)
    begun = {provision.chapter for provision in act.provisions}
    for provision in act.provisions:
        here = [n for n, each in enumerate(chapters, 1) if each.eid == provision.chapter]
        count = here[0] if here else 0
        while count < len(chapters) and chapters[count].lines[0] < provision.lines[0]:
            count += 1
            if (
                chapters[count - 1].eid in begun
                and chapters[count - 1].lines[1] > provision.lines[0]
            ):
                break
        yield from chapters[:count]
        del chapters[:count]
        yield provision
    yield from chapters


def _blocks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Runs of items that share source lines; mostly one each."""
    block: list[Item] = []
    last = 0
    for item in items:
        if block and item.lines[0] > last:
            yield block
            block = []
        block.append(item)
        last = max(last, item.lines[1])
    if block:
        yield block


def _take(source: str, item: Item, language: str) -> str | None:
    """What is left of the squeezed source after the item; None where they differ."""
    if isinstance(item, Chapter):
        rest = _without_mark(source, item, language)
        title = comparison_key(item.title)
        return rest.removeprefix(title) if rest.startswith(title) else None
    pieces = (comparison_key(item.heading), _undone(item.text, item.errata))
    for start in (source, _without_notes(source, item)):
        left = _without_pieces(_without_mark(start, item, language), pieces, item)
        if left is not None:
            return left
    return None


def _without_pieces(source: str, pieces: Iterable[str], provision: Provision) -> str | None:
    for piece in pieces:
        if not source.startswith(piece):
            source = _without_notes(source, provision)
        if not source.startswith(piece):
            return None
        source = source[len(piece) :]
    return _without_notes(source, provision)


def _without_notes(source: str, provision: Provision) -> str:
    """The squeezed source without the notes of amendment that it begins with."""
    notes = sorted(map(comparison_key, provision.notes), key=len, reverse=True)
    while found := [note for note in notes if note and source.startswith(note)]:
        source = source.removeprefix(found[0])
        notes.remove(found[0])
    return source


def _undone(text: str, errata: Sequence[Erratum]) -> str:
    """The squeezed text with the corrections taken back."""
    squeezed = comparison_key(text)
    for erratum in errata:
        if erratum.right is not None:
            squeezed = squeezed.replace(
                comparison_key(erratum.right), comparison_key(erratum.wrong), 1
            )
    return squeezed


def _without_mark(source: str, item: Item, language: str) -> str:
    """The squeezed source without the number mark that it begins with."""
    if item.number is None:
        return source
    if isinstance(item, Provision) and item.kind not in _NUMBERED:
        return source
    kind = item.kind.value if isinstance(item, Provision) else "chapter"
    match = _mark(kind, item.number, language).match(source)
    return source if match is None else source[match.end() :]


@lru_cache(maxsize=4096)
def _mark(kind: str, number: str, language: str) -> re.Pattern[str]:
    """The number mark as it may be printed, squeezed: digits, or a Roman numeral in a heading."""
    if kind == Kind.PARAGRAPH:
        return re.compile(rf"{number}\.")
    if kind == Kind.POINT:
        return re.compile(rf"{number}\)")
    numeral = (
        fold_homoglyphs(roman(int(number))) if number.isdigit() and int(number) < 100 else number
    )
    word = _PRINTED[language]["article" if kind == Kind.ARTICLE else "chapter"]
    printed = word.format(f"(?:{number}|{numeral})")
    return re.compile(rf"{printed}[.:]?", re.IGNORECASE)
