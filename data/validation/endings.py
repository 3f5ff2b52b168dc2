"""Findings on sentences, lists and acts that end too early: parts of the source may be missing."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from data.model import NUMBERED, Act, Kind, Provision
from data.parsing.boilerplate import is_enacting, is_signature
from data.validation.finding import Finding, Severity, error_of, first_words, list_provisions

# A word that joins this point with the next one.
_JOINS = re.compile(r"(?:^|\W)(?:и|или|либо|және|немесе|and|or)$")
# Endings of Kazakh predicates: a full stop after them may have been forgotten.
_PREDICATE = re.compile(
    r"(?:[аей]д[ыі]|[лнт]с[ыі]н|тиіс|емес|жоқ|бар|керек|мүмкін|қажет)$", re.IGNORECASE
)
# A word with which no sentence and no heading ends: a possessor, a participle, a conjunction, a
# preposition. The nouns "тәртіп", "кәсіп" and "қауіп" are no converbs.
_GOES_ON = re.compile(
    r"(?:^|\s)(?:[\w-]+(?:ның|нің|дың|дің|тың|тің|атын|етін|ған|ген|ып|(?<!тәрт)(?<!кәс)(?<!қау)іп)"
    r"|және|немесе|арқылы"
    r"|и|или|либо|в|на|по|с|со|о|об|к|от|для|при|не|из|за|a|of|the|and|or|to|in|by|for|with|at)$"
)
# A heading may be a noun like a converb ("тәртіп", "кәсіп"), or end with the preposition of an
# English verb ("applies to", "opted in").
_HEADING_GOES_ON = re.compile(
    r"(?:^|\s)(?:[\w-]+(?:ның|нің|дың|дің|тың|тің|йтын|йтін|атын|етін)|және|немесе|арқылы"
    r"|жылғы(?:\s\d+)?|жылға|мынадай|сәйкес|сондай-ақ|и|или|либо|в|на|по|с|со|о|об|к|от|для|при|из"
    r"|of|the|and|or)$"
)
_MAX_CUT_PARTS = 2
_OPENING = ",(«“"
_CELLS = "|"
# Below a treaty: for whom each side signs.
_PARTIES = re.compile(
    r"(?:^|\s)(?:[үy]ш[іi]н|(?-i:За)\s+\w+(?:ую|у)|For\s+the)(?:\s|$)", re.IGNORECASE
)
# Letters of a numbered provision and of another paragraph; shorter ones may be headings or names.
_MIN_LETTERS, _MIN_PART_LETTERS, _MIN_LAST_LETTERS = 25, 50, 10
# Of so many provisions a few may be cut; more are headings, forms or lists without signs.
_MIN_COMPLETE, _MIN_FEW = 4, 2
_MAX_CUT_SHARE = 0.08
# Cut lines of about one length, in characters.
_MIN_CUT_LINES, _MIN_WIDTH = 3, 40
_STOPS = '.;:!?»"”'
# Characters and numbered provisions of a whole act; a shorter text may be an excerpt.
_MIN_LENGTH, _MIN_NUMBERED = 2000, 3
# The last provisions of a law with so many articles, of which one states its coming into force.
_MIN_ARTICLES, _LAST = 10, 6
# Lines around the end of the act, before its attachments, in which a signature is looked for.
_SIGNED_WITHIN = 15
_IN_FORCE = re.compile(
    r"қолданысқа\s+енг|күш[іi]не\s+ен|күш[іi]\s+жой|күш[іi]н\s+жой|введени\w{1,15}\s+в\s+действие"
    r"|вводи\w{1,15}\s+в\s+действие|вступ\w{1,15}\s+в\s+силу|утратившим"
    r"|in(?:to)?\s+(?:force|effect)\b|(?:take|have)\s+effect|commencement|repealed"
    # The last words of a treaty.
    r"|жасалды\b|совершено\s+в|done\s+(?:at|in)\b",
    re.IGNORECASE,
)

_CAPITAL, _SMALL = "[А-ЯӘҒҚҢӨҰҮҺІЁ]", "[а-яәғқңөұүһіё-]"
# "Б. Атамкулов" and "Жаншуақов С.".
_NAME = re.compile(
    rf"{_CAPITAL}\.\s?(?:{_CAPITAL}\.\s?)?{_CAPITAL}{_SMALL}+"
    rf"|{_CAPITAL}{_SMALL}+\s{_CAPITAL}\.(?:\s?{_CAPITAL}\.)?"
)
# Other offices agree to the order below its signature.
AGREED = re.compile(r"\W*(?:КЕЛІСІЛ(?:ДІ|ГЕН)|СОГЛАСОВАН[ОЫ]?)\W*", re.IGNORECASE)
_MAX_SIGNATURE, _MAX_NAME, _MAX_SIGNED_END = 120, 30, 150
_FINAL = re.compile(r"заключительн|переходн|қорытынды|өтпелі|\bfinal|transitional", re.IGNORECASE)


def check_endings(act: Act, *, as_order: bool) -> Iterator[Finding]:
    """Yield provisions cut inside a sentence, unfinished lists, and an act without its end."""
    last = _last(act)
    if last is not None and _ends_openly(last):
        text = f"The act ends without a full stop, perhaps cut: “…{last.text.rstrip()[-30:]}”."
        yield error_of(last, text)
    # One paragraph alone may be a heading, but not in an order.
    least = 1 if as_order else _MIN_FEW
    for provisions in _by_attachment(act):
        others = [p for p in provisions if p is not last]
        yield from _cut_sentences(others, act.language, least)
    yield from _cut_lines(act)
    yield from _cut_parts(act)
    yield from _cut_headings(act)
    yield from _open_lists(act)
    yield from _missing_end(act)
    yield from _signatures(act, as_order=as_order)


def _last(act: Act) -> Provision | None:
    """Return the last provision if it is law and nothing follows it, not even a signature."""
    last = act.provisions[-1]
    follows = any(line.strip() for line in act.source_lines[last.lines[1] :])
    is_part = last.kind is Kind.PART and last.eid.startswith("art_")
    is_law = last.kind in NUMBERED or (is_part and not is_signing(last.text))
    return last if is_law and not (follows or last.repealed or _CELLS in last.text) else None


def is_signing(text: str) -> bool:
    """Return whether the text is a signature, or says for whom a side signs a treaty."""
    return is_signature(text) or _PARTIES.search(text) is not None


def _ends_openly(last: Provision) -> bool:
    """Return whether the text of the last provision has no final punctuation."""
    text = last.text.rstrip()
    letters = sum(map(str.isalpha, text))
    least = _MIN_LETTERS if last.kind is Kind.PART else _MIN_LAST_LETTERS
    return letters >= least and (text[-1].isalnum() or text[-1] in ",;:-–—(«“")


def _by_attachment(act: Act) -> Iterator[list[Provision]]:
    """Yield the provisions of the act itself and of each attachment, which differ in style."""
    groups: dict[str, list[Provision]] = {}
    for provision in act.provisions:
        first = provision.eid.partition("__")[0]
        groups.setdefault(first if first.startswith("att_") else "", []).append(provision)
    yield from groups.values()


def _cut_sentences(provisions: Sequence[Provision], language: str, least: int) -> Iterator[Finding]:
    """Yield the few that end inside a sentence of at least so many provisions."""
    parents = {provision.parent for provision in provisions}
    signed = provisions[-1] if provisions and provisions[-1].kind is Kind.PART else None
    whole = [p for p in provisions if _is_sentence(p) and p.eid not in parents and p is not signed]
    styles = _styles(provisions)
    cut = [p for p in whole if _is_cut(p, language, styles)]
    if len(whole) < least or len(cut) > max(1, _MAX_CUT_SHARE * len(whole)):
        return
    for provision in cut:
        end = provision.text.rstrip()[-30:]
        yield error_of(provision, f"The text ends without a full stop, perhaps cut: “…{end}”.")


def _cut_lines(act: Act) -> Iterator[Finding]:
    """Yield one finding if the last lines of provisions end at the width of the longest line."""
    lines = [line.rstrip() for line in act.source_lines]
    longest = max((len(line) for line in lines if _CELLS not in line), default=0)
    if longest < _MIN_WIDTH:
        return
    texts = [p for p in act.provisions if p.text and _CELLS not in p.text]
    ends = [p for p in texts if lines[p.lines[1] - 1][-40:] == p.text[-40:]]
    cut = [
        p for p in ends if len(lines[p.lines[1] - 1]) >= longest - 2 and p.text[-1] not in _STOPS
    ]
    if len(cut) >= _MIN_CUT_LINES:
        yield error_of(cut[0], f"{len(cut)} lines are cut after {longest} characters.")


def _cut_parts(act: Act) -> Iterator[Finding]:
    """Yield the few unnumbered texts outside articles that end with a word that must go on."""
    cut = [
        p
        for p in act.provisions
        if p.kind in (Kind.PART, Kind.PREAMBLE)
        and not (p.repealed or "art_" in p.eid or _CELLS in p.text or "__" in p.text)
        and sum(map(str.isalpha, p.text)) >= _MIN_PART_LETTERS
        and _GOES_ON.search(p.text.rstrip())
    ]
    if len(cut) <= _MAX_CUT_PARTS:
        for provision in cut:
            end = provision.text.rstrip()[-30:]
            yield error_of(provision, f"The text ends inside a sentence, perhaps cut: “…{end}”.")


def _cut_headings(act: Act) -> Iterator[Finding]:
    """Yield the headings and titles that end with a word that must go on."""
    for provision in act.provisions:
        if _HEADING_GOES_ON.search(provision.heading):
            end = provision.heading[-30:]
            yield error_of(provision, f"The heading ends too early, perhaps cut: “…{end}”.")
    for chapter in act.chapters:
        if _HEADING_GOES_ON.search(chapter.title):
            text = f"The heading ends too early, perhaps cut: “…{chapter.title[-30:]}”."
            yield Finding(Severity.ERROR, chapter.eid, chapter.lines[0], text)


def _is_sentence(provision: Provision) -> bool:
    """Return whether a provision in force is long enough to end with a full stop."""
    text = provision.text
    acknowledged = any(erratum.right is None for erratum in provision.errata)
    if provision.repealed or acknowledged or not text or _CELLS in text:
        return False
    letters = sum(map(str.isalpha, text))
    if provision.kind in NUMBERED:
        return letters >= _MIN_LETTERS
    in_article = "art_" in provision.eid and not is_signing(text)
    return provision.kind is Kind.PART and in_article and letters >= _MIN_PART_LETTERS


def _styles(provisions: Sequence[Provision]) -> set[str]:
    """Return the eIds of the provisions whose points end with semicolons, not with commas."""
    ends: dict[str, Counter[str]] = {}
    for provision in provisions:
        if provision.kind is Kind.POINT and provision.parent is not None:
            ends.setdefault(provision.parent, Counter())[provision.text.rstrip()[-1:]] += 1
    return {eid for eid, signs in ends.items() if signs[";"] >= max(_MIN_COMPLETE, 4 * signs[","])}


def _is_cut(provision: Provision, language: str, with_semicolons: Collection[str]) -> bool:
    """Return whether a text has no final punctuation and does not end like a sentence."""
    text = provision.text.rstrip()
    # The points of a list may have commas.
    may_have_comma = provision.kind is Kind.POINT and provision.parent not in with_semicolons
    if provision.kind in NUMBERED:
        text = text.rstrip('"»”')
    return not (text.endswith(",") and may_have_comma) and goes_on(text, language)


def goes_on(text: str, language: str) -> bool:
    """Return whether a text has no final punctuation, predicate or name of who signs it."""
    if not (text and (text[-1].isalnum() or text[-1] in _OPENING)):
        return False
    # A signature may stand on the last line.
    if _JOINS.search(text) or _NAME.search(text[-_MAX_NAME:]):
        return False
    return language != "kk" or _PREDICATE.search(text) is None


def _open_lists(act: Act) -> Iterator[Finding]:
    """Yield lead-ins without a list, and one note on the lists whose last point is unfinished."""
    open_lists: list[str] = []
    for provision, after in zip(act.provisions, (*act.provisions[1:], None), strict=True):
        text = provision.text.rstrip()
        if provision.repealed or provision.kind not in NUMBERED or _CELLS in text:
            continue
        if text.endswith(":") and not _goes_on(provision, after):
            shown = first_words(provision)
            yield error_of(provision, f"A list is announced, but none follows: “{shown}”.")
        ends = after is None or (
            after.parent not in (provision.eid, provision.parent) or after.kind is not Kind.POINT
        )
        if provision.kind is Kind.POINT and text.endswith((";", ",")) and ends:
            in_list = after is not None and after.kind is Kind.PART
            if not in_list:
                open_lists.append(provision.eid)
    if open_lists:
        first = act.by_eid[open_lists[0]]
        text = (
            f"{len(open_lists)} lists end with “;” or “,”; points may be missing: "
            f"{list_provisions(act, open_lists)}"
        )
        yield Finding(Severity.NOTED, first.eid, first.lines[0], text)


def _goes_on(provision: Provision, after: Provision | None) -> bool:
    """Return whether the provision has children, or unnumbered text below it."""
    if after is None:
        return False
    return after.parent == provision.eid or after.kind in (Kind.PART, Kind.ATTACHMENT)


def _missing_end(act: Act) -> Iterator[Finding]:
    """Yield a finding if an act has neither a clause on its coming into force nor a signature."""
    own = [p for p in act.provisions if not p.eid.startswith("att_")]
    is_enacted = any(map(is_enacting, act.source_lines))
    numbered = sum(p.kind in NUMBERED for p in own)
    if not is_enacted and (numbered < _MIN_NUMBERED or _length(act) < _MIN_LENGTH):
        return
    last = own[-_LAST:] if len(act.articles) >= _MIN_ARTICLES else own
    if any(_IN_FORCE.search(f"{p.heading} {p.text}") for p in last):
        return
    if any(map(is_signing, (own[-1].text, *own[-1].notes))):
        return
    titles = {chapter.eid: chapter.title for chapter in act.chapters}
    if _FINAL.search(titles.get(own[-1].chapter or "", "")):
        return
    end = max(p.lines[1] for p in own)
    start = 0 if is_enacted else max(0, end - _SIGNED_WITHIN)
    lines = act.source_lines[start : end + _SIGNED_WITHIN]
    if any(is_signature(cell.strip()) for line in lines for cell in line.split("|")):
        return
    text = "The act has no final clause and no signature; its end may be missing."
    yield error_of(own[-1], text)


def _signatures(act: Act, *, as_order: bool) -> Iterator[Finding]:
    """Yield a finding if an order is not signed, or a name stands without its office."""
    lines = [line.strip() for line in act.source_lines if line.strip()]
    is_enacted = any(map(is_enacting, lines))
    # The words that enact an order may stand inside its first line, as its signature in the last.
    signs = is_signed if is_enacted else _signs_at_end
    if (is_enacted or as_order) and not any(map(signs, lines)):
        yield error_of(act.provisions[-1], "The order has no signature; its end may be missing.")
    yield from _unsigned_approvals(act, lines)
    for before, line in pairwise(lines):
        if _NAME.fullmatch(line) and before.endswith((".", ";")) and not _NAME.fullmatch(before):
            text = f"The signature “{line}” has no office; a cell or a line may be missing."
            yield error_of(None, text)
        name = line.strip("| \t")
        # Some published orders are so.
        if line.startswith("|") and before.endswith(".") and _NAME.fullmatch(name):
            text = f"The signature “{name}” has no office; compare it with the original."
            yield Finding(Severity.NOTED, None, 0, text)


def _unsigned_approvals(act: Act, lines: Sequence[str]) -> Iterator[Finding]:
    """Yield an error if the first approvals follow a sentence, and no signature stands above."""
    for place, (before, line) in enumerate(pairwise(lines), 1):
        if before.endswith(".") and AGREED.fullmatch(line):
            if not any(map(is_signed, lines[1 : place + 1])):
                text = "The order is not signed before its approvals; a line may be missing."
                yield error_of(act.provisions[-1], text)
            return


def is_signed(line: str) -> bool:
    """Return whether a line or one of its cells is a signature or ends with a name."""
    if len(line) < _MAX_SIGNATURE and _NAME.search(line[-_MAX_NAME:]):
        return True
    return any(is_signature(each) for each in (line, *map(str.strip, line.split("|"))))


def _signs_at_end(line: str) -> bool:
    """Return whether a line is signed, or ends with a signature or a name after its sentences."""
    ends = is_signed(line) or is_signed(line.rpartition(". ")[2]) or _PARTIES.search(line)
    return bool(ends) or _NAME.search(line[-_MAX_SIGNED_END:]) is not None


def _length(act: Act) -> int:
    return sum(map(len, act.source_lines))
