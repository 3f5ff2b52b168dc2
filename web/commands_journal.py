"""``bapta journal``: what is kept of questions and feedback."""

import os

import click

from web.settings import read_settings


@click.group()
def journal() -> None:
    """The journal of questions."""


@journal.command()
@click.option("--all", "everything", is_flag=True, help="Erase everything, however young.")
def erase(everything: bool) -> None:
    """Erase what is older than BAPTA_RETENTION_DAYS, and cases whose link has ended."""
    from web.clock import utc_now
    from web.handover.cases import erase_ended
    from web.journal.retention import erase_all, erase_old
    from web.storage.database import Database

    settings = read_settings(os.environ)
    database = Database(settings.database_url)
    with database.begin() as session:
        cases = erase_ended(session, utc_now())
        if everything:
            questions, feedback = erase_all(session)
        else:
            questions, feedback = erase_old(session, utc_now(), settings.retention_days)
    database.close()
    click.echo(
        f"Erased: {questions} questions, {feedback} pieces of feedback, {cases} left questions."
    )
