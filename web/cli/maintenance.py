"""``bapta backup`` and ``bapta restore``.

``bapta db``: the tables of the database.

``bapta journal``: what is kept of questions and feedback.
"""

import os
from pathlib import Path

import click

from web.cli.progress import progress
from web.settings import read_settings

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Write everything under BAPTA_HOME and the database to the new file FILE."""
    from web.backup.archive import write_backup
    from web.storage.database import Database

    settings = read_settings(os.environ)
    database = Database(settings.database_url)
    with progress("Files and tables written") as told:
        members = write_backup(settings.home, database, file, told)
    database.close()
    click.echo(f"The backup {file} is complete: {members} files and tables.")


@click.command()
@click.argument("file", type=_FILE)
def restore(file: Path) -> None:
    """Put back everything that FILE holds; stop the server first.

    What stood in BAPTA_HOME is kept beside it, in a folder that ends with .before-restore.
    """
    from web.backup.restore import restore_backup
    from web.storage.database import Database

    settings = read_settings(os.environ)
    database = Database(settings.database_url)
    with progress("Files and tables read") as told:
        members = restore_backup(file, settings.home, database, told)
    database.close()
    click.echo(f"The backup {file} was restored: {members} files and tables.")


@click.group()
def db() -> None:
    """The database of accounts and of the journal."""


@db.command()
def upgrade() -> None:
    """Bring the tables to the newest migration: whole, or not at all."""
    from web.storage.database import Database

    database = Database(read_settings(os.environ).database_url)
    before, after = database.upgrade()
    database.close()
    if before == after:
        click.echo(f"The database is up to date: migration {after}.")
    else:
        click.echo(f"The database was upgraded from {before or 'nothing'} to migration {after}.")


@click.group()
def journal() -> None:
    """The journal of questions."""


@journal.command()
@click.option("--all", "everything", is_flag=True, help="Erase everything, whatever its age.")
def erase(everything: bool) -> None:
    """Erase what is older than BAPTA_RETENTION_DAYS, and cases whose link has ended."""
    from web.handover.repository import erase_expired
    from web.journal.retention import erase_all, erase_old
    from web.storage.base import utc_now
    from web.storage.database import Database

    settings = read_settings(os.environ)
    database = Database(settings.database_url)
    with database.begin() as session:
        cases = erase_expired(session, utc_now())
        if everything:
            questions, feedback = erase_all(session)
        else:
            questions, feedback = erase_old(session, utc_now(), settings.retention_days)
    database.close()
    click.echo(
        f"Erased: {questions} questions, {feedback} feedback entries, {cases} questions for staff."
    )
