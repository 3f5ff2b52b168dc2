"""Findings on an act that was read wrongly: rubbish, notes, contents and references as law."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from data.model import Act, Kind, Provision
from data.parsing.boilerplate import begins_note
from data.parsing.contents import heading_key, is_contents_title
from data.parsing.editor_notes import is_planned
from data.passages import fragments
from data.validation.finding import (
    Finding,
    Severity,
    error_of,
    first_words,
    list_provisions,
)

_POINT_REFERENCE = re.compile(r"тармақша|подпункт|subparagraph")
_ENDS = (".", ";", ":", "!", "?", "»", '"', "”", ")")
_MIN_REPEATED = 2


def check_reading(act: Act, contents: Sequence[int]) -> Iterator[Finding]:
    """Yield the provisions that are no law: fragments, notes, references, a table of contents.

    ``contents`` are the lines of tables of contents that are left out (`contents_lines`).
    """
    for provision in act.provisions:
        if is_editorial(provision):
            yield error_of(
                provision, f"An editorial note is quoted as law: “{first_words(provision)}”."
            )
        if provision.kind is Kind.POINT and (
            _POINT_REFERENCE.match(provision.text.lstrip()) and not provision.repealed
        ):
            yield error_of(provision, "A reference to a point is read as a point.")
    yield from _fragments(act)
    yield from _contents_as_law(act)
    yield from _references(act)
    yield from _swallowed_numbers(act)
    if contents:
        text = f"{len(contents)} lines of a table of contents are left out."
        yield Finding(Severity.NOTED, None, contents[0], text)


def is_editorial(provision: Provision) -> bool:
    """Return whether the text of a provision in force is an editorial note."""
    if provision.repealed or provision.kind not in (Kind.PREAMBLE, Kind.PART, Kind.SENTENCE):
        return False
    return begins_note(provision.text) or is_planned(provision.text)


def contents_lines(act: Act) -> Sequence[int]:
    """Return the numbers of the source lines of tables of contents, which are no provisions."""
    inside = source_lines_inside(act)
    outside = [
        (number, line)
        for number, line in enumerate(act.source_lines, 1)
        if number not in inside and line.strip()
    ]
    if not outside:
        return ()
    heads = {n for c in act.chapters for n in range(c.lines[0], c.lines[1] + 1)}
    for article in act.articles:
        heads.update(range(article.lines[0], article.lines[1] + 1))
    # An entry may be broken over lines at another place than its heading.
    joined = "".join(heading_key(act.source_lines[n - 1]) for n in sorted(heads))
    titles = [number for number, line in outside if is_contents_title(line)]
    keys = {number: heading_key(line) for number, line in outside if number not in set(titles)}
    entries = {number for number, key in keys.items() if key in joined}
    if len(entries) < len(keys):
        whole = {heading_key(act.source_lines[n - 1]) for n in inside}
        entries |= {number for number, key in keys.items() if key in whole}
    found = sorted(entries)
    return sorted((*titles, *found)) if found else ()


def source_lines_inside(act: Act) -> Collection[int]:
    """Return the numbers of the source lines of provisions and chapters."""
    spans = [p.lines for p in act.provisions] + [c.lines for c in act.chapters]
    return {number for first, last in spans for number in range(first, last + 1)}


def reading_notes(act: Act) -> Iterator[str]:
    """Yield sentences on what was set apart from the law when the act was read."""
    lines = contents_lines(act)
    if lines:
        yield f"{len(lines)} lines of a table of contents were left out."
    notes = sum(len(provision.notes) for provision in act.provisions)
    if notes:
        yield f"{notes} paragraphs are notes or signatures; they are not quoted."
    rubbish = fragments(act)
    if rubbish:
        listed = list_provisions(act, rubbish)
        yield f"{len(rubbish)} texts are fragments and are never quoted: {listed}"
    editorial = [p.eid for p in act.provisions if is_editorial(p)]
    if editorial:
        listed = list_provisions(act, editorial)
        yield f"{len(editorial)} editorial notes are quoted as law: {listed}"


def _fragments(act: Act) -> Iterator[Finding]:
    """Yield one finding on the fragments with words, and one on those of signs alone."""
    found = fragments(act)
    cut = [eid for eid in found if any(map(str.isalnum, act.by_eid[eid].text))]
    for severity, eids in (
        (Severity.ERROR, cut),
        (Severity.NOTED, [eid for eid in found if eid not in set(cut)]),
    ):
        if eids:
            listed = list_provisions(act, eids)
            text = f"{len(eids)} passages are fragments and are never quoted: {listed}"
            first = min(eids, key=lambda eid: act.by_eid[eid].lines)
            yield Finding(severity, first, act.by_eid[first].lines[0], text)


def _contents_as_law(act: Act) -> Iterator[Finding]:
    """Yield a finding if articles without text have headings that come again."""
    parents = {provision.parent for provision in act.provisions}
    headings = Counter(heading_key(article.heading) for article in act.articles)
    empty = [
        article
        for article in act.articles
        if article.heading and not article.text and article.eid not in parents
        if headings[heading_key(article.heading)] > 1
    ]
    if len(empty) >= _MIN_REPEATED:
        text = f"{len(empty)} headings without text come again: a table of contents is read as law."
        yield error_of(empty[0], text)


def _swallowed_numbers(act: Act) -> Iterator[Finding]:
    """Yield texts that hold the number of the paragraph that is missing after them."""
    last: dict[str | None, Provision] = {}
    for provision in act.provisions:
        if provision.kind in (Kind.PARAGRAPH, Kind.PREAMBLE):
            last[provision.parent] = provision
    for paragraph in last.values():
        number = paragraph.number or "0"
        if not number.isdecimal():
            continue
        following = _number_inside(int(number) + 1)
        for provision in act.under(paragraph.eid):
            match = None if " | " in provision.text else following.search(provision.text)
            if match is not None:
                text = f"The number of a paragraph stands inside the text: “{match[0].strip()}”."
                yield error_of(provision, text)
                break


@lru_cache(maxsize=256)
def _number_inside(number: int) -> re.Pattern[str]:
    """Return the pattern of a paragraph's number after a sentence, with the next word."""
    return re.compile(rf"(?<=[.;:])\s{number}\.\s[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]\w*")


def _references(act: Act) -> Iterator[Finding]:
    """Yield chapters and articles without a title that begin inside the line of a provision."""
    last_lines = {p.lines[1]: p for p in act.provisions if p.text and not p.text.endswith(_ENDS)}
    bare = [(c.eid, c.lines) for c in act.chapters if not c.title]
    bare += [(a.eid, a.lines) for a in act.articles if not (a.heading or a.text)]
    for eid, lines in bare:
        before = last_lines.get(lines[0])
        if before is not None and before.eid != eid:
            text = "A reference at the end of a sentence is read as a heading."
            yield Finding(Severity.ERROR, before.eid, lines[0], text)
