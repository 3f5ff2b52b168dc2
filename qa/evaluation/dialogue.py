"""Evaluation of dialogues: each turn is asked with the turns before it and what they found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from embeddings.encoder import Progress
from qa.answer import MAX_CONTEXT, ContextTurn, Question, Reason, Status
from qa.answerer import Answerer
from qa.evaluation.dataset import (
    EvaluationQuestion,
    QuestionSetError,
    flag,
    golds,
    language_of,
    question_text,
)
from qa.evaluation.metrics import mean, precision_at_1
from qa.evaluation.report import header, line
from qa.evaluation.runner import Outcome, ask_question, figures

if TYPE_CHECKING:
    from data.corpus import Corpus


class TurnKind(StrEnum):
    """The kind of a turn. A new topic is in scope and stands alone; outside has no gold."""

    OPENING = "opening"
    FOLLOW_UP = "follow_up"
    NEW_TOPIC = "new_topic"
    OUTSIDE = "outside"
    SMALL_TALK = "small_talk"


@dataclass(frozen=True, slots=True)
class Turn:
    """A message of a dialogue with its golds."""

    kind: TurnKind
    question: EvaluationQuestion


@dataclass(frozen=True, slots=True)
class TurnOutcome:
    """The outcome of a turn; ``alone`` is that of a new topic asked without the turns before."""

    kind: TurnKind
    outcome: Outcome
    is_small_talk: bool
    alone: Outcome | None = None


def read_dialogue(row: dict[str, Any], corpus: "Corpus", place: str) -> tuple[Turn, ...]:
    """Return the turns of a line with ``turns``. Raises QuestionSetError if it is malformed."""
    turns = row["turns"]
    if (
        not isinstance(turns, list)
        or not all(isinstance(turn, dict) for turn in turns)
        or not turns
    ):
        raise QuestionSetError(f"{place} needs a list of objects “turns”.")
    language = language_of(row, place)
    return tuple(
        Turn(
            _kind(turn, place, is_first=number == 0),
            EvaluationQuestion(
                question_text(turn, "question", place),
                language,
                "plain",
                golds(turn, corpus, place),
            ),
        )
        for number, turn in enumerate(turns)
    )


def evaluate_dialogues(
    answerer: Answerer,
    dialogues: Sequence[Sequence[Turn]],
    progress: Progress | None = None,
    *,
    exact: bool = False,
) -> tuple[TurnOutcome, ...]:
    """Return the outcomes of all turns in order; ``exact`` leaves out repair and context."""
    found: list[TurnOutcome] = []
    for number, dialogue in enumerate(dialogues, start=1):
        found += _evaluate_dialogue(answerer, dialogue, exact=exact)
        if progress is not None:
            progress(number, len(dialogues))
    return tuple(found)


def dialogue_dict(found: Sequence[TurnOutcome]) -> dict[str, Any]:
    """Return the figures of each kind of turn.

    New topics have ``p_at_1_alone`` too; small talk has the rate at which it is recognised.
    """
    groups: dict[str, Any] = {kind.value: figures(group) for kind, group in _groups(found)}
    if TurnKind.NEW_TOPIC in groups:
        alone = [one.alone for one in found if one.alone is not None]
        groups[TurnKind.NEW_TOPIC]["p_at_1_alone"] = mean(
            [precision_at_1(one.hits) for one in alone]
        )
    talk = [float(one.is_small_talk) for one in found if one.kind is TurnKind.SMALL_TALK]
    groups[TurnKind.SMALL_TALK.value] = {"n": len(talk), "recognised_rate": mean(talk)}
    return groups


def dialogue_report(found: Sequence[TurnOutcome]) -> Iterator[str]:
    """Yield the lines of the table: each kind of turn, new topics alone, small talk."""
    yield "Turns of dialogues"
    yield header()
    for kind, group in _groups(found):
        yield line(kind.value, group)
        if kind is TurnKind.NEW_TOPIC:
            yield line("  asked alone", [one.alone for one in found if one.alone is not None])
    talk = [one.is_small_talk for one in found if one.kind is TurnKind.SMALL_TALK]
    if talk:
        yield f"Small talk recognised: {sum(talk)} of {len(talk)}"


def _groups(found: Sequence[TurnOutcome]) -> Iterator[tuple[TurnKind, list[Outcome]]]:
    for kind in TurnKind:
        group = [one.outcome for one in found if one.kind is kind]
        if group and kind is not TurnKind.SMALL_TALK:
            yield kind, group


def _evaluate_dialogue(
    answerer: Answerer, dialogue: Sequence[Turn], *, exact: bool
) -> Iterator[TurnOutcome]:
    context: tuple[ContextTurn, ...] = ()
    for turn in dialogue:
        text = turn.question.text
        outcome, answer = ask_question(
            answerer, turn.question, Question(text, exact=exact, context=context)
        )
        alone = None
        if turn.kind is TurnKind.NEW_TOPIC:
            alone, _ = ask_question(answerer, turn.question, Question(text, exact=exact))
        is_talk = answer.status is Status.NOT_COVERED and answer.reason is Reason.GREETING
        yield TurnOutcome(turn.kind, outcome, is_talk, alone)
        cited = answer.passages[0].citation if answer.passages else None
        given = (None, None) if cited is None else (cited.act, cited.eid)
        context = (*context, ContextTurn(text, *given))[-MAX_CONTEXT:]


def _kind(turn: dict[str, Any], place: str, *, is_first: bool) -> TurnKind:
    if flag(turn, "small_talk", place):
        return TurnKind.SMALL_TALK
    if flag(turn, "follow_up", place):
        return TurnKind.FOLLOW_UP
    if is_first:
        return TurnKind.OPENING
    return TurnKind.NEW_TOPIC if turn.get("gold") else TurnKind.OUTSIDE
