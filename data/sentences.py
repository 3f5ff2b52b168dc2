"""Sentence boundaries in the text of an act."""

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?…]+[»\"”)]*\s+(?=[«\"“„(]?[^\W\d_a-zа-яәғқңөұүһі])")
# A full stop after these ends no sentence: initials, "No.", shortened words of the acts.
_SHORTENED = re.compile(r"(?:^|[\s«\"“„(.])(?:[^\W\d_]|жж|тт|ст|гг|бб|No|т\.б)\.$")


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Half-open spans of the sentences of ``text``, without the white space between them."""
    start = 0
    for match in _END.finditer(text):
        end = match.start() + len(match[0].rstrip())
        if _SHORTENED.search(text[start:end]):
            continue
        yield start, end
        start = match.end()
    if start < len(text):
        yield start, len(text)
