"""The commands ``bapta backup``, ``bapta restore``, ``bapta db`` and ``bapta journal``."""

import os
from pathlib import Path

import click

from web.cli.progress import progress
from web.settings import Settings, read_settings

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--full", is_flag=True, help="Include the bundled model and the index.")
@click.pass_context
def backup(context: click.Context, file: Path, full: bool) -> None:
    """Write everything under BAPTA_HOME and the database to the new file FILE.

    The bundled model and the index are left out, because they can be rebuilt. Links are followed.
    Exit status 1 where something else is not in the backup. It is signed if BAPTA_SECRET is set.
    """
    from web.accounts.console_trail import record_command
    from web.backup.archive import write_backup
    from web.backup.last_backup import record_backup
    from web.backup.rebuildable import rebuildable_parts, unsaved_paths
    from web.storage.base import utc_now
    from web.storage.database import Database

    settings = read_settings(os.environ)
    database = Database(settings.database_url)
    left_out = {} if full else rebuildable_parts(settings)
    with progress("Files and tables written") as report:
        members = write_backup(settings.home, database, file, report, left_out, settings.secret)
    database.close()
    if settings.home.is_dir():
        record_backup(settings.home, file, utc_now())
    record_command(settings.database_url, "system.backup", file.name)
    unsaved = unsaved_paths(settings, left_out)
    state = "is NOT complete" if unsaved else "is complete"
    click.echo(f"The backup {file} {state}: {members} files and tables.")
    if left_out:
        names = ", ".join(str(path.relative_to(settings.home)) for path in left_out)
        click.echo(f"Left out, because it can be rebuilt: {names}. --full includes it.")
    for path in unsaved:
        click.echo(f"NOT in the backup: {path} ({_kind(path, settings)}). Keep a copy.", err=True)
    context.exit(1 if unsaved else 0)


def _kind(path: Path, settings: Settings) -> str:
    """Return the kind of a path that is in no backup, in words."""
    if not path.is_relative_to(settings.home):
        return "a model outside of BAPTA_HOME"
    return "a link that cannot be followed" if path.is_symlink() else "no file"


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--unsigned", is_flag=True, help="Accept FILE without a signature; only if you trust it."
)
def restore(file: Path, unsigned: bool) -> None:
    """Restore the files and the database from FILE; stop the server first.

    The previous folder BAPTA_HOME is kept beside it, with a name that ends in .before-restore.
    If BAPTA_SECRET is set, FILE must be signed with it.
    """
    from web.accounts.console_trail import record_command
    from web.backup.rebuildable import missing_sentence
    from web.backup.restore import restore_backup
    from web.storage.database import Database
    from web.storage.migrate import NEWEST

    settings = read_settings(os.environ)
    database = Database(settings.database_url)
    with progress("Files and tables read") as report:
        secret = None if unsigned else settings.secret
        contents = restore_backup(file, settings.home, database, report, secret)
    database.close()
    record_command(settings.database_url, "system.restore", file.name)
    click.echo(f"The backup {file} was restored: {contents.members} files and tables.")
    if contents.migration != NEWEST:
        click.echo(f"Its tables were updated from migration {contents.migration} to {NEWEST}.")
    if missing := missing_sentence(contents.left_out.values()):
        click.echo(missing)


@click.group()
def db() -> None:
    """Manage the database of accounts and of the journal."""


@db.command()
def upgrade() -> None:
    """Upgrade the tables to the newest migration, completely or not at all."""
    from web.accounts.console_trail import record_command
    from web.storage.database import Database

    url = read_settings(os.environ).database_url
    database = Database(url)
    before, after = database.upgrade()
    database.close()
    if before != after:
        record_command(url, "system.upgrade", after, before or "")
    if before == after:
        click.echo(f"The database is up to date: migration {after}.")
    else:
        click.echo(f"The database was upgraded from {before or 'nothing'} to migration {after}.")


@click.group()
def journal() -> None:
    """Manage the journal of questions."""


@journal.command()
@click.option("--all", "everything", is_flag=True, help="Erase everything, whatever its age.")
def erase(everything: bool) -> None:
    """Erase what is older than BAPTA_RETENTION_DAYS, and cases whose link has expired."""
    from web.accounts.models import CONSOLE, record_audit
    from web.handover.repository import erase_expired
    from web.journal.retention import erase_all, erase_old
    from web.storage.base import utc_now
    from web.storage.database import Database
    from web.teaching.group_counts import ERASE_HOOKS

    settings = read_settings(os.environ)
    database = Database(settings.database_url)
    with database.begin() as session:
        cases = erase_expired(session, utc_now())
        if everything:
            questions, feedback = erase_all(session, ERASE_HOOKS)
        else:
            questions, feedback = erase_old(
                session, utc_now(), settings.retention_days, ERASE_HOOKS
            )
        counts = f"{questions} questions, {feedback} feedback entries, {cases} questions for staff"
        record_audit(session, CONSOLE, "system.erase", "", counts)
    database.close()
    click.echo(f"Erased: {counts}.")
