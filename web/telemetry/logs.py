"""Logs of a server: their configuration, as text or as JSON, without what anybody asks.

Lines of the access log have no query string and no token of a private link, and exceptions are
logged with their types and stacks, but without their messages.
"""

import json
import logging
import re
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from uvicorn.config import LOGGING_CONFIG

from web.background import stack_without_messages
from web.http.request_id import current_request

# The token of a private link: what follows /handover/ and is no reference number.
_TOKEN = re.compile(r"(/handover/|/conversation/)(?!BP-\w{4}-\w{4}(?:/|$))[^/]+")
SERVER_LOG = "bapta.serve"
_ACCESS = "uvicorn.access"
_ACCESS_MEMBERS = ("client", "method", "path", "version", "status")


class QueryStringFilter(logging.Filter):
    """Redaction of private parts of addresses in the access log.

    What follows ``?`` may be a question, and the token of a private link gives access to a case.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the path, the third argument of a record of uvicorn's access log."""
        if isinstance(record.args, tuple) and len(record.args) == 5:
            client, method, path, version, status = record.args
            redacted = _TOKEN.sub(r"\1…", str(path).partition("?")[0])
            record.args = (client, method, redacted, version, status)
        return True


class ExceptionFilter(logging.Filter):
    """Removal of the messages of exceptions, which may quote a question."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the exception of a record by its type and stack, and by those of its causes."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.exc_info = None
            record.exc_text = stack_without_messages(error).rstrip()
        return True


class JsonFormatter(logging.Formatter):
    """Lines of JSON: time, level, logger, message, and what is known of request and exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        request = current_request()
        if request is not None:
            line["request_id"] = request.id
        if record.name == _ACCESS and isinstance(record.args, tuple):
            line.update(zip(_ACCESS_MEMBERS, record.args, strict=False))
            if request is not None:
                # A line of the access log is written with the head of the response.
                line["seconds"] = round(perf_counter() - request.started, 3)
        if record.exc_text:
            line["exception"] = record.exc_text
        return json.dumps(line, ensure_ascii=False, default=str)


def log_config(form: str) -> dict[str, Any]:
    """Return the configuration of the logs as text or as json, for :mod:`logging.config`."""
    formatters: dict[str, Any] = dict(LOGGING_CONFIG["formatters"])
    formatters["named"] = {
        **formatters["default"],
        "fmt": "%(levelprefix)s %(name)s: %(message)s",
    }
    if form == "json":
        formatters = {name: {"()": "web.telemetry.logs.JsonFormatter"} for name in formatters}
    handlers = LOGGING_CONFIG["handlers"]
    safe = {"filters": ["without_messages"]}
    return {
        **LOGGING_CONFIG,
        "formatters": formatters,
        "filters": {
            "without_query": {"()": "web.telemetry.logs.QueryStringFilter"},
            "without_messages": {"()": "web.telemetry.logs.ExceptionFilter"},
        },
        "handlers": {
            "default": {**handlers["default"], **safe},
            "named": {**handlers["default"], **safe, "formatter": "named", "level": "WARNING"},
            "access": {**handlers["access"], "filters": ["without_query"]},
        },
        "loggers": {
            **LOGGING_CONFIG["loggers"],
            SERVER_LOG: {"handlers": ["default"], "level": "INFO", "propagate": False},
        },
        "root": {"handlers": ["named"], "level": "WARNING"},
    }
