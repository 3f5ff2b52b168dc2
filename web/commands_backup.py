"""``bapta backup`` and ``bapta restore``."""

import os
from pathlib import Path

import click

from web.progress import progress
from web.settings import read_settings

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Write everything under BAPTA_HOME and the database to the new file FILE."""
    from web.backup.write import write_backup
    from web.storage.database import Database

    settings = read_settings(os.environ)
    database = Database(settings.database_url)
    with progress("Members written") as told:
        members = write_backup(settings.home, database, file, told)
    database.close()
    click.echo(f"The backup {file} is whole: {members} members.")


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
    with progress("Members read") as told:
        members = restore_backup(file, settings.home, database, told)
    database.close()
    click.echo(f"The backup {file} is restored: {members} members.")
