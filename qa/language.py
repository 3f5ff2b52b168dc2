"""The language of a text of some length, by its letters: kk, ru or en.

Questions, which are short and typed in many ways, are read by :mod:`qa.understand` instead.
"""

import re

_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)
# One letter in eight of Kazakh is one that Russian lacks; a Russian text may hold a Kazakh name.
_KAZAKH_SHARE = 0.03


def language_of(text: str) -> str:
    """kk, ru or en; en for a text without letters."""
    kazakh, cyrillic, latin = (len(p.findall(text)) for p in (_KAZAKH, _CYRILLIC, _LATIN))
    if latin >= cyrillic + kazakh:
        return "en"
    return "kk" if kazakh > _KAZAKH_SHARE * (cyrillic + kazakh) else "ru"
