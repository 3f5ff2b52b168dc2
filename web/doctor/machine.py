"""Checks of the machine: folder, rights of files, proxy, disk, backups, clock, time zones."""

import os
import shlex
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from web.backup.last_backup import FILE, read_last_backup
from web.doctor.finding import Finding, Level, Part
from web.settings import Settings
from web.storage.base import utc_now

MIN_FREE_BYTES = 1 << 30
"""Free bytes from which the disk is in order; a new index may need as much again."""
MIN_FREE_TO_SERVE = 200 << 20
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
# Kazakhstan has had one time zone, UTC+5, since 1 March 2024.
_UNIFIED = datetime(2024, 6, 1, tzinfo=UTC)
_ALMATY, _OFFSET = "Asia/Almaty", timedelta(hours=5)


@dataclass(frozen=True, slots=True)
class ProxyHeaders:
    """Headers of proxies that a request carried; ``peer`` is the address that it came from.

    The server has replaced the address of a trusted proxy with that of the client.
    """

    peer: str
    forwarded: tuple[str, ...]
    has_scheme: bool


def check_home(settings: Settings) -> Finding:
    """Check that the folder of Bapta exists and can be written."""
    home = settings.home
    said = {"folder": home}
    if not home.is_dir():
        return Finding(
            Part.HOME, Level.FAULT, "home_missing", said, f"mkdir -m 700 -p {_quoted(home)}"
        )
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        fix = f'chown "$(id -u)" {_quoted(home)}'
        return Finding(Part.HOME, Level.FAULT, "home_read_only", said, fix)
    return Finding(Part.HOME, Level.OK, "home_ok", said)


def check_rights(settings: Settings, database: Path | None) -> Finding:
    """Check that only the owner reads keys and the database, and that only the owner writes."""
    open_ = [
        path
        for path, forbidden in _private_paths(settings.home, database)
        if path.exists() and path.stat().st_mode & forbidden
    ]
    if not open_:
        return Finding(Part.RIGHTS, Level.OK, "rights_ok")
    said = {"files": ", ".join(map(str, open_))}
    names = " ".join(map(_quoted, open_))
    is_key = any(path.suffix in {".key", ".pem"} for path in open_)
    level = Level.FAULT if is_key else Level.WARNING
    return Finding(Part.RIGHTS, level, "rights_open", said, f"chmod go-rwx {names}")


def _private_paths(home: Path, database: Path | None) -> Iterator[tuple[Path, int]]:
    """Yield what is private in ``home``, each with the rights that others must not have."""
    yield home, _OTHERS_WRITE
    for path in (*home.glob("*.key"), *home.glob("*/*.key"), *home.glob("*/*.pem")):
        yield path, _OTHERS
    if database is not None:
        yield database, _OTHERS


def check_proxy(settings: Settings, seen: ProxyHeaders | None) -> Finding:
    """Check the trusted proxies against the headers of a request, if there was one."""
    trusted = {"proxies": ", ".join(settings.trusted_proxies)}
    if seen is None or not (settings.trusted_proxies or seen.forwarded):
        note = "proxy_ok" if settings.trusted_proxies else "proxy_none"
        return Finding(Part.PROXY, Level.OK, note, trusted if settings.trusted_proxies else {})
    if seen.forwarded and (not settings.trusted_proxies or seen.peer not in seen.forwarded):
        known = (*settings.trusted_proxies, seen.peer)
        fix = f"export BAPTA_TRUSTED_PROXIES={','.join(known)}"
        return Finding(Part.PROXY, Level.FAULT, "proxy_untrusted", {"peer": seen.peer}, fix)
    if not (seen.forwarded and seen.has_scheme):
        fix = (
            "proxy_set_header X-Forwarded-For $remote_addr; "
            "proxy_set_header X-Forwarded-Proto $scheme;"
        )
        return Finding(Part.PROXY, Level.WARNING, "proxy_silent", trusted, fix)
    return Finding(Part.PROXY, Level.OK, "proxy_ok", trusted)


def check_disk(settings: Settings) -> Finding:
    """Check the free space where the folder of Bapta is, or will be."""
    existing = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    said = {"free": f"{free / (1 << 30):.1f}"}
    if free >= MIN_FREE_BYTES:
        return Finding(Part.DISK, Level.OK, "disk_ok", said)
    level = Level.WARNING if free >= MIN_FREE_TO_SERVE else Level.FAULT
    return Finding(Part.DISK, level, "disk_low", said, f"du -xh -d 2 {_quoted(existing)}")


def check_backup(settings: Settings) -> Finding:
    """Check the age of the last backup that ``bapta backup`` recorded."""
    fix = "bapta backup /var/backups/bapta-$(date +%F).tar.gz"
    last = read_last_backup(settings.home)
    if last is None:
        return Finding(Part.BACKUP, Level.WARNING, "backup_none", {}, fix)
    said = {"day": last.made_at.date().isoformat(), "file": last.file}
    if last.is_old(utc_now()):
        return Finding(Part.BACKUP, Level.WARNING, "backup_old", said, fix)
    if not last.is_in_place:
        return Finding(Part.BACKUP, Level.WARNING, "backup_gone", said, fix)
    return Finding(Part.BACKUP, Level.OK, "backup_ok", said)


def check_clock(settings: Settings) -> Finding:
    """Check that the clock is not behind the newest file that Bapta itself wrote."""
    written = [settings.home / name for name in (FILE, "bapta.sqlite")]
    written.append(settings.index / "manifest.json")
    now = utc_now()
    times = (path.stat().st_mtime for path in written if path.exists())
    newest = datetime.fromtimestamp(max(times, default=0.0), UTC)
    said = {"now": now.strftime("%Y-%m-%d %H:%M:%S UTC")}
    if newest - now > timedelta(minutes=1):
        fix = "timedatectl set-ntp true"
        return Finding(Part.CLOCK, Level.FAULT, "clock_behind", said, fix)
    return Finding(Part.CLOCK, Level.OK, "clock_ok", said)


def check_zones() -> Finding:
    """Check that the time zone data know the single time zone of Kazakhstan."""
    try:
        offset = _UNIFIED.astimezone(ZoneInfo(_ALMATY)).utcoffset()
    except ZoneInfoNotFoundError:
        offset = None
    if offset == _OFFSET:
        return Finding(Part.ZONES, Level.OK, "zones_ok")
    fix = "apt-get install --only-upgrade tzdata"
    return Finding(Part.ZONES, Level.WARNING, "zones_old", {}, fix)


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
