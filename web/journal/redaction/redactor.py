"""Redaction of personal data: a mark such as ``[phone]`` replaces each match."""

import re
from dataclasses import dataclass

from web.journal.redaction.identifiers import find_numbers
from web.journal.redaction.names import find_names
from web.journal.redaction.personal_details import find_personal_details
from web.journal.redaction.personal_words import (
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
_HANDLE = re.compile(
    r"(?<![\w.])@[a-z0-9_][a-z0-9_.]{2,}[a-z0-9_]|(?:t\.me|wa\.me|instagram\.com|vk\.com)/[\w.+-]+"
)


@dataclass(frozen=True, slots=True)
class Redaction:
    """A redacted text and the kinds of its redacted data, in order."""

    text: str
    kinds: tuple[PiiKind, ...]


class Redactor:
    """Redactor of numbers of persons, contacts, documents, names, addresses, birth dates."""

    def __init__(self, words: PersonalWords | None = None) -> None:
        """Use the word lists of Bapta unless ``words`` are given."""
        self._words = words or read_personal_words()

    def redact(self, text: str) -> Redaction:
        """Return ``text`` in normal form without personal data."""
        cleaned = normalize_spaces(text)
        plain = fold_text(cleaned)
        found = [
            *(
                PiiMatch(*match.span(), PiiKind.MAIL)
                for pattern in (_MAIL, _HANDLE)
                for match in pattern.finditer(plain)
            ),
            *find_personal_details(cleaned, plain, self._words),
            *find_numbers(cleaned, plain, self._words),
            *find_names(cleaned, plain, self._words),
        ]
        pieces, done, kinds = [], 0, []
        for match in _merge_overlaps(found):
            pieces += [cleaned[done : match.start], f"[{match.kind.value}]"]
            kinds.append(match.kind)
            done = match.end
        return Redaction("".join((*pieces, cleaned[done:])), tuple(kinds))


def _merge_overlaps(matches: list[PiiMatch]) -> list[PiiMatch]:
    """Return the matches in order; overlapping ones are merged, with the kind of the first."""
    merged: list[PiiMatch] = []
    for match in sorted(matches, key=lambda each: (each.start, -each.end)):
        if merged and match.start < merged[-1].end:
            last = merged.pop()
            match = PiiMatch(last.start, max(last.end, match.end), last.kind)
        merged.append(match)
    return merged
