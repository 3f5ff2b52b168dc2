"""Parts of the tests of qa: outcomes made by hand, and the real law asked with the real model."""

from functools import cache
from pathlib import Path

from data.corpus import load_corpus
from qa.answer import Answer, Question, Status
from qa.evaluation.dataset import EVALUATION, EvaluationQuestion, read_questions
from qa.evaluation.runner import Outcome, evaluate_question
from qa.pipeline import AnswerTrace
from tests.helpers.web_app import model_answerer

ACT = "kz-internal-affairs"
QUESTIONS = EVALUATION / ACT


def outcome(
    ranked: str,
    status: Status = Status.ANSWERED,
    confidence: float = 0.9,
    *,
    gold: str = "art_24__para_3",
    question: str = "Сұрақ?",
    form: str = "plain",
    language: str = "kk",
    style: str | None = None,
) -> Outcome:
    """An outcome from eIds with spaces between them; no gold is a question out of scope."""
    golds = tuple((ACT, eid) for eid in gold.split())
    asked = EvaluationQuestion(question, language, form, golds, style)
    return evaluate_question(asked, ((ACT, eid) for eid in ranked.split()), status, confidence)


@cache
def traces(home: Path, name: str) -> tuple[tuple[EvaluationQuestion, AnswerTrace[Answer]], ...]:
    """Every question of the set NAME.jsonl with what the real law answers; asked once."""
    answerer = model_answerer(home)
    questions = read_questions(QUESTIONS / f"{name}.jsonl", load_corpus())
    return tuple((asked, answerer.answer_with_trace(Question(asked.text))) for asked in questions)


@cache
def outcomes(home: Path, name: str) -> tuple[Outcome, ...]:
    """The outcomes of a set, as an evaluation has them."""
    return tuple(
        evaluate_question(
            asked,
            ((one.act, one.eid) for one in trace.ranking.candidates),
            trace.answer.status,
            trace.confidence,
        )
        for asked, trace in traces(home, name)
    )


def ask(home: Path, text: str, **members: object) -> Answer:
    """What the real law answers."""
    return model_answerer(home).ask(Question(text, **members))  # type: ignore[arg-type]


def eids(answer: Answer) -> list[str]:
    """The eIds of the quotes, in order."""
    return [quote.citation.eid for quote in answer.passages]
