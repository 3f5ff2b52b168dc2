"""Findings on orders that are cut: stamps of attachments, new wordings, clauses and points.

An order enacts, changes or repeals something in a few paragraphs; a new wording is quoted in it.
Laws that change other laws quote new wordings too, so quotations are checked in every act.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from data.model import NUMBERED, Act, Kind, Provision
from data.parsing.boilerplate import is_signature, mentions_attachment
from data.validation.endings import AGREED, goes_on, is_signed, is_signing
from data.validation.finding import Finding, Severity, error_of

# A stamp names who adopted the order: "Бақ ауданы мәслихатының 2021 жылғы … шешіміне қосымша".
_ISSUER = re.compile(
    r"мәслихат|әкім(?!ші)|үкімет|министр|облыс|аудан|қала|республикасы|комитет|банк|жарлығ",
    re.IGNORECASE,
)
_LABEL = re.compile("нысан|форма|жоба|приложение|утвержд", re.IGNORECASE)
_MIN_STAMP, _STAMP_END = 10, 60
_STOPS = (".", ";", ":", '"', "»", "”", ")")
# A quoted wording with its number: '"4) …', and the end of one: '…";', '…".'.
_WORDING = re.compile(r'["«“„]\s?\d+(?:-\d+)?[.)]')
_QUOTES, _MARKS = '"«“„', frozenset('"«»“”„')
_POINT_STARTS = f"{_QUOTES}0123456789"
_QUOTED = re.compile(r'["«“„]\s?[\dА-ЯЁӘҒҚҢӨҰҮҺІ]')
_WORDING_ENDS = re.compile(r'["»”][.;,]?(?:\s*(?:және|или|и))?$')
# Letters of an unnumbered text, and the last words of one that is a heading or an office.
_MIN_LENGTH = 35
_HEADING_ENDS = re.compile(
    r"(?:министр(?:ліг)?і|басшысы|төрағасы(?:мен)?|хатшысы|әкімі|басқармасы|комитеті|агенттігі"
    r"|департаменті|туралы|Республикасының|тәртібі|қосымшасы|,\s(?:млн|мың)\s\w+|:\s?[«“\"])$",
    re.IGNORECASE,
)
_MAX_CUT, _MAX_CUT_SHARE = 2, 0.08
_MAX_SIGNED = 400
# The last paragraphs of an order: on its coming into force and on who supervises it.
_CLAUSE = re.compile(
    r"Осы\s(?:қаулы|бұйрық|шешім|жарлық|өкім)(?:\s.*\sенгізіледі|(?:ның|тың|нің)\sорындалуын)"
    r"|(?:Настоящ\w+\s(?:постановление|приказ|решение)\s.*(?:вводится\sв\sдействие|вступает\sв\sсилу)"
    r"|Контроль\sза\sисполнением\sнастоящ)"
)
# The first words of a clause on the order itself.
_OWN_CLAUSE = re.compile(r"(?:осы\s(?:қаулы|бұйрық|шешім|жарлық)|настоящ)", re.IGNORECASE)
_POINT = re.compile(r"(\d{1,3})\)\s+\S")


def check_orders(act: Act, *, as_order: bool) -> Iterator[Finding]:
    """Yield the findings on stamps, quoted wordings, sentences, clauses and points of orders."""
    lines = [(n, line.strip()) for n, line in enumerate(act.source_lines, 1) if line.strip()]
    if act.language == "kk":
        yield from _stamps(lines)
    yield from _open_wordings(lines)
    yield from _skipped_points(act)
    if as_order:
        yield from _cut_sentences(act)
        yield from _unnumbered_clauses(act)
        yield from _open_end(act)


def _stamps(lines: Sequence[tuple[int, str]]) -> Iterator[Finding]:
    """Yield the stamps, each of one or more rows with one cell, that do not say of what they are.

    The last word of a stamp is that of an attachment, or that something is approved.
    """
    stamp = ""
    first = 0
    for (number, line), (_, after) in pairwise((*lines, (0, ""))):
        cell = _only_cell(line)
        if cell is None:
            stamp = ""
            continue
        first = first if stamp else number
        stamp = f"{stamp} {cell}".strip()
        if mentions_attachment(stamp[-_STAMP_END:]):
            stamp = ""
        elif _ends_stamp(stamp, _only_cell(after)):
            if _is_stamp(stamp) and not (is_signature(cell) or cell.endswith(_STOPS)):
                text = f"The stamp of an attachment is cut after “…{stamp[-30:]}”."
                yield Finding(Severity.ERROR, None, first, f"{text} Compare it with the original.")
            stamp = ""


def _only_cell(line: str) -> str | None:
    """Return the text of a row with an empty first cell and one more, None of another line."""
    return line.strip("| ") if line.startswith("|") and line.count("|") == 1 else None


def _ends_stamp(stamp: str, after: str | None) -> bool:
    """Return whether a stamp ends before the next row: no stamp follows, or a new one does."""
    if after is None:
        return True
    is_new = after[:1].isupper() and _ISSUER.search(after) is not None
    return is_new and any(map(str.isdecimal, stamp))


def _is_stamp(text: str) -> bool:
    named = text[:1].isupper() and _ISSUER.search(text) and not _LABEL.search(text)
    return len(text) >= _MIN_STAMP and bool(named)


def _open_wordings(lines: Sequence[tuple[int, str]]) -> Iterator[Finding]:
    """Yield the numbered new wordings whose quotation is not closed before the next one."""
    begun: tuple[int, str] | None = None
    for number, line in lines:
        if "|" in line or (begun is None and line[0] not in _QUOTES):
            continue
        if line[0] in _QUOTES:
            if begun is not None and _QUOTED.match(line):
                yield _open_wording(*begun)
                begun = None
            if _WORDING.match(line) and not _closes(line):
                begun = (number, line)
        if begun is not None and _WORDING_ENDS.search(line):
            begun = None
    if begun is not None:
        yield _open_wording(*begun)


def _closes(line: str) -> bool:
    """Return whether a line closes all its quotations: '"5. Бағбан" деген сөздер …'.

    Marks are counted, not matched: pairs of one quotation often differ in style.
    """
    return sum(sign in _MARKS for sign in line) % 2 == 0


def _open_wording(number: int, line: str) -> Finding:
    text = f"The quotation “{line[:40]}…” is not closed; its end may be missing."
    return Finding(Severity.ERROR, None, number, text)


def _skipped_points(act: Act) -> Iterator[Finding]:
    """Yield the points in a quoted wording of which one follows another that is not the next.

    Points outside quotations are checked by their numbers.
    """
    points = {p.lines[0] for p in act.provisions if p.kind is Kind.POINT}
    before = 0
    for number, line in enumerate(act.source_lines, 1):
        text = line.strip()
        if not text:
            continue
        match = _POINT.match(text.lstrip(_QUOTES)) if text[0] in _POINT_STARTS else None
        latest = int(match[1]) if match is not None else 0
        if match and before and latest > before + 1 and number not in points and text[0].isdigit():
            problem = f"Point {latest} directly follows point {before} in a quotation"
            yield Finding(Severity.ERROR, None, number, f"{problem}; points may be missing.")
        before = latest


def _cut_sentences(act: Act) -> Iterator[Finding]:
    """Yield the few texts above the signature that end inside a sentence.

    They are unnumbered ones, numbered ones with other texts below them, and short clauses.
    """
    lines = enumerate(map(str.strip, act.source_lines), 1)
    end = next((n for n, line in lines if _ends_order(line)), len(act.source_lines) + 1)
    parents = {provision.parent for provision in act.provisions}
    texts = [p for p in act.provisions if p.lines[0] < end and _is_text(p, parents)]
    cut = [p for p in texts if _is_cut(p.text.rstrip(), act.language)]
    if len(cut) > max(_MAX_CUT, _MAX_CUT_SHARE * len(texts)):
        return
    for provision in cut:
        shown = provision.text.rstrip()[-30:]
        yield error_of(provision, f"The text ends inside a sentence, perhaps cut: “…{shown}”.")


def _ends_order(line: str) -> bool:
    """Return whether a line is a signature or begins the approvals, not a numbered sentence."""
    if len(line) > _MAX_SIGNED or line.lstrip('"«')[:1].isdecimal():
        return False
    return AGREED.match(line) is not None or is_signed(line)


def _is_text(provision: Provision, parents: Collection[str | None]) -> bool:
    text = provision.text
    if provision.eid.startswith("att_") or provision.repealed or "|" in text or is_signing(text):
        return False
    if provision.kind in NUMBERED:
        return provision.eid in parents or _OWN_CLAUSE.match(text) is not None
    return provision.kind is Kind.PART and len(text) >= _MIN_LENGTH


def _is_cut(text: str, language: str) -> bool:
    return goes_on(text, language) and _HEADING_ENDS.search(text) is None


def _open_end(act: Act) -> Iterator[Finding]:
    """Yield a finding if the last numbered paragraph of an order announces more."""
    own = [p for p in act.provisions if not p.eid.startswith("att_") and p.kind in NUMBERED]
    if own and own[-1].kind is Kind.PARAGRAPH and own[-1].text.rstrip().endswith((";", ":", ",")):
        after = [p for p in act.under(own[-1].eid) if p is not own[-1] and "|" not in p.text]
        if not after:
            end = own[-1].text.rstrip()[-30:]
            yield error_of(own[-1], f"The order ends without a full stop, perhaps cut: “…{end}”.")


def _unnumbered_clauses(act: Act) -> Iterator[Finding]:
    """Yield the first of the last clauses that lacks the number that other paragraphs have."""
    own = [p for p in act.provisions if not p.eid.startswith("att_")]
    if not any(p.kind is Kind.PARAGRAPH and p.parent is None for p in own):
        return
    bare = [p for p in own if p.kind is Kind.PART and _CLAUSE.match(p.text)]
    if bare:
        text = f"The paragraph “{bare[0].text[:40]}…” has no number; numbers may be missing."
        yield error_of(bare[0], text)
