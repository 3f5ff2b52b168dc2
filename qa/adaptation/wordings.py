"""Training texts of the adaptation of questions: matters in several wordings and languages.

A file of wordings has one JSON object a line, with the wordings of a matter by language:
``{"kk": ["…", "…"], "ru": ["…"], "en": ["…"]}``. The lay questions on a provision that follow each
other, in one language each, are wordings of one matter too.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from data.model import LANGUAGES
from embeddings.adaptation.targets import Example, Wording
from qa.adaptation.examples import ExamError, ExamQuestion, read_lines

Matter = tuple[tuple[str, str], ...]
"""The wordings of a matter as (text, language)."""

# The model reads these languages best; their wordings are what the others should be near to.
_TEACHERS = frozenset({"ru", "en"})


def read_matters(path: Path) -> tuple[Matter, ...]:
    """Read the matters of a file of wordings, a gzip if its name ends in ``.gz``.

    Raises ExamError.
    """
    matters = []
    for number, line in enumerate(read_lines(path), start=1):
        try:
            matters.append(_matter(json.loads(line)))
        except ValueError as error:
            raise ExamError(f"{path.name} cannot be read at line {number}.") from error
    return tuple(matters)


def lay_matters(questions: Iterable[ExamQuestion]) -> Iterator[Matter]:
    """Yield the matters of lay questions in the order of their file."""
    found: list[ExamQuestion] = []
    for question in questions:
        if found and not _is_of_matter(question, found):
            yield tuple((one.question, one.language) for one in found)
            found = []
        found.append(question)
    if found:
        yield tuple((one.question, one.language) for one in found)


def training_wordings(
    matters: Iterable[Matter], examples: Sequence[Example]
) -> tuple[Wording, ...]:
    """Return the wordings of ``matters``, and the texts of ``examples`` that are none of them.

    The teachers of a matter are its wordings in the languages that the model reads best, without
    such a one all of them; a text of an example alone is its own teacher.
    """
    known: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in examples:
        known[example.text, example.language].append(example)
    wordings: list[Wording] = []
    for matter in matters:
        numbers = range(len(wordings), len(wordings) + len(matter))
        teachers = tuple(
            number
            for number, (_, language) in zip(numbers, matter, strict=True)
            if language in _TEACHERS
        )
        for text, language in matter:
            found = known.get((text, language))
            passages = found.pop(0) if found else None
            wordings.append(Wording(text, language, teachers or tuple(numbers), passages))
    for example in chain.from_iterable(known.values()):
        wordings.append(Wording(example.text, example.language, (len(wordings),), example))
    return tuple(wordings)


def _is_of_matter(question: ExamQuestion, found: Sequence[ExamQuestion]) -> bool:
    first = found[0]
    is_same = (question.act, question.gold) == (first.act, first.gold)
    return is_same and question.language not in {one.language for one in found}


def _matter(value: object) -> Matter:
    """Return the matter of a line; raise ValueError for a line of another form."""
    if not isinstance(value, dict) or not value or not value.keys() <= set(LANGUAGES):
        raise ValueError("not a matter")
    matter = []
    for language, texts in value.items():
        if not isinstance(texts, list) or not texts:
            raise ValueError("not a list of wordings")
        for text in texts:
            if not isinstance(text, str) or not text.strip():
                raise ValueError("not a wording")
            matter.append((text, language))
    return tuple(matter)
