"""The progress of those who have an account, in the database."""

from collections.abc import Collection, Mapping
from dataclasses import asdict

from sqlalchemy import delete, select

from qa.drills.scheduler import Memory
from web.storage.database import Database
from web.training.tables import MemoryRow

_FIELDS = tuple(Memory.__dataclass_fields__)


class Memories:
    """What the accounts of one database remember. Every method may raise DatabaseError."""

    def __init__(self, database: Database) -> None:
        """Nothing is read yet."""
        self._database = database

    def of(self, account: int, act: str) -> dict[str, Memory]:
        """The memories of an account for an act, by the keys of the cards."""
        with self._database.reading() as session:
            rows = session.scalars(
                select(MemoryRow).where(MemoryRow.account_id == account, MemoryRow.act == act)
            )
            return {row.key: Memory(*(getattr(row, field) for field in _FIELDS)) for row in rows}

    def keep(
        self, account: int, act: str, memories: Mapping[str, Memory], gone: Collection[str] = ()
    ) -> None:
        """Put memories in the place of those of the same cards, and forget those of ``gone``."""
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
