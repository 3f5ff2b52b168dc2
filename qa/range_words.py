"""Ranges said in words: "24-баптан 26-бапқа дейін", "с 24 по 26 статью", "24 to 26"."""

import re

# In folded letters; each becomes "24-26" beside the word of its level.
_RANGES = (
    # 24-баптан 26-бапқа дейін
    (
        r"(\d+)\s?-?\s?(бап|тармак|тармакша)[тд]ан\s+(\d+)\s?-?\s?\2[кг]а\s+дейин\w*",
        r"\1-\3-\2",
    ),
    # 24-тен 26-ға дейінгі баптар
    (r"(\d+)\s?-?\s?[тдн][ае]н\s+(\d+)\s?-?\s?[кг][ае]\s+дейин\w*", r"\1-\2"),
    # со статьи 24 по статью 26, from article 24 to article 26
    (
        r"\b(?:со?|от|from)\s+(\w+)\s+(\d+)\s+(?:по|до|to)\s+[^\W\d]+\s+(\d+)\b",
        r"\1 \2-\3",
    ),
    # с 24 по 26 статью
    (r"\b(?:со?|от)\s+(\d+)(?:-?[йяе])?\s+(?:по|до)\s+(\d+)\b", r"\1-\2"),
    (r"\b(\d+)\s+(?:to|through)\s+(\d+)\b", r"\1-\2"),
)
_PATTERNS = tuple((re.compile(pattern), figures) for pattern, figures in _RANGES)


def with_ranges(folded: str) -> str:
    """``folded`` text with its ranges in figures."""
    for pattern, figures in _PATTERNS:
        folded = pattern.sub(figures, folded)
    return folded
