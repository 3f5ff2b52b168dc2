"""Findings on letters, words and lines that remain damaged after repair."""

import re
from collections.abc import Iterator

from data.model import Act, Provision
from data.validation.finding import Finding, Severity, error_of
from data.validation.foreign_names import without_foreign_names

# Damage that remains after repair, and its description; words with it are shown whole.
_DAMAGE = (
    (re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){2,}(?!\S)"), "Letters are separated by spaces"),
    (re.compile(r"(?<!\S)[іiәғқңөұүһі](?!\S)"), "A letter is isolated"),
    (
        re.compile(r"(?<!\S)\S*(?:[a-zA-Z][\u0400-\u052f]|[\u0400-\u052f][a-zA-Z])\S*"),
        "Latin and Cyrillic letters are mixed",
    ),
    (re.compile(r"(?<!\S)\S+\s+[,;:.](?![\w.])"), "A space precedes a punctuation mark"),
    (re.compile(r"[,;:](?:\s*[,;:.])+"), "Punctuation marks are repeated"),
    (re.compile(r"(?<!\w)[^\W\d_]{36,}"), "Spaces are missing"),
    (re.compile(r"(?<!\w)\w*[\u0430-\u052f]{2}[.;,:][\u0400-\u052f]{2}\w*"), "A space is missing"),
    # An empty cell of a table has a space on each side.
    (re.compile(r"(?<!\S)\S*(?<!\|)\s{2,}(?!\|)\S*"), "Spaces are repeated"),
)
# Signs without which a text has no such damage; they are found several times as fast.
_SIGNS = {
    "Latin and Cyrillic letters are mixed": re.compile(r"[a-zA-Z]"),
    "A space precedes a punctuation mark": re.compile(r"\s[,;:.](?![\w.])"),
    "A space is missing": re.compile(r"[.;,:][\u0400-\u052f]{2}"),
    "Spaces are repeated": re.compile(r"\s{2}"),
}
# Letters of Cyrillic that neither Kazakh nor Russian has, as lost bytes leave them in a word, and
# letters of other scripts, but not "ə", which some acts have for "ә".
_FOREIGN = re.compile(
    "[\u0400\u0402-\u0405\u0407-\u040f\u0450\u0452-\u0455\u0457-\u0491\u0494-\u0499\u049c-\u04a1"
    "\u04a4-\u04ad\u04b2-\u04b9\u04bc-\u04d7\u04da-\u04e7\u04ea-\u052f"
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u018e\u0190-\u024f\u0530-\u1fff\u2700-\u27bf\u2e80-\ud7ff"
    "\ue000-\uf8ff]"
)
_CYRILLIC = re.compile("[А-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]")
# The end of a tag whose beginning is lost, and a number of a letter in RTF without its sign:
# that of a letter of Kazakh or Russian, whole or without its first digit. "кім1234?" is a question.
_NUMBERS = "|".join(
    f"1?{str(ord(letter))[1:]}"
    for letter in (*map(chr, range(ord("А"), ord("я") + 1)), *"ЁёӘәҒғҚқҢңӨөҰұҮүҺһІі")
)
_MARKUP = re.compile(
    rf"/?(?:td|tr|th|table|div|span|body|html)>|(?<=[\u0400-\u052f]{{3}})(?:{_NUMBERS})\?", re.ASCII
)
_WORD_LENGTH = 20
# Letters of a line without a space, and different ones: a line that is drawn has fewer.
_MIN_JOINED, _MIN_DIFFERENT = 25, 8
# A bar between two cells without a space.
_BAR = re.compile(r"[^\s|]\|[^\s|]")
_ADDRESSES = ("/", "@", "_", "www.")
_MAX_SHOWN = 40


def check_damage(act: Act) -> Iterator[Finding]:
    """Yield damaged words, and lines whose words or cells are joined."""
    for provision in act.provisions:
        acknowledged = [erratum for erratum in provision.errata if erratum.right is None]
        for erratum in acknowledged:
            yield Finding(
                Severity.ACKNOWLEDGED, provision.eid, erratum.line, erratum.reason("en")[1]
            )
        if not acknowledged:
            yield from _damaged_words(provision)
    for number, line in enumerate(act.source_lines, 1):
        if _is_joined(line.strip()):
            shown = line.strip()[:_MAX_SHOWN]
            text = f"Spaces are missing in the line “{shown}…”."
            yield Finding(Severity.ERROR, None, number, text)


def _damaged_words(provision: Provision) -> Iterator[Finding]:
    for whole in (provision.heading, provision.text):
        is_foreign = _FOREIGN.search(whole) is not None
        text = without_foreign_names(whole) if is_foreign else whole
        for pattern, name in _DAMAGE:
            sign = _SIGNS.get(name)
            match = pattern.search(text) if sign is None or sign.search(text) else None
            if match is not None:
                yield error_of(provision, f"{name}: “{match[0]}”.")
        signs = _FOREIGN.finditer(text) if is_foreign else ()
        place = next((sign.start() for sign in signs if _in_word(text, sign)), -1)
        if place >= 0:
            yield error_of(provision, f"A letter of no known word: “{_word_at(text, place)}”.")
        match = _MARKUP.search(text) if ">" in text or "?" in text else None
        if match is not None:
            shown = _word_at(text, match.start())
            yield error_of(provision, f"Signs of the file's markup are in the text: “{shown}”.")


def _in_word(text: str, sign: re.Match[str]) -> bool:
    """Return whether a sign stands beside a letter of Kazakh or Russian.

    One that is no letter, as a bullet, must have letters on both sides.
    """
    before, after = text[max(0, sign.start() - 1) : sign.start()], text[sign.end() : sign.end() + 1]
    beside = (_CYRILLIC.match(before), _CYRILLIC.match(after))
    return any(beside) if sign[0].isalpha() else all(beside)


def _word_at(text: str, place: int) -> str:
    """Return the word around a place, at most some letters on each side."""
    before = text[max(0, place - _WORD_LENGTH) : place].split(" ")[-1]
    return before + text[place : place + _WORD_LENGTH].split(" ")[0]


def _is_joined(line: str) -> bool:
    """Return whether a line has the letters of several words or bars between cells, but no space.

    An address and a line for a signature have none either; a word with a hyphen may be long.
    """
    if len(line) < _MIN_DIFFERENT or any(map(str.isspace, line)):
        return False
    if len(_BAR.findall(line)) > 1 and "_" not in line:
        return True
    pieces = ([sign for sign in piece if sign.isalpha()] for piece in line.split("-"))
    is_long = any(
        len(letters) >= _MIN_JOINED and len(set(letters)) >= _MIN_DIFFERENT for letters in pieces
    )
    return is_long and not any(sign in line for sign in _ADDRESSES)
