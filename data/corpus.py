"""The corpus: the acts that questions are answered from, and the editions before them."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from data.act import Act, Provision
from data.act_files import act_files
from data.errors import UnknownActError, UnknownEditionError, UnknownProvisionError

SHIPPED = Path(__file__).with_name("corpus")


@dataclass(frozen=True)
class Corpus:
    """Acts in a fixed order, each in its current edition; the first one is the default act.

    ``past`` holds the editions that a later one has taken the place of, newest first.
    """

    acts: tuple[Act, ...]
    past: tuple[Act, ...] = ()

    @property
    def default(self) -> Act:
        """The act that a bare eId means."""
        return self.acts[0]

    @cached_property
    def _by_id(self) -> dict[str, Act]:
        return {act.id: act for act in self.acts}

    @cached_property
    def _around(self) -> dict[str, list[Act]]:
        around: dict[str, list[Act]] = {}
        for act in self.acts:
            around.setdefault(act.id, []).append(act)
            if act.parallel_of is not None:
                around.setdefault(act.parallel_of, []).append(act)
        return around

    def around(self, act_id: str) -> tuple[Act, ...]:
        """The act of this id and those that state it as their parallel version, in order."""
        return tuple(self._around.get(act_id, ()))

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over ids, editions, eIds and texts: equal exactly when those are equal."""
        digest = sha256()
        for act in self.acts:
            for text in (act.id, act.edition or ""):
                digest.update(_framed(text))
            for provision in act.provisions:
                digest.update(_framed(provision.eid))
                digest.update(_framed(provision.text))
        return digest.hexdigest()

    def act(self, act_id: str) -> Act:
        """The current edition of the act of this id. Raises `UnknownActError`."""
        try:
            return self._by_id[act_id]
        except KeyError:
            raise UnknownActError(f"There is no act “{act_id}” in this corpus.") from None

    def editions(self, act_id: str) -> tuple[Act, ...]:
        """Every edition of an act, the current one first. Raises `UnknownActError`."""
        return (self.act(act_id), *(act for act in self.past if act.id == act_id))

    def edition(self, act_id: str, edition_id: str) -> Act:
        """One edition of an act. Raises `UnknownActError` or `UnknownEditionError`."""
        for act in self.editions(act_id):
            if act.edition_id == edition_id:
                return act
        raise UnknownEditionError(f"The act “{act_id}” has no edition “{edition_id}”.")

    def address(self, act: Act) -> str:
        """An edition's name in addresses: ``ID@EDITION``, or ``ID`` where an act has only one."""
        several = any(each.id == act.id for each in self.past)
        return f"{act.id}@{act.edition_id}" if several else act.id

    def at(self, address: str) -> Act:
        """The inverse of `address`; a bare id is the current edition. Raises as `edition`."""
        act_id, pinned, edition_id = address.partition("@")
        return self.edition(act_id, edition_id) if pinned else self.act(act_id)

    def provision(self, act_id: str, eid: str) -> Provision:
        """A provision. Raises `UnknownActError` or `UnknownProvisionError`."""
        try:
            return self.act(act_id).by_eid[eid]
        except KeyError:
            message = f"The act “{act_id}” has no provision “{eid}”."
            raise UnknownProvisionError(message) from None


def _framed(text: str) -> bytes:
    """The text with its length, so that no two lists of texts run into the same bytes."""
    content = text.encode()
    return len(content).to_bytes(8, "big") + content


def load_corpus(*folders: Path) -> Corpus:
    """Read every act of the folders (by default the shipped one), in the order of their files.

    Raises `SourceError`, also where there is no act.
    """
    current, past = act_files(*folders or (SHIPPED,))
    return Corpus(tuple(file.read() for file in current), tuple(file.read() for file in past))
