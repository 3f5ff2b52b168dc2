"""Words that name a provision beside its number: its heading or the beginning of its text."""

from dataclasses import dataclass

from data.model import Act
from data.reading_aids import AidPart, ReadingAids

MAX_WORDS = 90
"""Characters after which the words are cut."""
_CUT = "…"


@dataclass(frozen=True, slots=True)
class ProvisionWords:
    """Words of a provision, or of its unofficial translation, in ``language``."""

    text: str
    language: str
    is_translation: bool


def provision_words(act: Act, eid: str, aids: ReadingAids) -> ProvisionWords | None:
    """Return the heading of the provision ``eid``, or the first words of its text.

    They are translated where ``aids`` have the translation. A provision that the act lacks, or
    one without words of its own, has none.
    """
    provision = act.by_eid.get(eid)
    if provision is None:
        return None
    part = AidPart.HEADING if provision.heading else AidPart.TEXT
    words = provision.heading or provision.text
    if not words:
        return None
    translated = aids.find(eid, part)
    if translated:
        return ProvisionWords(_first(translated), aids.language, is_translation=True)
    return ProvisionWords(_first(words), act.language, is_translation=False)


def _first(words: str) -> str:
    """Return the whole words that fit, with a mark where others follow."""
    line = " ".join(words.split())
    if len(line) <= MAX_WORDS:
        return line.rstrip(";:")
    return line[:MAX_WORDS].rpartition(" ")[0].rstrip(" ,;:–") + _CUT
