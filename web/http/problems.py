"""Problems: errors of requests, shown as problem documents (RFC 9457) or as pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from starlette.responses import JSONResponse

from embeddings.errors import IndexUnavailableError
from qa.query.validation import QuestionError
from web.http.formats import format_time
from web.http.translations import Translations

MEDIA_TYPE = "application/problem+json"
# The index may be available again after these.
_RETRY_AFTER_SECONDS = "30"
# The names of RFC 9110, which older versions of Python do not know.
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Problem of a request. ``code`` names the message ``problem.<code>``; ``at`` the wrong fields.

    ``act`` is the address of an act that is offered instead: an id, or ``ID@EDITION``; ``said``
    holds the values of the message, a time as ``datetime``.
    """

    status: int
    code: str
    at: Sequence[str] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    act: str | None = None
    said: Mapping[str, object] = field(default_factory=dict)

    def detail(self, wording: Translations) -> str:
        """Return the sentence for people, in the language of ``wording``."""
        said = {
            name: format_time(value, wording.language) if isinstance(value, datetime) else value
            for name, value in self.said.items()
        }
        return wording.say(f"problem.{self.code}", **said)

    def document(self, wording: Translations) -> dict[str, Any]:
        """Return the members of the problem document."""
        members: dict[str, Any] = {
            "type": f"urn:bapta:problem:{self.code.replace('_', '-')}",
            "title": _TITLES.get(self.status) or HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail(wording),
        }
        return members | ({"at": list(self.at)} if self.at else {})


class ProblemError(Exception):
    """An exception that ends a request with a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def problem_of(error: ProblemError | QuestionError | IndexUnavailableError) -> Problem:
    """Return the problem of a question that cannot be asked, or not now, or that ``error`` has."""
    if isinstance(error, ProblemError):
        return error.problem
    if isinstance(error, QuestionError):
        return Problem(422, f"question_{error.code}", at=("question",))
    return Problem(503, "away", headers={"Retry-After": _RETRY_AFTER_SECONDS})


def problem_response(problem: Problem, wording: Translations) -> JSONResponse:
    """Return the problem as a response of type ``application/problem+json``."""
    return JSONResponse(
        problem.document(wording),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=dict(problem.headers) | {"Content-Language": wording.language},
    )


class ProblemModel(BaseModel):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    at: list[str] = []
