"""Verification of verbatim text: passages, lead-ins, closings and source lines.

The text of every provision equals its source lines without number marker and heading, after
white space and invisible signs are removed, homoglyphs and hyphens folded and errata reverted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.model import NUMBERED, Act, Chapter, Erratum, Kind, Provision
from data.numbering import TO_SUPERSCRIPTS, roman
from data.parsing.markers import CAPITALS
from data.passages import Passage, fragments, split_passages, with_lead_in_only
from data.repair.homoglyphs import comparison_key, fold_homoglyphs


def _folded(*words: str) -> str:
    """Return a pattern of the words with homoglyphs folded, which differs by case."""
    forms = {
        fold_homoglyphs(form) for word in words for form in (word, word.upper(), word.capitalize())
    }
    return f"(?:{'|'.join(sorted(forms))})"


# The first article of a repealed range has the plural, or in Kazakh no word after its number.
_HEADING_MARKERS = {
    "kk": {"article": "{}(?:[-–]?бап)?", "chapter": "{}[-–]?(?:тарау|бөлім|параграф)"},
    "ru": {"article": "(?:стать[яи]|ст[.])№?{}", "chapter": "(?:глава|раздел|параграф|§){}"},
    "en": {
        "article": f"(?:{_folded('article', 'section')}{_folded('s')}?"
        f"|{_folded('art', 'sec')}[.]|§)?(?:№|{_folded('no')}[.]?)?{{}}",
        "chapter": _folded("part", "title", "chapter", "section", "subchapter", "subsection", "§")
        + "{}",
    },
}

Item = Provision | Chapter


@dataclass(frozen=True, slots=True)
class Failure:
    """Violation of verbatim text: the provision and one sentence."""

    eid: str
    text: str


def verify_provisions(act: Act) -> tuple[Failure, ...]:
    """Return every place of an act at which its text is not verbatim."""
    return (
        *verify_passages(act, split_passages(act)),
        *verify_source(act),
        *verify_spans(act),
    )


def verify_quotes(act: Act) -> tuple[Failure, ...]:
    """Return the passages, lead-ins and closings that are no slices of their provisions."""
    return (*verify_passages(act, split_passages(act)), *verify_spans(act))


def verify_passages(act: Act, passages: Sequence[Passage]) -> Iterator[Failure]:
    """Yield passages that are no slice of their provision, and texts not covered by passages."""
    covered: dict[str, list[tuple[int, int]]] = {}
    for passage in passages:
        text = act.by_eid[passage.eid].text
        if text[passage.start : passage.end] != passage.text or not passage.text:
            yield Failure(passage.eid, "A passage is no slice of the text.")
        covered.setdefault(passage.eid, []).append((passage.start, passage.end))
    left_out = fragments(act)
    for provision, lead_in_only in with_lead_in_only(act):
        if provision.repealed or lead_in_only or provision.eid in left_out:
            continue
        if _rest_outside(provision.text, covered.get(provision.eid, ())):
            yield Failure(provision.eid, "The passages do not cover the text.")


def _rest_outside(text: str, slices: Iterable[tuple[int, int]]) -> str:
    """Return the text outside the slices, without white space."""
    rest, end = "", 0
    for start, stop in sorted(slices):
        rest += text[end:start]
        end = max(end, stop)
    return (rest + text[end:]).strip()


def verify_spans(act: Act) -> Iterator[Failure]:
    """Yield lead-ins and closings that are no slice of the provision they refer to."""
    for provision in act.provisions:
        for span in (provision.lead_in, provision.closing):
            if span is not None and not (span.text and act.has_span(span)):
                yield Failure(provision.eid, f"“{span.text}” is no slice of {span.eid}.")


def verify_source(act: Act) -> Iterator[Failure]:
    """Yield provisions and chapter headings whose text differs from their source lines."""
    for group in _groups(_in_order(act)):
        first, last = group[0].lines[0], max(item.lines[1] for item in group)
        source = comparison_key("".join(act.source_lines[first - 1 : last]))
        rest = _Rest(source, _notes(group))
        for item in group:
            left = _strip_item(rest, item, act.language)
            if left is None:
                yield Failure(item.eid, f"The text differs from lines {first}-{last}.")
                break
            rest = left
        else:
            if list(rest.without_notes())[-1].source:
                yield Failure(group[-1].eid, f"Lines {first}-{last} hold more than the text.")


def _in_order(act: Act) -> Iterator[Item]:
    """Yield provisions and chapters in the order of the source."""
    chapters = act.chapters
    places = {chapter.eid: place for place, chapter in enumerate(chapters)}
    with_provisions = {provision.chapter for provision in act.provisions}
    done = 0
    for provision in act.provisions:
        end = max(done, places.get(provision.chapter or "", -1) + 1)
        while end < len(chapters) and chapters[end].lines[0] < provision.lines[0]:
            chapter = chapters[end]
            end += 1
            if chapter.eid in with_provisions and chapter.lines[1] > provision.lines[0]:
                break
        yield from chapters[done:end]
        done = end
        yield provision
    yield from chapters[done:]


def _groups(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield runs of items that share source lines."""
    group: list[Item] = []
    last = 0
    for item in items:
        if group and item.lines[0] > last:
            yield group
            group = []
        group.append(item)
        last = max(last, item.lines[1])
    if group:
        yield group


# The functions below compare keys: `source` is the `comparison_key` of source lines.
@dataclass(frozen=True, slots=True)
class _Rest:
    """Source that is left of a group, and the notes of the group that were not met yet."""

    source: str
    notes: tuple[str, ...]

    def without_notes(self) -> Iterator["_Rest"]:
        """Yield the rest, then without the first note, without the first two, and so on."""
        rest: _Rest | None = self
        while rest is not None:
            yield rest
            rest = rest._without_note(0)

    def without_text(self, text: str) -> "_Rest | None":
        """Return the rest after a text, which may contain notes; None if it does not follow."""
        for rest in self.without_notes():
            if rest.source.startswith(text):
                return _Rest(rest.source.removeprefix(text), rest.notes)
        for place in (self.source.find(note) for note in self.notes):
            if 0 < place < len(text) and self.source[:place] == text[:place]:
                inner = self._without_note(place)
                return None if inner is None else inner.without_text(text)
        return None

    def _without_note(self, place: int) -> "_Rest | None":
        """Return the rest without the longest note at a place, None if there is none."""
        for note in self.notes:
            if self.source.startswith(note, place):
                source = self.source[:place] + self.source[place + len(note) :]
                others = list(self.notes)
                others.remove(note)
                return _Rest(source, tuple(others))
        return None


def _notes(group: Iterable[Item]) -> tuple[str, ...]:
    """Return the notes of all provisions of a group, the longest first."""
    provisions = (item for item in group if isinstance(item, Provision))
    notes = (comparison_key(note) for provision in provisions for note in provision.notes)
    return tuple(sorted(filter(None, notes), key=len, reverse=True))


def _strip_item(rest: _Rest, item: Item, language: str) -> _Rest | None:
    """Return the rest after the item, None if they differ."""
    if isinstance(item, Chapter):
        texts = [comparison_key(item.title)]
    else:
        texts = [comparison_key(item.heading), _revert_errata(item.text, item.errata)]
        # The heading may be above the number.
        for start in rest.without_notes() if texts[0] else ():
            above = start.without_text(texts[0])
            for below in above.without_notes() if above is not None else ():
                source = _strip_marker(below.source, item, language)
                if source != below.source:
                    return _strip_texts(_Rest(source, below.notes), texts[1:])
    numbered: list[_Rest] = []
    bare: list[_Rest] = []
    for start in rest.without_notes():
        source = _strip_marker(start.source, item, language)
        (bare if source == start.source else numbered).append(_Rest(source, start.notes))
    # The note above a number may have the words of the text.
    found = (_strip_texts(start, texts) for start in (*numbered, *bare))
    return next((left for left in found if left is not None), None)


def _strip_texts(rest: _Rest, texts: Iterable[str]) -> _Rest | None:
    """Return the rest after the texts, which may have notes between them, None if they differ."""
    left: _Rest | None = rest
    for text in texts:
        left = None if left is None else left.without_text(text)
    return left


def _revert_errata(text: str, errata: Sequence[Erratum]) -> str:
    key = comparison_key(text)
    for erratum in errata:
        if erratum.right is not None:
            key = key.replace(comparison_key(erratum.right), comparison_key(erratum.wrong), 1)
    return key


def _strip_marker(source: str, item: Item, language: str) -> str:
    """Return the source without the number marker at its beginning."""
    kind = item.kind if isinstance(item, Provision) else "chapter"
    if item.number is None or (isinstance(item, Provision) and item.kind not in NUMBERED):
        return source
    match = _marker_pattern(kind, item.number, language).match(source)
    return source if match is None else source[match.end() :]


@lru_cache(maxsize=4096)
def _marker_pattern(kind: str, number: str, language: str) -> re.Pattern[str]:
    """Return the pattern of a marker's key: digits, or in headings also a Roman numeral."""
    printed = _printed(number)
    if kind in (Kind.PARAGRAPH, Kind.POINT):
        # The first number of "2-4) исключены" is 2.
        return re.compile(rf"\(?{printed}(?:-\d+)?[.)]?\)?", re.IGNORECASE)
    first, hyphen, rest = number.partition("-")
    numeral = fold_homoglyphs(roman(int(first))) if first.isdigit() and int(first) < 100 else first
    inserted = _printed(f"{hyphen}{rest}") if hyphen else ""
    word = _HEADING_MARKERS[language]["article" if kind == Kind.ARTICLE else "chapter"]
    marker = word.format(f"(?:{printed}|{numeral}{inserted})")
    return re.compile(rf"(?:{marker})[.:]?(?:[-–—]+(?=\(1\)|(?-i:[{CAPITALS}])))?", re.IGNORECASE)


def _printed(number: str) -> str:
    """Return the pattern of a number's printed forms: 21-1, 21¹, 21.1, 21(1) and 211."""
    first, *others = re.split("[-.]", fold_homoglyphs(number))
    raised = (f"(?:[-–.]?{part}|\\({part}\\)|{part.translate(TO_SUPERSCRIPTS)})" for part in others)
    return first + "".join(raised)
