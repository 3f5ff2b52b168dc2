"""Provisions that an act keeps in place but has repealed."""

import re

_REPEALED = {
    "kk": re.compile(r"(?:алып\s+таста[лп]\w*|күші\s+жойыл\w*)(?=\s*[-–—.(;]|$)", re.IGNORECASE),
    "ru": re.compile(r"(?:исключ[её]н\w*|утратил[аио]?\s+силу)\b", re.IGNORECASE),
    "en": re.compile(r"(?:excluded|repealed|has\s+lost\s+force)\b", re.IGNORECASE),
}


def is_repealed(text: str, language: str) -> bool:
    """Whether the words of a provision say no more than that it was repealed."""
    return _REPEALED[language].match(text) is not None
