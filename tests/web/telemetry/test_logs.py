"""Logs: JSON with the ids of requests, and no words of a question in either form."""

import json
import logging
from logging.config import dictConfig
from typing import Any

import pytest

from web.http.request_id import CurrentRequest, _current
from web.telemetry.logs import log_config

QUESTION = "Менің атым Асан"
LOGGERS = ("", "uvicorn", "uvicorn.access", "uvicorn.error", "bapta.serve")


@pytest.fixture(params=["text", "json"])
def form(request: pytest.FixtureRequest) -> Any:
    """The form of the logs, which are configured so within the test."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(each, each.handlers[:], each.level, each.propagate) for each in loggers]
    yield request.param
    for each, handlers, level, propagate in before:
        each.handlers[:] = handlers
        each.setLevel(level)
        each.propagate = propagate


def test_private_parts_of_addresses_are_not_logged(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    dictConfig(log_config(form))
    log = logging.getLogger("uvicorn.access")
    template = '%s - "%s %s HTTP/%s" %d'
    for path in (f"/?question={QUESTION}", "/handover/s3cr3t", "/handover/BP-7KQF-3M2X/close"):
        log.info(template, "192.0.2.1:5", "GET", path, "1.1", 200)
    out = capsys.readouterr().out
    assert QUESTION not in out
    assert "s3cr3t" not in out
    assert "/handover/BP-7KQF-3M2X/close" in out


def test_messages_of_exceptions_are_not_logged(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    dictConfig(log_config(form))
    try:
        try:
            raise KeyError(QUESTION)
        except KeyError as error:
            raise RuntimeError(QUESTION) from error
    except RuntimeError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
        logging.getLogger("web.somewhere").exception("It failed.")
    err = capsys.readouterr().err
    assert QUESTION not in err
    assert err.count("builtins.RuntimeError") == 2
    assert err.count("builtins.KeyError") == 2
    assert "test_messages_of_exceptions_are_not_logged" in err


@pytest.mark.parametrize("form", ["json"], indirect=True)
def test_lines_of_json(capsys: pytest.CaptureFixture[str], form: str) -> None:
    dictConfig(log_config(form))
    token = _current.set(CurrentRequest("0123456789", 0.0, is_trusted=False))
    try:
        logging.getLogger("uvicorn.access").info(
            '%s - "%s %s HTTP/%s" %d', "192.0.2.1:5", "GET", "/healthz?x=1", "1.1", 200
        )
    finally:
        _current.reset(token)
    logging.getLogger("bapta.workers").error("Two\nlines, %d", 2)
    logging.getLogger("bapta.serve").info("It begins.")
    logging.getLogger("bapta.workers").info("Nobody wants to know.")
    shown = capsys.readouterr()
    (access,) = [json.loads(line) for line in shown.out.splitlines()]
    worker, begins = [json.loads(line) for line in shown.err.splitlines()]
    assert access.pop("seconds") > 0
    assert access.pop("time").endswith("Z")
    assert access == {
        "level": "info",
        "logger": "uvicorn.access",
        "message": '192.0.2.1:5 - "GET /healthz HTTP/1.1" 200',
        "request_id": "0123456789",
        "client": "192.0.2.1:5",
        "method": "GET",
        "path": "/healthz",
        "version": "1.1",
        "status": 200,
    }
    assert worker["message"] == "Two\nlines, 2"
    assert worker["logger"] == "bapta.workers"
    assert "request_id" not in worker
    assert (begins["level"], begins["message"]) == ("info", "It begins.")
