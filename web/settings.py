"""Settings: one table of the ``BAPTA_*`` environment variables, and the values of one process."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.errors import BaptaError

# Repeats embeddings.bundled.download.BUNDLED; importing it would load numpy for `bapta --help`.
BUNDLED = "multilingual-e5-small"


class SettingsError(BaptaError):
    """A setting has a value that Bapta cannot use."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one process. Paths are absolute.

    The variable of a field is its name in capitals after ``BAPTA_``. A default that is missing here
    is derived by :func:`read_settings`.
    """

    home: Path
    index: Path
    bench_dir: Path
    database_url: str
    model: str = BUNDLED
    device: str = "cpu"
    secret: str | None = field(default=None, repr=False)
    rate_limit: int = 60
    trusted_proxies: tuple[str, ...] = ()
    root_path: str = ""
    widget_origins: tuple[str, ...] = ()
    journal: bool = True
    retention_days: int = 90
    metrics_token: str | None = field(default=None, repr=False)
    handover: bool = False
    handover_days: int = 30
    official_url: str | None = None
    contacts: str | None = None
    emergency: tuple[str, ...] = ("102", "112")
    # The address of Milvus, or the file of milvus-lite, that holds the index of the passages.
    index_server: str | None = field(default=None, repr=False)
    reload_seconds: int = 5

    @property
    def acts(self) -> Path:
        """Return the folder of the operator's acts."""
        return self.home / "acts"

    @property
    def bank(self) -> Path:
        """Return the folder of the operator's own question bank."""
        return self.home / "bank"

    @property
    def evaluation(self) -> Path:
        """Return the folder of the operator's own evaluation sets."""
        return self.home / "evaluation"


def _text(_name: str, value: str) -> str:
    return value


def _list(_name: str, value: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[\s,]+", value) if part)


def _folder(name: str, value: str) -> Path:
    try:
        return Path(value).expanduser().absolute()
    except RuntimeError as error:  # "~name" of a user that does not exist
        raise SettingsError(f"{name} is {value!r}, but this user has no home folder.") from error


def _index(name: str, value: str) -> Path | str:
    """Return the folder of the index, or the address of Milvus as a text."""
    kind, plus, address = value.partition("+")
    if not plus or kind != "milvus":
        return _folder(name, value)
    parts = urlsplit(address)
    if parts.scheme in {"http", "https"} and parts.hostname:
        return address
    if not parts.scheme and address.endswith(".db"):
        return str(Path(address).expanduser().absolute())
    # The message leaves out the address: it may hold a password.
    raise SettingsError(
        f"{name} must be a folder or look like milvus+http://host:19530 or milvus+/srv/index.db."
    )


def _device(name: str, value: str) -> str:
    if not re.fullmatch(r"[a-z]+(:[0-9]+)?", value):
        raise SettingsError(f"{name} is {value!r}, but must be cpu, cuda or, for example, cuda:1.")
    return value


def _whole_number(name: str, value: str, *, minimum: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) < minimum:
        raise SettingsError(f"{name} is {value!r}, but must be a whole number, at least {minimum}.")
    return int(value)


def _switch(name: str, value: str) -> bool:
    if value not in {"on", "off"}:
        raise SettingsError(f"{name} is {value!r}, but must be on or off.")
    return value == "on"


def _networks(name: str, value: str) -> tuple[str, ...]:
    networks = _list(name, value)
    for network in networks:
        try:
            ip_network(network, strict=False)
        except ValueError as error:
            raise SettingsError(f"{name} holds {network!r}, which is not an IP address.") from error
    return networks


def _root_path(name: str, value: str) -> str:
    path = value.rstrip("/")
    if path and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", path):
        raise SettingsError(f"{name} is {path!r}, but must be a path such as /law.")
    return path


def _origins(name: str, value: str) -> tuple[str, ...]:
    origins = tuple(origin.rstrip("/") for origin in _list(name, value))
    for origin in origins:
        # A wildcard or a path would widen who may embed: only a whole origin is accepted.
        if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", origin):
            raise SettingsError(
                f"{name} holds {origin!r}, but must contain origins such as https://example.org."
            )
    return origins


def _web_address(name: str, value: str) -> str:
    wrong = SettingsError(f"{name} is {value!r}, but must be an address as https://example.org/.")
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", value):
        raise wrong
    return value


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """A row of the settings table: variable, field of Settings, default and meaning in words."""

    name: str
    field: str
    default: str
    meaning: str
    parse: Callable[[str, str], Any] = _text


_FROM_0, _FROM_1 = (partial(_whole_number, minimum=minimum) for minimum in (0, 1))

SETTINGS: tuple[SettingSpec, ...] = (
    SettingSpec(
        "BAPTA_HOME",
        "home",
        "$XDG_DATA_HOME/bapta or ~/.local/share/bapta",
        "Folder of the operator's acts and question bank, the index, the model and the database.",
        _folder,
    ),
    SettingSpec(
        "BAPTA_MODEL",
        "model",
        BUNDLED,
        "The bundled model, or any sentence-transformers model by name, folder or export.",
    ),
    SettingSpec(
        "BAPTA_DEVICE", "device", "cpu", "Where the model runs: cpu, cuda, cuda:1, mps.", _device
    ),
    SettingSpec(
        "BAPTA_INDEX",
        "index",
        "BAPTA_HOME/index",
        "Folder of the index; or Milvus as milvus+http://HOST:19530, milvus+FILE.db.",
        _index,
    ),
    SettingSpec(
        "BAPTA_RELOAD_SECONDS",
        "reload_seconds",
        "5",
        "Seconds between two checks for another index in Milvus.",
        _FROM_1,
    ),
    SettingSpec(
        "BAPTA_DATABASE_URL",
        "database_url",
        "a SQLite file in BAPTA_HOME",
        "Database of accounts and of the journal: sqlite:////FILE or postgresql://…",
    ),
    SettingSpec(
        "BAPTA_SECRET",
        "secret",
        "none",
        "Secret that signs cookies and tokens, 32 bytes or more; needed once accounts exist.",
    ),
    SettingSpec(
        "BAPTA_RATE_LIMIT",
        "rate_limit",
        "60",
        "Questions per minute and client; 0 turns the limit off.",
        _FROM_0,
    ),
    SettingSpec(
        "BAPTA_TRUSTED_PROXIES",
        "trusted_proxies",
        "none",
        "Addresses or networks of trusted proxies, separated by commas.",
        _networks,
    ),
    SettingSpec(
        "BAPTA_ROOT_PATH",
        "root_path",
        "none",
        "Path under which the proxy serves Bapta, such as /law; the proxy removes it.",
        _root_path,
    ),
    SettingSpec(
        "BAPTA_WIDGET_ORIGINS",
        "widget_origins",
        "none",
        "Sites that may show the widget, such as https://example.org, separated by commas.",
        _origins,
    ),
    SettingSpec(
        "BAPTA_JOURNAL",
        "journal",
        "on",
        "Keep questions and feedback in the journal: on or off.",
        _switch,
    ),
    SettingSpec(
        "BAPTA_RETENTION_DAYS",
        "retention_days",
        "90",
        "Days that the journal keeps a question.",
        _FROM_1,
    ),
    SettingSpec(
        "BAPTA_METRICS_TOKEN",
        "metrics_token",
        "none",
        "Bearer token that Prometheus needs to read /metrics.",
    ),
    SettingSpec(
        "BAPTA_HANDOVER",
        "handover",
        "off",
        "Let people send questions without an answer to staff: on or off.",
        _switch,
    ),
    SettingSpec(
        "BAPTA_HANDOVER_DAYS",
        "handover_days",
        "30",
        "Days that the private link of such a question works.",
        _FROM_1,
    ),
    SettingSpec(
        "BAPTA_OFFICIAL_URL",
        "official_url",
        "none",
        "Address of the official text of the law.",
        _web_address,
    ),
    SettingSpec(
        "BAPTA_CONTACTS", "contacts", "none", "Who to contact when the law does not answer."
    ),
    SettingSpec(
        "BAPTA_EMERGENCY",
        "emergency",
        "102, 112",
        "Emergency numbers, separated by commas.",
        _list,
    ),
    SettingSpec(
        "BAPTA_BENCH_DIR",
        "bench_dir",
        "../shared",
        "Folder with the material for benchmarks.",
        _folder,
    ),
)


def environment_without_settings() -> dict[str, str]:
    """Return the environment of this process without its settings, for a child with its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("BAPTA_")}


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings of ``environ``; an empty value counts as none.

    Raises SettingsError, naming the variable, for a value that cannot be used.
    """
    stated = {spec: environ.get(spec.name, "").strip() for spec in SETTINGS}
    values = {spec.field: spec.parse(spec.name, value) for spec, value in stated.items() if value}
    home = values.setdefault("home", _default_home(environ))
    if isinstance(values.get("index"), str):
        values["index_server"] = values.pop("index")
    values.setdefault("index", home / "index")
    values.setdefault("bench_dir", Path("../shared").absolute())
    values.setdefault("database_url", f"sqlite:///{home / 'bapta.sqlite'}")
    settings = Settings(**{name: value for name, value in values.items() if value != ()})
    # Accounts answer cases, and the journal's retention erases them.
    if settings.handover and settings.secret is None:
        raise SettingsError("BAPTA_HANDOVER is on, but needs accounts: set BAPTA_SECRET too.")
    if settings.handover and not settings.journal:
        raise SettingsError("BAPTA_HANDOVER is on, but needs the journal: BAPTA_JOURNAL is off.")
    return settings


def _default_home(environ: Mapping[str, str]) -> Path:
    # The XDG specification has a relative XDG_DATA_HOME ignored.
    shared = environ.get("XDG_DATA_HOME", "").strip()
    if shared and Path(shared).is_absolute():
        return (Path(shared) / "bapta").absolute()
    user = environ.get("HOME", "").strip()
    return ((Path(user) if user else Path.home()) / ".local" / "share" / "bapta").absolute()
