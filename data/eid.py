"""Ids of editions, safe in a URL: made from the name of the edition.

eIds: parse, print, ancestors (after the Akoma Ntoso naming convention).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from data.errors import EidError

FIRST = "first"
_LONGEST = 60
_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяёәғқңөұүһі"
_LATIN = (
    "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e iu ia e a g q n o u u h i"
)
_CYRILLIC = dict(zip(_LETTERS, _LATIN.split(), strict=True))


def edition_id(name: str | None) -> str:
    """The id of an edition: its name in Latin letters, digits and hyphens; ``first`` without one.

    ``жаңа редакция`` is ``zhana-redaktsiia``, ``12.05.2023`` is ``12-05-2023``.
    """
    letters = "".join(_CYRILLIC.get(letter, letter) for letter in (name or "").lower())
    plain = unicodedata.normalize("NFKD", letters.replace("_", ""))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:_LONGEST].strip("-") or FIRST


_STEP = re.compile(
    r"(?P<kind>sec|chp|art|para|point|subpara|sent|att)_(?P<number>[1-9][0-9]*(?:-[1-9][0-9]*)*)",
    re.ASCII,
)
# The act and each of its attachments may have a preamble.
_PREAMBLE = re.compile(r"(?:att_[1-9][0-9]*__)?preamble(?:__|$)", re.ASCII)
_ACT_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Step:
    """One level of an eId: ``art_27-1`` is kind ``art``, number ``27-1``."""

    kind: str
    number: str | None = None

    def __str__(self) -> str:
        """The step as printed in an eId."""
        return self.kind if self.number is None else f"{self.kind}_{self.number}"


def parse_eid(text: str) -> tuple[Step, ...]:
    """Split an eId into its steps. Raises `EidError` when it is none."""
    return tuple(_step(part, text) for part in text.split("__"))


def _step(part: str, whole: str) -> Step:
    if part == "preamble" and _PREAMBLE.match(whole):
        return Step("preamble")
    match = _STEP.fullmatch(part)
    if match is None:
        raise EidError(f"“{whole}” is not an eId. An eId looks like art_24__para_3.")
    return Step(match["kind"], match["number"])


def format_eid(steps: tuple[Step, ...]) -> str:
    """The inverse of `parse_eid`."""
    return "__".join(str(step) for step in steps)


def is_eid(text: str) -> bool:
    """Whether the text has the form of an eId."""
    try:
        parse_eid(text)
    except EidError:
        return False
    return True


def is_act_id(text: str) -> bool:
    """Whether the text can be the id of an act (safe in a URL): ``[a-z0-9]`` and single hyphens."""
    return _ACT_ID.fullmatch(text) is not None


def split_reference(text: str) -> tuple[str | None, str]:
    """Split ``act-id:eId`` into act id and eId; a bare eId has the act id None."""
    act, colon, eid = text.rpartition(":")
    parse_eid(eid)
    if colon and not is_act_id(act):
        raise EidError(f"“{act}” cannot be the id of an act.")
    return (act if colon else None), eid


def parent_of(eid: str) -> str | None:
    """The eId one level up, None at the top."""
    head, found, _ = eid.rpartition("__")
    return head if found else None


def ancestors(eid: str) -> Iterator[str]:
    """The eIds above this one, nearest first."""
    above = parent_of(eid)
    while above is not None:
        yield above
        above = parent_of(above)


def article_of(eid: str) -> str:
    """The first step of an eId: the article (or preamble, top paragraph) it stands in."""
    return eid.partition("__")[0]


def is_under(eid: str, other: str) -> bool:
    """Whether ``eid`` equals ``other`` or lies below it."""
    return eid == other or eid.startswith(other + "__")


def number_key(number: str) -> tuple[int, ...]:
    """A key that sorts printed numbers: 27, 27-1, 27-2, 28."""
    return tuple(int(part) for part in number.split("-"))
