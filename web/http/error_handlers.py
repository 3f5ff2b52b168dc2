"""Exception handlers: the problem for each error of a request, and its response."""

import logging
from http import HTTPStatus
from typing import cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from data.errors import ActError, UnknownEditionError, UnknownProvisionError
from embeddings.errors import IndexUnavailableError
from qa.query.validation import QuestionError
from web.http.middleware import private_headers, safe_headers
from web.http.pages import page
from web.http.preferences import accepted_language
from web.http.problems import (
    MEDIA_TYPE,
    Problem,
    ProblemError,
    problem_of,
    problem_response,
)
from web.http.request_id import HEADER, current_request
from web.http.requests import root_of
from web.http.site import state_of
from web.storage.errors import DatabaseError, DatabaseValueError

_CODES = {
    404: "not_found",
    405: "method",
    408: "slow",
    413: "too_large",
    429: "rate",
    500: "server",
}


def add_error_handlers(app: FastAPI) -> None:
    """Answer errors of ``app`` with problems: documents for programs, pages for people."""
    for kind in (ProblemError, QuestionError, IndexUnavailableError):
        app.add_exception_handler(kind, _problem_error)
    app.add_exception_handler(ActError, _act_error)
    app.add_exception_handler(DatabaseError, _database_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _server_error)


def _problem_error(request: Request, error: Exception) -> Response:
    known = cast(ProblemError | QuestionError | IndexUnavailableError, error)
    return answer_problem(request, problem_of(known))


def _act_error(request: Request, error: Exception) -> Response:
    if isinstance(error, UnknownProvisionError):
        act = request.path_params.get("act")
        return answer_problem(request, Problem(404, "no_provision", act=act))
    if isinstance(error, UnknownEditionError):
        act = request.path_params.get("act", "").partition("@")[0]
        return answer_problem(request, Problem(404, "no_edition", act=act or None))
    return answer_problem(request, Problem(404, "no_act"))


def _database_error(request: Request, error: Exception) -> Response:
    if isinstance(error, DatabaseValueError):
        return answer_problem(request, Problem(422, "malformed"))
    logging.getLogger(__name__).error("%s", error)
    return answer_problem(request, Problem(503, "database"))


def _validation_error(request: Request, error: Exception) -> Response:
    error = cast(RequestValidationError, error)
    # Only the names of fields are shown: the values may be a question.
    at = {".".join(str(step) for step in each["loc"][1:]) for each in error.errors()}
    return answer_problem(request, Problem(422, "malformed", at=tuple(sorted(at - {""}))))


def _http_error(request: Request, error: Exception) -> Response:
    error = cast(HTTPException, error)
    if error.status_code == 400:
        # A body that cannot be read at all, as one that is not UTF-8.
        return answer_problem(request, Problem(422, "malformed"))
    code = _CODES.get(error.status_code, "other")
    return answer_problem(request, Problem(error.status_code, code, headers=error.headers or {}))


def _server_error(request: Request, error: Exception) -> Response:
    # The traceback goes to the server's log. This response is made outside of the middleware.
    response = answer_problem(request, Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "server"))
    path = local_path_of(request)
    response.headers.update({**safe_headers(path, request.url.scheme, ()), **private_headers(path)})
    current = current_request()
    if current is not None:
        response.headers[HEADER] = current.id
    return response


def answer_problem(request: Request, problem: Problem) -> Response:
    """Return ``problem`` as a document for programs, as a page for people."""
    site = state_of(request)
    if wants_document(request):
        language = accepted_language(request.headers.get("accept-language"), default="en")
        return problem_response(problem, site.wording[language])
    return page(
        request,
        "error.html",
        {"problem": problem},
        status=problem.status,
        headers=problem.headers,
    )


def wants_document(request: Request) -> bool:
    """Return whether a program asks: through the API, or by accepting problem documents."""
    path = local_path_of(request)
    programs = path.startswith("/api/") or path in {"/healthz", "/openapi.json"}
    return programs or MEDIA_TYPE in request.headers.get("accept", "")


def local_path_of(request: Request) -> str:
    """Return the path of a request below the root path."""
    return request.url.path.removeprefix(root_of(request))
