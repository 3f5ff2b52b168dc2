"""Settings: one table of the ``BAPTA_*`` environment variables, and the values of one process."""

import os
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.errors import BaptaError
from data.metadata import is_web_address
from data.model import LANGUAGES
from qa.notice import DangerKind, Helpline
from web.trace_variables import has_traces

# ruff: noqa: RUF009 -- _setting makes fields, which dataclasses expects as class attributes

# Repeats embeddings.bundled.download.BUNDLED; importing it would load numpy for `bapta --help`.
BUNDLED = "multilingual-e5-small"


class SettingsError(BaptaError):
    """A setting has a value that Bapta cannot use."""


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


def _confidence(name: str, value: str) -> float:
    if not re.fullmatch(r"0\.[0-9]{1,9}", value) or not 0.5 <= float(value) <= 0.99:
        raise SettingsError(f"{name} is {value!r}, but must be a number from 0.5 to 0.99.")
    return float(value)


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


def _origin(name: str, value: str) -> str:
    origins = _origins(name, value)
    if len(origins) != 1:
        raise SettingsError(f"{name} must be one origin such as https://law.example.org.")
    return origins[0].lower()


def _web_address(name: str, value: str) -> str:
    if not is_web_address(value):
        raise SettingsError(f"{name} is {value!r}, but must be an address as https://example.org/.")
    return value


def _webhook_url(name: str, value: str) -> str:
    # The message leaves out the address: its path may be a secret.
    if not is_web_address(value) or urlsplit(value).username is not None:
        raise SettingsError(f"{name} must be an address such as https://example.org/hooks/bapta.")
    return value


def _webhook_secret(name: str, value: str) -> str:
    try:
        key = b64decode(value.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if not value.startswith("whsec_") or len(key) < 24:
        raise SettingsError(
            f"{name} must be whsec_ and 24 bytes or more in Base64: "
            'echo "whsec_$(openssl rand -base64 32)" makes one.'
        )
    return value


def _helplines(name: str, value: str) -> tuple[Helpline, ...]:
    """Return the lines of "KINDS=NUMBER LABEL; …", as docs/settings.md describes them."""
    return tuple(_helpline(name, entry.strip()) for entry in value.split(";") if entry.strip())


def _helpline(name: str, entry: str) -> Helpline:
    form = re.fullmatch(r"([a-z_, ]+)=\s*(\+?[0-9*#-]{2,20})(?:\s+(\S.*))?", entry, re.DOTALL)
    if form is None:
        raise SettingsError(
            f"{name} holds {entry!r}, but must contain entries such as suicide=150 Helpline, "
            "separated by semicolons."
        )
    kinds = frozenset(kind.strip() for kind in form[1].split(","))
    unknown = kinds - {"all", *DangerKind}
    if unknown:
        known = ", ".join(("all", *DangerKind))
        raise SettingsError(f"{name} holds {min(unknown)!r}, but the kinds of danger are: {known}.")
    tel = form[2].replace("-", "")
    labels = [label.strip() for label in (form[3] or tel).split("|")]
    if len(labels) not in {1, len(LANGUAGES)} or not all(labels):
        raise SettingsError(
            f"{name} holds {entry!r}, but a label is one text, or one each in Kazakh, Russian and "
            "English with | between them."
        )
    by_language = labels * len(LANGUAGES) if len(labels) == 1 else labels
    served = frozenset() if "all" in kinds else frozenset(DangerKind(kind) for kind in kinds)
    return Helpline(tel, dict(zip(LANGUAGES, by_language, strict=True)), served)


def _log_form(name: str, value: str) -> str:
    if value not in {"text", "json"}:
        raise SettingsError(f"{name} is {value!r}, but must be text or json.")
    return value


_FROM_0, _FROM_1 = (partial(_whole_number, minimum=minimum) for minimum in (0, 1))


def _setting(
    meaning: str,
    default: Any = MISSING,
    parse: Callable[[str, str], Any] = _text,
    *,
    stated: str | None = None,
    is_secret: bool = False,
) -> Any:
    """Return a field of Settings; ``stated`` is its default in words, if it is derived.

    ``parse`` turns the name of the variable and a value that is not empty into that of the field.
    """
    if stated is None:
        is_switch = isinstance(default, bool)
        stated = ("on" if default else "off") if is_switch else str(default or "none")
    metadata = {"meaning": meaning, "default": stated, "parse": parse, "is_secret": is_secret}
    return field(default=default, repr=not is_secret, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of one process. Paths are absolute.

    The variable of a field is its name in capitals after ``BAPTA_``. A default that is missing here
    is derived by :func:`read_settings`.
    """

    home: Path = _setting(
        "Folder of the operator's acts and question bank, the index, the model and the database.",
        parse=_folder,
        stated="$XDG_DATA_HOME/bapta or ~/.local/share/bapta",
    )
    model: str = _setting(
        "The bundled model, or any sentence-transformers model by name, folder or export.", BUNDLED
    )
    device: str = _setting("Where the model runs: cpu, cuda, cuda:1, mps.", "cpu", _device)
    index: Path = _setting(
        "Folder of the index; or Milvus as milvus+http://HOST:19530, milvus+FILE.db.",
        parse=_index,
        stated="BAPTA_HOME/index",
    )
    reload_seconds: int = _setting(
        "Seconds between two checks for another index in Milvus.", 5, _FROM_1
    )
    database_url: str = _setting(
        "Database of accounts and of the journal: sqlite:////FILE or postgresql://…",
        stated="a SQLite file in BAPTA_HOME",
    )
    secret: str | None = _setting(
        "Secret that signs cookies and tokens, 32 bytes or more; needed once accounts exist.",
        None,
        is_secret=True,
    )
    rate_limit: int = _setting(
        "Questions per minute and client; 0 turns the limit off.", 60, _FROM_0
    )
    trusted_proxies: tuple[str, ...] = _setting(
        "Addresses or networks of trusted proxies, separated by commas.", (), _networks
    )
    root_path: str = _setting(
        "Path under which the proxy serves Bapta, such as /law; the proxy removes it.",
        "",
        _root_path,
    )
    public_url: str | None = _setting(
        "Origin of the site for links and redirects, such as https://law.example.org; without it "
        "that of each request.",
        None,
        _origin,
    )
    widget_origins: tuple[str, ...] = _setting(
        "Sites that may show the widget, such as https://example.org, separated by commas.",
        (),
        _origins,
    )
    journal: bool = _setting(
        "Keep questions and feedback in the journal: on or off.", True, _switch
    )
    retention_days: int = _setting("Days that the journal keeps a question.", 90, _FROM_1)
    metrics_token: str | None = _setting(
        "Bearer token that Prometheus needs to read /metrics.", None, is_secret=True
    )
    handover: bool = _setting(
        "Let people send questions without an answer to staff: on or off.", False, _switch
    )
    handover_days: int = _setting(
        "Days that the private link of such a question works.", 30, _FROM_1
    )
    handover_hours: int = _setting(
        "Hours in which staff should answer such a question.", 72, _FROM_1
    )
    webhook_url: str | None = _setting(
        "Address that gets events of new and overdue questions for staff, https:// or http://.",
        None,
        _webhook_url,
        is_secret=True,
    )
    webhook_secret: str | None = _setting(
        "Key that signs these events: whsec_ and Base64.",
        None,
        _webhook_secret,
        is_secret=True,
    )
    official_url: str | None = _setting(
        "Address of the official text, for acts whose sidecar names none.", None, _web_address
    )
    reading_aids: bool = _setting(
        "Show unofficial translations beside the law's words: on or off.", True, _switch
    )
    owner: str | None = _setting("Who runs this service, as the first page names it.", None)
    contacts: str | None = _setting("Who to contact when the law does not answer.", None)
    min_confidence: float | None = _setting(
        "Least probability of a right answer from which it is shown as one, from 0.5 to 0.99.",
        None,
        _confidence,
    )
    emergency: tuple[str, ...] = _setting(
        "Emergency numbers, separated by commas.", ("102", "112"), _list, stated="102, 112"
    )
    helplines: tuple[Helpline, ...] = _setting(
        "Your own lines to call in danger, such as suicide=150 Helpline, separated by semicolons.",
        (),
        _helplines,
    )
    log: str = _setting("Form of the log of a server: text or json.", "text", _log_form)
    bench_dir: Path = _setting(
        "Folder with the material for benchmarks.", parse=_folder, stated="../shared"
    )
    # Address or file of the Milvus that holds the passages, if BAPTA_INDEX names one.
    index_server: str | None = field(default=None, repr=False)
    # Traces are sent, as the standard variables of OpenTelemetry say.
    has_traces: bool = False

    @property
    def acts(self) -> Path:
        """Return the folder of the operator's acts."""
        return self.home / "acts"

    @property
    def bank(self) -> Path:
        """Return the folder of the operator's own question bank."""
        return self.home / "bank"

    @property
    def lexicon(self) -> Path:
        """Return the file of the lexicon learned from the operator's acts."""
        return self.home / "lexicon.tsv.gz"

    @property
    def evaluation(self) -> Path:
        """Return the folder of the operator's own evaluation sets."""
        return self.home / "evaluation"


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """A row of the settings table: variable, field of Settings, default and meaning in words."""

    name: str
    field: str
    default: str
    meaning: str
    parse: Callable[[str, str], Any]
    is_secret: bool


SETTINGS = tuple(
    SettingSpec(f"BAPTA_{each.name.upper()}", each.name, **each.metadata)
    for each in fields(Settings)
    if each.metadata
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
    values["has_traces"] = has_traces(environ)
    values.setdefault("index", home / "index")
    values.setdefault("bench_dir", Path("../shared").absolute())
    values.setdefault("database_url", f"sqlite:///{home / 'bapta.sqlite'}")
    settings = Settings(**{name: value for name, value in values.items() if value != ()})
    # Accounts answer cases, and the journal's retention erases them.
    if settings.handover and settings.secret is None:
        raise SettingsError("BAPTA_HANDOVER is on, but needs accounts: set BAPTA_SECRET too.")
    if settings.handover and not settings.journal:
        raise SettingsError("BAPTA_HANDOVER is on, but needs the journal: BAPTA_JOURNAL is off.")
    if settings.webhook_url and not settings.webhook_secret:
        raise SettingsError("BAPTA_WEBHOOK_URL is set, but needs BAPTA_WEBHOOK_SECRET too.")
    if settings.webhook_url and not settings.handover:
        raise SettingsError("BAPTA_WEBHOOK_URL is set, but reports cases: BAPTA_HANDOVER is off.")
    return settings


def _default_home(environ: Mapping[str, str]) -> Path:
    # The XDG specification has a relative XDG_DATA_HOME ignored.
    shared = environ.get("XDG_DATA_HOME", "").strip()
    if shared and Path(shared).is_absolute():
        return (Path(shared) / "bapta").absolute()
    user = environ.get("HOME", "").strip()
    return ((Path(user) if user else Path.home()) / ".local" / "share" / "bapta").absolute()
