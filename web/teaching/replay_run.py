"""Comparison of the present and the proposed bank on evaluation sets and journal questions.

Each question is encoded once, in a call of its own, so that visitors wait for one at most.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from time import sleep
from typing import Any

from sqlalchemy import select

from data.corpus import Corpus
from data.publications import active_publications, read_publications
from data.question_bank import BankQuestion, normalize_question
from embeddings.encoder import Progress
from embeddings.encoders.caching import MemoryCachedEncoder
from qa.evaluation.comparison import AnswerChange, change_kind, compare_answers, summarize_answer
from qa.evaluation.dataset import (
    EvaluationQuestion,
    QuestionSetError,
    evaluation_sets,
    read_questions,
)
from qa.evaluation.runner import figures
from qa.query.validation import QuestionError
from web.journal.models import FeedbackRow, QuestionRow
from web.runtime.composition import compose_answerer
from web.storage.database import Database
from web.teaching.publisher import Publisher

_THREADS = 2
"""Two, so that one question is ranked while another is encoded."""
_PAUSE = 0.002
"""Seconds before each question, to yield the processor."""


@dataclass(frozen=True, slots=True)
class JournaledQuestion:
    """Distinct question of the journal; ``helped`` marks positive feedback.

    ``id`` is that of its newest row, ``times`` the number of rows.
    """

    id: int
    asked: EvaluationQuestion
    exact: bool
    times: int
    helped: bool


def run_replay(
    publisher: Publisher,
    database: Database,
    entries: Sequence[BankQuestion],
    newest: int,
    on_progress: Progress,
) -> dict[str, Any]:
    """Return the changes through ``entries`` as a JSON value.

    ``on_progress`` is called with the done and the total questions; an exception of it ends the
    replay. Raises BaptaError, OSError.
    """
    on_progress(0, 0)
    settings = publisher.settings
    own = active_publications(read_publications(settings.bank))
    encoder = MemoryCachedEncoder(publisher.parts.encoder())
    parts = replace(publisher.parts, encoder=lambda: encoder)
    present = compose_answerer(settings, parts=parts, own=own)
    on_progress(0, 0)
    corpus = present.corpus
    publisher.prepare(parts.sources.bank((*own, *entries)))
    proposed = compose_answerer(settings, parts=parts, own=(*own, *entries))
    sets, unusable, left_out = _load_sets(corpus, settings.evaluation, (*own, *entries))
    journaled = recent_distinct_questions(database, newest)

    def compare(asked: EvaluationQuestion, exact: bool) -> AnswerChange | None:
        sleep(_PAUSE)
        try:
            return compare_answers(present, proposed, asked, exact=exact)
        except QuestionError:
            # Redaction can make a text longer than the limit of a question.
            return None

    all_asked = [(asked, False) for questions in sets.values() for asked in questions]
    all_asked += [(one.asked, one.exact) for one in journaled]
    found: list[AnswerChange | None] = []
    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="bapta-replay")
    try:
        for pair in pool.map(compare, *zip(*all_asked, strict=True)) if all_asked else ():
            on_progress(len(found), len(all_asked))
            found.append(pair)
    finally:
        pool.shutdown(cancel_futures=True)
    rest = iter(found)
    pairs = {
        name: [pair for pair in islice(rest, len(questions)) if pair]
        for name, questions in sets.items()
    }
    changes = [_change(name, pair) for name, each in pairs.items() for pair in each if pair.kind]
    changes += [
        _journal_change(one, pair)
        for one, pair in zip(journaled, rest, strict=True)
        if pair and pair.kind
    ]
    return {
        "sets": [_set_row(name, each) for name, each in pairs.items()],
        "unusable": unusable,
        "left_out": left_out,
        "noted": {"questions": len(journaled), "asked": sum(one.times for one in journaled)},
        "changes": changes,
    }


def recent_distinct_questions(database: Database, newest: int) -> list[JournaledQuestion]:
    """Return the distinct questions among the ``newest`` of the journal, newest first."""
    with database.reading() as session:
        columns = (QuestionRow.id, QuestionRow.question, QuestionRow.language, QuestionRow.exact)
        rows = session.execute(
            select(*columns, QuestionRow.answer_id).order_by(QuestionRow.id.desc()).limit(newest)
        ).all()
        helpful = set(
            session.scalars(
                select(FeedbackRow.answer_id).where(
                    FeedbackRow.verdict == "yes",
                    FeedbackRow.answer_id.in_([row.answer_id for row in rows]),
                )
            )
        )
    found: dict[tuple[str, bool], JournaledQuestion] = {}
    for row in rows:
        key = (row.question, row.exact)
        known = found.get(key)
        asked = EvaluationQuestion(row.question, row.language, "plain", ())
        first = known or JournaledQuestion(row.id, asked, row.exact, 0, helped=False)
        helped = first.helped or row.answer_id in helpful
        found[key] = JournaledQuestion(first.id, first.asked, first.exact, first.times + 1, helped)
    return list(found.values())


def _load_sets(
    corpus: Corpus, own: Path, bank: Sequence[BankQuestion]
) -> tuple[dict[str, tuple[EvaluationQuestion, ...]], list[str], int]:
    """Return the sets by name, the errors of unusable ones, and the number of bank questions."""
    known = {normalize_question(entry.question) for entry in bank}
    sets: dict[str, tuple[EvaluationQuestion, ...]] = {}
    unusable, left_out = [], 0
    for path in evaluation_sets(corpus, own):
        try:
            asked = read_questions(path, corpus)
        except QuestionSetError as error:
            unusable.append(str(error))
            continue
        unknown = tuple(one for one in asked if normalize_question(one.text) not in known)
        left_out += len(asked) - len(unknown)
        sets[f"{path.parent.name}/{path.stem}" if path.parent != own else path.stem] = unknown
    return sets, unusable, left_out


def _set_row(name: str, pairs: Sequence[AnswerChange]) -> dict[str, Any]:
    return {
        "name": name,
        "before": figures([pair.before for pair in pairs]),
        "now": figures([pair.now for pair in pairs]),
    }


def _change(name: str, pair: AnswerChange) -> dict[str, Any]:
    asked = pair.now.question
    return {
        "set": name,
        "question": asked.text,
        "language": asked.language,
        "gold": [list(one) for one in asked.gold],
        "lost": pair.is_regression,
        "gained": pair.is_improvement,
        **_summaries(pair),
    }


def _journal_change(question: JournaledQuestion, pair: AnswerChange) -> dict[str, Any]:
    """Return a change that has the question's id, since its words stay in the journal only."""
    before, now = summarize_answer(pair.before).first, summarize_answer(pair.now).first
    return {
        "id": question.id,
        "times": question.times,
        "lost": question.helped and before is not None and before != now,
        "gained": False,
        **_summaries(pair),
    }


def _summaries(pair: AnswerChange) -> dict[str, Any]:
    before, now = summarize_answer(pair.before), summarize_answer(pair.now)
    return {"kind": change_kind(before, now), "before": asdict(before), "now": asdict(now)}
