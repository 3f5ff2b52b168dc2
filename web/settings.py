"""Settings: every ``BAPTA_*`` environment variable, read and checked in this one place."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from data.errors import BaptaError

# The name that embeddings.bundled has for it; importing that would load numpy for `bapta --help`.
BUNDLED = "multilingual-e5-small"


class SettingsError(BaptaError):
    """A setting has a value that Bapta cannot use."""


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """A setting as it is shown to people: its name, its default in words, what it means."""

    name: str
    default: str
    meaning: str


SETTINGS: tuple[SettingSpec, ...] = (
    SettingSpec(
        "BAPTA_HOME",
        "$XDG_DATA_HOME/bapta or ~/.local/share/bapta",
        "Folder of the operator's acts and question bank, the index, the model and the database.",
    ),
    SettingSpec(
        "BAPTA_MODEL",
        BUNDLED,
        "The bundled model, or any sentence-transformers model by name, folder or export.",
    ),
    SettingSpec("BAPTA_DEVICE", "cpu", "Where the model runs: cpu, cuda, cuda:1, mps."),
    SettingSpec(
        "BAPTA_INDEX",
        "BAPTA_HOME/index",
        "Folder of the index; or Milvus as milvus+http://HOST:19530, milvus+FILE.db.",
    ),
    SettingSpec(
        "BAPTA_RELOAD_SECONDS", "5", "Seconds between two looks for another index in Milvus."
    ),
    SettingSpec(
        "BAPTA_DATABASE_URL",
        "a SQLite file in BAPTA_HOME",
        "Database of accounts and of the journal: sqlite:////FILE or postgresql://…",
    ),
    SettingSpec(
        "BAPTA_SECRET",
        "none",
        "Secret that signs cookies and tokens, 32 bytes or more; needed once accounts exist.",
    ),
    SettingSpec(
        "BAPTA_RATE_LIMIT",
        "60",
        "Questions a minute and client; 0 switches the limit off.",
    ),
    SettingSpec(
        "BAPTA_TRUSTED_PROXIES",
        "none",
        "Addresses or networks, with commas between, whose X-Forwarded headers are believed.",
    ),
    SettingSpec(
        "BAPTA_ROOT_PATH",
        "none",
        "Path that a proxy serves Bapta under, as /law, and takes off before it hands on.",
    ),
    SettingSpec(
        "BAPTA_WIDGET_ORIGINS",
        "none",
        "Sites, with commas between, that may show the widget, as https://example.org.",
    ),
    SettingSpec(
        "BAPTA_JOURNAL", "on", "Whether questions and feedback are kept in the journal: on or off."
    ),
    SettingSpec("BAPTA_RETENTION_DAYS", "90", "Days that the journal keeps a question."),
    SettingSpec(
        "BAPTA_METRICS_TOKEN", "none", "Token that Prometheus sends to read /metrics as a bearer."
    ),
    SettingSpec(
        "BAPTA_HANDOVER",
        "off",
        "Whether a question that the law does not answer may be left to a person: on or off.",
    ),
    SettingSpec(
        "BAPTA_HANDOVER_DAYS", "30", "Days that the private link of such a question lives."
    ),
    SettingSpec("BAPTA_OFFICIAL_URL", "none", "Address of the official text of the law."),
    SettingSpec("BAPTA_CONTACTS", "none", "Whom to ask when the law does not answer."),
    SettingSpec("BAPTA_EMERGENCY", "102, 112", "Emergency numbers, with commas between."),
    SettingSpec("BAPTA_BENCH_DIR", "../shared", "Folder of the material for benchmarks."),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process. Paths are absolute; ``rate_limit`` is questions a minute."""

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
        """Folder of the operator's acts."""
        return self.home / "acts"

    @property
    def bank(self) -> Path:
        """Folder of the operator's own question bank."""
        return self.home / "bank"

    @property
    def evaluation(self) -> Path:
        """Folder of the operator's own evaluation sets."""
        return self.home / "evaluation"


def environment_without_settings() -> dict[str, str]:
    """The environment of this process without its settings, for a process that has its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("BAPTA_")}


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings in ``environ``; an empty value counts as none.

    Raises SettingsError, naming the variable, for a value that cannot be used.
    """
    home = _folder(environ, "BAPTA_HOME", _default_home(environ))
    server = _index_server(environ)
    return Settings(
        home=home,
        index=home / "index" if server else _folder(environ, "BAPTA_INDEX", home / "index"),
        index_server=server,
        reload_seconds=_whole_number(environ, "BAPTA_RELOAD_SECONDS", default=5, least=1),
        bench_dir=_folder(environ, "BAPTA_BENCH_DIR", Path("../shared")),
        database_url=_value(environ, "BAPTA_DATABASE_URL") or f"sqlite:///{home / 'bapta.sqlite'}",
        model=_value(environ, "BAPTA_MODEL") or BUNDLED,
        device=_device(environ),
        secret=_value(environ, "BAPTA_SECRET") or None,
        rate_limit=_whole_number(environ, "BAPTA_RATE_LIMIT", default=60, least=0),
        trusted_proxies=_networks(environ, "BAPTA_TRUSTED_PROXIES"),
        root_path=_root_path(environ),
        widget_origins=_origins(environ, "BAPTA_WIDGET_ORIGINS"),
        journal=_switch(environ, "BAPTA_JOURNAL", default="on"),
        retention_days=_whole_number(environ, "BAPTA_RETENTION_DAYS", default=90, least=1),
        metrics_token=_value(environ, "BAPTA_METRICS_TOKEN") or None,
        handover=_handover(environ),
        handover_days=_whole_number(environ, "BAPTA_HANDOVER_DAYS", default=30, least=1),
        official_url=_web_address(environ, "BAPTA_OFFICIAL_URL"),
        contacts=_value(environ, "BAPTA_CONTACTS") or None,
        emergency=_list(environ, "BAPTA_EMERGENCY") or ("102", "112"),
    )


def _value(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip()


def _list(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[\s,]+", _value(environ, name)) if part)


def _default_home(environ: Mapping[str, str]) -> Path:
    # The XDG specification has a relative XDG_DATA_HOME ignored.
    shared = _value(environ, "XDG_DATA_HOME")
    if shared and Path(shared).is_absolute():
        return Path(shared) / "bapta"
    user = _value(environ, "HOME")
    return (Path(user) if user else Path.home()) / ".local" / "share" / "bapta"


def _folder(environ: Mapping[str, str], name: str, default: Path) -> Path:
    value = _value(environ, name)
    try:
        return (Path(value).expanduser() if value else default).absolute()
    except RuntimeError as error:  # "~name" of a user that does not exist
        raise SettingsError(f"{name} is {value!r}, whose user has no home folder.") from error


def _index_server(environ: Mapping[str, str]) -> str | None:
    kind, plus, address = _value(environ, "BAPTA_INDEX").partition("+")
    if not plus or kind != "milvus":
        return None
    parts = urlsplit(address)
    if parts.scheme in {"http", "https"} and parts.hostname:
        return address
    if not parts.scheme and address.endswith(".db"):
        return str(Path(address).expanduser().absolute())
    # The address is not told: it may hold a password.
    raise SettingsError(
        "BAPTA_INDEX must be a folder, or as milvus+http://host:19530 or milvus+/srv/index.db."
    )


def _device(environ: Mapping[str, str]) -> str:
    value = _value(environ, "BAPTA_DEVICE") or "cpu"
    if not re.fullmatch(r"[a-z]+(:[0-9]+)?", value):
        raise SettingsError(f"BAPTA_DEVICE is {value!r}, but must be as cpu, cuda or cuda:1.")
    return value


def _whole_number(environ: Mapping[str, str], name: str, *, default: int, least: int) -> int:
    value = _value(environ, name)
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) < least:
        raise SettingsError(f"{name} is {value!r}, but must be a whole number from {least} up.")
    return int(value)


def _switch(environ: Mapping[str, str], name: str, *, default: str) -> bool:
    value = _value(environ, name) or default
    if value not in {"on", "off"}:
        raise SettingsError(f"{name} is {value!r}, but must be on or off.")
    return value == "on"


def _handover(environ: Mapping[str, str]) -> bool:
    wanted = _switch(environ, "BAPTA_HANDOVER", default="off")
    # Accounts answer what is left, and the journal erases it in time.
    if wanted and not _value(environ, "BAPTA_SECRET"):
        raise SettingsError("BAPTA_HANDOVER is on, but needs accounts: set BAPTA_SECRET too.")
    if wanted and not _switch(environ, "BAPTA_JOURNAL", default="on"):
        raise SettingsError("BAPTA_HANDOVER is on, but needs the journal: BAPTA_JOURNAL is off.")
    return wanted


def _networks(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    networks = _list(environ, name)
    for network in networks:
        try:
            ip_network(network, strict=False)
        except ValueError as error:
            raise SettingsError(f"{name} holds {network!r}, which is no IP address.") from error
    return networks


def _root_path(environ: Mapping[str, str]) -> str:
    value = _value(environ, "BAPTA_ROOT_PATH").rstrip("/")
    if value and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", value):
        raise SettingsError(f"BAPTA_ROOT_PATH is {value!r}, but must be a path as /law.")
    return value


def _origins(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    origins = tuple(origin.rstrip("/") for origin in _list(environ, name))
    for origin in origins:
        # A wildcard or a path would widen who may embed: only a whole origin is taken.
        if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", origin):
            raise SettingsError(
                f"{name} holds {origin!r}, but must hold origins as https://example.org."
            )
    return origins


def _web_address(environ: Mapping[str, str], name: str) -> str | None:
    value = _value(environ, name)
    if not value:
        return None
    wrong = SettingsError(f"{name} is {value!r}, but must be an address as https://example.org/.")
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", value):
        raise wrong
    return value
