"""Detection of addresses, birth dates and account names, by the words beside them."""

import re
from collections.abc import Iterator

from web.journal.redaction.personal_words import PersonalWords, PiiKind, PiiMatch

# Characters between a birth date and its word.
_REACH = 24


def find_personal_details(text: str, folded: str, words: PersonalWords) -> Iterator[PiiMatch]:
    """Yield the details in ``text``; ``folded`` is its folded form, character by character."""
    yield from _addresses(text, folded, words)
    yield from _birth_dates(folded, words)
    for match in words.accounts.finditer(folded):
        yield PiiMatch(*match.span("account"), PiiKind.MAIL)


def _addresses(text: str, folded: str, words: PersonalWords) -> Iterator[PiiMatch]:
    """Yield the addresses, whose street or place is capitalized in ``text``."""
    for pattern in words.addresses:
        for match in pattern.finditer(folded):
            groups = match.groupdict()
            start = match.start("whole") if groups.get("whole") else match.start()
            named = next((name for name in ("name", "other", "whole") if groups.get(name)), "")
            first = match.start(named) if named else start
            if text[first].isupper():
                yield PiiMatch(start, match.end(), PiiKind.ADDRESS)


def _birth_dates(folded: str, words: PersonalWords) -> Iterator[PiiMatch]:
    """Yield the dates of ``folded`` text with a word for birth beside them, in one sentence."""
    births = [match.span() for match in words.births.finditer(folded)]
    for match in words.dates.finditer(folded):
        start, end = match.span()
        if any(
            _is_near(folded, last, start) or _is_near(folded, end, first) for first, last in births
        ):
            yield PiiMatch(start, end, PiiKind.BIRTH)


def _is_near(folded: str, first: int, last: int) -> bool:
    between = folded[first:last] if first <= last else None
    return between is not None and len(between) <= _REACH and not re.search(r"[!?;\d]", between)
