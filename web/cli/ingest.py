"""The command ``bapta ingest``."""

import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from data.errors import BaptaError
from data.model import LANGUAGES, Act
from web.administration.act_outline import count_provisions, finding_rows, outline_lines
from web.settings import Settings, read_settings

if TYPE_CHECKING:
    from data.corpus import Corpus
    from data.ingest import ReadAct
    from data.manifest import ManifestEntry

_NEEDED = {"id": "--act-id", "title": "--title", "language": "--language"}


class _Ingestion:
    """One run of the command: the corpus as it grows, the acts, and what failed."""

    def __init__(self, settings: Settings, corpus: "Corpus", **flags: bool) -> None:
        self._settings = settings
        self._corpus = corpus
        self._is_dry_run = flags["dry_run"]
        self._accepts = flags["accept_warnings"]
        self._is_verbose = flags["verbose"]
        self.acts: list[Act] = []
        self.failed: list[str] = []
        self.is_clean = True

    def add(self, entry: "ManifestEntry") -> None:
        """Read one act and store it, or print what it looks like. Raises BaptaError."""
        from data.ingest import extend_corpus, read_act
        from web.accounts.console_trail import record_command

        folder = self._settings.acts
        ready = read_act(entry.path, entry.sidecar, folder, self._corpus, entry.column)
        act = ready.act
        if self._is_dry_run:
            click.echo(f"{act.id} was read and not stored: {count_provisions(act)}.")
            for line in outline_lines(act):
                click.echo(f"  {line}")
        else:
            if not self._accepts:
                ready.refuse_doubts()
            ready.store()
            record_command(
                self._settings.database_url,
                "act.ingest",
                act.pinned_address,
                entry.path.name,
            )
            click.echo(f"{act.id} was stored in {folder}: {count_provisions(act)}.")
        self._report(ready)
        self._corpus = extend_corpus(self._corpus, act)
        self.acts.append(act)
        self.is_clean = self.is_clean and ready.is_clean

    def add_all(self, entries: Sequence["ManifestEntry"]) -> None:
        """Add each act of a manifest whole or not at all, and go on after one that fails."""
        for entry in entries:
            try:
                self.add(entry)
            except BaptaError as error:
                self.failed.append(entry.sidecar.id)
                click.echo(f"{entry.sidecar.id} was not stored: {error}", err=True)
        stored = "read" if self._is_dry_run else "stored"
        click.echo(f"{len(entries) - len(self.failed)} of {len(entries)} acts were {stored}.")
        if self.failed:
            click.echo(f"Not {stored}: {', '.join(self.failed)}.", err=True)

    def _report(self, ready: "ReadAct") -> None:
        from data.validation.reading import reading_notes

        if self._is_verbose:
            for name, seconds in ready.seconds.items():
                click.echo(f"  {name:<8} {seconds:7.3f} s")
        if self._is_verbose or self._is_dry_run:
            findings = ready.findings if self._is_dry_run else ready.errors
            for line in finding_rows(findings, ready.act):
                click.echo(f"  {line}", err=True)
        if ready.errors:
            text = f"Errors found in {ready.act.id}: {len(ready.errors)}. Run: bapta check"
            click.echo(text, err=True)
        for warning in ready.warnings:
            click.echo(f"  Warning: {warning.text}", err=True)
        for notice in ready.notices:
            click.echo(f"  Source file: {notice}", err=True)
        for note in reading_notes(ready.act) if self._is_dry_run else ():
            click.echo(f"  {note}")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--act-id", "id", help="Id of the act, used in addresses and eIds: a-z, 0-9 and single hyphens."
)
@click.option("--title", help="Title, as the source states it.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the text.")
@click.option("--edition", help="Edition, as the source states it.")
@click.option(
    "--edition-id", help="Id of the edition in addresses; derived from its name by default."
)
@click.option("--kind", help="Kind of act, e.g. law or order.")
@click.option(
    "--parallel-of", metavar="ACT", help="Id of the act that this is a language version of."
)
@click.option("--official-url", metavar="URL", help="Address of the official text of the act.")
@click.option("--name", "names", multiple=True, help="A common name of the act; repeatable.")
@click.option(
    "--column",
    type=click.Choice(LANGUAGES),
    help="Of two languages side by side, read the column in this one.",
)
@click.option("--dry-run", is_flag=True, help="Print the outline and the warnings; store nothing.")
@click.option("--accept-warnings", is_flag=True, help="Store an act in spite of serious warnings.")
@click.option("--verbose", is_flag=True, help="Print the time of each step and every finding.")
@click.option("--no-review", is_flag=True, help="Do not ask the act its own headings at the end.")
@click.pass_context
def ingest(
    context: click.Context,
    /,
    files: tuple[str, ...],
    names: tuple[str, ...],
    *,
    column: str | None,
    dry_run: bool,
    accept_warnings: bool,
    verbose: bool,
    no_review: bool,
    **facts: str | None,
) -> None:
    """Add acts from files of text, Markdown, HTML, Word, RTF, PDF or Akoma Ntoso.

    Each FILE is read, repaired, parsed, validated and stored, whole or not at all. Errors that
    bapta check finds are counted, but FILE is stored. A second edition of an act, with --edition,
    takes the place of the first, which stays readable.

    Menus, hidden text, running heads and page numbers are left out, footnotes become notes of their
    provisions; what was left out or is doubtful is named and kept for bapta check. A file with two
    languages side by side is refused unless --column chooses one. A text in another language than
    stated, without an article, paragraph or point, that is a letter, or that is mostly left out is
    refused unless --accept-warnings is given.

    --dry-run shows the outline and the warnings before anything is stored. Its exit status is 0 for
    a clean act, 1 if something was left out, doubted or found wrong, 2 for a file that cannot be
    used.

    At the end the act is asked its own headings, and the points of its long lists, as far as the
    model is there: articles that are not found first, and points that are confused, are named.

    A single FILE can be described by the options; --act-id, --title and --language are needed.
    Without options the description is read from a file beside FILE that has the same name and ends
    in .toml, with the entries id, title, language and perhaps edition, edition_id, kind,
    parallel_of, official_url and names. FILE can also be a folder or a .zip file with
    manifest.toml, which has a table [[act]] with these entries and file for each act, or with
    manifest.csv. Each of its acts is stored whole or not at all; the exit status is 2 if one was
    not.
    """
    from data.ingest import store_lock
    from data.manifest import is_collection, read_manifest
    from web.cli.act_review import print_review
    from web.runtime.composition import compose_corpus

    settings = read_settings(os.environ)
    given: dict[str, object] = {name: value for name, value in facts.items() if value is not None}
    if names:
        given["names"] = list(names)
    paths = [Path(file) for file in files]
    if given and (len(files) > 1 or is_collection(paths[0])):
        raise click.UsageError("Options that describe an act can be used with one FILE only.")
    if given and (missing := [option for name, option in _NEEDED.items() if name not in given]):
        raise click.UsageError(f"Missing: {', '.join(missing)}.")
    flags = {"dry_run": dry_run, "accept_warnings": accept_warnings, "verbose": verbose}
    with ExitStack() as stack:
        listed = {
            path: read_manifest(path, Path(stack.enter_context(_unpacked())))
            for path in paths
            if is_collection(path)
        }
        if not dry_run:
            stack.enter_context(store_lock(settings.acts))
        run = _Ingestion(settings, compose_corpus(settings), **flags)
        for path in paths:
            if path in listed:
                run.add_all(listed[path])
            else:
                run.add(_described(path, given, column))
    if dry_run:
        context.exit(2 if run.failed else 0 if run.is_clean else 1)
    click.echo("To use it in answers, rebuild the index. Run: bapta index build")
    for act in () if no_review else run.acts:
        print_review(settings, act)
    context.exit(2 if run.failed else 0)


def _unpacked() -> tempfile.TemporaryDirectory[str]:
    """Return a folder for the files of a manifest in a zip file."""
    return tempfile.TemporaryDirectory(prefix="bapta-")


def _described(path: Path, given: dict[str, object], column: str | None) -> "ManifestEntry":
    """Return the act in a file with the description of the options, or of its sidecar."""
    from data.manifest import ManifestEntry
    from data.metadata import parse_sidecar, read_sidecar

    if given:
        return ManifestEntry(path, parse_sidecar(given, "the options"), column)
    return ManifestEntry(path, read_sidecar(path.with_suffix(".toml")), column)
