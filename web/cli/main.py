"""The command ``bapta``, with the settings in its help and errors as one sentence.

Modules of commands import heavy libraries inside the commands, so that help is quick.
"""

import errno
import io
import os
import sys
from contextlib import suppress
from typing import Any

import click

from data.errors import BaptaError
from web.backup.home_lock import home_lock, require_whole_home
from web.cli.acts import check, show
from web.cli.administration import act, audit, settings
from web.cli.ask import ask
from web.cli.bank import bank
from web.cli.bench import bench
from web.cli.doctor import doctor
from web.cli.evaluate import evaluate, fit
from web.cli.export import export
from web.cli.ingest import ingest
from web.cli.lexicon import lexicon
from web.cli.maintenance import backup, db, journal, restore
from web.cli.mcp import mcp
from web.cli.prepare import index, model
from web.cli.quotes import check_quote
from web.cli.receipts import receipt, verify
from web.cli.serve import serve
from web.cli.users import user
from web.settings import SETTINGS, SettingsError, read_settings


class CliError(click.ClickException):
    """An error that is reported on one line, without a traceback; exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the sentence to standard error."""
        click.echo(f"bapta: {' '.join(self.message.split())}", file=file or sys.stderr)


class Bapta(click.Group):
    """The group of all commands."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command with UTF-8 output, whatever the locale of the terminal is."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; report errors that people can act on in one sentence."""
        try:
            return super().invoke(ctx)
        except BaptaError as error:
            raise CliError(str(error)) from error
        except OSError as error:
            # The reader of a pipe has ended, as `| head` does: click handles that.
            if error.errno == errno.EPIPE:
                raise
            named = f"{error.filename}: " if error.filename else ""
            raise CliError(f"{named}{error.strerror or error}.") from error

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the settings after the commands."""
        with formatter.section("Settings (environment variables)"):
            formatter.write_dl(
                [(spec.name, f"{spec.meaning} Default: {spec.default}.") for spec in SETTINGS]
            )


@click.group(cls=Bapta, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bapta")
@click.pass_context
def main(context: click.Context) -> None:
    """Ask a question in your own words, get the words of the law.

    Questions may be in Kazakh, Russian or English. Every answer is a verbatim quote with its
    citation; nothing is generated. This is not legal advice.
    """
    # A command reports a setting that is wrong itself. A restore locks the home for itself alone.
    with suppress(SettingsError):
        home = read_settings(os.environ).home
        if context.invoked_subcommand != restore.name:
            context.with_resource(home_lock(home))
            require_whole_home(home)


for command in (
    serve,
    mcp,
    ask,
    ingest,
    check,
    doctor,
    check_quote,
    verify,
    receipt,
    show,
    model,
    index,
    lexicon,
    bank,
    act,
    user,
    audit,
    settings,
    db,
    journal,
    backup,
    restore,
    evaluate,
    export,
    fit,
    bench,
):
    main.add_command(command)
