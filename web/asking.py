"""Put a question to the answerer: the checks and the limit that every way of asking shares."""

from fastapi import Request

from embeddings.errors import IndexAwayError
from qa.answer import Answer, Question
from qa.question import check_question
from web.client import client_of
from web.problems import Problem, ProblemError
from web.site import Site

# Seconds after which the index may be back.
AWAY = "30"


def ask(request: Request, site: Site, question: Question) -> Answer:
    """The answer; blocks while the question is encoded, so call it in a thread.

    Raises QuestionError for a text that is no question, UnknownActError for an act that the corpus
    does not have, ProblemError above the rate limit (429) and when the index is away (503).
    """
    check_question(question.text)
    for act in question.acts:
        site.corpus.act(act)
    count_question(request, site)
    try:
        return site.answerer.ask(question)
    except IndexAwayError as error:
        raise ProblemError(Problem(503, "away", headers={"Retry-After": AWAY})) from error


def count_question(request: Request, site: Site) -> None:
    """Count one question of the client; ProblemError (429) above the rate limit."""
    peer = request.client.host if request.client else None
    forwarded = request.headers.getlist("x-forwarded-for")
    wait = site.limiter.wait(client_of(peer, forwarded, site.settings.trusted_proxies))
    if wait:
        raise ProblemError(Problem(429, "rate", headers={"Retry-After": str(wait)}))
