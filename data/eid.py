"""Ids of provisions (eIds, after the Akoma Ntoso naming convention), acts and editions."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from data.errors import EidError

_FIRST = "first"
_MAX_LENGTH = 60
_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяёәғқңөұүһі"
_LATIN = (
    "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e iu ia e a g q n o u u h i"
)
_CYRILLIC = dict(zip(_LETTERS, _LATIN.split(), strict=True))
# Letters number points, and articles and paragraphs that were inserted (``art_21a``).
_STEP = re.compile(
    r"""(?P<kind>sec|chp|art|para|point|subpara|sent|att)_
    (?P<number>[1-9][0-9]*[a-z]{0,2}(?:-[1-9][0-9]*)*|(?<=point_)[a-z]{1,5})""",
    re.ASCII | re.VERBOSE,
)
# Cyrillic letters of lists, each with a name of its own.
_LIST_LETTERS = _CYRILLIC | {
    "ә": "ae", "ғ": "gh", "ё": "yo", "й": "j", "ң": "ng", "ө": "oe", "ү": "ue", "һ": "hh",
    "ъ": "hard", "ь": "soft", "і": "ii", "э": "eh", "ю": "yu", "я": "ya", "ц": "ts",
}  # fmt: skip

# The act and each of its attachments may have a preamble.
_PREAMBLE = re.compile(r"(?:att_[1-9][0-9]*__)?preamble(?:__|$)", re.ASCII)
_ACT_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Step:
    """Level of an eId: ``art_27-1`` has the kind ``art`` and the number ``27-1``."""

    kind: str
    number: str | None = None

    def __str__(self) -> str:
        return self.kind if self.number is None else f"{self.kind}_{self.number}"


def edition_id(name: str | None) -> str:
    """Return the id of an edition: its name in Latin letters, digits and hyphens, or ``first``.

    ``жаңа редакция`` becomes ``zhana-redaktsiia``, ``12.05.2023`` becomes ``12-05-2023``.
    """
    letters = "".join(_CYRILLIC.get(letter, letter) for letter in (name or "").lower())
    plain = unicodedata.normalize("NFKD", letters.replace("_", ""))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:_MAX_LENGTH].strip("-") or _FIRST


def parse_eid(text: str) -> tuple[Step, ...]:
    """Split an eId into its steps. Raises `EidError` for any other text."""
    return tuple(_step(part, text) for part in text.split("__"))


def _step(part: str, eid: str) -> Step:
    if part == "preamble" and _PREAMBLE.match(eid):
        return Step("preamble")
    match = _STEP.fullmatch(part)
    if match is None:
        raise EidError(f"“{eid}” is not an eId; an eId looks like art_24__para_3.")
    return Step(match["kind"], match["number"])


def eid_number(number: str) -> str:
    """Return a printed number as the eId has it: ``1.2`` as ``1-2``, ``21A`` as ``21a``.

    Letters are Latin: ``в`` becomes ``v``.
    """
    letters = number.lower().replace(".", "-")
    return "".join(_LIST_LETTERS.get(letter, letter) for letter in letters)


def is_eid(text: str) -> bool:
    """Return whether the text has the form of an eId."""
    try:
        parse_eid(text)
    except EidError:
        return False
    return True


def is_act_id(text: str) -> bool:
    """Return whether the text can be the id of an act: ``[a-z0-9]`` and single hyphens."""
    return _ACT_ID.fullmatch(text) is not None


def split_reference(text: str) -> tuple[str | None, str]:
    """Split ``act-id:eId`` into act id and eId; a bare eId has the act id None."""
    act, colon, eid = text.rpartition(":")
    parse_eid(eid)
    if colon and not is_act_id(act):
        raise EidError(f"“{act}” cannot be the id of an act.")
    return (act if colon else None), eid


def parent_of(eid: str) -> str | None:
    """Return the eId one level up, None at the top."""
    head, found, _ = eid.rpartition("__")
    return head if found else None


def ancestors(eid: str) -> Iterator[str]:
    """Yield the eIds above this one, nearest first."""
    parent = parent_of(eid)
    while parent is not None:
        yield parent
        parent = parent_of(parent)


def article_of(eid: str) -> str:
    """Return the first step of an eId: its article (or preamble, or top-level paragraph)."""
    return eid.partition("__")[0]


def is_under(eid: str, other: str) -> bool:
    """Return whether ``eid`` equals ``other`` or is below it."""
    return eid == other or eid.startswith(other + "__")


def number_key(number: str) -> tuple[int, ...]:
    """Return a sort key of ordinals (`data.numbering.ordinal`): 27, 27-1, 27-2, 28."""
    return tuple(map(int, number.split("-")))
