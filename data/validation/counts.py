"""Findings on lists that have another number of points than their lead-in announces.

"мынадай екі шарт …:", "в следующих трёх случаях:", "the following two conditions:".
"""

import re
from collections import Counter
from collections.abc import Iterator

from data.model import Act, Kind
from data.validation.finding import Finding, error_of

_NUMBERS = {
    "kk": ("екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз", "он"),
    "ru": (
        "дв(?:а|е|ух|умя|ум)", "тр(?:и|[её]х|емя|[её]м)", "четыр(?:е|[её]х|ьмя|[её]м)", "пят[ьи]ю?",
        "шест[ьи]ю?", "сем[ьи]ю?", "вос[её]?м[ьи]ю?", "девят[ьи]ю?", "десят[ьи]ю?",
    ),
    "en": ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}  # fmt: skip
# What is counted so is time or measure: "following 10 working days:".
_UNITS = {
    "kk": r"рет|күн|ай|жыл|есе|пайыз|жұмыс\s+күн|сағат|бет|дана|парақ",
    "ru": r"д(?:ень|н)|месяц|лет|год|рабоч|календар|час|раз|процент",
    "en": r"days?|months?|years?|working|business|calendar|hours?|times|percent",
}
_PLACES = {
    "kk": (
        r"(?:мынадай|мына|келесі|төмендегі(?:дей)?)\s+{number}\s+(?!{unit})[^.;]*",
        r"(?<![\w-]){number}\s+(?:[\w-]+\s+){{1,3}}(?:тұрады|бөлінеді)",
    ),
    "ru": (r"следующ\w+\s+{number}\s+(?!{unit})[^.;]*", r"(?<!\w){number}\s+следующ\w+[^.;]*"),
    "en": (
        r"following\s+{number}\s+(?!{unit})[^.;]*",
        r"(?<!\w){number}\s+(?:of\s+the\s+)?following\s[^.;]*",
    ),
}
# Characters of the end of a lead-in.
_LEAD_IN = 250


def _pattern(language: str) -> re.Pattern[str]:
    words = "|".join(f"(?P<{{place}}_{n}>{word})" for n, word in enumerate(_NUMBERS[language], 2))
    places = (
        place.format(
            number=f"(?:(?P<{name}_digits>[2-9]|1\\d)|{words.format(place=name)})",
            unit=_UNITS[language],
        )
        for name, place in zip("ab", _PLACES[language], strict=True)
    )
    return re.compile(rf"(?:{'|'.join(places)}):$", re.IGNORECASE)


_PATTERNS = {language: _pattern(language) for language in _NUMBERS}
_HINTS = {"kk": ("мына", "келесі", "төмендегі", "тұрады:", "бөлінеді:"), "ru": ("следующ",),
          "en": ("following",)}  # fmt: skip


def check_counts(act: Act) -> Iterator[Finding]:
    """Yield the lists whose points are not as many as the text above them says.

    Points that were added later ("2-1)") do not count, and a list without points may have dashes.
    """
    points: Counter[str | None] = Counter(
        p.parent for p in act.provisions if p.kind is Kind.POINT and "-" not in (p.number or "")
    )
    for provision in act.provisions:
        count = points[provision.eid]
        announced = _announced(provision.text, act.language) if count else None
        if announced is not None and announced != count:
            text = f"The list announces {announced} points and has {count}."
            yield error_of(provision, text)


def _announced(text: str, language: str) -> int | None:
    """Return the number of points that a lead-in announces, None without one."""
    end = text.rstrip()[-_LEAD_IN:]
    if not end.endswith(":") or not any(hint in end for hint in _HINTS[language]):
        return None
    match = _PATTERNS[language].search(end)
    if match is None:
        return None
    name, value = next((key, value) for key, value in match.groupdict().items() if value)
    last = name.partition("_")[2]
    return int(value) if last == "digits" else int(last)
