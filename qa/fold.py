"""Folding for matching words: case, look-alike letters, Kazakh letters to their Russian neighbours.

Folded text is only ever compared, never shown.
"""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z]")
_KAZAKH = str.maketrans("әіңғүұқөһё", "аингуукохе")
# Latin letters, lower-cased, that look like a Cyrillic one in print (в and н as capitals).
_LOOKALIKES = str.maketrans("abcehikmoptxy", "авсенікмортху")


def fold(text: str) -> str:
    """``text`` in lower case, without soft hyphens, its Kazakh letters as Russian ones.

    Latin letters that stand in a word with Cyrillic ones become the Cyrillic letters they look
    like; a word in Latin alone stays as it is. Idempotent.
    """
    lowered = unicodedata.normalize("NFKC", text).lower().replace("\u00ad", "")
    if _mixes_scripts(lowered):
        lowered = _WORD.sub(lambda match: _one_script(match[0]), lowered)
    return lowered.translate(_KAZAKH)


def _one_script(word: str) -> str:
    return word.translate(_LOOKALIKES) if _mixes_scripts(word) else word


def _mixes_scripts(text: str) -> bool:
    return bool(_LATIN.search(text) and _CYRILLIC.search(text))


def words_of(text: str) -> list[str]:
    """The folded words and numbers of ``text`` in order."""
    return _WORD.findall(fold(text))
