"""Strike personal data out of a text: what is written down holds a mark in its place."""

import re
from dataclasses import dataclass

from web.journal.redaction.identifiers import find_numbers
from web.journal.redaction.names import find_names
from web.journal.redaction.patterns import (
    PersonalWords,
    PiiKind,
    PiiMatch,
    fold_text,
    normalize_spaces,
    read_personal_words,
)

_MAIL = re.compile(
    r"[\w.+-]+\s?(?:@|\(at\)|\[at\]|\sat\s|\sсобака\s|\(собака\))\s?"
    r"[\w-]+(?:(?:\.|\s\.\s?|\sточка\s|\sнукте\s|\sdot\s|\(dot\)|\[dot\])[\w-]+)+"
)
_HANDLE = re.compile(r"(?<![\w.])@[a-z0-9_]{4,}|(?:t\.me|wa\.me|instagram\.com|vk\.com)/[\w.+-]+")


@dataclass(frozen=True, slots=True)
class Redaction:
    """A text with marks, as ``[phone]``, in place of personal data, and what was struck out."""

    text: str
    kinds: tuple[PiiKind, ...]


class Redactor:
    """Strikes out individual numbers, telephones, addresses of mail, cards, documents, names."""

    def __init__(self, words: PersonalWords | None = None) -> None:
        """``words`` are by default those that Bapta knows."""
        self._words = words or read_personal_words()

    def redact(self, text: str) -> Redaction:
        """``text`` in normal form without personal data."""
        cleaned = normalize_spaces(text)
        plain = fold_text(cleaned)
        found = [
            *(
                PiiMatch(*match.span(), PiiKind.MAIL)
                for pattern in (_MAIL, _HANDLE)
                for match in pattern.finditer(plain)
            ),
            *find_numbers(cleaned, plain, self._words),
            *find_names(cleaned, plain, self._words),
        ]
        pieces, done, kinds = [], 0, []
        for one in _apart(found):
            pieces += [cleaned[done : one.start], f"[{one.kind.value}]"]
            kinds.append(one.kind)
            done = one.end
        return Redaction("".join((*pieces, cleaned[done:])), tuple(kinds))


def _apart(found: list[PiiMatch]) -> list[PiiMatch]:
    """Return the matches in order; overlapping ones are merged, with the kind of the first."""
    apart: list[PiiMatch] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if apart and one.start < apart[-1].end:
            last = apart.pop()
            one = PiiMatch(last.start, max(last.end, one.end), last.kind)
        apart.append(one)
    return apart
