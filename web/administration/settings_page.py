"""Page ``/admin/settings``: the settings of this process, each with its source and no secret.

Settings are read once, at the start, from environment variables. They are shown and not changed
here: whoever may set them controls the machine, which an administrator of the site need not.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from sqlalchemy.engine import make_url
from starlette.responses import Response

from qa.notice import Helpline
from web.accounts.auth import Admin
from web.accounts.staff_page import staff_page
from web.http.site import StateOf
from web.settings import SETTINGS, Settings, SettingSpec

router = APIRouter(include_in_schema=False, prefix="/admin")


class Source(StrEnum):
    """Source of a value: the environment, the default, or another setting."""

    ENVIRONMENT = "environment"
    DEFAULT = "default"
    DERIVED = "derived"


# Their defaults are in the folder of BAPTA_HOME.
_IN_HOME = {"index", "database_url"}


@dataclass(frozen=True, slots=True)
class SettingValue:
    """A setting with its value in words; a secret has ``is_set`` and no value."""

    name: str
    field: str
    meaning: str
    value: str
    source: Source
    is_secret: bool
    is_set: bool


def setting_values(settings: Settings, environ: Mapping[str, str]) -> tuple[SettingValue, ...]:
    """Return every setting of a process, whose environment is ``environ``."""
    return tuple(_value(spec, settings, environ) for spec in SETTINGS)


def _value(spec: SettingSpec, settings: Settings, environ: Mapping[str, str]) -> SettingValue:
    value = getattr(settings, spec.field)
    is_stated = bool(environ.get(spec.name, "").strip())
    source = Source.ENVIRONMENT if is_stated else Source.DEFAULT
    if not is_stated and spec.field in _IN_HOME:
        source = Source.DERIVED
    return SettingValue(
        spec.name,
        spec.field,
        spec.meaning,
        "" if spec.is_secret else _shown(spec.field, settings),
        source,
        spec.is_secret,
        value not in (None, "", ()),
    )


def _shown(field: str, settings: Settings) -> str:
    """Return the value in words, without the passwords that an address may hold."""
    value = getattr(settings, field)
    if field == "database_url":
        # Options of a connection may be passwords too.
        return make_url(value).set(query={}).render_as_string(hide_password=True)
    if field == "index" and settings.index_server is not None:
        return f"milvus+{_without_user(settings.index_server)}"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ", ".join(_line(each) if isinstance(each, Helpline) else str(each) for each in value)
    return "" if value is None else str(value)


def _line(line: Helpline) -> str:
    kinds = ",".join(sorted(line.kinds)) or "all"
    return f"{kinds}={line.tel} {' | '.join(line.labels.values())}"


def _without_user(address: str) -> str:
    """Return an address without user, password and query."""
    parts = urlsplit(address)
    if not parts.hostname:
        return address
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


@router.get("/settings")
def settings_page(request: Request, site: StateOf, account: Admin, source: str = "") -> Response:
    """Show all settings, or those of one source."""
    values = setting_values(site.settings, os.environ)
    counts = {each: sum(value.source is each for value in values) for each in Source}
    chosen = next((each for each in Source if each == source), None)
    context = {
        "values": [each for each in values if chosen in (None, each.source)],
        "counts": counts,
        "chosen": chosen,
        "number": len(values),
    }
    return staff_page(request, account, "administration/settings.html", context)
