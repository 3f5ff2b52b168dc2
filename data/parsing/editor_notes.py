"""Editorial notes of several paragraphs: a head ("Примечание ИЗПИ!") and what follows it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from data.parsing.blocks import Block
from data.parsing.boilerplate import begins_note, is_note_head

# The subject of a note after its head: a change that is planned, an order of entry into force.
_ABOUT_LAW = re.compile(
    r"""көзделген|қараңыз|толықтыр|енг[іi]з[іi]л|сақталған|бер[іi]лмеген|тоқтат|мазмұн
    |предусм[ао]тр|введени|вводится|действует|смотр|см\.|изменени|сохранен|исключить|создано
    |provided\s+for|into\s+force|\bsee\b|amended|preserved""",
    re.VERBOSE | re.IGNORECASE,
)
# In a paragraph that begins with a number these words show a note: "54-1), 54-2) … көзделген – ҚР".
_PLANNED = re.compile(
    r"""көзделген\s*[-–—]\s*ҚР|предусматрива\w+\s.{0,120}\bЗакон\w*\s+(?:РК\s+)?от\b
    |(?:предусм[ао]тр\w+|заменен\w*)\s.{0,400}\bЗакон\w*\s+РК\s+от\b
    |^Бүкіл\s+мәтін\s+бойынша\s.{0,400}ауыстырыл\w+\s*[-–—]\s*ҚР""",
    re.VERBOSE,
)
# Characters of a paragraph after a head that names no change.
_MAX_OTHER_LENGTH = 300
# Characters of a note without a head.
_MAX_PLANNED_LENGTH = 1200
_OPENING = ("(", '"', "«", ",", ";", "–", "-")


def mark_notes(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks; those that belong to a note have no marker and the flag ``note``."""
    return list(_mark(blocks))


def _mark(blocks: Sequence[Block]) -> Iterator[Block]:
    note = head = False
    last = ""
    for block in blocks:
        if block.rows:
            note = head = False
        elif head:
            note = _is_body(block)
        elif note and not begins_note(block.text):
            note = block.match is None and (_goes_on(last, block.text) or is_planned(block.text))
        elif block.match is None and is_planned(block.text):
            note = True
        else:
            note = begins_note(block.text)
            if note and not is_note_head(block.text):
                # The end of a note inside a line is found in the segments.
                head, last = False, block.text
                yield block
                continue
        head = note and is_note_head(block.text)
        last = block.text
        yield replace(block, match=None, note=True) if note else block


def _is_body(block: Block) -> bool:
    """Return whether a block after the head of a note is the note."""
    if begins_note(block.text):
        return True
    if block.match is not None:
        return _PLANNED.search(block.text) is not None
    return len(block.text) <= _MAX_OTHER_LENGTH or _ABOUT_LAW.search(block.text) is not None


def is_planned(text: str) -> bool:
    """Return whether a paragraph without a head states a planned change of the act."""
    return len(text) <= _MAX_PLANNED_LENGTH and _PLANNED.search(text) is not None


def _goes_on(last: str, text: str) -> bool:
    """Return whether an unnumbered paragraph continues a note that did not end."""
    if last.endswith((".", "!", "?")):
        return False
    return text[0].islower() or text.startswith(_OPENING)
