"""Additions to the OpenAPI document: description, a real answer, problem responses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from web.http.problems import MEDIA_TYPE, ProblemModel

TITLE = "Bapta"
DESCRIPTION = (
    "Ask a question in Kazakh, Russian or English and get the best-matching provisions of the "
    "law, word for word, each with a citation. Nothing is generated. The text is as supplied and "
    "is not checked against the law in force."
)


def problem_responses(**meanings: str) -> dict[int | str, dict[str, Any]]:
    """OpenAPI responses for problem documents: ``problem_responses(_422="why")``."""
    return {
        int(status.removeprefix("_")): {
            "description": meaning,
            "content": {MEDIA_TYPE: {"schema": ProblemModel.model_json_schema()}},
        }
        for status, meaning in meanings.items()
    }


def describe(
    app: FastAPI,
    version: str,
    example_answer: Path,
    complete: Callable[[dict[str, Any]], None],
) -> None:
    """Put the answer in the file ``example_answer`` into ``/openapi.json``, when first read.

    ``complete`` then adds what no route describes.
    """

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            described = get_openapi(
                title=TITLE, version=version, description=DESCRIPTION, routes=app.routes
            )
            answered = described["paths"]["/api/chat"]["post"]["responses"]["200"]
            example = json.loads(example_answer.read_text(encoding="utf-8"))
            answered["content"]["application/json"]["examples"] = {
                "answered": {"summary": "An answer", "value": example}
            }
            complete(described)
            app.openapi_schema = described
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]
