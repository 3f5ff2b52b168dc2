"""Context of a question as programs and files give it: at most two earlier turns."""

import json
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from data.errors import BaptaError
from qa.answer import MAX_CONTEXT, ContextTurn
from qa.query.validation import QuestionError, check_question


class ContextError(BaptaError):
    """A file that is no context of a question."""


def _checked(question: str) -> str:
    try:
        return check_question(question)
    except QuestionError as error:
        raise ValueError(str(error)) from None


class ContextEntry(BaseModel):
    """An earlier question with the address of the first passage of its answer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: Annotated[
        str, AfterValidator(_checked), Field(description="The earlier question, not empty.")
    ]
    eid: Annotated[
        str | None,
        Field(
            max_length=400,
            pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*:[A-Za-z0-9_-]+$",
            description="`act-id:eId` of the first passage of its answer, null if it had none.",
        ),
    ] = None

    def turn(self) -> ContextTurn:
        """Return the entry as an earlier turn."""
        act, _, eid = (self.eid or "").partition(":")
        return ContextTurn(self.question, act or None, eid or None)


Context = Annotated[
    list[ContextEntry],
    Field(
        max_length=MAX_CONTEXT,
        description="Earlier turns, the latest last. A follow-up is searched with them.",
    ),
]


def read_context(path: Path) -> tuple[ContextTurn, ...]:
    """Return the turns in a file, a JSON list in the shape of the API.

    Raises ContextError if the file cannot be read or has another shape.
    """
    try:
        entries = TypeAdapter(Context).validate_python(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise ContextError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise ContextError(f"{path} is no context: {_reason(error)}") from error
    return tuple(entry.turn() for entry in entries)


def _reason(error: ValueError | RecursionError) -> str:
    """Return the first fault; without the words of a question, which are private."""
    if isinstance(error, ValidationError):
        fault = error.errors()[0]
        place = ".".join(str(step) for step in fault["loc"])
        return f"{place + ': ' if place else ''}{fault['msg']}."
    return (
        f"give a JSON list of at most {MAX_CONTEXT} earlier turns, the latest last: "
        '[{"question": "…", "eid": "act-id:eId" or null}].'
    )
