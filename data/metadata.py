"""The sidecar of a source file: what the source states about itself."""

import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from data.eid import edition_id, is_act_id
from data.errors import SourceError
from data.model import LANGUAGES
from data.readers.encoding import read_source

_REQUIRED = ("id", "title", "language")
_OPTIONAL = ("kind", "edition", "parallel_of", "edition_id", "supersedes")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Id (safe in a URL), title, language, and what else the source states.

    ``names`` are short names of the act in any language, ``parallel_of`` is the id of the act whose
    other language this is, ``supersedes`` the id of the edition that this one takes the place of.
    """

    id: str
    title: str
    language: str
    kind: str | None = None
    edition: str | None = None
    parallel_of: str | None = None
    names: tuple[str, ...] = ()
    edition_id: str | None = None
    supersedes: str | None = None

    @property
    def edition_name(self) -> str:
        """The id of the edition: as stated, or made of the edition's name."""
        return self.edition_id or edition_id(self.edition)


def read_sidecar(path: Path) -> Sidecar:
    """Read a sidecar (TOML). Raises `SourceError` when it is missing or wrong."""
    return sidecar_path(read_toml(path), str(path))


def read_toml(path: Path) -> dict[str, object]:
    """Read a TOML file. Raises `SourceError` when it is missing or no TOML."""
    return parse_toml(read_source(path), path)


def parse_toml(text: str, path: Path) -> dict[str, object]:
    """Parse the text of the TOML file ``path``. Raises `SourceError` when it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"The file {path} is not valid TOML: {error}.") from error


def sidecar_path(table: dict[str, object], name: str) -> Sidecar:
    """Check the entries of a sidecar. Raises `SourceError`."""
    values: dict[str, str] = {}
    names: tuple[str, ...] = ()
    for key, value in table.items():
        if key == "names":
            names = _names(value, name)
            continue
        if key not in _REQUIRED + _OPTIONAL:
            raise SourceError(f"{name} has an unknown entry “{key}”.")
        if not isinstance(value, str) or not value.strip():
            raise SourceError(f"“{key}” in {name} must be a text.")
        values[key] = value
    for key in _REQUIRED:
        if key not in values:
            raise SourceError(f"{name} needs an entry “{key}”.")
    if not is_act_id(values["id"]):
        raise SourceError(
            f"The id “{values['id']}” in {name} may contain only a-z, 0-9 and single hyphens."
        )
    if values["language"] not in LANGUAGES:
        raise SourceError(f"The language “{values['language']}” in {name} must be kk, ru or en.")
    for key in ("edition_id", "supersedes", "parallel_of"):
        if key in values and not is_act_id(values[key]):
            raise SourceError(
                f"The {key} “{values[key]}” in {name} may contain only a-z, 0-9 and single hyphens."
            )
    if values.get("parallel_of") == values["id"]:
        raise SourceError(
            f"The act “{values['id']}” in {name} cannot be a language version of itself."
        )
    return Sidecar(**values, names=names)


def sidecar_text(sidecar: Sidecar) -> str:
    """Return the sidecar as TOML. Raises `SourceError` for a fact that is not printable text."""
    facts = {name: value for name, value in asdict(sidecar).items() if value}
    for name, value in facts.items():
        for text in (value,) if isinstance(value, str) else value:
            if not text.isprintable():
                raise SourceError(f"The {name} of the act contains characters that are not text.")
    # A JSON text or list of printable signs is a TOML text or list of the same value.
    return "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in facts.items()
    )


def _names(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise SourceError(f"“names” in {name} must be a list of texts.")
    return tuple(value)
