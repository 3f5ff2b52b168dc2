"""Warnings on a source that may be no act, or not the act that its description states."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from data.eid import is_eid
from data.model import NUMBERED, Act
from data.readers.letters import language_of
from data.readers.reading import LANGUAGE_NAMES
from data.repair.homoglyphs import comparison_key
from data.validation.reading import contents_lines, source_lines_inside

# Words by which a letter, a complaint or an application addresses and asks someone.
_LETTER = re.compile(
    r"(?:^|\n)\s*(?:Уважаем\w+|Құрметті|Dear)\s|(?:^|\n)\s*(?:ЖАЛОБА|ЗАЯВЛЕНИЕ|ОБРАЩЕНИЕ"
    r"|ХОДАТАЙСТВО|АРЫЗ|ШАҒЫМ|ӨТІНІШ|COMPLAINT)\s*(?:\n|$)|(?:^|\n)\s*(?:Жалоба|Заявление|Арыз"
    r"|Шағым|Өтініш)\s*\n|\b(?:прошу\s+(?:вас|принять|разобраться|рассмотреть)|с\s+уважением"
    r"|құрметпен|сізден\s+сұраймын|yours\s+(?:sincerely|faithfully))\b",
    re.IGNORECASE,
)
_MIN_LETTERS = 20
_MAX_LISTED = 3
# Shares of the letters in another language, and of those that reached no provision.
_OTHER_LANGUAGE = 0.5
_LEFT_OUT, _MOSTLY_LEFT_OUT = 0.05, 0.5
# Characters of a letter, and of its beginning and end, which say that it is one.
_MAX_LETTER, _HEAD, _TAIL = 20_000, 1000, 400


@dataclass(frozen=True, slots=True)
class SourceWarning:
    """Warning in one sentence; a serious one keeps the act from being stored unless accepted."""

    text: str
    is_serious: bool


def check_suitability(act: Act) -> Iterator[SourceWarning]:
    """Yield the warnings on an act that was read: its language, its kind and what was lost."""
    yield from _language(act)
    whole = "\n".join(act.source_lines)
    has_law = bool(act.articles or act.chapters)
    ends = f"{whole[:_HEAD]}\n{whole[-_TAIL:]}"
    if not has_law and len(whole) <= _MAX_LETTER and _LETTER.search(ends):
        yield SourceWarning("The text may be a letter or a complaint, not an act.", True)
    if not any(provision.kind in NUMBERED for provision in act.provisions):
        text = "No article, paragraph or point was found; the text is quoted sentence by sentence."
        yield SourceWarning(text, True)
    yield from _left_out(act)


def check_eids(act: Act, stated: Collection[str]) -> Iterator[SourceWarning]:
    """Yield a warning if the file states other eIds than the act was read with."""
    read = {p.eid for p in act.provisions} | {chapter.eid for chapter in act.chapters}
    missing = [eid for eid in stated if is_eid(eid) and eid not in read]
    if missing:
        listed = ", ".join(missing[:_MAX_LISTED]) + (" …" if len(missing) > _MAX_LISTED else "")
        text = f"{len(missing)} eIds of the file have no provision: {listed}"
        yield SourceWarning(text, False)


def _language(act: Act) -> Iterator[SourceWarning]:
    counts: Counter[str] = Counter()
    for line in act.source_lines:
        letters = sum(map(str.isalpha, line))
        language = language_of(line) if letters >= _MIN_LETTERS else None
        if language is not None:
            counts[language] += letters
    for language, letters in counts.most_common(1):
        if language != act.language and letters > _OTHER_LANGUAGE * counts.total():
            yield SourceWarning(
                f"The text is in {LANGUAGE_NAMES[language]} ({language}), but the language stated "
                f"is {LANGUAGE_NAMES[act.language]} ({act.language}).",
                True,
            )


def _left_out(act: Act) -> Iterator[SourceWarning]:
    """Yield a warning if many letters of the source are in no provision, title or note."""
    inside = {*source_lines_inside(act), *contents_lines(act)}
    notes = (note for provision in act.provisions for note in provision.notes)
    known = comparison_key(" ".join((act.kind or "", act.title, *notes))).lower()
    whole = lost = 0
    for number, line in enumerate(act.source_lines, 1):
        key = comparison_key(line)
        whole += len(key)
        if number not in inside and key.lower() not in known:
            lost += len(key)
    if lost > max(_MIN_LETTERS, _LEFT_OUT * whole):
        text = f"{round(100 * lost / whole)} % of the text reached no provision."
        yield SourceWarning(text, lost > _MOSTLY_LEFT_OUT * whole)
