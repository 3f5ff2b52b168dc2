"""Put a question to the answerer: the checks that every way of asking shares."""

from time import perf_counter

from fastapi import Request

from embeddings.errors import IndexUnavailableError
from qa.answer import Answer, Question, Reason
from web.http.problems import Problem, ProblemError
from web.http.request_cost import client_key
from web.http.site import Site
from web.journal.journal import AskedQuestion
from web.storage.base import utc_now

# Seconds after which the index may be back.
RETRY_AFTER_SECONDS = "30"


def ask(
    request: Request, site: Site, question: Question, channel: str, session: str | None
) -> Answer:
    """The answer; blocks while the question is encoded, so call it in a thread.

    It goes into the journal as asked by ``channel`` (api, page, widget) in the tab ``session``.
    The rate limit is the caller's, who counts the question before it takes a place in the queue.

    Raises QuestionError for a text that is no question, UnknownActError for an act that the corpus
    does not have, ProblemError (503) when the index is away.
    """
    start = perf_counter()
    try:
        answer = site.answerer.ask(question, site.metrics.stepped)
    except IndexUnavailableError as error:
        raise ProblemError(
            Problem(503, "away", headers={"Retry-After": RETRY_AFTER_SECONDS})
        ) from error
    record_answer(request, site, question, answer, channel, session, perf_counter() - start)
    return answer


def record_answer(
    request: Request,
    site: Site,
    question: Question,
    answer: Answer,
    channel: str,
    session: str | None,
    seconds: float,
) -> None:
    """Count an answer and take it into the journal; a greeting is no question."""
    if answer.reason is Reason.GREETING:
        return
    site.metrics.answered(answer, channel, seconds)
    if site.journal is not None:
        client, now = client_key(request, site), utc_now()
        site.journal.note(AskedQuestion(now, question, answer, channel, session, client, seconds))
