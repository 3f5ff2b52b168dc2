"""Ids of editions, safe in a URL: made from the name of the edition."""

import re
import unicodedata

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
