"""Learner progress in the database, and its JSON form in files and browsers."""

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import delete, select

from data.model import Act
from qa.drills.scheduler import Memory, is_state
from web.storage.database import Database
from web.training.models import MemoryRow

_FIELDS = tuple(Memory.__dataclass_fields__)


class Memories:
    """Store of the accounts' memories. Every method may raise DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, account: int, act: str) -> dict[str, Memory]:
        """Return an account's memories of an act by card key."""
        with self._database.reading() as session:
            rows = session.scalars(
                select(MemoryRow).where(MemoryRow.account_id == account, MemoryRow.act == act)
            )
            return {row.key: Memory(*(getattr(row, field) for field in _FIELDS)) for row in rows}

    def keep(
        self, account: int, act: str, memories: Mapping[str, Memory], gone: Collection[str] = ()
    ) -> None:
        """Replace the memories of these cards, and delete those of the keys ``gone``."""
        with self._database.begin() as session:
            session.execute(
                delete(MemoryRow).where(
                    MemoryRow.account_id == account,
                    MemoryRow.act == act,
                    MemoryRow.key.in_({*memories, *gone}),
                )
            )
            session.add_all(
                MemoryRow(account_id=account, act=act, key=key, **asdict(memory))
                for key, memory in memories.items()
            )


# Enough for the progress of a whole act.
MAX_PROGRESS_BYTES = 1024 * 1024
# A deck has about a thousand cards; a file may hold retired ones too.
_MAX_CARDS = 8_000
_KEY = re.compile(
    r"(?:which|case|gap|list|order|article|modal):[a-z0-9_-]{1,200}:[0-9-]{0,30}:[0-9a-f]{10}"
)
_LATEST = 253_402_300_000

Seconds = Annotated[int, Field(ge=0, le=_LATEST)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
State = tuple[
    Annotated[int, Field(ge=1, le=3)],
    Annotated[int, Field(ge=0, le=1)] | None,
    Annotated[float, Field(ge=0.001, le=36_500)],
    Annotated[float, Field(ge=1, le=10)],
    Seconds,
    Seconds,
    Count,
    Count,
]


class ProgressError(Exception):
    """Unusable progress; ``code`` is "broken" or "other_act" and names the message."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Progress(BaseModel):
    """Progress file: the memories of one act by card key."""

    model_config = ConfigDict(extra="forbid", strict=False, allow_inf_nan=False)

    format: Literal["bapta-progress"] = "bapta-progress"
    version: Literal[1] = 1
    act: str = Field(max_length=200)
    edition: str = Field(max_length=200)
    cards: dict[Annotated[str, Field(pattern=_KEY.pattern, max_length=260)], State] = Field(
        max_length=_MAX_CARDS
    )

    def memories(self) -> dict[str, Memory]:
        return {key: Memory(*state) for key, state in self.cards.items()}


def read_progress(text: str, act: Act) -> dict[str, Memory]:
    """Return the memories in a file or a form field. Raises ProgressError.

    Another edition is accepted: card keys contain a digest of the provision's words.
    """
    if not text.strip():
        return {}
    try:
        progress = Progress.model_validate_json(text)
    except ValidationError as error:
        raise ProgressError("broken") from error
    memories = progress.memories()
    if not all(
        _KEY.fullmatch(key) and is_state(each.state, each.step) and each.missed <= each.seen
        for key, each in memories.items()
    ):
        raise ProgressError("broken")
    if progress.act != act.id:
        raise ProgressError("other_act")
    return memories


def write_progress(act: Act, memories: Mapping[str, Memory]) -> str:
    """Return the progress file as JSON on one line."""
    cards: dict[str, State] = {
        key: (
            each.state,
            each.step,
            each.stability,
            each.difficulty,
            each.due,
            each.last,
            each.seen,
            each.missed,
        )
        for key, each in sorted(memories.items())
    }
    progress = Progress(act=act.id, edition=act.edition_id, cards=cards)
    return progress.model_dump_json()
