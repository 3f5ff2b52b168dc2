"""The number of a row, or a count of its changes, as a request states it."""

from typing import Annotated

from pydantic import Field

RowId = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""What every column of numbers holds: a larger one is malformed and reaches no database."""
