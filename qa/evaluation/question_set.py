"""A file to evaluate: questions, dialogues and letters, one a line in any order.

The members of a line determine its kind, so that a file may mix all three.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa.evaluation.dataset import EvaluationQuestion, QuestionSetError, read_question, rows_of
from qa.evaluation.dialogue import Turn, read_dialogue
from qa.evaluation.letter import EvaluationLetter, read_letter

if TYPE_CHECKING:
    from data.corpus import Corpus


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The contents of a file: single questions, dialogues as their turns, and letters."""

    questions: tuple[EvaluationQuestion, ...]
    dialogues: tuple[tuple[Turn, ...], ...]
    letters: tuple[EvaluationLetter, ...]


def read_question_set(path: Path, corpus: "Corpus") -> QuestionSet:
    """Return the lines of a JSON Lines file, with golds checked against ``corpus``.

    A line with ``turns`` is a dialogue, one with ``gold_groups`` a letter, any other a question.
    Raises QuestionSetError with the number of the first invalid line.
    """
    questions: list[EvaluationQuestion] = []
    dialogues: list[tuple[Turn, ...]] = []
    letters: list[EvaluationLetter] = []
    for row, place in rows_of(path):
        if "turns" in row:
            dialogues.append(read_dialogue(row, corpus, place))
        elif "gold_groups" in row:
            letters.append(read_letter(row, corpus, place))
        else:
            questions.append(read_question(row, corpus, place))
    if not (questions or dialogues or letters):
        raise QuestionSetError(f"{path} contains no question.")
    return QuestionSet(tuple(questions), tuple(dialogues), tuple(letters))
