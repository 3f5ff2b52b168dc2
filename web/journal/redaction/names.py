"""Detection of people's names: after words that introduce them, patronymics, known names.

The lists and endings of names are those of the package ``airlock-pii``.
"""

import re
from collections.abc import Iterator

from web.journal.redaction.personal_words import PersonalWords, PiiKind, PiiMatch

_MAX_WORDS = 3
# That of a surname or a patronymic; a given name alone, which is also a usual word, has less.
_MIN_CONFIDENCE = 0.7
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# Separator of an introduction and the name.
_LEAD = re.compile(r"[\s:–—=,\"«“-]{0,4}")
_BETWEEN = re.compile(r"[.,]?[ \t\u00a0]{1,2}|\.")
_AFTER_INITIAL = re.compile(r"\s?")
_NAME = re.compile(r"[^\W\d_a-zа-яәғқңөұүһі][a-zа-яёәғқңөұүһі]+")
_INITIAL = re.compile(r"[^\W\d_]\.")
_PATRONYMIC = re.compile(
    r"[^\W\d_]+(?:улы|кызы|ович|евич|овна|евна|ична|ulı|uly|kyzy|qyzy|ovich|evich|ovna|evna)"
    r"(?:мын|мин|пын|бын|mın|myn)?"
)


def find_names(text: str, folded: str, words: PersonalWords) -> Iterator[PiiMatch]:
    """Yield the names in ``text``; ``folded`` is its folded form, character by character."""
    for match in words.introductions.finditer(folded):
        start = _LEAD.match(folded, match.end()).end()  # type: ignore[union-attr]
        end = _end_of_name(text, folded, start, words)
        if end > start:
            yield PiiMatch(start, end, PiiKind.NAME)
    yield from _by_patronymic(text, folded, words)
    # Its lists of names take long to import, and no answer waits for them.
    from airlock_pii import EntityType, detect

    for entity in detect(text, types=EntityType.PERSON, min_confidence=_MIN_CONFIDENCE):
        found = _WORD.findall(folded[entity.start : entity.end])
        if len(found) > 1 and not any(word in words.not_names for word in found):
            yield PiiMatch(entity.start, entity.end, PiiKind.NAME)


def _end_of_name(text: str, folded: str, start: int, words: PersonalWords) -> int:
    """Return the end of up to three words and initials from ``start`` that can be a name."""
    end = place = start
    taken = 0
    while taken < _MAX_WORDS:
        initial = _INITIAL.match(folded, place)
        word = initial or _WORD.match(folded, place)
        if word is None:
            break
        # "Моя фамилия Ким": a capitalized word is a name, though it also means something else.
        as_name = taken == 0 and text[slice(*word.span())].istitle()
        if not initial and not as_name and word[0] in words.not_names:
            break
        end = word.end()
        taken += 1
        between = _AFTER_INITIAL.match(folded, end) if initial else _BETWEEN.match(folded, end)
        if between is None or (not initial and folded[end : end + 1] == "."):
            break
        place = between.end()
        # "Bond, James Bond": after a comma only a capitalized word continues the name.
        if folded[end : end + 1] == "," and not _NAME.match(text, place):
            break
    return end


def _by_patronymic(text: str, folded: str, words: PersonalWords) -> Iterator[PiiMatch]:
    """Yield two or three capitalized words of which one is a patronymic."""
    found = list(_WORD.finditer(text))
    for number, word in enumerate(found):
        plain = folded[slice(*word.span())]
        named = _PATRONYMIC.fullmatch(plain) and plain not in words.not_names
        if not named or not word[0][0].isupper():
            continue
        start, end = word.span()
        for other in reversed(found[max(0, number - 2) : number]):
            if not _is_name_part(text, other, start, folded, words):
                break
            start = other.start()
        if number + 1 < len(found) and start == word.start():
            after = found[number + 1]
            if after[0][0].isupper() and text[end : after.start()] == " ":
                end = after.end()
        if (start, end) != word.span():
            yield PiiMatch(start, end, PiiKind.NAME)


def _is_name_part(
    text: str, other: re.Match[str], start: int, folded: str, words: PersonalWords
) -> bool:
    return (
        other[0][0].isupper()
        and text[other.end() : start] == " "
        and folded[other.start() : other.end()] not in words.not_names
    )
