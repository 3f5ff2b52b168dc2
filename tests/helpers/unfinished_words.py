"""Words of Kazakh acts with which hardly a line ends, counted in a collection.

Argument: a file of acts, one JSON object with "id" and "text" a line, compressed with xz. Prints
the words, one a line, as `data/validation/unfinished_words.txt` has them.
"""

import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from data.metadata import Sidecar
from data.parsing.layout import is_row
from data.parsing.parser import parse_text
from data.validation.line_ends import TOKEN, begins_something

MIN_ACTS = 80
MAX_SHARE = 0.03
"""Acts in which a word is followed by another, and the share of them where it ends a line."""


def unfinished_words(acts: Iterable[Sequence[str]]) -> list[str]:
    """Return the words that many acts have inside a line, hardly one at the end of a line, and none
    at the end of a line after which something else begins.
    """
    inside: Counter[str] = Counter()
    last: Counter[str] = Counter()
    final: set[str] = set()
    for lines in acts:
        before: set[str] = set()
        ending: set[str] = set()
        for line, after in pairwise((*lines, "")):
            if is_row(line):
                continue
            # Some acts have the Latin letter in Kazakh words.
            tokens = TOKEN.findall(line.lower().replace("i", "і"))
            before.update(one for one, following in pairwise(tokens) if following[0].isalnum())
            ending.update(tokens[-1:])
            if begins_something(after):
                final.update(tokens[-1:])
        inside.update(before)
        last.update(ending)
    return sorted(
        word
        for word, count in inside.items()
        if word[0].isalpha() and count >= MIN_ACTS and last[word] <= MAX_SHARE * count
        if word not in final
    )


def _lines(path: str) -> Iterator[list[str]]:
    """Yield the lines of each act."""
    with lzma.open(path, "rt", encoding="utf-8") as records:
        for record in map(json.loads, records):
            act = parse_text(record["text"], Sidecar(record["id"], "Үлгі", "kk"), record["id"])
            yield [line.strip() for line in act.source_lines if line.strip()]


if __name__ == "__main__":
    print("\n".join(unfinished_words(_lines(sys.argv[1]))))
