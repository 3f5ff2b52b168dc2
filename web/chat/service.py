"""Put a question to the answerer: the checks that every way of asking shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from fastapi import Request

from embeddings.errors import IndexUnavailableError
from qa.answer import Answer, Question, Reason
from qa.quote_verification import QuoteChecker
from web.chat.examples import read_examples
from web.chat.feedback import JournalFeedback
from web.http.problems import Problem, ProblemError
from web.http.request_cost import client_key
from web.http.site import AppState
from web.journal.journal import AskedQuestion, Journal
from web.runtime.corpus_cache import CorpusCache
from web.runtime.metrics import Metrics
from web.storage.base import utc_now

# Seconds after which the index may be back.
RETRY_AFTER_SECONDS = "30"


@dataclass(frozen=True, slots=True)
class Chat:
    """Values that chat derives from the corpus: example questions and the quote checker."""

    examples: CorpusCache[Mapping[str, tuple[str, ...]]]
    quote_checkers: CorpusCache[QuoteChecker]


def ask(
    request: Request, site: AppState, question: Question, channel: str, session: str | None
) -> Answer:
    """Return the answer; blocks while the question is encoded, so call it in a thread.

    It goes into the journal as asked by ``channel`` (api, page, widget) in the tab ``session``.
    The rate limit is the caller's, who counts the question before it takes a place in the queue.

    Raises QuestionError for a text that is no question, UnknownActError for an act that the corpus
    does not have, ProblemError (503) when the index is away.
    """
    start = perf_counter()
    try:
        answer = site.answerer.ask(question, site.features.get(Metrics).stepped)
    except IndexUnavailableError as error:
        raise ProblemError(
            Problem(503, "away", headers={"Retry-After": RETRY_AFTER_SECONDS})
        ) from error
    record_answer(request, site, question, answer, channel, session, perf_counter() - start)
    return answer


def record_answer(
    request: Request,
    site: AppState,
    question: Question,
    answer: Answer,
    channel: str,
    session: str | None,
    seconds: float,
) -> None:
    """Count an answer and take it into the journal; a greeting is no question."""
    if answer.reason is Reason.GREETING:
        return
    site.features.get(Metrics).answered(answer, channel, seconds)
    journal = site.features.find(Journal)
    if journal is not None:
        client, now = client_key(request, site), utc_now()
        journal.note(AskedQuestion(now, question, answer, channel, session, client, seconds))


def install_chat(site: AppState) -> None:
    """Install chat; feedback is stored where there is a journal."""
    site.features.add(Chat(CorpusCache(read_examples), CorpusCache(QuoteChecker)))
    if site.settings.journal:
        site.features.add(JournalFeedback(site.database), "feedback")
