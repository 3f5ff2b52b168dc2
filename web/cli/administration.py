"""The commands ``bapta act``, ``bapta audit`` and ``bapta settings``."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from data.errors import BaptaError
from data.model import LANGUAGES
from web.cli.progress import progress
from web.settings import read_settings

if TYPE_CHECKING:
    from web.administration.change_record import ChangeKind


_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


class ActChangeError(BaptaError):
    """A change of the acts that was refused or undone."""


@click.group()
def act() -> None:
    """List acts with their editions, withdraw these or put them back; publish supplements."""


@act.command("list")
def list_() -> None:
    """List the editions of every act, the current one first, and the withdrawn ones."""
    from web.administration.editions import stored_acts, withdrawn_editions

    folder = read_settings(os.environ).acts
    for each in stored_acts(folder):
        for file, state in ((each.current, "current"), *((past, "past") for past in each.past)):
            sidecar = file.sidecar
            click.echo(f"{sidecar.id}@{sidecar.edition_name}\t{state}\t{sidecar.title}")
    for name, file in withdrawn_editions(folder):
        click.echo(f"{name}\twithdrawn\t{file.sidecar.title}")


@act.command("withdraw")
@click.argument("act_id", metavar="ACT")
def withdraw(act_id: str) -> None:
    """Take the current edition of ACT back and build the index; the one before is current again.

    Its files are kept. Servers that run follow by themselves.
    """
    from web.administration.change_record import ChangeKind

    _change(ChangeKind.WITHDRAW, act_id)


@act.command("restore")
@click.argument("name", metavar="EDITION")
def restore(name: str) -> None:
    """Put a withdrawn EDITION back, by its name in bapta act list; build the index."""
    from web.administration.change_record import ChangeKind

    _change(ChangeKind.PUT_BACK, name)


@act.command("aids")
@click.argument("act_id", metavar="ACT")
@click.argument("language", type=click.Choice(LANGUAGES))
@click.argument("file", required=False, type=_FILE)
@click.option("--dry-run", is_flag=True, help="Print what FILE changes; store nothing.")
def aids(act_id: str, language: str, file: Path | None, dry_run: bool) -> None:
    """Publish the reading aids (unofficial translations) of ACT in FILE.

    FILE takes the place of the aids that you gave the act in LANGUAGE before; those that come with
    Bapta stay below it. Without FILE every part of the act is printed with its translation, as a
    file to complete.
    """
    from data.reading_aids import aids_sheet
    from web.administration.supplements import stored_aids
    from web.runtime.composition import compose_corpus

    if file is None:
        settings = read_settings(os.environ)
        found = compose_corpus(settings).act(act_id)
        for line in aids_sheet(found, stored_aids(settings.acts, found, language)):
            click.echo(line)
        return
    _supplement(file, {"id": act_id, "language": language}, ".jsonl", dry_run)


@act.command("errata")
@click.argument("act_id", metavar="ACT")
@click.argument("file", required=False, type=_FILE)
@click.option("--dry-run", is_flag=True, help="Print what FILE changes; store nothing.")
def errata(act_id: str, file: Path | None, dry_run: bool) -> None:
    """Publish the errata (corrections of source lines) of ACT in FILE, and build the index.

    FILE takes the place of the errata of the current edition. Without FILE these are printed.
    """
    from web.administration.supplements import act_file_of

    if file is None:
        path = act_file_of(read_settings(os.environ).acts, act_id).errata
        click.echo(path.read_bytes() if path.exists() else b"", nl=False)
        return
    _supplement(file, {"id": act_id}, ".toml", dry_run)


def _supplement(file: Path, fields: dict[str, str], suffix: str, is_dry_run: bool) -> None:
    """Stage, preview and publish a supplement, as the pages do. Raises ActChangeError."""
    from web.accounts.models import CONSOLE
    from web.administration.law_changes import CHANGE_OF
    from web.administration.preview import PreviewReader
    from web.administration.supplements import preview_lines
    from web.administration.uploads import Staging
    from web.runtime.composition import load_shared_resources

    settings = read_settings(os.environ)
    staging = Staging(settings.home)
    with _problems_as_errors():
        with file.open("rb") as content:
            upload = staging.add(f"{file.stem}{suffix}", content, CONSOLE)
        try:
            upload = staging.describe(upload, fields)
            sources = load_shared_resources(settings).sources
            upload = PreviewReader(settings, sources, staging).read(upload)
            if upload.preview is None:
                raise ActChangeError(upload.trouble)
            for line in preview_lines(upload.preview):
                click.echo(line)
            if not is_dry_run:
                kind = CHANGE_OF[upload.kind]
                _change(kind, upload=upload.id, base=str(upload.preview["base"]))
        finally:
            staging.discard(upload.id)


def _change(kind: "ChangeKind", subject: str = "", upload: str = "", base: str = "") -> None:
    from web.accounts.models import CONSOLE
    from web.administration.change_record import ChangeState
    from web.administration.law_changes import LawChanges, Order
    from web.runtime.composition import load_shared_resources
    from web.storage.database import Database

    settings = read_settings(os.environ)
    database = Database(settings.database_url)
    changes = LawChanges(settings, load_shared_resources(settings), database)
    with _problems_as_errors(), progress("Texts encoded") as report:
        ended = changes.run(Order(kind, CONSOLE, subject, upload, base), report)
    if ended.state is not ChangeState.DONE:
        raise ActChangeError(f"Nothing was changed. {ended.trouble}")
    click.echo(f"{ended.subject}: done, and the index fits the acts.")


@contextmanager
def _problems_as_errors() -> Iterator[None]:
    from web.http.problems import ProblemError
    from web.http.translations import read_translations

    try:
        yield
    except ProblemError as error:
        raise ActChangeError(error.problem.detail(read_translations()["en"])) from error


@click.command()
@click.option("--who", default="", help="Entries of this account.")
@click.option("--what", default="", help="An action as account.add, or an area as account.")
@click.option("--object", "subject", default="", help="A part of the object.")
@click.option("--since", default="", metavar="DAY", help="From this day on, as 2026-01-31 (UTC).")
@click.option("--until", default="", metavar="DAY", help="Up to this day, which is included.")
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV for spreadsheets.")
def audit(who: str, what: str, subject: str, since: str, until: str, as_csv: bool) -> None:
    """Print the audit trail, newest entries first: time, account, action, object, details."""
    from web.administration.audit_trail import AuditQuery, export_rows, parse_day
    from web.http.formats import write_csv
    from web.storage.database import Database

    try:
        days = [parse_day(day.strip()) for day in (since, until)]
    except ValueError as error:
        raise click.UsageError("A day is written as 2026-01-31.") from error
    area = f"{what}." if what and "." not in what else what
    query = AuditQuery(who, area, subject, *days)
    with Database(read_settings(os.environ).database_url).reading() as session:
        rows = export_rows(session, query)
        if as_csv:
            click.echo(write_csv(rows), nl=False)
            return
        for row in list(rows)[1:]:
            click.echo("\t".join(" ".join(str(cell).split()) for cell in row))


@click.command()
def settings() -> None:
    """Print every setting with its value and its source; secrets are not printed."""
    from web.administration.settings_page import setting_values

    for each in setting_values(read_settings(os.environ), os.environ):
        secret = "set" if each.is_set else "not set"
        value = secret if each.is_secret else each.value or "-"
        click.echo(f"{each.name}\t{value}\t{each.source}")
