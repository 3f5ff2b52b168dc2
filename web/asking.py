"""Put a question to the answerer: the checks and the limit that every way of asking shares."""

from datetime import UTC, datetime
from time import perf_counter

from fastapi import Request

from embeddings.errors import IndexAwayError
from qa.answer import Answer, Question, Reason
from qa.question import check_question
from web.client import client_of
from web.journal.asked import Asked
from web.problems import Problem, ProblemError
from web.site import Site

# Seconds after which the index may be back.
AWAY = "30"


def ask(
    request: Request, site: Site, question: Question, channel: str, session: str | None
) -> Answer:
    """The answer; blocks while the question is encoded, so call it in a thread.

    It goes into the journal as asked by ``channel`` (api, page, widget) in the tab ``session``.

    Raises QuestionError for a text that is no question, UnknownActError for an act that the corpus
    does not have, ProblemError above the rate limit (429) and when the index is away (503).
    """
    check_question(question.text)
    for act in question.acts:
        site.corpus.act(act)
    count_question(request, site)
    start = perf_counter()
    try:
        answer = site.answerer.ask(question)
    except IndexAwayError as error:
        raise ProblemError(Problem(503, "away", headers={"Retry-After": AWAY})) from error
    note(request, site, question, answer, channel, session, perf_counter() - start)
    return answer


def note(
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
        client, now = client_key(request, site), datetime.now(UTC)
        site.journal.note(Asked(now, question, answer, channel, session, client, seconds))


def count_question(request: Request, site: Site) -> None:
    """Count one question of the client; ProblemError (429) above the rate limit."""
    wait = site.limiter.wait(client_key(request, site))
    if wait:
        raise ProblemError(Problem(429, "rate", headers={"Retry-After": str(wait)}))


def client_key(request: Request, site: Site) -> str:
    """The key of the client that a request comes from, for the limit and for counting visitors."""
    peer = request.client.host if request.client else None
    forwarded = request.headers.getlist("x-forwarded-for")
    return client_of(peer, forwarded, site.settings.trusted_proxies)
