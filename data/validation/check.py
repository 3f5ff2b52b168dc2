"""Findings of ``bapta check``: errors of numbering, text damage and words in a parsed act."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from data.eid import is_under, number_key
from data.model import Act, Kind, Provision
from data.numbering import is_next, ordinals
from data.parsing.boilerplate import is_order
from data.parsing.markers import match_marker
from data.parsing.quotations import find_quoted_ranges
from data.parsing.repeals import is_repealed, note_repeals, numbered_range, repealed_range
from data.repair.homoglyphs import comparison_key, fold_homoglyphs
from data.repair.letter_spacing import WORD, Lexicon, build_lexicon, is_damaged
from data.validation.completeness import check_completeness
from data.validation.damage import check_damage
from data.validation.endings import check_endings
from data.validation.finding import Finding, Severity, error_of
from data.validation.line_ends import check_line_ends
from data.validation.mentions import check_mentions
from data.validation.orders import check_orders
from data.validation.reading import check_reading, contents_lines, source_lines_inside
from data.validation.rows import check_rows
from data.validation.sums import check_sums
from data.validation.tables import check_tables
from data.validation.verbatim import verify_provisions

# Characters; a longer provision without a table suggests that the parser missed a heading.
_MAX_PROVISION_LENGTH = 6000
_CELLS = " | "
_CAPTION = re.compile(r"\([A-ZА-ЯӘІҢҒҮҰҚӨҺ][^().;:]{2,150}\)")
_VOWELS = frozenset("аәеёиоөуұүіыэюяaeiouy")
_ABBREVIATIONS = frozenset({"млн", "млрд", "трлн", "тг"})
# Letters of each of two joined words, and of a lower-case word that needs a vowel.
_MIN_JOINED_LETTERS = 5
_MIN_LETTERS = 3
_MAX_LISTED_WORDS = 12


def check_act(act: Act) -> tuple[Finding, ...]:
    """Return every finding, in document order within its kind."""
    as_order = is_order(act.source_lines)
    contents = contents_lines(act)
    return (
        *_numbering(act),
        *_repeals(act),
        *_headings(act),
        *_sizes(act),
        *check_damage(act),
        *check_reading(act, contents),
        *check_completeness(act),
        # Both may find the same cut text.
        *dict.fromkeys(
            (*check_endings(act, as_order=as_order), *check_orders(act, as_order=as_order))
        ),
        *check_line_ends(act),
        *check_mentions(act),
        *check_tables(act),
        *check_rows(act),
        *check_sums(act),
        *_omitted_lines(act, contents),
        *(error_of(act.by_eid.get(f.eid), f.text) for f in verify_provisions(act)),
        *(Finding(Severity.NOTED, None, 0, f"Source file: {notice}") for notice in act.notices),
    )


def corpus_lexicon(acts: Iterable[Act]) -> Lexicon:
    """Return the lexicon of the undamaged source lines of the acts."""
    return build_lexicon(
        line for act in acts for line in act.source_lines if not is_damaged(line.strip())
    )


def check_words(act: Act, lexicon: Lexicon) -> Iterator[Finding]:
    """Yield impossible and joined words as errors, then one note on all unknown words."""
    unknown: dict[str, None] = {}
    for provision in act.provisions:
        acknowledged = any(erratum.right is None for erratum in provision.errata)
        for word in WORD.findall(f"{provision.heading} {provision.text}"):
            known = word in lexicon
            if not known:
                unknown[word] = None
            problem = _impossible_word(word) or (None if known else _joined_words(word, lexicon))
            if problem and not acknowledged:
                yield error_of(provision, f"{problem}: “{word}”.")
    if unknown:
        listed = ", ".join(list(unknown)[:_MAX_LISTED_WORDS])
        more = " …" if len(unknown) > _MAX_LISTED_WORDS else ""
        text = f"{len(unknown)} words occur on repaired lines only: {listed}{more}"
        yield Finding(Severity.NOTED, None, 0, text)


def _numbering(act: Act) -> Iterator[Finding]:
    """Yield gaps in the numbers of siblings, and unnumbered parts that begin with a marker."""
    ranges = find_quoted_ranges([provision.text for provision in act.provisions], act.language)
    quoted = {
        provision.eid
        for provision, found in zip(act.provisions, ranges, strict=True)
        if found and found[0][0] == 0
    }
    siblings: dict[tuple[str | None, Kind], list[Provision]] = {}
    for provision in act.provisions:
        if provision.kind in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.POINT):
            siblings.setdefault((provision.parent, provision.kind), []).append(provision)
        elif provision.kind is not Kind.PART or provision.eid in quoted:
            continue
        elif match_marker(provision.text, act.language) is not None:
            yield error_of(provision, "A part begins with a number out of sequence.")
    for group in siblings.values():
        yield from _gaps(group, act)


def _gaps(group: Sequence[Provision], act: Act) -> Iterator[Finding]:
    numbers = ordinals([provision.number or "0" for provision in group])
    if number_key(numbers[0])[0] != 1 and not _begins_decimal(group[0], act):
        yield error_of(group[0], f"The first {group[0].kind} has the number {group[0].number}.")
    for (before, left), (after, right) in pairwise(zip(group, numbers, strict=True)):
        # 2.1 follows 1.9, and in English translations 398-2 follows 398.
        begins = "." in (after.number or "") and right.endswith("-1")
        begins = begins and is_next(left.partition("-")[0], right.removesuffix("-1"))
        second = act.language == "en" and is_next(f"{left}-1", right)
        if not (is_next(left, right) or begins or second):
            text = f"The {after.kind} {after.number} follows the {before.kind} {before.number}."
            yield error_of(after, text)


def _begins_decimal(provision: Provision, act: Act) -> bool:
    """Return whether the first paragraph of article 2 has the decimal number 2.1."""
    above = act.by_eid.get(provision.parent or "")
    number = provision.number or ""
    return "." in number and above is not None and number.partition(".")[0] == above.number


def _repeals(act: Act) -> Iterator[Finding]:
    """Yield provisions in force that are marked repealed, and repealed ones that are not."""
    article: Provision | None = None
    for provision in act.provisions:
        if provision.kind is Kind.ARTICLE:
            article = provision
        own = article is not None and is_under(provision.eid, article.eid)
        noted = (
            own
            and article is not None
            and any(
                note_repeals(note, article.number or "", act.language) for note in article.notes
            )
        )
        texts = (provision.text, provision.heading)
        stated = noted or any(_states_repeal(provision, text, act.language) for text in texts)
        if stated and not provision.repealed:
            yield error_of(provision, "The provision is stated to be repealed, but is in force.")
        elif provision.repealed and provision.text and not stated:
            yield error_of(provision, "The provision is in force, but is marked repealed.")


def _headings(act: Act) -> Iterator[Finding]:
    """Yield parts that are the second line of a chapter's title or the caption of an article."""
    for provision, after in pairwise((*act.provisions, None)):
        if provision is None or provision.kind is not Kind.PART or provision.parent is None:
            continue
        if provision.chapter != act.by_eid[provision.parent].chapter:
            yield error_of(
                provision, "The text stands between a chapter's heading and its article."
            )
        elif (
            after is not None and after.kind is Kind.ARTICLE and _CAPTION.fullmatch(provision.text)
        ):
            yield error_of(provision, "The text may be the caption of the article after it.")


def _states_repeal(provision: Provision, text: str, language: str) -> bool:
    """Return whether a text or heading of the provision states a repeal."""
    return (
        is_repealed(text, language)
        or numbered_range(text, language) is not None
        or bool(repealed_range(provision.number or "", text, language))
    )


def _sizes(act: Act) -> Iterator[Finding]:
    parents = {provision.parent for provision in act.provisions}
    for provision in act.provisions:
        empty = not provision.text and provision.kind is not Kind.ATTACHMENT
        if empty and provision.eid not in parents and not provision.repealed:
            yield error_of(provision, "The provision is empty.")
        if len(provision.text) > _MAX_PROVISION_LENGTH and _CELLS not in provision.text:
            yield error_of(provision, f"The provision has {len(provision.text)} characters.")
        bare = not (provision.heading or provision.text or provision.repealed)
        if provision.kind is Kind.ARTICLE and bare:
            yield error_of(provision, "The article has no heading.")


def _omitted_lines(act: Act, contents: Collection[int]) -> Iterator[Finding]:
    """Yield the source lines after the title that belong to no heading, provision or note."""
    inside = source_lines_inside(act)
    first = min(inside, default=1)
    inside = {*inside, *contents}
    notes = comparison_key(
        "".join(note for provision in act.provisions for note in provision.notes)
    )
    for number, line in enumerate(act.source_lines[first - 1 :], first):
        words = "" if number in inside else comparison_key(line)
        if words and words not in notes:
            yield Finding(Severity.ERROR, None, number, "The line belongs to no provision.")


def _impossible_word(word: str) -> str | None:
    """Return the problem of a word that cannot exist in any lexicon, else None."""
    folded = fold_homoglyphs(word).lower()
    if word.islower() and len(word) >= _MIN_LETTERS and _VOWELS.isdisjoint(folded):
        return None if folded in _ABBREVIATIONS else "A word has no vowel"
    if re.search(r"(\w)\1\1", folded) and not word.isupper():
        return "A letter is tripled"
    return None


def _joined_words(word: str, lexicon: Lexicon) -> str | None:
    """Return the problem of an unknown word that consists of two known ones, else None."""
    offsets = range(_MIN_JOINED_LETTERS, len(word) - _MIN_JOINED_LETTERS + 1)
    joined = any(word[:offset] in lexicon and word[offset:] in lexicon for offset in offsets)
    return "Two words are joined" if joined else None
