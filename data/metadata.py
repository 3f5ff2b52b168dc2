"""Sidecar of a source file: the metadata of an act, in TOML."""

import json
import re
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from data.eid import edition_id, is_act_id
from data.errors import SourceError
from data.model import LANGUAGES
from data.readers.encoding import read_source

_REQUIRED = ("id", "title", "language")
_LISTS = ("names", "notices")
_FLAGS = ("as_is",)
_OPTIONAL = ("kind", "edition", "parallel_of", "edition_id", "supersedes", "official_url")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Metadata of an act.

    ``id`` is safe in a URL, ``names`` are short names of the act in any language, ``parallel_of``
    is the id of the act of which this is a version in another language, ``supersedes`` is the id of
    the previous edition, and ``official_url`` is the address of the official text. ``notices``
    state what the reader left out of the source file. With ``as_is`` the text needs no repair.
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
    official_url: str | None = None
    notices: tuple[str, ...] = ()
    as_is: bool = False

    @property
    def edition_name(self) -> str:
        """Return the id of the edition, by default made from the edition's name."""
        return self.edition_id or edition_id(self.edition)


def read_sidecar(path: Path) -> Sidecar:
    """Read a sidecar. Raises `SourceError` if it is missing or invalid."""
    return parse_sidecar(parse_toml(read_source(path), path), str(path))


def parse_toml(text: str, path: Path) -> dict[str, object]:
    """Parse the text of the TOML file ``path``. Raises `SourceError` if it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"The file {path} is not valid TOML: {error}.") from error


def parse_sidecar(table: dict[str, object], name: str) -> Sidecar:
    """Validate the entries of the sidecar ``name``. Raises `SourceError`."""
    values: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    flags: dict[str, bool] = {}
    for key, value in table.items():
        if key in _LISTS:
            lists[key] = _texts(key, value, name)
            continue
        if key in _FLAGS and isinstance(value, bool):
            flags[key] = value
            continue
        if key not in _REQUIRED + _OPTIONAL:
            raise SourceError(f"The sidecar {name} has the unknown entry “{key}”.")
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
    if "official_url" in values and not is_web_address(values["official_url"]):
        raise SourceError(
            f"The official_url “{values['official_url']}” in {name} must be an address as "
            "https://example.org/."
        )
    if values.get("parallel_of") == values["id"]:
        raise SourceError(
            f"The act “{values['id']}” in {name} cannot be a language version of itself."
        )
    return Sidecar(
        **values,
        names=lists.get("names", ()),
        notices=lists.get("notices", ()),
        as_is=flags.get("as_is", False),
    )


def is_web_address(text: str) -> bool:
    """Return whether ``text`` is an address with http or https and a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", text)


def sidecar_text(sidecar: Sidecar) -> str:
    """Return the sidecar as TOML. Raises `SourceError` for a value that is not printable text."""
    values = {name: value for name, value in asdict(sidecar).items() if value}
    for name, value in values.items():
        for text in (value,) if isinstance(value, str | bool) else value:
            if not str(text).isprintable():
                raise SourceError(f"The {name} of the act contains characters that are not text.")
    # JSON strings and lists of printable characters are also TOML.
    return "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items()
    )


def _texts(key: str, value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise SourceError(f"“{key}” in {name} must be a list of texts.")
    return tuple(value)
