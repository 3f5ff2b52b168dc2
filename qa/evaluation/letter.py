"""Evaluation of letters: messages that ask several things, each with golds of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from embeddings.encoder import Progress
from qa.answer import Answer, Question
from qa.answerer import Answerer
from qa.evaluation.dataset import QuestionSetError, language_of, parse_golds, question_text
from qa.evaluation.metrics import mean
from qa.evaluation.runner import is_right

if TYPE_CHECKING:
    from data.corpus import Corpus

_SHOWN = 3
"""The first provisions of each answer, among which a right one is looked for."""


@dataclass(frozen=True, slots=True)
class EvaluationLetter:
    """A message with the golds, as (act, eId), of each question that it asks.

    A group without golds is a question outside the law.
    """

    text: str
    language: str
    groups: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class LetterOutcome:
    """The first provisions of each answer to a letter."""

    letter: EvaluationLetter
    answers: tuple[tuple[tuple[str, str], ...], ...]

    @property
    def found(self) -> tuple[bool, ...]:
        """Return whether each question in scope has a right provision in any answer."""
        shown = [place for answer in self.answers for place in answer]
        inside = [group for group in self.letter.groups if group]
        return tuple(any(is_right(place, group) for place in shown) for group in inside)


def read_letter(row: dict[str, Any], corpus: "Corpus", place: str) -> EvaluationLetter:
    """Return the letter of a line with ``gold_groups``. Raises QuestionSetError."""
    groups = row["gold_groups"]
    if not isinstance(groups, list) or not groups:
        raise QuestionSetError(f"{place} needs a list of lists of texts “gold_groups”.")
    key = "text" if "text" in row else "question"
    return EvaluationLetter(
        question_text(row, key, place),
        language_of(row, place),
        tuple(parse_golds(group, "gold_groups", corpus, place) for group in groups),
    )


def evaluate_letters(
    answerer: Answerer,
    letters: Sequence[EvaluationLetter],
    progress: Progress | None = None,
    *,
    exact: bool = False,
) -> tuple[LetterOutcome, ...]:
    """Return the outcomes of ``letters``; ``exact`` searches each in one piece."""
    found = []
    for number, letter in enumerate(letters, start=1):
        answer = answerer.answer_with_trace(Question(letter.text, exact=exact)).answer
        found.append(LetterOutcome(letter, tuple(_shown(answer))))
        if progress is not None:
            progress(number, len(letters))
    return tuple(found)


def letter_dict(found: Sequence[LetterOutcome]) -> dict[str, Any]:
    """Return the figures overall and by language."""
    languages = dict.fromkeys(one.letter.language for one in found)
    by_language = {
        name: letter_figures([one for one in found if one.letter.language == name])
        for name in languages
    }
    return {"overall": letter_figures(found), "by_language": by_language}


def letter_figures(found: Sequence[LetterOutcome]) -> dict[str, float | int | None]:
    """Return the counts of letters and of their questions in scope, and the shares found.

    ``found_rate`` is the share of questions with a right provision among the first three of any
    answer, ``all_found_rate`` that of letters with all of them.
    """
    questions = [is_found for one in found for is_found in one.found]
    return {
        "n": len(found),
        "questions": len(questions),
        "found_rate": mean([float(is_found) for is_found in questions]),
        "all_found_rate": mean([float(all(one.found)) for one in found]),
    }


def letter_report(found: Sequence[LetterOutcome]) -> Iterator[str]:
    """Yield the lines of the table: overall, each language."""
    yield "Letters: questions with a right provision among the first three of any answer"
    by_language = letter_dict(found)
    for name, one in (("overall", by_language["overall"]), *by_language["by_language"].items()):
        shares = [one["found_rate"], one["all_found_rate"]]
        told = ["–" if share is None else f"{share:.3f}" for share in shares]
        yield (
            f"{name:20}{one['n']:>5} letters {one['questions']:>5} questions"
            f"  found {told[0]}  all of a letter {told[1]}"
        )


def _shown(answer: Answer) -> Iterator[tuple[tuple[str, str], ...]]:
    for each in answer.answers or (answer,):
        yield tuple((one.citation.act, one.citation.eid) for one in each.passages[:_SHOWN])
