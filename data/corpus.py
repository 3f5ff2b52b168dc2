"""The corpus: the acts that questions are answered from."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from data.act import Act, Provision
from data.errata import read_errata
from data.errors import SourceError, UnknownActError, UnknownProvisionError
from data.parse import parse_text
from data.sidecar import read_sidecar
from data.source import read_source

SHIPPED = Path(__file__).with_name("corpus")


@dataclass(frozen=True)
class Corpus:
    """Acts in a fixed order; the first one is the default act."""

    acts: tuple[Act, ...]

    @property
    def default(self) -> Act:
        """The act that a bare eId means."""
        return self.acts[0]

    @cached_property
    def _by_id(self) -> dict[str, Act]:
        return {act.id: act for act in self.acts}

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
        """The act of this id. Raises `UnknownActError`."""
        try:
            return self._by_id[act_id]
        except KeyError:
            raise UnknownActError(f"There is no act “{act_id}” in this corpus.") from None

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
    """Read every act of the folders (by default the shipped one), by file name in each folder.

    An act is ``NAME.txt`` with its sidecar ``NAME.toml`` and, where it has errata,
    ``NAME.errata.toml``. Raises `SourceError`.
    """
    acts: dict[str, Act] = {}
    for folder in folders or (SHIPPED,):
        if not folder.is_dir():
            raise SourceError(f"The folder {folder} does not exist.")
        for path in sorted(folder.glob("*.txt")):
            act = read_act(path)
            if act.id in acts:
                raise SourceError(f"The id “{act.id}” of {path} is taken by {acts[act.id].source}.")
            acts[act.id] = act
    if not acts:
        raise SourceError("The corpus holds no act.")
    return Corpus(tuple(acts.values()))


def read_act(path: Path) -> Act:
    """Read and parse one act. Raises `SourceError`."""
    text = read_source(path)
    sidecar = read_sidecar(path.with_suffix(".toml"))
    errata = path.with_suffix(".errata.toml")
    return parse_text(text, sidecar, path.name, read_errata(errata) if errata.exists() else ())
