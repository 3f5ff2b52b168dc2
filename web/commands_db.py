"""``bapta db``: the tables of the database."""

import os

import click

from web.settings import read_settings


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
        click.echo(f"The database is current: migration {after}.")
    else:
        click.echo(f"The database is brought from {before or 'nothing'} to migration {after}.")
