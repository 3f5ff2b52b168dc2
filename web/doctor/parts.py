"""Checks of the parts of Bapta: settings, secret, model, index, question bank, database."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import text

from data.errors import BaptaError
from data.publications import active_publications, read_publications, references_missing_provision
from embeddings.bundled.install import check_model
from embeddings.factory import bundled_names, check_origins
from embeddings.index.stores import FolderStore
from web.accounts.repository import AccountRepository
from web.accounts.tokens import check_secret
from web.doctor.finding import Finding, Level, Part, failed
from web.doctor.machine import (
    ProxyHeaders,
    check_backup,
    check_clock,
    check_disk,
    check_home,
    check_proxy,
    check_rights,
    check_zones,
)
from web.runtime.composition import check_stored, compose_corpus
from web.runtime.sources import Sources
from web.settings import BUNDLED, SETTINGS, Settings, SettingsError, read_settings
from web.storage.base import utc_now
from web.storage.database import Database
from web.storage.migrate import NEWEST

MAX_CLOCK_SECONDS = 2.0
"""Seconds by which the clock may differ from that of the database server."""


def examine(
    environ: Mapping[str, str],
    settings: Settings | None = None,
    seen: ProxyHeaders | None = None,
) -> tuple[Finding, ...]:
    """Return the findings on the installation of ``environ``, in the order of the parts.

    ``settings`` are those of a server that runs, by default those of ``environ``; ``seen`` are the
    headers of the request that asks. Nothing is written. Without settings that can be used there
    is only their finding.
    """
    try:
        settings = settings or read_settings(environ)
    except SettingsError as error:
        return (failed(Part.SETTINGS, error),)
    return tuple(_findings(environ, settings, seen))


def _findings(
    environ: Mapping[str, str], settings: Settings, seen: ProxyHeaders | None
) -> Iterator[Finding]:
    yield _check_settings(environ)
    yield check_home(settings)
    database = Database(settings.database_url)
    try:
        yield _guarded(Part.RIGHTS, lambda: check_rights(settings, database.file))
        yield _guarded(Part.SECRET, lambda: _check_secret(settings, database))
        yield check_proxy(settings, seen)
        yield _guarded(Part.MODEL, lambda: _check_model(settings))
        yield _guarded(Part.INDEX, lambda: _check_index(settings))
        yield _guarded(Part.BANK, lambda: _check_bank(settings))
        yield _guarded(Part.DATABASE, lambda: _check_database(database))
        yield _guarded(Part.DISK, lambda: check_disk(settings))
        yield check_backup(settings)
        yield _guarded(Part.CLOCK, lambda: _check_clock(settings, database))
        yield check_zones()
    finally:
        database.close()


def _guarded(part: Part, check: Callable[[], Finding]) -> Finding:
    """Return the finding of a check, or its error as a fault."""
    try:
        return check()
    except (BaptaError, OSError) as error:
        return failed(part, error)


def _check_settings(environ: Mapping[str, str]) -> Finding:
    known = {each.name for each in SETTINGS}
    unknown = sorted(name for name in environ if name.startswith("BAPTA_") and name not in known)
    if not unknown:
        return Finding(Part.SETTINGS, Level.OK, "settings_ok")
    said = {"names": ", ".join(unknown)}
    fix = f"unset {' '.join(unknown)}"
    return Finding(Part.SETTINGS, Level.WARNING, "settings_unknown", said, fix)


def _check_secret(settings: Settings, database: Database) -> Finding:
    if settings.secret:
        check_secret(settings.secret)
        return Finding(Part.SECRET, Level.OK, "secret_ok")
    if _has_tables(database) and AccountRepository(database).any():
        check_secret(None)
    return Finding(Part.SECRET, Level.OK, "secret_unset")


def _check_model(settings: Settings) -> Finding:
    said = {"model": settings.model}
    if settings.model != BUNDLED:
        return Finding(Part.MODEL, Level.OK, "model_named", said)
    check_model(settings.home)
    check_origins(Sources(settings).all_have_a_bank())
    return Finding(Part.MODEL, Level.OK, "model_ok", said)


def _check_index(settings: Settings) -> Finding:
    stores = check_stored(settings)
    if settings.model == BUNDLED:
        names = bundled_names(Sources(settings).all_have_a_bank())
        for store in stores:
            if isinstance(store, FolderStore):
                store.check_names(*names)
    return Finding(Part.INDEX, Level.OK, "index_ok")


def _check_bank(settings: Settings) -> Finding:
    entries = active_publications(read_publications(settings.bank))
    corpus = compose_corpus(settings)
    lost = sum(references_missing_provision(entry, corpus) for entry in entries)
    if lost:
        return Finding(Part.BANK, Level.WARNING, "bank_lost", {"lost": lost}, "bapta check")
    return Finding(Part.BANK, Level.OK, "bank_ok", {"entries": len(entries)})


def _check_database(database: Database) -> Finding:
    if database.file is not None and not database.file.exists():
        return Finding(Part.DATABASE, Level.OK, "database_new")
    revision = database.revision()
    said = {"revision": revision or "–"}
    if revision != NEWEST:
        return Finding(Part.DATABASE, Level.FAULT, "database_old", said, "bapta db upgrade")
    return Finding(Part.DATABASE, Level.OK, "database_ok", said)


def _check_clock(settings: Settings, database: Database) -> Finding:
    if database.file is None and _has_tables(database):
        with database.reading() as session:
            stated = session.scalar(text("SELECT extract(epoch FROM clock_timestamp())"))
        apart = abs((utc_now() - datetime.fromtimestamp(float(stated or 0), UTC)).total_seconds())
        if apart > MAX_CLOCK_SECONDS:
            fix = "timedatectl set-ntp true"
            said = {"seconds": round(apart)}
            return Finding(Part.CLOCK, Level.WARNING, "clock_database", said, fix)
    return check_clock(settings)


def _has_tables(database: Database) -> bool:
    """Return whether the database has the newest tables; a SQLite file is not created for it."""
    is_there = database.file is None or database.file.exists()
    return is_there and database.revision() == NEWEST
